"""Who is to work which shift on the days around a day, and whether one more shift keeps all limits."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.roster.limits import Limits
from healthgen_db.operations.roster.shift_times import ShiftTimes
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Flags, Ints

# The days that a book keeps: those of the planning ahead, and a week before.
RING = 32
FREE = -1
WEEK = 7
# The days that limits look at, from a week before a shift to a week after it.
AROUND = np.arange(-WEEK, WEEK + 1)[:, None]


class Book:
    """Shifts of people by day. kind: int8, shape (RING, people), the shift type of a day modulo RING, or FREE."""

    def __init__(self, times: ShiftTimes, limits: Limits, people: int) -> None:
        self.times = times
        self.limits = limits
        self.kind = np.full((RING, people), FREE, dtype=np.int8)

    def grow(self, people: int) -> None:
        """Make room for so many people."""
        more = people - self.kind.shape[1]
        if more > 0:
            self.kind = np.pad(self.kind, ((0, 0), (0, more)), constant_values=FREE)

    def fits(
        self,
        people: Ints,
        day: Ints | int,
        kind: Ints,
        *,
        own: Flags | None = None,
        moved: Ints | None = None,
    ) -> Flags:
        """Return whether people may work a shift on a day, shape (shifts,). They must be free on this day.

        people, kind: shape (shifts,); day: the same shape, or one day
        own: whose shift is of a pattern with full weeks; all others have the lower limit of weekly hours
        moved: days of shifts that the people do not work in exchange
        """
        days = day + AROUND
        around = self.kind[days % RING, people]
        free = around[WEEK] == FREE
        if moved is not None:
            around[days == moved] = FREE
        around[WEEK] = kind
        days = days - self.times.first
        hours = np.full(people.size, self.limits.overtime_week_hours)
        if own is not None:
            hours[own] = self.limits.week_hours
        fits: Flags = free & self._rested(around, days)
        # Most are refused by now, and the limits of weeks take longer.
        rest = np.flatnonzero(fits)
        around, days = around[:, rest], days if days.shape[1] == 1 else days[:, rest]
        fits[rest] = ~self._long_row(around) & (self._week_seconds(around, days) <= hours[rest] * HOUR)
        return fits

    def week_seconds(self, people: Ints, day: int) -> Ints:
        """Return the most seconds in any 7 days that contain the shift of a day, shape (people,)."""
        return self._week_seconds(self.kind[(day + AROUND) % RING, people], day + AROUND - self.times.first)

    def _rested(self, around: NDArray[np.int8], days: Ints) -> Flags:
        before, here, after = WEEK - 1, WEEK, WEEK + 1
        starts, rested = self.times.starts, self.times.rested
        begins: Flags = starts[days[here], around[here]] >= rested[days[before], around[before]]
        begins &= starts[days[after], around[after]] >= rested[days[here], around[here]]
        return begins

    def _long_row(self, around: NDArray[np.int8]) -> Flags:
        """Return whether more long shifts than allowed follow each other."""
        long = self.times.long[around]
        most = self.limits.long_in_a_row
        row = np.zeros(around.shape[1], dtype=np.int64)
        for step in (-1, 1):
            going = np.ones(around.shape[1], dtype=np.bool_)
            for distance in range(1, min(most, WEEK) + 1):
                going = going & long[WEEK + step * distance]
                row += going
        too_long: Flags = long[WEEK] & (row >= most)
        return too_long

    def _week_seconds(self, around: NDArray[np.int8], days: Ints) -> Ints:
        """Return the most seconds of shifts that begin in any 7 days with the shift in the middle."""
        seconds, begins = self.times.seconds[days, around], self.times.second[around]
        total = np.zeros((seconds.shape[0] + 1, seconds.shape[1]), dtype=seconds.dtype)
        for row in range(len(seconds)):
            np.add(total[row], seconds[row], out=total[row + 1])
        # The 7 days from the beginning of a shift contain that of a week later if it begins earlier by the clock.
        earlier = begins[WEEK:] < begins[: WEEK + 1]
        weeks = total[WEEK : 2 * WEEK + 1] - total[: WEEK + 1] + np.where(earlier, seconds[WEEK:], 0)
        weeks[0] *= earlier[0]
        most: Ints = weeks.max(axis=0)
        return most
