"""Messages in JSON keep the contract: their schemas accept them, and refuse what would not be one."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from healthgen_db.config.resources import resource
from healthgen_db.operations.words import TRIGGERS
from healthgen_db.stream.contract.event import VERSION, AdtEvent
from healthgen_db.stream.contract.reference import TABLES, Reference
from healthgen_db.stream.formats.json_lines import encode
from tests.unit.stream.sample_events import events, places

Json = dict[str, Any]
EVENTS = events(2_000)


def validator(name: str) -> Draft202012Validator:
    file = resource("data", "stream", f"{name}-{VERSION}.schema.json")
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


EVENT, SNAPSHOT = validator("adt_event"), validator("reference")


def as_json(event: AdtEvent) -> Json:
    found: Json = json.loads(encode(event, places()))
    return found


def first(**wanted: Any) -> Json:
    """Return the first sample with these values, as JSON."""
    return deepcopy(
        next(found for found in map(as_json, EVENTS) if all(found.get(k) == v for k, v in wanted.items()))
    )


def objects(schema: Json) -> list[Json]:
    """Return the schema of each object in a schema: itself, and those of its properties."""
    below = [each.get("items", each) for each in schema["properties"].values()]
    return [schema, *(each for each in below if each.get("type") == "object")]


def test_the_schema_accepts_every_kind_of_event() -> None:
    assert {event.trigger for event in EVENTS} == set(TRIGGERS)
    for event in EVENTS:
        EVENT.validate(as_json(event))


def test_the_schema_names_every_field_that_is_sent() -> None:
    sent = set().union(*(as_json(event) for event in EVENTS))
    assert sent == set(EVENT.schema["properties"])
    people = {
        (who, name)
        for event in EVENTS
        for who in ("patient", "staff")
        for name in as_json(event).get(who, ())
    }
    known = {
        (who, name) for who in ("patient", "staff") for name in EVENT.schema["properties"][who]["properties"]
    }
    assert people == known


@pytest.mark.parametrize("schema", [EVENT.schema, SNAPSHOT.schema], ids=["event", "reference"])
def test_the_schema_describes_every_field(schema: Json) -> None:
    for each in objects(schema):
        assert all(len(field["description"]) > 4 for field in each["properties"].values())


def test_a_message_is_one_line_of_utf8_without_nulls() -> None:
    for event in EVENTS:
        payload = encode(event, places())
        assert b"\n" not in payload
        assert b"\r" not in payload
        assert b":null" not in payload.replace(b'"null"', b"")
        found = json.loads(payload.decode("utf-8"))
        if event.patient is not None:
            assert found["patient"]["last_name"] == event.patient.last_name


def test_a_message_says_what_the_event_says() -> None:
    for event in EVENTS:
        found = as_json(event)
        assert datetime.fromisoformat(found["occurred_at"]) == event.occurred_at.astimezone(UTC)
        assert datetime.fromisoformat(found["recorded_at"]).utcoffset() == event.recorded_at.utcoffset()
        assert found["message_id"] == str(event.event_key)
        assert found.get("class") == event.klass
        assert found.get("cancels") == (None if event.cancels is None else str(event.cancels))
        for name in ("trigger", "encounter_id", "bed_id", "from_bed_id", "esi", "outlier", "condition_id"):
            assert found.get(name) == getattr(event, name)


WRONG: dict[str, Callable[[], Json]] = {
    "no message_id": lambda: without(first(trigger="A04"), "message_id"),
    "a number as message_id": lambda: first(trigger="A04") | {"message_id": 17},
    "another version": lambda: first(trigger="A04") | {"schema_version": "2.0"},
    "an unknown trigger": lambda: first(trigger="A04") | {"trigger": "A99"},
    "no patient": lambda: without(first(trigger="A04"), "patient"),
    "no encounter": lambda: without(first(trigger="A03"), "encounter_id"),
    "a patient in a bed event": lambda: first(trigger="A20") | {"patient": {"patient_id": 1}},
    "a bed event without a bed": lambda: without(first(trigger="A20"), "bed_id"),
    "the status of a bed elsewhere": lambda: first(trigger="A02") | {"bed_status": "U"},
    "a cancellation of nothing": lambda: without(first(trigger="A12"), "cancels"),
    "an update of nothing": lambda: without(first(trigger="A08"), "update"),
    "an unknown class": lambda: first(trigger="A01") | {"class": "Z"},
    "a null": lambda: first(trigger="A01") | {"bed_id": None},
    "a time without an offset": lambda: first(trigger="A01") | {"occurred_at": "2026-06-30T07:00:00"},
    "a time of no calendar": lambda: first(trigger="A01") | {"occurred_at": "2026-06-30"},
    "six levels of urgency": lambda: first(update="triage") | {"esi": 6},
    "a discharge to nowhere": lambda: without(first(trigger="A03"), "disposition"),
}


def without(found: Json, name: str) -> Json:
    del found[name]
    return found


@pytest.mark.parametrize("name", WRONG)
def test_the_schema_refuses(name: str) -> None:
    assert not EVENT.is_valid(WRONG[name]())


def test_the_schema_accepts_a_reference_snapshot() -> None:
    found = json.loads(places().encode())
    SNAPSHOT.validate(found)
    assert tuple(found)[3:] == TABLES
    assert set(found) == set(SNAPSHOT.schema["properties"])
    for table in TABLES:
        assert set(found[table][0]) == set(SNAPSHOT.schema["properties"][table]["items"]["properties"])
        broken = deepcopy(found)
        del broken[table]
        assert not SNAPSHOT.is_valid(broken)


def test_the_identity_of_a_snapshot_is_that_of_its_content() -> None:
    reference = places()
    later = Reference(datetime(2027, 1, 1, tzinfo=UTC), deepcopy(reference.content))
    assert later.reference_id == reference.reference_id
    assert later.encode() != reference.encode()
    later.content["units"][0]["name"] = "Renamed"
    changed = Reference(later.recorded_at, later.content)
    assert changed.reference_id != reference.reference_id


def test_a_snapshot_finds_its_places() -> None:
    reference = places()
    bed = reference.beds[100003]
    assert reference.units[bed.unit_id].name == "Emergency department"
    assert reference.hospitals[bed.hospital_id].time_zone == "America/Chicago"
    assert reference.services["CMED"] == "Cardiology"
    assert reference.conditions[3] == "Illness & 3"
