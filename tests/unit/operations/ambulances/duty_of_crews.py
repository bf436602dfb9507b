"""A duty as crews need it: the same number of people begins each shift, every day."""

from __future__ import annotations

from functools import cache

import numpy as np

from healthgen_db.operations.ambulances.crews_needed import STARTS, CrewsNeeded
from healthgen_db.world.draws import Ints
from healthgen_db.world.places.time_zones import Zone

PARAMEDICS, TECHNICIANS = TEAMS = (3, 5)
"""Numbers of the teams."""
HOUR, HOURS = 3_600, 12
FIRST_DAY = 20_454
"""1 January 2026, the first day with shifts."""
# A shift_id is the day, the shift type and the number of the person, the technicians from TECHNICIAN on.
PER_DAY, PER_TYPE, TECHNICIAN = 10_000, 1_000, 500


class DutyOfCrews:
    """People for the crews that are needed, less some on every tenth day. A person works one shift type."""

    def __init__(self, needed: CrewsNeeded, zone: Zone) -> None:
        self.needed = {PARAMEDICS: needed.paramedics, TECHNICIANS: needed.technicians}
        self.zone = zone
        self._span = cache(self._find_span)

    def everyone(self, team: int, time: int) -> list[tuple[int, int]]:
        """Return the person and the shift_id of all of a team who are on duty."""
        today = int(self.zone.day(np.array([time]))[0])
        found = []
        for day in range(max(today - 1, FIRST_DAY), today + 1):
            for kind, number in enumerate(self.needed[team]):
                shift = day * PER_DAY + kind * PER_TYPE + (team == TECHNICIANS) * TECHNICIAN
                begins, ends = self._span(shift // PER_TYPE)
                if begins <= time < ends:
                    there = int(number) - (day % 10 == 0 and number > 1)
                    found += [(shift % PER_DAY + each, shift + each) for each in range(there)]
        return found

    def span(self, shift_id: Ints) -> tuple[Ints, Ints]:
        """Return begin and end of shifts, seconds since 1970."""
        spans = [self._span(each // PER_TYPE) for each in shift_id.tolist()]
        begin, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        return begin, end

    def _find_span(self, which: int) -> tuple[int, int]:
        day, kind = divmod(which, PER_DAY // PER_TYPE)
        days, start = np.array([day, day]), STARTS[kind]
        over = start + HOURS
        begins, ends = self.zone.to_utc(
            days + np.array([0, over >= 24]), np.array([start, over % 24]) * HOUR
        ).tolist()
        return begins, ends
