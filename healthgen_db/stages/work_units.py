"""Work units: ranges of ids that are computed and committed at once, and which of them are still to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class WorkUnit:
    """The ids first to last, both included: patients 1 to 16384, or hospital 7 alone. Its own id is `first`."""

    first: int
    last: int

    def described(self, counts: str) -> str:
        """Return the unit in words, such as "patients 1 to 16384"."""
        return f"{counts} {self.first} to {self.last}"


def work_units_of(first: int, last: int, size: int) -> list[WorkUnit]:
    """Cut the ids first to last into units of `size` ids; the last one may be smaller."""
    return [WorkUnit(begin, min(last, begin + size - 1)) for begin in range(first, last + 1, size)]


def remaining(units: Sequence[WorkUnit], done: Iterable[WorkUnit]) -> list[WorkUnit]:
    """Return the units, or the parts of them, that no unit in `done` covers. Sizes may have changed in between."""
    left = []
    covered = sorted(done)
    at = 0
    for unit in sorted(units):
        begin = unit.first
        while at < len(covered) and covered[at].last < begin:
            at += 1
        for other in covered[at:]:
            if other.first > unit.last:
                break
            if begin < other.first:
                left.append(WorkUnit(begin, other.first - 1))
            begin = max(begin, other.last + 1)
        if begin <= unit.last:
            left.append(WorkUnit(begin, unit.last))
    return left
