"""JSON objects that tell no event: fields that are missing, wrong or unknown, and reference snapshots of that kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.formats.json_lines import values
from tests.malformed.case import (
    AFTER,
    BED_UNKNOWN,
    FUTURE,
    HOSPITAL_UNKNOWN,
    MISSING,
    OTHER_CONTENT,
    REFERENCE_WRONG,
    TRIGGER_UNKNOWN,
    VERSION,
    WRONG,
    Malformed,
)
from tests.malformed.good import (
    GOOD,
    HOSPITAL,
    admission,
    arrival,
    bed_status,
    cancelling,
    decision,
    discharge,
    plan,
    triage,
)

Build = Callable[[int], AdtEvent]
_numbers = count(20_001, 10)

# What each event cannot do without.
MISSING_FIELDS: list[tuple[Build, str]] = [
    *(
        (arrival, field)
        for field in ("schema_version", "message_id", "trigger", "occurred_at", "recorded_at")
    ),
    *((arrival, field) for field in ("hospital_id", "encounter_id", "patient.patient_id")),
    (bed_status, "bed_id"),
    (bed_status, "bed_status"),
    (cancelling, "cancels"),
    (triage, "update"),
]
NULL_FIELDS = ("trigger", "encounter_id")
WRONG_FIELDS: list[tuple[Build, str, list[Any]]] = [
    (arrival, "message_id", ["abc", "1.5", 12345, "9" * 40, "'; DROP TABLE adt_events; --"]),
    (arrival, "hospital_id", ["1", "one", 1.5, [1]]),
    (arrival, "encounter_id", ["20001", -20001, 1e30, 99999999999999999999, 1.25]),
    (arrival, "occurred_at", [
        "yesterday", "now", "infinity", 1772372400, "2026-02-30T10:00:00-06:00",
        "2026-03-01 10:00:00-06:00", "2026-03-01T10:00:00", "2026-03-01T25:00:00-06:00", "2026-03-01T10:61:00-06:00",
        "20260301100000-0600", "2026-03-01T10:00:00 Mars/Phobos",
    ]),
    (arrival, "recorded_at", ["tomorrow", "-infinity"]),
    (arrival, "class", ["Z", 4, ""]),
    (arrival, "arrival_mode", ["teleport"]),
    (arrival, "admission_source", ["99", 1]),
    (arrival, "complaint_id", ["1", 1e9]),
    (arrival, "patient", ["Ann Müller", []]),
    (arrival, "patient.patient_id", ["abc", 1.5]),
    (triage, "update", ["whatever", 7]),
    (triage, "esi", [0, 6, 2.5, "3", 1e400]),
    (triage, "early_warning_score", [21, "low"]),
    (triage, "triage_color", ["pink"]),
    (triage, "staff", [5]),
    (triage, "staff.staff_id", ["x"]),
    (admission, "bed_id", ["100", 100.5]),
    (admission, "outlier", ["maybe", 2]),
    (admission, "bed_reason", ["bored"]),
    (decision, "decision", ["maybe"]),
    (discharge, "disposition", ["99", 1]),
    (discharge, "condition_id", [[1]]),
    (plan, "expected_discharge_on", ["2026-02-30", "tomorrow", 20260304]),
    (cancelling, "cancels", ["abc"]),
    (bed_status, "bed_status", ["X"]),
]  # fmt: skip
UNKNOWN: list[tuple[Build, str, Any, str]] = [
    *((arrival, "schema_version", version, VERSION) for version in ("2.0", "0.9", "")),
    *((arrival, "trigger", trigger, TRIGGER_UNKNOWN) for trigger in ("A99", "A40", "a04", "")),
    (arrival, "hospital_id", 999, HOSPITAL_UNKNOWN),
    (admission, "bed_id", 999999, BED_UNKNOWN),
    (admission, "from_bed_id", 999999, BED_UNKNOWN),
    (bed_status, "bed_id", 999999, BED_UNKNOWN),
]
AFTERWARDS = ("2026-03-01T09:02:01-06:00", "2026-03-02T09:00:00-06:00", "2035-01-01T00:00:00-06:00")


def json_cases() -> Iterator[Malformed]:
    """Yield messages that are JSON objects."""
    for build, field in MISSING_FIELDS:
        yield _changed(build, field, None, MISSING, remove=True)
    for field in NULL_FIELDS:
        yield _changed(arrival, field, None, MISSING)
    for build, field, wrong in WRONG_FIELDS:
        for value in wrong:
            yield _changed(build, field, value, WRONG)
    for build, field, value, reason in UNKNOWN:
        yield _changed(build, field, value, reason)
    for at in AFTERWARDS:
        yield _changed(arrival, "occurred_at", at, AFTER)
    yield _recorded_in("2050")
    yield from _same_id()
    yield from _references()
    yield Malformed("empty object", b"{}", MISSING)
    yield Malformed("FHIR", b'{"resourceType":"Encounter","status":"in-progress","id":"1"}', MISSING)
    yield _twice("trigger")
    yield _twice("encounter_id")


def _changed(build: Build, field: str, value: Any, reason: str, *, remove: bool = False) -> Malformed:
    """Return an event with another value of a field, such as patient.patient_id."""
    told = values(build(next(_numbers)))
    *above, last = field.split(".")
    inner = told
    for name in above:
        inner = inner[name]
    if remove:
        del inner[last]
    else:
        inner[last] = value
    # The detail names the field; that of unknown things says which.
    named = last if reason in (MISSING, WRONG) else ""
    name = f"{build.__name__}: {field} {'absent' if remove else repr(value)}"
    return Malformed(name, _json(told).replace(b"Infinity", b"1e400"), reason, named)


def _recorded_in(year: str) -> Malformed:
    """Return an event of another year."""
    told = values(arrival(next(_numbers)))
    for field in ("occurred_at", "recorded_at"):
        told[field] = year + told[field][4:]
    return Malformed(f"recorded in {year}", _json(told), FUTURE)


def _twice(field: str) -> Malformed:
    """Return an event that tells a field twice, with two values."""
    told = values(arrival(next(_numbers)))
    again = {"trigger": "A03", "encounter_id": 7}[field]
    payload = _json(told)[:-1] + f',"{field}":{json.dumps(again)}}}'.encode()
    return Malformed(f"{field} twice", payload, WRONG, field)


def _same_id() -> Iterator[Malformed]:
    """Yield events with the id of a good one that tell something else. They must come after the good ones."""
    for at, (field, value) in enumerate([("class", "outpatient"), ("esi", 1), ("bed_id", 101)]):
        told = json.loads(GOOD[at]) | {field: value}
        yield Malformed(f"same id, {field} {value!r}", _json(told), OTHER_CONTENT)


def _references() -> Iterator[Malformed]:
    whole = json.loads(HOSPITAL.encode())
    changes: dict[str, dict[str, Any]] = {
        "no hospitals": {"hospitals": None},
        "hospitals are no list": {"hospitals": "St. Mary"},
        "a hospital without a number": {"hospitals": [{"name": "St. Mary"}]},
        "a bed whose number is a word": {"beds": [whole["beds"][0] | {"bed_id": "hundred"}]},
        "a unit that is a number": {"units": [7]},
    }
    for at, (name, change) in enumerate(changes.items()):
        told = whole | {"reference_id": f"{at:064}"} | change
        yield Malformed(
            f"reference: {name}", _json({k: v for k, v in told.items() if v is not None}), REFERENCE_WRONG
        )


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
