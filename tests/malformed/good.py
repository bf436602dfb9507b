"""Good messages: events of one small hospital, one of every kind that malformed.py spoils."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

from healthgen_db.stream.contract.event import AdtEvent, Patient, Staff
from healthgen_db.stream.contract.reference import Reference
from healthgen_db.stream.formats import json_lines
from healthgen_db.stream.formats.hl7 import message as hl7

ZONE = timezone(timedelta(hours=-6))
MORNING = datetime(2026, 3, 1, 8, tzinfo=ZONE)
WARD_BED, OTHER_BED, STATION = 100, 101, 200
SERVICES = {"MED": "General medicine", "EMED": "Emergency medicine", "SURG": "General surgery"}

HOSPITAL = Reference(
    MORNING - timedelta(days=1),
    {
        "hospitals": [{"hospital_id": 1, "name": "St. Mary & Co", "state": "WI", "time_zone": "America/Chicago"}],
        "departments": [
            {"department_id": 11, "hospital_id": 1, "service": "MED", "name": "General medicine"},
            {"department_id": 12, "hospital_id": 1, "service": "EMED", "name": "Emergency medicine"},
        ],
        "units": [
            {
                "unit_id": unit, "hospital_id": 1, "department_id": department, "name": name, "care_level": level,
                "ages": "all", "patients_per_nurse": 5.0, "beds": beds,
            }
            for unit, department, name, level, beds in [
                (10, 11, "Medicine 1", "general", 2), (20, 12, "Emergency department", "emergency", 1)
            ]
        ],
        "beds": [
            {"bed_id": bed, "unit_id": unit, "hospital_id": 1, "kind": kind, "room": room, "label": "A"}
            for bed, unit, kind, room in [
                (WARD_BED, 10, "bed", "1"), (OTHER_BED, 10, "bed", "2"), (STATION, 20, "station", "9")
            ]
        ],
        "services": [{"service": code, "name": name} for code, name in SERVICES.items()],
        "complaints": [{"complaint_id": 1, "name": "Chest pain"}],
        "conditions": [{"condition_id": 1, "name": "Pneumonia", "icd10_code": "J18.9"}],
    },
)  # fmt: skip


def event(encounter: int, number: int, trigger: str, **told: object) -> AdtEvent:
    """Return an event of an encounter, an hour after the one before it."""
    occurred = MORNING + timedelta(hours=number)
    patient = Patient(encounter // 10, "Müller", "Ann", date(1960, 2, 29), "Female", "53703", "WI")
    recorded = occurred + timedelta(minutes=2)
    found = AdtEvent(encounter * 100 + number, trigger, occurred, recorded, 1, encounter, patient)
    for name, value in told.items():
        setattr(found, name, value)
    return found


def arrival(encounter: int) -> AdtEvent:
    """Return a registration in the emergency department."""
    return event(
        encounter, 1, "A04", klass="emergency", service="EMED", arrival_mode="walk-in", admission_source="1",
        complaint_id=1,
    )  # fmt: skip


def triage(encounter: int) -> AdtEvent:
    """Return a triage."""
    staff = Staff(5, "Poe", "Jan")
    return event(encounter, 2, "A08", update="triage", esi=3, early_warning_score=2, staff=staff)


def admission(encounter: int) -> AdtEvent:
    """Return an admission from the emergency department into a bed."""
    return event(
        encounter, 3, "A06", klass="inpatient", service="MED", arrival_mode="walk-in", admission_source="1",
        complaint_id=1, bed_id=WARD_BED, from_bed_id=STATION, bed_reason="admit", outlier=False,
    )  # fmt: skip


def cancelling(encounter: int) -> AdtEvent:
    """Return the cancelling of a move."""
    mistaken = encounter * 100 + 4
    return event(encounter, 5, "A12", bed_id=WARD_BED, from_bed_id=OTHER_BED, cancels=mistaken)


def plan(encounter: int) -> AdtEvent:
    """Return an expected day of discharge."""
    return event(encounter, 6, "A08", update="expected discharge", expected_discharge_on=date(2026, 3, 4))


def decision(encounter: int) -> AdtEvent:
    """Return the decision how the stay in the emergency department ends."""
    return event(encounter, 7, "A08", update="decision", decision="discharge")


def discharge(encounter: int) -> AdtEvent:
    """Return a discharge."""
    return event(
        encounter, 8, "A03", klass="inpatient", service="MED", from_bed_id=WARD_BED, disposition="01", condition_id=1
    )  # fmt: skip


def bed_status(number: int) -> AdtEvent:
    """Return a new status of a bed."""
    at = MORNING + timedelta(minutes=number)
    return AdtEvent(-number, "A20", at, at, 1, bed_id=WARD_BED, bed_status="K")


def good_events() -> Iterator[AdtEvent]:
    """Yield the events of two encounters and of a bed, each in order."""
    for encounter in (10_001, 10_011):
        move = event(encounter, 4, "A02", service="MED", bed_id=OTHER_BED, from_bed_id=WARD_BED)
        yield from (arrival(encounter), triage(encounter), admission(encounter), move, cancelling(encounter))
        yield from (plan(encounter), decision(encounter), discharge(encounter))
    yield from (bed_status(1), bed_status(2))


GOOD = [json_lines.encode(each, HOSPITAL) for each in good_events()]
GOOD_HL7 = [hl7.encode(each, HOSPITAL) for each in good_events()]
