"""Events of every kind, with names that are hard to write, for the tests of the formats."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice, product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from healthgen_db.operations.words import (
    BED_REASONS,
    BED_STATUS_CODES,
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    MODES,
    SERVICES,
    SOURCES,
    TRIAGE_COLORS,
    TRIGGERS,
    UPDATES,
)
from healthgen_db.stream.contract.event import AdtEvent, Patient, Staff
from healthgen_db.stream.contract.reference import Reference
from healthgen_db.stream.formats.json_lines import values

ZONES = {1: ZoneInfo("America/Chicago"), 2: ZoneInfo("Africa/Johannesburg")}
ODD_NAMES = (
    "Smith",
    "O'Neil & Sons",
    "Van der Merwe^Botha",
    "a|b",
    "tilde~name",
    "back\\slash",
    "\\F\\",
    "\\",
    "\\\\X0D\\E",
    "José Müller-Łukasz",
    "山田",
    "😀",
    "two\nlines\r\nand more",
    "tab\tand\x0bstart\x1cend",
    'quote " and ""',
    " spaces ",
    "MSH|^~\\&|",
    "\\.br\\",
    "null",
    "x" * 150,
)
"""Names with every character that means something to HL7, MLLP, JSON or COPY."""
BEDS = (100001, 100002, 100003, 200001)


def places() -> Reference:
    """Return two hospitals with a few beds."""

    def unit(unit_id: int, name: str) -> dict[str, Any]:
        return {
            "unit_id": unit_id,
            "hospital_id": unit_id // 1000,
            "department_id": unit_id // 1000 * 100 + 1,
            "name": name,
            "care_level": "general",
            "ages": "all",
            "patients_per_nurse": 4.0,
            "beds": 2,
        }

    def bed(bed_id: int, unit_id: int, room: str, label: str) -> dict[str, Any]:
        return {
            "bed_id": bed_id,
            "unit_id": unit_id,
            "hospital_id": unit_id // 1000,
            "kind": "bed",
            "room": room,
            "label": label,
        }

    content: dict[str, list[dict[str, Any]]] = {
        "hospitals": [
            {"hospital_id": 1, "name": "Oak & Grove", "state": "WI", "time_zone": "America/Chicago"},
            {"hospital_id": 2, "name": "Kaap|stad", "state": "WC", "time_zone": "Africa/Johannesburg"},
        ],
        "departments": [
            {
                "department_id": hospital * 100 + 1,
                "hospital_id": hospital,
                "service": "MED",
                "name": "Medicine",
            }
            for hospital in (1, 2)
        ],
        "units": [
            unit(1001, "Mothers & newborns"),
            unit(1002, "Emergency department"),
            unit(2001, "Ward ^1"),
        ],
        "beds": [
            bed(100001, 1001, "101", "A"),
            bed(100002, 1001, "101", "B"),
            bed(100003, 1002, "Station 12", "A"),
            bed(200001, 2001, "1&2", "~"),
        ],
        "services": [{"service": service, "name": name} for service, name in SERVICES.items()],
        "complaints": [{"complaint_id": number, "name": f"Pain | in ^{number}"} for number in range(1, 10)],
        "conditions": [
            {"condition_id": number, "name": f"Illness & {number}", "icd10_code": f"E11.{number}"}
            for number in range(1, 10)
        ],
    }
    return Reference(datetime(2026, 6, 30, tzinfo=UTC), content)


def events(number: int, seed: int = 1) -> list[AdtEvent]:
    """Return events that have every trigger, class, update, decision, disposition and odd name, if 500 or more."""
    return list(islice(_endless(Random(seed)), number))


def _endless(random: Random) -> Iterator[AdtEvent]:
    numbers = count(1)
    while True:
        for trigger, klass in product(TRIGGERS, CLASSES):
            yield _event(random, next(numbers), trigger, klass)
        for update in UPDATES:
            yield _event(random, next(numbers), "A08", None, update)
        for decision in DECISIONS:
            yield _event(random, next(numbers), "A08", None, "decision", decision)


def _event(
    random: Random,
    number: int,
    trigger: str,
    klass: str | None,
    update: str | None = None,
    decision: str | None = None,
) -> AdtEvent:
    hospital_id = random.choice((1, 2))
    bed_id = random.choice([bed for bed in BEDS if bed // 100000 == hospital_id])
    # Both hours of the night on which the clocks go back, and one in which they go forward, come up too.
    begin = random.choice(
        (
            datetime(2026, 11, 1, 5, tzinfo=UTC),
            datetime(2026, 3, 8, 6, tzinfo=UTC),
            datetime(2026, 6, 1, tzinfo=UTC),
        )
    )
    occurred_at = (begin + timedelta(seconds=random.randrange(4 * 3600))).astimezone(ZONES[hospital_id])
    recorded_at = (occurred_at + timedelta(seconds=random.randrange(90_000))).astimezone(ZONES[hospital_id])
    if trigger == "A20":
        status = random.choice(BED_STATUS_CODES)
        return AdtEvent(
            -number, trigger, occurred_at, recorded_at, hospital_id, bed_id=bed_id, bed_status=status
        )
    event = AdtEvent(
        number, trigger, occurred_at, recorded_at, hospital_id, number // 3 + 1, _patient(random, number)
    )
    if trigger == "A08":
        event.update = update or random.choice(UPDATES)
        _fill_update(random, event, decision)
    elif trigger in ("A01", "A03", "A04", "A06", "A07"):
        event.klass = klass
        event.service = random.choice([*SERVICES, None])
    if trigger in ("A01", "A04", "A06"):
        event.arrival_mode, event.admission_source = random.choice(MODES), random.choice(SOURCES)
        event.complaint_id = random.choice([None, 1, 5, 9])
    if trigger in ("A01", "A02", "A06") and random.random() < 0.8:
        event.bed_id, event.bed_reason = bed_id, random.choice(BED_REASONS)
        event.outlier = random.choice((True, False))
    if trigger in ("A02", "A03", "A12"):
        event.from_bed_id = random.choice([bed_id, None])
    if trigger == "A03":
        event.disposition, event.condition_id = random.choice(DISPOSITIONS), random.choice([None, 3, 7])
    if trigger in ("A11", "A12", "A13"):
        event.cancels = number - 1
    if trigger in ("A01", "A03", "A06") or event.update in ("triage", "provider"):
        event.staff = random.choice([None, _staff(random, number)])
    return event


def _fill_update(random: Random, event: AdtEvent, decision: str | None) -> None:
    if event.update == "triage":
        event.esi, event.early_warning_score = random.randint(1, 5), random.randint(0, 20)
        event.triage_color = random.choice([*TRIAGE_COLORS, None])
    elif event.update == "roomed":
        event.bed_id = random.choice(BEDS)
    elif event.update == "decision":
        event.decision = decision or random.choice(DECISIONS)
    elif event.update == "expected discharge":
        event.expected_discharge_on = date(2026, random.randint(1, 12), random.randint(1, 28))


def _patient(random: Random, number: int) -> Patient:
    return Patient(
        number % 97 + 1,
        ODD_NAMES[number % len(ODD_NAMES)],
        random.choice(ODD_NAMES),
        date(random.choice((1790, 1934, 2001, 2031)), random.randint(1, 12), random.randint(1, 28)),
        random.choice(("Female", "Male", "Other")),
        random.choice(("53715", "00501", "8001")),
        random.choice(("WI", "WC")),
    )


def _staff(random: Random, number: int) -> Staff:
    return Staff(1_000_000 + number, random.choice(ODD_NAMES), random.choice(ODD_NAMES))


def fields(event: AdtEvent) -> dict[str, str]:
    """Return what the JSON message of an event says, flat and as text: what silver has to read from any format."""
    said = values(event)
    flat = {name: value for name, value in said.items() if name not in ("patient", "staff")}
    flat |= said.get("patient", {})
    if "staff" in said:
        flat["staff_id"] = said["staff"]["staff_id"]
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in flat.items()}
