"""On which days patients are admitted: one visit at a time, when the doctor is there, planned care on working days."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.condition_parameters import ConditionParameters
from healthgen_db.generate.care.planned_visits import PlannedVisits
from healthgen_db.generate.groups import group_starts, running_maximum
from healthgen_db.world.calendar import FIRST_DAY, weekday_of
from healthgen_db.world.draws import Ints
from healthgen_db.world.holidays import WORKING_WEEKDAYS

SATURDAY = 5


def wanted_days(
    tables: ConditionParameters, planned: PlannedVisits, scheduled: NDArray[np.bool_], weekdays: Ints
) -> Ints:
    """Return the days on which patients would be admitted if no other visit were in their way.

    Scheduled visits move from weekends and holidays to later working days. weekdays: index of the set of weekdays on
    which the doctor admits patients
    """
    return _to_working_days(tables, planned, scheduled, _calendar_rows(tables, scheduled, weekdays))


def _calendar_rows(tables: ConditionParameters, scheduled: NDArray[np.bool_], weekdays: Ints) -> Ints:
    """Return where the days of each visit's doctor begin in open_from, less FIRST_DAY."""
    calendar = tables.open_from.shape[1]
    rows: Ints = (weekdays + scheduled * (len(tables.open_from) // 2)) * calendar - FIRST_DAY
    return rows


def admissions(
    tables: ConditionParameters,
    planned: PlannedVisits,
    wanted: Ints,
    days: Ints,
    *,
    scheduled: NDArray[np.bool_],
    weekdays: Ints,
) -> Ints:
    """Return the admissions: one at a time, on days on which the doctor is there.

    wanted: as wanted_days returns them; days: lengths of stay; weekdays: as for wanted_days
    """
    open_days = tables.open_from.reshape(-1)
    row, day = _calendar_rows(tables, scheduled, weekdays), wanted.copy()
    wait = 1 + (tables.longest_wait * tables.draws.uniform("visit.wait", planned.key) ** 2).astype(np.int64)
    person, blocked = planned.person, days + wait
    admission = _one_at_a_time(person, day, blocked)
    rows = np.arange(day.size)
    while True:
        late = rows[admission[rows] > day[rows]]
        opens = open_days[row[late] + admission[late]]
        closed = opens > admission[late]
        if not closed.any():
            return admission
        day[late[closed]] = opens[closed]
        # what is planned for other patients stays as it is
        again = np.zeros(int(person[-1]) + 1, dtype=np.bool_)
        again[person[late[closed]]] = True
        rows = np.flatnonzero(again[person])
        admission[rows] = _one_at_a_time(person[rows], day[rows], blocked[rows])


def _to_working_days(
    tables: ConditionParameters, planned: PlannedVisits, scheduled: NDArray[np.bool_], row: Ints
) -> Ints:
    """Return the days of the visits after those on free days, except a few, have moved to later working days.

    row: where the days of the visit's doctor begin in open_from, less FIRST_DAY
    """
    day = planned.day.copy()
    free = np.flatnonzero(scheduled & tables.free_days[day - FIRST_DAY])
    weekend = (weekday_of(day[free]) >= WORKING_WEEKDAYS).astype(np.int64)
    free = free[tables.draws.uniform("visit.free_day", planned.key[free]) >= tables.kept_on[weekend]]
    # Visits of a Saturday move to any of the five days from Monday on, as those of a Sunday do.
    monday = weekday_of(day[free]) == SATURDAY
    later = (
        day[free] + 1 + monday + tables.draws.below("visit.postponed", planned.key[free], WORKING_WEEKDAYS)
    )
    moved = tables.open_from.reshape(-1)[row[free] + later]
    day[free] = np.where(moved <= tables.last_day, moved, day[free])
    return day


def _one_at_a_time(person: Ints, earliest: Ints, days: Ints) -> Ints:
    """Return the admissions: each on its earliest day, or later if the visit before it is in the way.

    person: sorted; earliest: day; days: from an admission to the first day on which the next visit can be
    """
    blocked = np.cumsum(days) - days
    blocked -= blocked[group_starts(person)]
    return running_maximum(person, earliest - blocked) + blocked
