"""Nurses of each unit in the next 24 hours: planned, against those that the expected patients require."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import ceil

import numpy as np

from healthgen_db.briefing.page import NursePart
from healthgen_db.briefing.queries import Row
from healthgen_db.world.draws import Ints

HOURS = 24
DAY, NIGHT = "day", "night"
DAY_FROM, DAY_TO = 7, 19
PRESENT = {"on duty", "planned"}


def nurse_parts(
    as_of: datetime, shifts: Sequence[Row], census: Sequence[float], patients_per_nurse: float
) -> tuple[NursePart, ...]:
    """Return the parts of the next 24 hours of a unit: day and night in their order.

    as_of: in local time
    shifts: rows of the query nurses of this unit; none: the hospital has no workforce
    census: the patients that are expected in each hour, shape (24,)
    """
    if not shifts:
        return ()
    planned, sick, to_cover = (_by_hour(shifts, states) for states in (PRESENT, {"sick"}, {"to cover"}))
    # A nurse is required for part of a share of patients too; a rest that rounds to nothing needs none.
    required = np.array([ceil(round(each, 1) / patients_per_nurse) for each in census])
    names = np.array([part_of_day(as_of, hour) for hour in range(HOURS)])
    parts = []
    for name in dict.fromkeys(names.tolist()):
        hours = names == name
        parts.append(
            NursePart(
                name,
                int(planned[hours].min()),
                int(required[hours].max()),
                max(int((required - planned)[hours].max()), 0),
                int(sick[hours].max()),
                int(to_cover[hours].max()),
            )
        )
    return tuple(parts)


def part_of_day(as_of: datetime, hour: int) -> str:
    """Return the part of the day in which the middle of an hour after as_of lies."""
    # In UTC, because adding to a local time ignores that clocks change.
    middle = (as_of.astimezone(UTC) + timedelta(hours=hour, minutes=30)).astimezone(as_of.tzinfo)
    return DAY if DAY_FROM <= middle.hour < DAY_TO else NIGHT


def expected_census(now: float, in_24_hours: float) -> list[float]:
    """Return the patients that are expected in the middle of each hour, on the way from now to in 24 hours."""
    return [max(now + (in_24_hours - now) * (hour + 0.5) / HOURS, 0.0) for hour in range(HOURS)]


def _by_hour(shifts: Sequence[Row], states: set[str]) -> Ints:
    nurses = np.zeros(HOURS, dtype=np.int64)
    for row in shifts:
        if row["state"] in states:
            nurses[row["first_hour"] : row["last_hour"]] += row["nurses"]
    return nurses
