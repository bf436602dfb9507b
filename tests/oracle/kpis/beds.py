"""KPIs of beds: turnover, cleaning, intensive care, moves and outliers."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from .admissions import age_on
from .lengths import discharged
from .measures import added, average, by_department, count_share, quantile, ratio
from .registry import Answer, kpi
from .seen import Seen
from .windows import Window, hours_between

INTENSIVE = pl.col("care_level") == "intensive"
TWO_DAYS = timedelta(hours=48)


def last_beds(seen: Seen, window: Window) -> pl.DataFrame:
    """Return the bed stays of wards that ended in the window because the patient left the hospital."""
    return seen.bed_stays.filter(
        pl.col("ward"), window.has("left_at"), pl.col("left_at") == pl.col("encounter_left_at")
    )


def with_hours(seen: Seen, window: Window) -> dict[int | None, tuple[int, int, int, int]]:
    """Return hours, staffed bed hours, patient hours and discharges, by department, where beds are counted."""
    hours = seen.unit_hours.filter(pl.col("ward"), window.has("hour"))
    left = last_beds(seen, window)
    found = {}
    for department in (None, *hours["department_id"].unique()):
        mine = pl.lit(value=True) if department is None else pl.col("department_id") == department
        part = hours.filter(mine)
        if part.height:
            found[department] = (
                part["hour"].n_unique(),
                int(part["staffed_beds"].sum()),
                int(part["census"].sum()),
                left.filter(mine).height,
            )
    return found or {None: (0, 0, 0, 0)}


@kpi
def bed_turnover_per_bed(seen: Seen, window: Window) -> Answer:
    """Return the discharges per staffed bed in 28 days."""
    answer: Answer = {}
    for department, (hours, beds, _, left) in with_hours(seen, window).items():
        per_bed = ratio(left * hours, beds)
        answer[department] = (None if per_bed is None else per_bed * 28 / window.days, left)
    return answer


@kpi
def bed_turnover_interval_hours(seen: Seen, window: Window) -> Answer:
    """Return the hours in which beds were free, by discharge."""
    return {
        department: (ratio(beds - census, left), left)
        for department, (_, beds, census, left) in with_hours(seen, window).items()
    }


@kpi
def bed_turnaround_minutes(seen: Seen, window: Window) -> Answer:
    """Return the median minutes from the beginning of dirty to the end of the cleaning that follows."""
    periods = seen.bed_status_periods
    dirty = periods.filter(pl.col("status") == "dirty").select("bed_id", "began_at", dirty_at="began_at")
    cleaned = (
        periods.filter(pl.col("status") == "cleaning", window.has("ended_at"))
        .sort("began_at")
        .join_asof(dirty.sort("began_at"), on="began_at", by="bed_id", check_sortedness=False)
        .filter(pl.col("dirty_at").is_not_null())
    )
    minutes = hours_between(pl.col("dirty_at"), pl.col("ended_at")) * 60
    return by_department(cleaned, quantile(minutes, 0.5))


@kpi
def bed_empty_hours(seen: Seen, window: Window) -> Answer:
    """Return the median hours from the end of the last cleaning of a bed to its next patient, of up to 100 days."""
    cleaned = seen.bed_status_periods.filter(
        pl.col("status") == "cleaning", pl.col("ended_at").is_not_null()
    ).select("bed_id", entered_at="ended_at", clean_at="ended_at")
    entered = (
        seen.bed_stays.filter(window.has("entered_at"))
        .sort("entered_at")
        .join_asof(cleaned.sort("entered_at"), on="entered_at", by="bed_id", check_sortedness=False)
        .filter(pl.col("entered_at") - pl.col("clean_at") <= pl.duration(days=100))
    )
    hours = hours_between(pl.col("clean_at"), pl.col("entered_at"))
    return by_department(entered, quantile(hours, 0.5))


@kpi
def icu_pct(seen: Seen, window: Window) -> Answer:
    """Return the adults who left and had been in intensive care."""
    intensive = seen.bed_stays.filter(INTENSIVE)["encounter_id"].to_list()
    stays = discharged(seen, window)
    adults = stays.filter(age_on(window.local("admitted_at").dt.date()) >= 18)
    return by_department(adults, count_share(pl.col("encounter_id").is_in(intensive)))


@kpi
def icu_los_median_days(seen: Seen, window: Window) -> Answer:
    """Return the median days in a bed of intensive care."""
    left = seen.bed_stays.filter(INTENSIVE, window.has("left_at"))
    days = hours_between(pl.col("entered_at"), pl.col("left_at")) / 24
    return by_department(left, quantile(days, 0.5))


@kpi
def icu_return_48_hours_pct(seen: Seen, window: Window) -> Answer:
    """Return the stays in intensive care that ended two days ago and were followed by another one, after a gap.

    A move from one bed of intensive care to another does not end the stay.
    """
    intensive = seen.bed_stays.filter(INTENSIVE)
    died = (pl.col("disposition") == "20") & (pl.col("left_at") == pl.col("encounter_left_at"))
    moved = intensive.select("encounter_id", left_at="entered_at")
    index = intensive.filter(window.between("left_at", TWO_DAYS), ~died.fill_null(value=False)).join(
        moved, on=["encounter_id", "left_at"], how="anti"
    )
    again = intensive.select("encounter_id", again_at="entered_at")
    back = (pl.col("again_at") > pl.col("left_at")) & (pl.col("again_at") <= pl.col("left_at") + TWO_DAYS)
    returned = index.join(again, on="encounter_id").filter(back).select("encounter_id", "sequence").unique()
    marked = index.join(
        returned.with_columns(back=pl.lit(value=True)), on=["encounter_id", "sequence"], how="left"
    )
    return by_department(marked, count_share(pl.col("back").is_not_null()))


@kpi
def moves_per_stay(seen: Seen, window: Window) -> Answer:
    """Return the mean number of moves from bed to bed of those who left."""
    beds = seen.bed_stays.group_by("encounter_id").agg(beds=pl.len().cast(pl.Int64))
    return by_department(discharged(seen, window).join(beds, on="encounter_id"), average(pl.col("beds") - 1))


@kpi
def moves_at_night_pct(seen: Seen, window: Window) -> Answer:
    """Return the moves between 22 and 7 o'clock of all moves."""
    hour = window.local_hour("entered_at")
    moves = seen.bed_stays.filter(pl.col("sequence") > 1, window.has("entered_at"))
    return by_department(moves, count_share((hour >= 22) | (hour < 7)))


@kpi
def outlier_days_pct(seen: Seen, window: Window) -> Answer:
    """Return the days in beds of a ward of another service of all days in beds of wards."""
    stays = seen.bed_stays.filter(pl.col("ward")).with_columns(inside=window.overlap("entered_at", "left_at"))

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        away = added(frame.filter(pl.col("outlier")), "inside")
        return ratio(100 * away, added(frame, "inside")), frame.height

    return by_department(stays.filter(pl.col("inside") > 0), measure, "service_department_id")
