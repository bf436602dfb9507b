"""Facts: numbers of the page that rules may ask for beside KPIs, each with the KPI that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healthgen_db.briefing.forecast.nurses import NIGHT
from healthgen_db.briefing.page import Emergency, NursePart, StayNumbers, UnitBeds

INTENSIVE = "intensive"


@dataclass(frozen=True)
class Fact:
    """What a fact means: its title, as the page shows it, and the KPI that it belongs to."""

    title: str
    kpi_id: str


FACTS: Mapping[str, Fact] = {
    "patients_in_wards": Fact("patients in wards", "occupancy_pct"),
    "free_tomorrow": Fact("beds free in 24 hours, all wards", "occupancy_pct"),
    "free_tomorrow_pct": Fact("% of the beds of all wards free in 24 hours", "occupancy_pct"),
    "full_wards_tomorrow": Fact("wards without a free bed in 24 hours", "occupancy_pct"),
    "intensive_free_tomorrow": Fact("intensive beds free in 24 hours", "occupancy_pct"),
    "beds_not_free": Fact("beds dirty, being cleaned or blocked", "bed_turnaround_minutes"),
    "leaving": Fact("patients expected to leave", "discharge_forecast_error_pct"),
    "coming": Fact("patients expected to come", "admissions_per_day"),
    "more_coming": Fact("patients expected to come, less those to leave", "admissions_per_day"),
    "ed_patients": Fact("patients in the emergency department", "ed_occupancy_pct"),
    "ed_arrivals": Fact("arrivals expected in the emergency department", "ed_arrivals_per_day"),
    "ed_unseen": Fact("patients not yet seen by a provider", "door_to_provider_minutes"),
    "boarders": Fact("patients waiting for a bed", "boarding_hours"),
    "longest_boarding_hours": Fact("hours of the longest wait for a bed", "boarding_hours"),
    "nurses_missing": Fact("nurses missing in a part of the day, all units", "nurse_ratio_compliance_pct"),
    "nurses_missing_night": Fact("nurses missing at night, all units", "nurse_ratio_compliance_pct"),
    "nurses_spare": Fact(
        "nurses above what is required, all units, day or night", "nurse_ratio_compliance_pct"
    ),
    "shifts_to_cover": Fact("shifts of nurses to cover", "open_shifts_pct"),
    "nurses_sick": Fact("planned nurses who are sick now", "sickness_pct"),
    "over_96_hours": Fact("stays of more than 96 hours", "long_stays_pct"),
    "beyond_expected": Fact("stays beyond 96 hours and the day that the team named", "los_index"),
    "ready": Fact("patients ready to leave", "discharge_delay_bed_days"),
    "longest_ready_hours": Fact(
        "hours since the first patient in house was ready to leave", "discharge_delay_hours"
    ),
    "critical_alerts": Fact("stays with a CRITICAL alert", "long_stays_pct"),
    "high_alerts": Fact("stays with a HIGH alert", "long_stays_pct"),
}


def all_parts(beds: Sequence[UnitBeds], emergency: Emergency) -> list[NursePart]:
    """Return the parts of the day of all units."""
    return [part for nurses in (*(each.nurses for each in beds), emergency.nurses) for part in nurses]


def missing_nurses(parts: Sequence[NursePart]) -> dict[str, int]:
    """Return the nurses who are missing in all units, by part of the day."""
    missing: dict[str, int] = {}
    for part in parts:
        missing[part.name] = missing.get(part.name, 0) + part.missing
    return missing


def _spare_nurses(parts: Sequence[NursePart]) -> dict[str, int]:
    """Return the nurses whom units have beyond those required at any time, by part of the day."""
    spare: dict[str, int] = {}
    for part in parts:
        spare[part.name] = spare.get(part.name, 0) + max(part.planned - part.required, 0)
    return spare


def fact_values(
    beds: Sequence[UnitBeds],
    all_beds: UnitBeds,
    emergency: Emergency,
    stays: StayNumbers,
    *,
    intensive: set[int],
) -> dict[str, float | None]:
    """Return the values by the names of FACTS; None where the hospital has nothing to count.

    intensive: unit_id of the units of intensive care
    """
    parts = all_parts(beds, emergency)
    missing = missing_nurses(parts)
    intensive_free = [each.free.mean for each in beds if each.unit_id in intensive]
    return {
        "patients_in_wards": all_beds.patients,
        "free_tomorrow": all_beds.free.mean,
        "free_tomorrow_pct": 100 * all_beds.free.mean / all_beds.staffed if all_beds.staffed else None,
        "full_wards_tomorrow": sum(each.free.mean < 0.5 for each in beds),
        "intensive_free_tomorrow": sum(intensive_free) if intensive_free else None,
        "beds_not_free": all_beds.not_free,
        "leaving": all_beds.leaving.mean,
        "coming": all_beds.coming.mean,
        "more_coming": all_beds.coming.mean - all_beds.leaving.mean,
        "ed_patients": emergency.patients,
        "ed_arrivals": emergency.arrivals.mean,
        "ed_unseen": emergency.unseen,
        "boarders": emergency.boarders,
        "longest_boarding_hours": emergency.longest_boarding_hours,
        "nurses_missing": max(missing.values(), default=None),
        "nurses_missing_night": missing.get(NIGHT),
        "nurses_spare": max(_spare_nurses(parts).values(), default=None),
        "shifts_to_cover": sum(part.to_cover for part in parts) if parts else None,
        "nurses_sick": sum(part.sick for part in parts) if parts else None,
        "over_96_hours": stays.over_96_hours,
        "beyond_expected": stays.beyond_expected,
        "ready": stays.ready,
        "longest_ready_hours": stays.longest_ready_hours,
        "critical_alerts": stays.critical,
        "high_alerts": stays.high,
    }
