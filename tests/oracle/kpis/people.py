"""KPIs of people at work: overtime, agencies, sickness, posts, leavers and open shifts."""

from __future__ import annotations

from datetime import date, timedelta
from math import floor

import polars as pl

from .measures import added, by_department, count_share, ratio
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import Window

STAND_IN = pl.col("shift_id") % 100_000 >= 50_000
YEAR = timedelta(days=365)


def employed_on(seen: Seen, day: date) -> pl.DataFrame:
    """Return the employments that are valid on a day."""
    lasts = pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)
    return seen.employments.filter(pl.col("valid_from") <= day, lasts)


def headcount(seen: Seen, day: date) -> int:
    """Return how many people are employed on a day."""
    return employed_on(seen, day)["staff_id"].n_unique()


def _worked_by(source: str) -> Kpi:
    """Return a KPI: the hours that people of a source work per 100 hours of work."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        theirs = added(frame.filter(pl.col("source") == source), "inside")
        return ratio(100 * theirs, added(frame, "inside")), frame.height

    def found(seen: Seen, window: Window) -> Answer:
        worked = seen.worked.with_columns(inside=window.overlap("started_at", "ended_at"))
        return by_department(worked.filter(pl.col("inside") > 0), measure)

    return found


register("overtime_pct", _worked_by("overtime"))
register("agency_pct", _worked_by("agency"))


@kpi
def open_shifts_pct(seen: Seen, window: Window) -> Answer:
    """Return the shifts that nobody works per 100 shifts planned to begin in the window.

    A shift in place of an absent person can be open too, but it is no shift more.
    """

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        planned = frame.filter(~STAND_IN).height
        return ratio(100 * frame.filter(pl.col("status") == "open").height, planned), planned

    return by_department(seen.shifts.filter(window.has("planned_start")), measure)


@kpi
def sickness_pct(seen: Seen, window: Window) -> Answer:
    """Return the days of sickness of people who are employed per 100 days of employment."""
    sick, employed = 0, 0
    for day in window.local_days:
        people = set(employed_on(seen, day)["staff_id"])
        lasts = pl.col("last_day").is_null() | (pl.col("last_day") >= day)
        employed += len(people)
        sick += len(people & set(seen.sickness.filter(pl.col("first_day") <= day, lasts)["staff_id"]))
    return {None: (ratio(100 * sick, employed), employed)}


@kpi
def vacancy_pct(seen: Seen, window: Window) -> Answer:
    """Return the posts that nobody holds on the last day."""
    held = employed_on(seen, window.last_day)["post_id"].to_list()
    return by_department(seen.posts, count_share(~pl.col("post_id").is_in(held)))


@kpi
def turnover_pct(seen: Seen, window: Window) -> Answer:
    """Return those who resigned or retired in a year per 100 people employed."""
    last, first = window.last_day, window.last_day - YEAR
    left = seen.employments.filter(
        pl.col("ended_because").is_in(["resigned", "retired"]),
        pl.col("valid_to") > first,
        pl.col("valid_to") <= last,
    )
    people = (headcount(seen, first) + headcount(seen, last)) / 2
    return {None: (ratio(100 * left.height, people), floor(people + 0.5))}
