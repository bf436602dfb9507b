"""Work units: ranges of ids that are computed and committed together, and which of them are not done yet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from healthgen_db.config.errors import ConfigError


@dataclass(frozen=True, order=True)
class WorkUnit:
    """The ids first to last, inclusive: patients 1 to 16384, or only hospital 7. The id of the unit is `first`."""

    first: int
    last: int

    @property
    def ids(self) -> int:
        """How many ids it has."""
        return self.last - self.first + 1

    def described(self, counts: str) -> str:
        """Return the unit in words, such as "patients 1 to 16384"."""
        return f"{counts} {self.first} to {self.last}"


def work_units_of(first: int, last: int, size: int) -> list[WorkUnit]:
    """Return units of `size` ids for the ids first to last. The last unit may be smaller.

    Raises ConfigError for a size below 1.
    """
    if size < 1:
        raise ConfigError(f"--block-size {size}: write a value from 1")
    return [WorkUnit(begin, min(last, begin + size - 1)) for begin in range(first, last + 1, size)]


def remaining(units: Sequence[WorkUnit], done: Iterable[WorkUnit]) -> list[WorkUnit]:
    """Return the units and parts of units that are not in `done`, whose units may have other sizes."""
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
