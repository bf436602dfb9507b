"""The KPI status: green, amber or red, day by day from the measures of each day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from .measures import ratio
from .registry import Answer, kpi
from .seen import Seen
from .windows import Window

DAY = timedelta(days=1)
LOOK_BACK = 56
FEWEST = 20
# Of the hospital and of a department: amber, red, amber ends, red ends.
Thresholds = Mapping[str, tuple[float, float, float, float]]
HOSPITAL: Thresholds = {
    "occupancy": (85, 90, 82, 87),
    "boarders": (4, 6, 3, 5),
    "emergency occupancy": (110, 140, 100, 130),
    "long stays": (30, 40, 27, 37),
    "ready": (10, 15, 8, 13),
}
DEPARTMENT: Thresholds = {
    "occupancy": (90, 95, 87, 92),
    "boarders": (5, 8, 4, 6),
    "long stays": (40, 50, 35, 45),
    "ready": (15, 20, 12, 17),
}


@dataclass(frozen=True)
class Day:
    """What is counted on a local day: sums of the hours of units, and the patients in house at its end."""

    hours: list[tuple[int, bool, int, int, int]]
    """Of each unit: department, whether it is a ward, patients, staffed beds, boarders."""
    patients: list[tuple[int | None, bool, bool]]
    """Department, whether longer than 96 hours here, whether ready to leave."""


@kpi
def status(seen: Seen, window: Window) -> Answer:
    """Return 0 (green), 1 (amber) or 2 (red), of the hospital and of the departments that are large enough."""
    last = window.ended_at.astimezone(ZoneInfo(window.time_zone)).date() - DAY
    days = _days(seen, window, [last - n * DAY for n in range(LOOK_BACK + 1, -1, -1)])
    answer: Answer = {None: (None, 0)}
    wards = seen.units.filter(pl.col("ward")).select("department_id", "beds").rows()
    for department in {None, *(place for place, _ in wards)}:
        if sum(beds for place, beds in wards if department in (None, place)) >= FEWEST:
            measured = [_measures(day, department) for day in days]
            thresholds = HOSPITAL if department is None else DEPARTMENT
            if counted := sum(day is not None for day in measured[2:]):
                answer[department] = float(_level(measured, thresholds)), counted
    return answer


def _days(seen: Seen, window: Window, days: list[date]) -> list[Day]:
    hours = (
        seen.unit_hours.filter(pl.col("care_level") != "operating")
        .group_by(window.local("hour").dt.date().alias("day"), "unit_id", "department_id", "ward")
        .agg(pl.col("census", "staffed_beds", "boarders").sum())
    )
    counted: dict[date, list[tuple[int, bool, int, int, int]]] = {day: [] for day in days}
    for day, _, *sums in hours.iter_rows():
        if day in counted:
            counted[day].append(tuple(sums))
    columns = ("department_id", "admitted_at", "ready_at", "left_at")
    ends = [datetime.combine(day + DAY, time(), ZoneInfo(window.time_zone)).astimezone(UTC) for day in days]
    stays = (
        seen.encounters.filter(
            pl.col("admitted_at").is_not_null(), pl.col("left_at").is_null() | (pl.col("left_at") >= ends[0])
        )
        .select(columns)
        .rows()
    )
    found = []
    for day, end in zip(days, ends, strict=True):
        patients = [
            (department, end - admitted_at > timedelta(hours=96), ready_at is not None and ready_at < end)
            for department, admitted_at, ready_at, left_at in stays
            if admitted_at < end and (left_at is None or left_at >= end)
        ]
        found.append(Day(counted[day], patients))
    return found


def _measures(day: Day, department: int | None) -> dict[str, float | None] | None:
    """Return the measures of a day; None if no hours of wards are counted."""
    wards = [sums for place, ward, *sums in day.hours if ward and department in (None, place)]
    if not wards:
        return None
    census, beds, boarders = map(sum, zip(*wards, strict=True))
    emergency = [(patients, stations) for _, ward, patients, stations, _ in day.hours if not ward]
    here = [kinds for place, *kinds in day.patients if department in (None, place)]
    found = {
        "occupancy": _per_hundred(census, beds),
        "boarders": _per_hundred(boarders, beds),
        "emergency occupancy": _per_hundred(
            sum(patients for patients, _ in emergency), sum(stations for _, stations in emergency)
        ),
    }
    if len(here) >= FEWEST:
        found["long stays"] = _per_hundred(sum(long for long, _ in here), len(here))
        found["ready"] = _per_hundred(sum(ready for _, ready in here), len(here))
    return found


def _per_hundred(above: float, below: float) -> float | None:
    return ratio(100 * above, below)


def _level(measured: list[dict[str, float | None] | None], thresholds: Thresholds) -> int:
    """Return the level after the days. A level begins after two such days of three, and ends after three calm days."""

    def reached(measures: dict[str, float | None] | None, number: int) -> int | None:
        if measures is None:
            return None
        values = ((measures.get(name), limits[number]) for name, limits in thresholds.items())
        return sum(value is not None and value >= limit for value, limit in values)

    level = 0
    for number, name in enumerate((1, 2)):
        on = False
        for place in range(2, len(measured)):
            three = measured[place - 2 : place + 1]
            calm = [reached(day, number + 2) for day in three]
            if all(count is not None and count < 2 for count in calm):
                on = False
            if three[-1] is not None and sum((reached(day, number) or 0) >= 2 for day in three) >= 2:
                on = True
        level = name if on else level
    return level
