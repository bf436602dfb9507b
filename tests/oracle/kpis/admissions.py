"""KPIs of admissions: how many, at which hours, of which age and sex; and the days that patients spend in hospital."""

from __future__ import annotations

import polars as pl

from .measures import Measure, by_department, count_share, total
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import Window

__all__ = ["admitted", "age_on", "valid_age"]

HOUR = pl.col("local_hour")
MORNING = (HOUR >= 7) & (HOUR < 15)
EVENING = (HOUR >= 15) & (HOUR < 23)
SHIFTS = {"morning": MORNING, "evening": EVENING, "night": ~(MORNING | EVENING)}
AGES = {"under_18": (0, 17), "18_64": (18, 64), "65_79": (65, 79), "80_plus": (80, 120)}


def age_on(day: pl.Expr) -> pl.Expr:
    """Return the completed years on a day."""
    born = pl.col("date_of_birth")
    later_in_year = (born.dt.month() > day.dt.month()) | (
        (born.dt.month() == day.dt.month()) & (born.dt.day() > day.dt.day())
    )
    return day.dt.year() - born.dt.year() - later_in_year.cast(pl.Int32)


def valid_age(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows whose age can be true."""
    return frame.filter(pl.col("age") >= 0, pl.col("age") <= 120)


def admitted(seen: Seen, window: Window) -> pl.DataFrame:
    """Return the stays admitted in the window, with the local hour and the age."""
    return seen.stays.filter(window.has("admitted_at")).with_columns(
        local_hour=window.local_hour("admitted_at"), age=age_on(window.local("admitted_at").dt.date())
    )


@kpi
def admissions_per_day(seen: Seen, window: Window) -> Answer:
    """Return the stays admitted, by day of 24 hours."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        return frame.height / window.days, frame.height

    return by_department(admitted(seen, window), measure)


@kpi
def bed_days(seen: Seen, window: Window) -> Answer:
    """Return the days of stays within the window."""
    return by_department(seen.stays, total(window.overlap("admitted_at", "left_at") / 24))


@kpi
def female_pct(seen: Seen, window: Window) -> Answer:
    """Return the women of those admitted whose sex is known."""
    known = admitted(seen, window).filter(pl.col("gender").is_in(["Female", "Male"]))
    return by_department(known, count_share(pl.col("gender") == "Female"))


def _share_of_admissions(measure: Measure) -> Kpi:
    return lambda seen, window: by_department(admitted(seen, window), measure)


def _share_of_ages(lowest: int, highest: int) -> Kpi:
    measure = count_share((pl.col("age") >= lowest) & (pl.col("age") <= highest))
    return lambda seen, window: by_department(valid_age(admitted(seen, window)), measure)


for shift, hours in SHIFTS.items():
    register(f"admissions_{shift}_pct", _share_of_admissions(count_share(hours)))
for band, (first, last) in AGES.items():
    register(f"age_{band}_pct", _share_of_ages(first, last))
