"""KPIs of leaving: discharges before noon, delays, and transfers to other hospitals."""

from __future__ import annotations

import polars as pl

from .lengths import discharged
from .measures import average, by_department, count_share, of_hospital, quantile, total
from .registry import Answer, kpi
from .seen import Seen
from .windows import Window, hours_between

TO_ANOTHER_HOSPITAL = ["02", "05", "65", "66"]
MINUTES = hours_between(pl.col("requested_at"), pl.col("answered_at")) * 60


@kpi
def discharge_before_noon_pct(seen: Seen, window: Window) -> Answer:
    """Return those who left before noon of those who left alive."""
    alive = discharged(seen, window).filter(pl.col("disposition") != "20")
    return by_department(alive, count_share(window.local_hour("left_at") < 12))


@kpi
def discharge_delay_hours(seen: Seen, window: Window) -> Answer:
    """Return the mean hours from ready to left."""
    ready = discharged(seen, window).filter(pl.col("ready_at").is_not_null())
    return by_department(ready, average(hours_between(pl.col("ready_at"), pl.col("left_at"))))


@kpi
def discharge_delay_bed_days(seen: Seen, window: Window) -> Answer:
    """Return the days in which patients were ready to leave and still there."""
    ready = seen.stays.filter(pl.col("ready_at").is_not_null())
    return by_department(ready, total(window.overlap("ready_at", "left_at") / 24))


@kpi
def transfer_out_pct(seen: Seen, window: Window) -> Answer:
    """Return those who left for another hospital of all who left, but for outpatients."""
    left = seen.encounters.filter(window.has("left_at"), pl.col("class") != "outpatient")
    return of_hospital(left, count_share(pl.col("disposition").is_in(TO_ANOTHER_HOSPITAL)))


@kpi
def transfer_answer_minutes(seen: Seen, window: Window) -> Answer:
    """Return the median minutes until another place answers."""
    return of_hospital(seen.answers.filter(window.has("answered_at")), quantile(MINUTES, 0.5))


@kpi
def transfer_refused_pct(seen: Seen, window: Window) -> Answer:
    """Return the answers that are a no."""
    return of_hospital(seen.answers.filter(window.has("answered_at")), count_share(~pl.col("accepted")))
