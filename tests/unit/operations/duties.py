"""A roster for tests of the flow and of people: the same shifts every day, without absences."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.places.layout import NO_WARD, Layout
from healthgen_db.world.draws import Floats, Ints
from tests.unit.operations.hospitals import DAY, HOUR, START

TYPES = {"day": (7, 12), "night": (19, 12), "weekday": (7, 10), "on call": (7, 24)}
"""Local hour at which shifts begin, and their hours. The clocks do not change in these tests."""
SURGICAL = ("surgeons", "anesthetists", "operating nurses")


@dataclass
class FixedDuty:
    """People on duty, as Duty. teams: their keys; rows: begin, end, staff, shift_id, on call and team of each shift."""

    days: int
    teams: list[tuple[str, int]] = field(default_factory=list)
    rows: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)

    def add(self, kind: str, people: dict[str, int], unit: int = -1) -> None:
        """Add a team. people: how many work in each shift of a type; each works every second day."""
        team, first = len(self.teams), 1_000 * (len(self.teams) + 1)
        self.teams.append((kind, unit))
        for index, (name, number) in enumerate(people.items()):
            starts, hours = TYPES[name]
            for day in range(-1, self.days + 1):
                if name == "weekday" and day % 7 >= 5:
                    continue
                for person in range(number):
                    staff = first + 100 * index + 2 * person + day % 2
                    begin = START + day * DAY + starts * HOUR
                    shift = (day + 10) * 100_000 + staff
                    self.rows.append((begin, begin + hours * HOUR, staff, shift, name == "on call", team))

    def find(self, kind: str, unit: int = -1, service: int = -1) -> int:
        """Return a team; none has a service of its own."""
        return self.teams.index((kind, unit)) if (kind, unit) in self.teams else -1

    @property
    def columns(self) -> NDArray[np.int64]:
        """Return the rows as columns, in the order of shift_id."""
        table = np.array(self.rows, dtype=np.int64)
        return np.ascontiguousarray(table[np.argsort(table[:, 3])].T)

    def _there(self, team: Ints, time: Ints) -> NDArray[np.bool_]:
        """Return who is on duty, shape (times, shifts); people on call only where nobody else is."""
        begin, end, _, _, on_call, teams = self.columns
        there: NDArray[np.bool_] = (begin <= time[:, None]) & (time[:, None] < end) & (teams == team[:, None])
        alone = ~(there & (on_call == 0)).any(axis=1)
        there &= (on_call == 0) | alone[:, None]
        return there

    def count(self, team: Ints, time: Ints) -> Ints:
        """Return how many people are on duty; those on call are not counted."""
        number: Ints = (self._there(team, time) & (self.columns[4] == 0)).sum(axis=1)
        return number

    def at(self, team: Ints, time: Ints, turn: Floats) -> tuple[Ints, Ints]:
        """Return one of those on duty."""
        there = self._there(team, time)
        number = there.sum(axis=1)
        place = np.cumsum(there, axis=1) == (turn * number).astype(np.int64)[:, None] + 1
        chosen = np.argmax(place, axis=1)
        _, _, staff, shift, *_ = self.columns
        return np.where(number > 0, staff[chosen], -1), np.where(number > 0, shift[chosen], 0)

    def shifts(self, team: int, first: int, last: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return the shifts of a team that begin from `first` to before `last`."""
        columns = self.columns
        begin, end, staff, shift, on_call, _ = columns[
            :, (columns[5] == team) & (columns[0] >= first) & (columns[0] < last)
        ]
        return begin, end, staff, shift, on_call

    def span(self, shift: Ints) -> tuple[Ints, Ints]:
        """Return begin and end of shifts."""
        columns = self.columns
        row = np.searchsorted(columns[3], shift)
        return columns[0, row], columns[1, row]

    def on_call(self, shift: Ints) -> NDArray[np.bool_]:
        """Return whether shifts are on call."""
        columns = self.columns
        called: NDArray[np.bool_] = columns[4, np.searchsorted(columns[3], shift)] != 0
        return called


def usual_duty(layout: Layout, days: int) -> FixedDuty:
    """Return a roster with enough people for a hospital; those who operate are there on weekdays or on call."""
    duty = FixedDuty(days)
    duty.add("triage nurses", {"day": 1, "night": 1})
    duty.add("emergency nurses", {"day": 8, "night": 6})
    duty.add("emergency providers", {"day": 5, "night": 3})
    duty.add("hospitalists", {"day": 3, "night": 1})
    rooms = len(layout.units[-1].beds)
    for kind in SURGICAL:
        duty.add(kind, {"weekday": rooms, "on call": 2})
    for number, unit in enumerate(layout.units):
        if unit.ward != NO_WARD:
            duty.add(
                "ward nurses",
                {"day": len(unit.beds) // 4 + 1, "night": len(unit.beds) // 5 + 1},
                number,
            )
    return duty
