"""KPIs of ambulances, of surgeries, of the log of events, and of the forecast of discharges."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from .measures import Measure, added, count_share, of_hospital, quantile, ratio
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import HOUR, Window, hours_between

RESPONSE = hours_between(pl.col("called_at"), pl.col("on_scene_at")) * 60
OFFLOAD = hours_between(pl.col("arrived_at"), pl.col("offloaded_at")) * 60
DELAY = hours_between(pl.col("occurred_at"), pl.col("recorded_at")) * 60
IN_TIME = pl.col("on_scene_at") - pl.col("called_at") <= pl.duration(minutes=8, seconds=59)
DAY = timedelta(days=1)


def _of_runs(measure: Measure) -> Kpi:
    """Return a KPI of the runs of emergencies that arrived in the window."""
    return lambda seen, window: of_hospital(
        seen.runs.filter(pl.col("purpose") == "emergency", window.has("arrived_at")), measure
    )


def _of_messages(measure: Measure) -> Kpi:
    """Return a KPI of the events recorded in the window."""
    return lambda seen, window: of_hospital(seen.messages.filter(window.has("recorded_at")), measure)


register("ems_response_minutes", _of_runs(quantile(RESPONSE, 0.5)))
register("ems_response_p90_minutes", _of_runs(quantile(RESPONSE, 0.9)))
register("ems_within_8_59_pct", _of_runs(count_share(IN_TIME)))
register("events_late_pct", _of_messages(count_share(DELAY > 15)))
register("events_cancelled_pct", _of_messages(count_share(pl.col("cancels").is_not_null())))


@kpi
def offload_p90_minutes(seen: Seen, window: Window) -> Answer:
    """Return the minutes from arrival to handing over the patient that nine of ten runs need at most."""
    emergencies = seen.runs.filter(pl.col("purpose") == "emergency")
    return of_hospital(emergencies.filter(window.has("offloaded_at")), quantile(OFFLOAD, 0.9))


@kpi
def surgery_cancelled_pct(seen: Seen, window: Window) -> Answer:
    """Return the surgeries that were cancelled of those planned in the window."""
    planned = seen.surgeries.filter(window.has("planned_at"))
    return of_hospital(planned, count_share(pl.col("cancelled_at").is_not_null()))


def opening_times(window: Window) -> list[tuple[datetime, datetime]]:
    """Return the parts of the window from 7 to 17 o'clock on Mondays to Fridays."""
    zone = ZoneInfo(window.time_zone)
    found = []
    for day in window.local_days:
        if day.weekday() < 5:
            opens, closes = (datetime(day.year, day.month, day.day, hour, tzinfo=zone) for hour in (7, 17))
            first, last = max(opens, window.began_at), min(closes, window.ended_at)
            if first < last:
                found.append((first.astimezone(ZoneInfo("UTC")), last.astimezone(ZoneInfo("UTC"))))
    return found


@kpi
def operating_room_use_pct(seen: Seen, window: Window) -> Answer:
    """Return the hours of surgery per 100 hours in which the rooms are open."""
    opened, used, surgeries = 0.0, 0.0, set()
    for began_at, ended_at in opening_times(window):
        part = Window(window.hospital_id, window.time_zone, began_at, ended_at)
        inside = seen.surgeries_begun.with_columns(
            hours=part.overlap("started_at", "ended_at"), key=pl.struct("encounter_id", "sequence")
        ).filter(pl.col("hours") > 0)
        opened += seen.rooms * (ended_at - began_at) / HOUR
        used += added(inside, "hours")
        surgeries |= {tuple(key.values()) for key in inside["key"]}
    return {None: (ratio(100 * used, opened), len(surgeries))}


@kpi
def discharge_forecast_error_pct(seen: Seen, window: Window) -> Answer:
    """Return how far the expected number of discharges within a day is from those that followed."""
    made = seen.predictions.filter(
        pl.col("predicted_at") > window.began_at - DAY, pl.col("predicted_at") <= window.ended_at - DAY
    )
    latest = made.filter(pl.col("model_id") == pl.col("model_id").max())
    left = latest.filter(pl.col("left_at") < pl.col("predicted_at") + DAY).height
    return {None: (ratio(100 * abs(added(latest, "leave_24") - left), left), latest.height)}
