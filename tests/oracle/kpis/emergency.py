"""KPIs of the emergency department: waits, boarding, and how stays end."""

from __future__ import annotations

import polars as pl

from .measures import Measure, by_department, count_share, of_emergency, of_hospital, quantile, total
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import Window, hours_between

SINCE_ARRIVAL = hours_between(pl.col("arrived_at"), pl.col("departed_at"))
BOARDING = hours_between(pl.col("decision_at"), pl.col("departed_at"))
MENTAL_HEALTH = ["Mental health crisis", "Self-harm", "Alcohol", "Drugs"]


@kpi
def ed_arrivals_per_day(seen: Seen, window: Window) -> Answer:
    """Return the arrivals, by day of 24 hours."""

    def measure(frame: pl.DataFrame) -> tuple[float | None, float]:
        return frame.height / window.days, frame.height

    return of_emergency(seen, seen.ed_stays.filter(window.has("arrived_at")), measure)


@kpi
def ed_released_psychiatric_minutes(seen: Seen, window: Window) -> Answer:
    """Return the median minutes of psychiatric patients who go home."""
    complaints = seen.tables["complaints"].filter(pl.col("name").is_in(MENTAL_HEALTH))["complaint_id"]
    psychiatric = pl.col("complaint_id").is_in(complaints.to_list())
    released = seen.ed_stays.filter(window.has("departed_at"), pl.col("decision") == "discharge", psychiatric)
    return of_emergency(seen, released, quantile(SINCE_ARRIVAL * 60, 0.5))


@kpi
def boarding_hours(seen: Seen, window: Window) -> Answer:
    """Return the hours in which patients waited for a bed in the emergency department."""
    boarders = seen.ed_stays.filter(pl.col("decision") == "admit")
    return by_department(boarders, total(window.overlap("decision_at", "departed_at")))


@kpi
def ed_return_72_hours_pct(seen: Seen, window: Window) -> Answer:
    """Return the arrivals of patients whom the department had sent home in the three days before."""
    came = seen.ed_stays.filter(window.has("arrived_at"))
    sent_home = seen.ed_stays.filter(pl.col("decision") == "discharge").select(
        "patient_id", home_at="departed_at"
    )
    back = (pl.col("home_at") < pl.col("arrived_at")) & (
        pl.col("home_at") >= pl.col("arrived_at") - pl.duration(hours=72)
    )
    returned = came.join(sent_home, on="patient_id").filter(back)["encounter_id"].to_list()
    return of_emergency(seen, came, count_share(pl.col("encounter_id").is_in(returned)))


@kpi
def diversion_hours(seen: Seen, window: Window) -> Answer:
    """Return the hours in which ambulances were sent elsewhere."""
    return of_hospital(seen.diversions, total(window.overlap("began_at", "ended_at")))


def _of_times(column: str, measure: Measure, *, decision: str | None = None) -> Kpi:
    """Return a KPI of the stays of which a time lies in the window, and perhaps only those with a decision."""

    def found(seen: Seen, window: Window) -> Answer:
        stays = seen.ed_stays.filter(window.has(column))
        return of_emergency(
            seen, stays if decision is None else stays.filter(pl.col("decision") == decision), measure
        )

    return found


def _of_boarders(measure: Measure) -> Kpi:
    """Return a KPI of the admitted patients who left the department in the window, by their own department."""
    return lambda seen, window: by_department(
        seen.ed_stays.filter(window.has("departed_at"), pl.col("decision") == "admit"), measure
    )


def _minutes(column: str, share: float) -> Measure:
    return quantile(hours_between(pl.col("arrived_at"), pl.col(column)) * 60, share)


def _ended_by(decision: str) -> Kpi:
    return _of_times("departed_at", count_share(pl.col("decision") == decision))


register("door_to_triage_minutes", _of_times("triaged_at", _minutes("triaged_at", 0.5)))
register("door_to_provider_minutes", _of_times("provider_at", _minutes("provider_at", 0.5)))
register("door_to_provider_p90_minutes", _of_times("provider_at", _minutes("provider_at", 0.9)))
register("ed_released_minutes", _of_times("departed_at", _minutes("departed_at", 0.5), decision="discharge"))
register("ed_admitted_minutes", _of_times("departed_at", _minutes("departed_at", 0.5), decision="admit"))
register("boarding_median_hours", _of_boarders(quantile(BOARDING, 0.5)))
register("boarding_over_4_hours_pct", _of_boarders(count_share(BOARDING > 4)))
register("ed_within_4_hours_pct", _of_times("departed_at", count_share(SINCE_ARRIVAL <= 4)))
register("ed_over_12_hours_pct", _of_times("departed_at", count_share(SINCE_ARRIVAL > 12)))
register("left_unseen_pct", _ended_by("left without being seen"))
register("left_against_advice_pct", _ended_by("against advice"))
register("ed_admitted_pct", _ended_by("admit"))
register("ed_esi_1_2_pct", _of_times("triaged_at", count_share(pl.col("esi").is_in([1, 2]))))
