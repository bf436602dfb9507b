"""All kinds of corruption by name, and the plan of a run: which kinds, alone and together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from random import Random

from .aimed_corruptions import AIMED
from .bill_corruptions import BILLS
from .care_corruptions import CARE
from .cell_corruptions import CELLS
from .changes import Change, Corruption, Rows, Source
from .doctor_corruptions import DOCTORS
from .reference_corruptions import REFERENCE
from .row_corruptions import ROWS

__all__ = ["KINDS", "planned"]

KINDS: dict[str, Corruption] = {**CELLS, **ROWS, **AIMED, **BILLS, **CARE, **DOCTORS, **REFERENCE}
# The share of runs with two or three corruptions at once.
COMPANY = 0.3


def planned(seed: int, count: int, rows: Rows) -> Iterator[tuple[str, list[Change]]]:
    """Give a name and the changes for each of a number of corruptions.

    Every kind comes once alone, in any order, and then again and again, alone or with others.
    """
    source = Source(Random(seed), rows)
    for kinds in islice(_endless(source.random), count):
        yield " + ".join(kinds), [change for kind in kinds for change in KINDS[kind](source)]


def _endless(random: Random) -> Iterator[list[str]]:
    names = list(KINDS)
    yield from ([name] for name in random.sample(names, len(names)))
    while True:
        for name in random.sample(names, len(names)):
            others = random.choices(names, k=random.randint(1, 2)) if random.random() < COMPANY else []
            yield [name, *others]
