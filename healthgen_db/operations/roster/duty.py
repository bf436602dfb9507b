"""Who is on duty at any time up to now: a compact list of the shifts that somebody works, for quick questions."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.roster.days.people import EPOCH_1950
from healthgen_db.operations.roster.days.slots import SHIFTS_OF_DAY, SHIFTS_OF_HOSPITAL
from healthgen_db.operations.roster.shift_times import ShiftTimes
from healthgen_db.operations.words import NOBODY
from healthgen_db.world.draws import Floats, Ints
from healthgen_db.world.places.time_zones import Zone

# Days of shifts that may be under way at a time: those that began today and yesterday.
DAYS_BACK = 2
FIRST_ROOM = 1024


class Duty:
    """Who works for which team. It grows day by day. Staff are named by their index: staff_id - 1 without the hospital.

    Somebody is on duty from the planned start of a shift to before its planned end. People on call are on duty only as
    far as nobody else of the team is.
    """

    def __init__(
        self, hospital_id: int, zone: Zone, times: ShiftTimes, teams: int, days: tuple[int, int]
    ) -> None:
        """Make room. teams: how many there are; days: first and last day of the roster."""
        self.hospital_id, self.zone, self.times = hospital_id, zone, times
        self.first, last = days
        cells = (last - self.first + 1, teams * times.count)
        self._count = np.zeros(cells, dtype=np.int16)
        self._begin = np.zeros(cells, dtype=np.int32)
        self._size = 0
        # By day, team, shift type and number: the people. By day and number: shift types.
        self._staff = np.empty(FIRST_ROOM, dtype=np.int32)
        self._number = np.empty(FIRST_ROOM, dtype=np.int32)
        self._key = np.empty(FIRST_ROOM, dtype=np.int64)
        self._kind = np.empty(FIRST_ROOM, dtype=np.int8)

    def add(self, day: int, team: Ints, kind: Ints, staff: Ints, number: Ints) -> None:
        """Add the shifts of the next day that somebody works. number: shift_id without hospital and day."""
        row, size = day - self.first, self._size + team.size
        self._make_room(size)
        cell = team * self.times.count + kind
        order = np.lexsort((number, cell))
        self._staff[self._size : size], self._number[self._size : size] = staff[order], number[order]
        count = np.bincount(cell, minlength=self._count.shape[1])
        self._count[row], self._begin[row] = count, self._size + np.cumsum(count) - count
        order = np.argsort(number)
        self._key[self._size : size] = row * SHIFTS_OF_DAY + number[order]
        self._kind[self._size : size] = kind[order]
        self._size = size

    def count(self, team: Ints, time: Ints) -> Ints:
        """Return how many people of teams are on duty at times, shape (questions,); those on call are not counted."""
        row, kind, under_way = self._under_way(time)
        cells = team * self.times.count + kind
        total: Ints = (self._count[row, cells] * (under_way & ~self.times.on_call[kind])).sum(axis=0)
        return total

    def at(self, team: Ints, time: Ints, turn: Floats) -> tuple[Ints, Ints]:
        """Return the staff index and the shift_id of somebody on duty, shape (questions,); -1 and 0 if nobody is.

        turn: which of them, a number in [0, 1). Those on call come only if nobody else is on duty.
        """
        row, kind, under_way = self._under_way(time)
        cell = team * self.times.count + kind
        count = self._count[row, cell].astype(np.int64) * under_way
        called = np.broadcast_to(self.times.on_call[kind], count.shape)
        present = np.where(called, 0, count).sum(axis=0)
        count = np.where(called & (present > 0), 0, count)
        upto = np.cumsum(count, axis=0)
        total = upto[-1]
        place = np.minimum((turn * total).astype(np.int64), total - 1)
        which = np.argmax(upto > place, axis=0)
        each = np.arange(total.size)
        row, cell = row[which, each], cell[which, each]
        found = self._begin[row, cell] + place - (upto - count)[which, each]
        found = np.where(total > 0, found, 0)
        staff = np.where(total > 0, self._staff[found], NOBODY).astype(np.int64)
        return staff, np.where(total > 0, self._shift_id(row, self._number[found]), 0)

    def everyone(self, team: int, time: int) -> list[tuple[int, int]]:
        """Return staff index and shift_id of all who are on duty, in a fixed order; those on call come last."""
        row, kind, under_way = self._under_way(np.array([time]))
        here = np.flatnonzero(under_way[:, 0])
        here = here[np.argsort(self.times.on_call[kind[here, 0]], kind="stable")]
        found: list[tuple[int, int]] = []
        for each in here.tolist():
            day, cell = int(row[each, 0]), team * self.times.count + int(kind[each, 0])
            begin = int(self._begin[day, cell])
            rows = slice(begin, begin + int(self._count[day, cell]))
            ids = self._shift_id(np.array([day]), self._number[rows])
            found += zip(self._staff[rows].tolist(), ids.tolist(), strict=True)
        return found

    def shifts(self, team: int, first: int, last: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return the shifts of a team that begin from `first` to before `last` and that somebody works.

        Columns of shape (shifts,), in the order of days and shift types: planned start and end, staff index, shift_id,
        1 if on call.
        """
        count = self._count[:, team * self.times.count : (team + 1) * self.times.count]
        place = self.first - self.times.first
        starts = self.times.starts[place : place + len(count), : self.times.count]
        row, kind = np.nonzero((count > 0) & (first <= starts) & (starts < last))
        number = count[row, kind].astype(np.int64)
        begin = self._begin[row, team * self.times.count + kind]
        found = np.arange(number.sum()) + np.repeat(begin - np.cumsum(number) + number, number)
        row, kind = np.repeat(row, number), np.repeat(kind, number)
        return (
            starts[row, kind],
            self.times.ends[row + place, kind],
            self._staff[found].astype(np.int64),
            self._shift_id(row, self._number[found]),
            self.times.on_call[kind].astype(np.int64),
        )

    def span(self, shift_id: Ints) -> tuple[Ints, Ints]:
        """Return planned start and end of shifts that somebody works, UTC, in the shape of `shift_id`."""
        day, kind = self._day_and_kind(shift_id)
        row = day - self.times.first
        return self.times.starts[row, kind], self.times.ends[row, kind]

    def on_call(self, shift_id: Ints) -> NDArray[np.bool_]:
        """Return which shifts are on call, in the shape of `shift_id`."""
        called: NDArray[np.bool_] = self.times.on_call[self._day_and_kind(shift_id)[1]]
        return called

    def _day_and_kind(self, shift_id: Ints) -> tuple[Ints, Ints]:
        day, number = np.divmod(shift_id % SHIFTS_OF_HOSPITAL, SHIFTS_OF_DAY)
        day = day - EPOCH_1950
        place = np.searchsorted(self._key[: self._size], (day - self.first) * SHIFTS_OF_DAY + number)
        return day, self._kind[place].astype(np.int64)

    def _under_way(self, time: Ints) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Return rows of days, shift types and whether such shifts are under way, shape (choices, questions)."""
        kinds = np.tile(np.arange(self.times.count), DAYS_BACK)[:, None]
        back = np.repeat(np.arange(DAYS_BACK), self.times.count)[:, None]
        day = self.zone.day(time)[None, :] - back
        known = (day >= self.first) & (day < self.first + len(self._count))
        place = np.where(known, day - self.times.first, 0)
        starts, ends = self.times.starts[place, kinds], self.times.ends[place, kinds]
        under_way = known & (starts <= time) & (time < ends)
        row = np.where(known, day - self.first, 0)
        return row, np.broadcast_to(kinds, row.shape), under_way

    def _shift_id(self, row: Ints, number: NDArray[np.int32]) -> Ints:
        day = row + self.first + EPOCH_1950
        return self.hospital_id * SHIFTS_OF_HOSPITAL + day * SHIFTS_OF_DAY + number

    def _make_room(self, size: int) -> None:
        if size > self._staff.size:
            more = max(size, 2 * self._staff.size) - self._staff.size
            self._staff, self._number = (np.pad(each, (0, more)) for each in (self._staff, self._number))
            self._key, self._kind = np.pad(self._key, (0, more)), np.pad(self._kind, (0, more))
