"""The windows of a dataset on which the two readings are compared: whole periods and awkward ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from .rows import Rows
from .windows import INSTANT, Window

__all__ = ["all_windows", "days", "few_windows"]

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def days(hospital: int, zone: str, first: date, last: date) -> Window:
    """Return the window from the first to the last local day."""
    return Window(hospital, zone, _at(zone, first), _at(zone, last + DAY))


def _at(zone: str, day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def few_windows(rows: Rows, hospital: int, start: date, today: date) -> Iterator[Window]:
    """Yield windows of usual kinds, before the first patient, and around single stays."""
    zone = dict(rows.tables["hospitals"].iter_rows())[hospital]
    yield days(hospital, zone, today, today)
    yield days(hospital, zone, today - 27 * DAY, today)
    yield days(hospital, zone, start - 600 * DAY, start - 599 * DAY)
    now = _at(zone, today, 7)
    yield Window(hospital, zone, now - DAY, now)
    yield from _around_stays(rows, hospital, zone)


def all_windows(rows: Rows, hospital: int, start: date, today: date) -> Iterator[Window]:
    """Yield the same, and weeks, months, single hours, and the days on which the clocks change."""
    yield from few_windows(rows, hospital, start, today)
    zone = dict(rows.tables["hospitals"].iter_rows())[hospital]
    monday = today - timedelta(days=today.weekday())
    yield days(hospital, zone, monday - 7 * DAY, monday - DAY)
    yield days(hospital, zone, start, start + 6 * DAY)
    yield days(hospital, zone, date(2026, 4, 1), date(2026, 4, 30))
    yield days(hospital, zone, start, today)
    for changes in (date(2026, 3, 8), date(2025, 11, 2)):
        if changes > start:
            yield days(hospital, zone, changes, changes)
            yield days(hospital, zone, changes - 13 * DAY, changes + 14 * DAY)
            # The hours from one to four o'clock, as many as there are.
            yield Window(hospital, zone, _at(zone, changes, 1), _at(zone, changes, 4))
    afternoon = _at(zone, date(2026, 5, 14), 14)
    yield Window(hospital, zone, afternoon, afternoon + HOUR)
    # It begins and ends within an hour, and on a weekend.
    odd = _at(zone, date(2026, 5, 16), 9) + timedelta(minutes=17)
    yield Window(hospital, zone, odd, odd + 2 * DAY + timedelta(minutes=31))


def _around_stays(rows: Rows, hospital: int, zone: str) -> Iterator[Window]:
    """Yield windows at the very moments of stays: one discharge, and a stay from before to after."""
    ended = rows.tables["encounters"].filter(
        pl.col("hospital_id") == hospital, pl.col("class") == "inpatient", pl.col("left_at").is_not_null()
    )
    left = sorted(set(ended["left_at"]))
    middle = len(left) // 2
    # One patient leaves at its begin, which counts, and the next one at its end, which does not.
    yield Window(hospital, zone, left[middle], left[middle + 1])
    longest = ended.sort(pl.col("left_at") - pl.col("admitted_at")).row(-1, named=True)
    yield Window(hospital, zone, longest["admitted_at"] + SECOND, longest["left_at"] - SECOND)
    yield Window(hospital, zone, longest["admitted_at"], longest["left_at"])
    yield Window(hospital, zone, longest["left_at"], longest["left_at"] + INSTANT)
    became = rows.tables["adt_events"].filter(pl.col("hospital_id") == hospital, pl.col("trigger") == "A07")
    # A stay becomes observation at its end, or just before it.
    for change in became["occurred_at"][:1]:
        yield Window(hospital, zone, change - DAY, change)
        yield Window(hospital, zone, change - DAY, change + SECOND)
