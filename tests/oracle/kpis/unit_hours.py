"""KPIs of the hours of units: occupancy, acuity and nurses."""

from __future__ import annotations

from math import floor

import polars as pl

from .measures import Measure, added, by_department, of_emergency, ratio
from .registry import Answer, Kpi, kpi, register
from .seen import Seen
from .windows import Window

FULL = 92


def ward_hours(seen: Seen, window: Window) -> pl.DataFrame:
    """Return the hours of wards that begin in the window."""
    return seen.unit_hours.filter(pl.col("ward"), window.has("hour"))


def occupancy(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return patients per 100 staffed beds, and the staffed beds."""
    beds = int(frame["staffed_beds"].sum())
    return ratio(100 * int(frame["census"].sum()), beds), beds


def hourly(frame: pl.DataFrame) -> list[float]:
    """Return the occupancy of each hour in which there are beds."""
    hours = frame.group_by("hour").agg(pl.col("census", "staffed_beds").sum())
    return [100 * census / beds for _, census, beds in hours.iter_rows() if beds]


def peak(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return the highest occupancy of an hour."""
    found = hourly(frame)
    return max(found, default=None), len(found)


def hours_full(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return the share of hours in which the beds are full."""
    found = hourly(frame)
    return ratio(100 * sum(value >= FULL for value in found), len(found)), len(found)


def acuity(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return the mean number of patients. Each counts as many times as a nurse for five has room for it."""
    weighted = frame.select(weighted=pl.col("census") * 5 / pl.col("patients_per_nurse"))["weighted"]
    hours = frame["hour"].n_unique()
    return ratio(float(weighted.sum()), hours), hours


def nurse_hours(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return the hours of nurses by patient and day."""
    days = added(frame, "census") / 24
    return ratio(added(frame, "nurses_worked"), days), floor(days + 0.5)


def enough_nurses(frame: pl.DataFrame) -> tuple[float | None, float]:
    """Return the share of hours of units with as many nurses as the patients need."""
    needed = frame.filter(pl.col("nurses_required") > 0)
    enough = needed.filter(pl.col("nurses_worked") >= pl.col("nurses_required")).height
    return ratio(100 * enough, needed.height), needed.height


@kpi
def occupancy_midnight_pct(seen: Seen, window: Window) -> Answer:
    """Return the occupancy at the local midnights of the window."""
    midnight = ward_hours(seen, window).filter(window.local_hour("hour") == 0)
    return by_department(midnight, occupancy)


@kpi
def ed_occupancy_pct(seen: Seen, window: Window) -> Answer:
    """Return patients in the emergency department per 100 stations."""
    hours = seen.unit_hours.filter(pl.col("care_level") == "emergency", window.has("hour"))
    return of_emergency(seen, hours, occupancy)


@kpi
def nurse_ratio_compliance_pct(seen: Seen, window: Window) -> Answer:
    """Return the share of hours of wards and of the emergency department with enough nurses."""
    hours = seen.unit_hours.filter(pl.col("care_level") != "operating", window.has("hour"))
    return by_department(hours, enough_nurses)


def _of_wards(measure: Measure) -> Kpi:
    return lambda seen, window: by_department(ward_hours(seen, window), measure)


register("occupancy_pct", _of_wards(occupancy))
register("occupancy_peak_pct", _of_wards(peak))
register("hours_above_92_pct", _of_wards(hours_full))
register("acuity_weighted_census", _of_wards(acuity))
register("nurse_hours_per_patient_day", _of_wards(nurse_hours))
