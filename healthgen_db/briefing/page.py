"""What is on the page, as plain values: templates write them as Markdown and HTML, and JSON has them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from healthgen_db.kpis.kpi_files import Kpi

MODEL, PLAN = "length-of-stay model", "days that the teams named"
# The KPIs to which the numbers in columns and lines of the page link, by what they count.
COLUMN_KPIS: Mapping[str, str] = {
    "patients": "occupancy_pct",
    "not_free": "bed_turnaround_minutes",
    "leaving": "discharge_forecast_error_pct",
    "coming": "admissions_per_day",
    "moving": "moves_per_stay",
    "free": "occupancy_pct",
    "nurses": "nurse_ratio_compliance_pct",
    "sick": "sickness_pct",
    "to_cover": "open_shifts_pct",
    "ed_patients": "ed_occupancy_pct",
    "unseen": "door_to_provider_minutes",
    "boarders": "boarding_hours",
    "arrivals": "ed_arrivals_per_day",
    "hours": "long_stays_pct",
    "planned_hours": "los_index",
    "expected_hours": "los_index",
    "ready": "discharge_delay_bed_days",
    "ready_hours": "discharge_delay_hours",
    "alert": "long_stays_pct",
}


@dataclass(frozen=True)
class Figure:
    """A number with the KPI that it belongs to."""

    text: str
    kpi_id: str


Sentence = tuple["str | Figure", ...]


@dataclass(frozen=True)
class Status:
    """The overall status of the hospital, by the KPI of this name."""

    level: str | None
    """green, amber or red; None if it would rest on too few patients."""
    since: date | None
    """First of the consecutive days with this status; None if it is unknown."""
    days: int
    longer: bool
    """Whether these days may have begun before those that were looked at."""
    history: tuple[tuple[date, str | None], ...]
    """The status of each of the last 56 days, oldest first."""


@dataclass(frozen=True)
class Change:
    """A KPI that differs from what it usually is."""

    kpi_id: str
    title: str
    unit: str
    window: str
    """day or 28 days."""
    value: float
    usual: float
    score: float
    """How many usual deviations it is away from what is usual, above 0 if it is higher."""
    judgement: str
    """better, worse, or neither for a KPI without a good direction."""


@dataclass(frozen=True)
class Alarm:
    """A KPI that is red or amber."""

    kpi_id: str
    title: str
    unit: str
    window: str
    """day, or 28 days if one day has too few patients."""
    value: float
    color: str
    since: date | None
    """First of the consecutive days on which it was red or amber; None for 28 days."""
    days: int
    longer: bool
    """Whether these days may have begun before those that were looked at."""


@dataclass(frozen=True)
class Estimate:
    """A number that is expected, with an 80 % interval."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True)
class NursePart:
    """The nurses of a unit in a part of the next 24 hours."""

    name: str
    """day (7 to 19) or night."""
    planned: int
    """The fewest who are planned to work at any time of it, without those who are sick now."""
    required: int
    """The most who are required at any time of it by the patients that are expected."""
    missing: int
    """The most who are missing at any time of it."""
    sick: int
    to_cover: int


@dataclass(frozen=True)
class UnitBeds:
    """The beds of a ward, or of all wards, now and in 24 hours."""

    unit_id: int | None
    name: str
    staffed: int
    not_free: int
    """Beds that are dirty, being cleaned, or blocked."""
    patients: int
    leaving: Estimate
    """Patients expected to leave the hospital."""
    coming: Estimate
    """Patients expected to come from outside: the emergency department, booked, and others."""
    moving: float
    """Patients who come from other wards, less those who go to other wards."""
    free: Estimate
    """Beds free in 24 hours; below 0 if patients have to wait for a bed. All staffed beds count as usable then."""
    nurses: tuple[NursePart, ...]


@dataclass(frozen=True)
class HourOfArrivals:
    """Arrivals in the emergency department that are expected in an hour."""

    begins: datetime
    expected: Estimate


@dataclass(frozen=True)
class Emergency:
    """The emergency department now and in the next 24 hours."""

    patients: int
    unseen: int
    boarders: int
    longest_boarding_hours: float | None
    hours: tuple[HourOfArrivals, ...]
    arrivals: Estimate
    nurses: tuple[NursePart, ...]


@dataclass(frozen=True)
class LongStay:
    """A stay to act on."""

    encounter_id: int
    unit: str
    bed: str
    condition: str | None
    hours: float
    planned_hours: float | None
    """How long the whole stay lasts if the patient leaves on the day that the team named; None without a day."""
    expected_hours: float | None
    """The same by the model, as the median; None without a model."""
    ready_hours: float | None
    alert: str | None
    """CRITICAL or HIGH."""
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class StayNumbers:
    """How many of the patients in wards the list of stays comes from."""

    over_96_hours: int
    beyond_expected: int
    """Of these, those who are beyond the day that the team named."""
    ready: int
    longest_ready_hours: float | None
    critical: int
    high: int


@dataclass(frozen=True)
class Action:
    """A recommended action, with the rule that fired it."""

    action_id: str
    text: str
    owner: str
    because: tuple[tuple[str, Figure], ...]
    """The values that fired it, with their names."""


@dataclass(frozen=True)
class Page:
    """The briefing of a hospital."""

    hospital_id: int
    hospital: str
    as_of: datetime
    status: Status
    summary: Sentence
    changes: tuple[Change, ...]
    alarms: tuple[Alarm, ...]
    discharges_by: str
    """MODEL or PLAN: what the expected discharges rest on."""
    beds: tuple[UnitBeds, ...]
    all_beds: UnitBeds
    emergency: Emergency
    stays: tuple[LongStay, ...]
    stay_numbers: StayNumbers
    actions: tuple[Action, ...]
    rules: int
    """How many rules were checked."""
    kpis: tuple[Kpi, ...]
    """The KPIs to which numbers of the page link."""
    first_weeks_from: date | None
    """The first day of the dataset, if the moment is in its first ten weeks, which are crowded; None after them."""
