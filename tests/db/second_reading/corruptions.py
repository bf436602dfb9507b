"""All kinds of corruption by name, and the plan of a run: which kinds, alone and together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from .aimed_corruptions import AIMED
from .cell_corruptions import CELLS
from .changes import Change, Corruption, Rows, Source
from .reference_corruptions import REFERENCE
from .row_corruptions import ROWS

__all__ = ["KINDS", "planned"]

KINDS: dict[str, Corruption] = {**CELLS, **ROWS, **AIMED, **REFERENCE}
# The share of corruptions that are two or three at once, as errors come in company.
COMPANY = 0.3


def planned(seed: int, count: int, rows: Rows) -> Iterator[tuple[str, list[Change]]]:
    """Give a name and the changes for each of a number of corruptions; every kind comes first once, in any order."""
    random = Random(seed)
    source = Source(random, rows)
    return islice(_endless(source), count)


def _endless(source: Source) -> Iterator[tuple[str, list[Change]]]:
    names = list(KINDS)
    while True:
        for name in source.random.sample(names, len(names)):
            together = [name]
            if source.random.random() < COMPANY:
                together += source.random.choices(names, k=source.number(1, 2))
            yield " + ".join(together), [change for kind in together for change in KINDS[kind](source)]
