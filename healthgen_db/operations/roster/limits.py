"""The checker of patterns: which limits of working hours a cycle of shifts breaks."""

from collections.abc import Sequence
from datetime import time
from itertools import pairwise

from pydantic import Field

from healthgen_db.world.data_files import Entry

DAY_HOURS, WEEK_HOURS = 24, 168
# A night shift is at work at this hour of the next day; a day shift begins before noon.
NIGHT_HOUR, NOON_HOUR = 3, 12


class ShiftType(Entry):
    """A shift type. starts: local time; on_call: at home, and comes when called."""

    code: str = Field(pattern=r"^[A-Z][A-Z0-9]*$")
    starts: time
    hours: int = Field(ge=1, le=24)
    on_call: bool = False

    @property
    def start(self) -> float:
        """Return when the shift begins, hours after midnight."""
        return self.starts.hour + self.starts.minute / 60

    @property
    def second(self) -> int:
        """Return when the shift begins, seconds after midnight by the clock."""
        return self.starts.hour * 3600 + self.starts.minute * 60 + self.starts.second

    @property
    def night(self) -> bool:
        """Return whether the shift runs through the night; a shift on call counts as none, its person may sleep."""
        return not self.on_call and self.start + self.hours > DAY_HOURS + NIGHT_HOUR


class Limits(Entry):
    """Limits of working hours, see patterns.toml."""

    rest_hours: float = Field(ge=0)
    week_hours: float = Field(gt=0)
    overtime_week_hours: float = Field(gt=0)
    average_week_hours: float = Field(gt=0)
    long_hours: float = Field(gt=0)
    long_in_a_row: int = Field(ge=1)


def broken_limits(cycle: Sequence[ShiftType | None], limits: Limits) -> list[str]:
    """Return a sentence for each limit that a cycle breaks. None is a free day.

    The cycle is taken as repeated for ever, so the limits are judged across its end too. Hours on call count as work,
    because the person may be called in for all of them.
    """
    worked = [(day, shift) for day, shift in enumerate(cycle) if shift]
    if not worked:
        return ["there is no shift in it"]
    size = len(cycle)
    repeats = 2 + max(7, limits.long_in_a_row) // size
    shifts = [(day + size * round_, shift) for round_ in range(repeats + 1) for day, shift in worked]
    first = shifts[: len(worked)]
    return [
        *_rest(shifts[: len(worked) + 1], size, limits),
        *_week(shifts, first, limits),
        *_average(worked, size, limits),
        *_in_a_row(shifts, first, limits),
    ]


Shifts = Sequence[tuple[int, ShiftType]]


def _start(shift: tuple[int, ShiftType]) -> float:
    return shift[0] * DAY_HOURS + shift[1].start


def _rest(shifts: Shifts, size: int, limits: Limits) -> list[str]:
    found = []
    for before, after in pairwise(shifts):
        where = f"from day {before[0] + 1} to day {after[0] % size + 1}"
        rest = _start(after) - _start(before) - before[1].hours
        if rest < limits.rest_hours:
            found.append(f"{where} the rest is {rest:g} hours, and at least {limits.rest_hours:g} are needed")
        if before[1].night and after[0] == before[0] + 1 and after[1].start < NOON_HOUR:
            found.append(f"{where} a day shift follows a night shift")
    return found


def _week(shifts: Shifts, first: Shifts, limits: Limits) -> list[str]:
    """Return the 7 days with too many hours; the first of the cycle are enough."""
    for begin in first:
        week = [shift for shift in shifts if 0 <= _start(shift) - _start(begin) < WEEK_HOURS]
        hours = sum(shift.hours for _, shift in week)
        if hours > limits.week_hours:
            where = f"in the 7 days from day {begin[0] + 1}"
            return [f"{where} there are {hours} hours, and at most {limits.week_hours:g} are allowed"]
    return []


def _average(worked: Shifts, size: int, limits: Limits) -> list[str]:
    hours = sum(shift.hours for _, shift in worked) * 7 / size
    if hours <= limits.average_week_hours:
        return []
    return [f"it has {hours:.1f} hours a week, and at most {limits.average_week_hours:g} are allowed"]


def _in_a_row(shifts: Shifts, first: Shifts, limits: Limits) -> list[str]:
    """Return the row of long shifts that is too long; the first of the cycle is enough."""
    days = {day for day, shift in shifts if shift.hours >= limits.long_hours and not shift.on_call}
    for day, _ in first:
        if all(day + step in days for step in range(limits.long_in_a_row + 1)):
            rule = f"at most {limits.long_in_a_row} are allowed"
            return [
                f"more than {limits.long_in_a_row} long shifts begin in a row on day {day + 1}, and {rule}"
            ]
    return []
