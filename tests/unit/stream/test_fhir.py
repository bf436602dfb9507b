"""FHIR resources: they pass the models of fhir.resources (R4B), and say what their event says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.location import Location
from pydantic import ValidationError

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.formats.fhir import encode
from tests.unit.stream.sample_events import events, places

PLACES = places()
EVENTS = events(600)
STATUSES = {
    "A03": "finished",
    "A04": "arrived",
    "A05": "planned",
    "A11": "cancelled",
    "A14": "in-progress",
    "A21": "onleave",
    "A22": "in-progress",
}
CLASSES = {"emergency": "EMER", "observation": "OBSENC", "inpatient": "IMP", "outpatient": "AMB"}


def resource(event: AdtEvent) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode(event, PLACES))
    return found


def test_resources_pass_their_models() -> None:
    for event in EVENTS:
        model = Location if event.trigger == "A20" else Encounter
        model.model_validate_json(encode(event, PLACES))


def test_the_models_find_faults() -> None:
    event = next(event for event in EVENTS if event.trigger == "A01")
    wrong = resource(event)
    del wrong["status"]
    with pytest.raises(ValidationError):
        Encounter.model_validate(wrong)


def test_the_status_follows_from_the_event() -> None:
    for event in EVENTS:
        if event.update is not None:
            assert resource(event)["status"] == ("triaged" if event.update == "triage" else "in-progress")
        elif event.trigger in STATUSES:
            assert resource(event)["status"] == STATUSES[event.trigger]


def test_a_class_that_the_event_does_not_tell_is_absent() -> None:
    for event in EVENTS:
        if event.trigger == "A20":
            continue
        found = resource(event)["class"]
        if event.klass is not None:
            assert found["code"] == CLASSES[event.klass]
        elif event.trigger == "A05":
            assert found["code"] == "PRENC"
        else:
            assert "code" not in found


def test_beds_are_locations_with_periods() -> None:
    event = next(event for event in EVENTS if event.trigger == "A02" and event.from_bed_id and event.bed_id)
    left, entered = resource(event)["location"]
    moment = event.occurred_at.isoformat()
    assert left["location"]["reference"] == f"Location/{event.from_bed_id}"
    assert (left["status"], left["period"]) == ("completed", {"end": moment})
    assert entered["location"]["reference"] == f"Location/{event.bed_id}"
    assert (entered["status"], entered["period"]) == ("active", {"start": moment})


def test_a_discharge_has_its_end_and_disposition() -> None:
    event = next(event for event in EVENTS if event.trigger == "A03" and event.condition_id)
    found = resource(event)
    assert found["period"] == {"end": event.occurred_at.isoformat()}
    [disposition] = found["hospitalization"]["dischargeDisposition"]["coding"]
    assert disposition["code"] == event.disposition
    [reason] = found["reasonCode"]
    assert reason["coding"][0]["display"] == f"Illness & {event.condition_id}"


def test_the_status_of_a_bed_is_a_location() -> None:
    event = next(event for event in EVENTS if event.trigger == "A20" and event.bed_status == "H")
    found = resource(event)
    assert (found["resourceType"], found["id"]) == ("Location", str(event.bed_id))
    assert found["operationalStatus"]["code"] == "H"
