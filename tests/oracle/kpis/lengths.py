"""KPIs of the length of stay: of stays that ended in the window, and of patients in house at its end."""

from __future__ import annotations

from datetime import timedelta
from math import exp, log
from statistics import fmean

import polars as pl

from .admissions import age_on, valid_age
from .measures import Measure, added, average, by_department, count_share, quantile, ratio
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import Window

__all__ = ["discharged"]

DAY = 24
HOURS = pl.col("hours")
DAYS = pl.col("hours") / DAY
# A condition, or a condition and age band, needs so many stays.
FEWEST = 5
BANDS = [18, 45, 65, 80]
YEAR = 365


def discharged(seen: Seen, window: Window) -> pl.DataFrame:
    """Return the stays that ended in the window."""
    return seen.stays.filter(window.has("left_at"))


@kpi
def los_geometric_mean_days(seen: Seen, window: Window) -> Answer:
    """Return the geometric mean of stays longer than nothing."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        logs = [log(days) for days in frame.select(DAYS)["hours"]]
        return (exp(fmean(logs)) if logs else None), len(logs)

    return by_department(discharged(seen, window).filter(HOURS > 0), measure)


@kpi
def los_variability(seen: Seen, window: Window) -> Answer:
    """Return the spread of stays of the same condition: IQR / median, weighted by stays."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        counted, spread = 0, 0.0
        for part in frame.partition_by("condition_id"):
            low, middle, high = (part["hours"].quantile(share, "linear") for share in (0.25, 0.5, 0.75))
            if part.height >= FEWEST and low is not None and middle and high is not None:
                counted += part.height
                spread += part.height * (high - low) / middle
        return ratio(spread, counted), counted

    return by_department(discharged(seen, window), measure)


@kpi
def los_index(seen: Seen, window: Window) -> Answer:
    """Return the hours of stays / the hours expected from condition and age in the year before the window."""
    stays = valid_age(
        seen.stays.with_columns(age=age_on(window.local("admitted_at").dt.date()))
    ).with_columns(band=sum(((pl.col("age") >= age).cast(pl.Int64) for age in BANDS), pl.lit(0)))
    expected = (
        stays.filter(window.before("left_at", YEAR))
        .group_by("condition_id", "band")
        .agg(expected=HOURS.mean(), stays=pl.len())
        .filter(pl.col("stays") >= FEWEST)
    )

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        return ratio(added(frame, "hours"), added(frame, "expected")), frame.height

    return by_department(
        stays.filter(window.has("left_at")).join(expected, on=["condition_id", "band"]), measure
    )


@kpi
def case_mix_index(seen: Seen, window: Window) -> Answer:
    """Return the mean weight of stays billed on the local days that ended in the window; bills have no hour."""
    cell = ["condition_id", "severity"]
    first = pl.lit(window.first_day)
    day = pl.col("billing_date")
    before = seen.billed.filter(day >= first - pl.duration(days=YEAR), day < first, HOURS.is_not_null())
    usual = before["hours"].mean()
    weights = (
        before.group_by(cell)
        .agg(weight=HOURS.mean() / usual, stays=pl.len())
        .filter(pl.col("stays") >= FEWEST)
    )
    billed = seen.billed.filter(day.is_in(window.ended_days))
    return by_department(billed.join(weights, on=cell), average(pl.col("weight")))


@kpi
def readmission_30_days_pct(seen: Seen, window: Window) -> Answer:
    """Return the stays that ended 30 days before and were followed by an unplanned stay anywhere within 30 days."""
    not_home = ["02", "05", "07", "20", "65", "66"]
    month = pl.duration(days=30)
    index = seen.stays.filter(
        window.between("left_at", timedelta(days=30)), ~pl.col("disposition").is_in(not_home)
    )
    again = seen.encounters_anywhere.filter(
        pl.col("class") == "inpatient",
        pl.col("admitted_at").is_not_null(),
        pl.col("arrival_mode") != "scheduled",
    ).select("patient_id", again_at="admitted_at")
    returned = (
        index.join(again, on="patient_id")
        .filter(pl.col("again_at") > pl.col("left_at"), pl.col("again_at") <= pl.col("left_at") + month)[
            "encounter_id"
        ]
        .unique()
    )
    return by_department(index, count_share(pl.col("encounter_id").is_in(returned.to_list())))


@kpi
def long_stays_21_days(seen: Seen, window: Window) -> Answer:
    """Return the patients in house for 21 days and more."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        return float(frame.filter(HOURS >= 21 * DAY).height), frame.height

    return by_department(seen.in_house, measure)


def _of_discharged(measure: Measure) -> Kpi:
    return lambda seen, window: by_department(discharged(seen, window), measure)


def _of_in_house(measure: Measure) -> Kpi:
    return lambda seen, _: by_department(seen.in_house, measure)


register("alos_days", _of_discharged(average(DAYS)))
register("los_p10_days", _of_discharged(quantile(DAYS, 0.1)))
register("los_median_days", _of_discharged(quantile(DAYS, 0.5)))
register("los_p90_days", _of_discharged(quantile(DAYS, 0.9)))
register("short_stays_pct", _of_discharged(count_share(HOURS < 24)))
register("stays_24_48_hours_pct", _of_discharged(count_share((HOURS >= 24) & (HOURS < 48))))
register("stays_48_96_hours_pct", _of_discharged(count_share((HOURS >= 48) & (HOURS < 96))))
register("mortality_pct", _of_discharged(count_share(pl.col("disposition") == "20")))
register("long_stays_pct", _of_in_house(count_share(HOURS > 96)))
register("long_stays_7_days_pct", _of_in_house(count_share(HOURS >= 7 * DAY)))
