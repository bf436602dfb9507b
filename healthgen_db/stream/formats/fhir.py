"""Events as FHIR R4: a resource Encounter, or Location for the status of a bed (A20). For output only.

A resource says what its event tells: how the encounter stands at that moment, not all that was said before.
"""

import json
from typing import Any

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.contract.reference import Reference

Resource = dict[str, Any]

_SYSTEM = "https://healthgen.example/"
"""Begin of the names of our own code systems and identifiers."""
_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
_CLASSES = {
    "emergency": ("EMER", "emergency"),
    "observation": ("OBSENC", "observation encounter"),
    "inpatient": ("IMP", "inpatient encounter"),
    "outpatient": ("AMB", "ambulatory"),
}
_PREADMISSION = ("PRENC", "pre-admission")
_STATUSES = {"A03": "finished", "A04": "arrived", "A05": "planned", "A11": "cancelled", "A21": "onleave"}
"""Encounter.status by trigger; "in-progress" for the others.

A14 (pending admission) is in progress too: the patient is in the hospital and waits for a bed.
"""
_BED_STATUSES = {
    "U": "Unoccupied",
    "H": "Housekeeping",
    "K": "Contaminated",
    "C": "Closed",
}
_ABSENT = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
"""Value of an element that FHIR requires and that the event does not tell."""


def encode(event: AdtEvent, places: Reference) -> bytes:
    """Return the resource as JSON in UTF-8, without a line break."""
    resource = _location(event, places) if event.encounter_id is None else _encounter(event, places)
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()


def _encounter(event: AdtEvent, places: Reference) -> Resource:
    hospital = places.hospitals[event.hospital_id]
    found: Resource = {
        "resourceType": "Encounter",
        "id": str(event.encounter_id),
        "meta": {"lastUpdated": event.recorded_at.isoformat()},
        "identifier": [{"system": _SYSTEM + "encounter", "value": str(event.encounter_id)}],
        "status": _status(event),
        "class": _class(event),
    }
    if event.service is not None:
        found["serviceType"] = _concept(_SYSTEM + "service", event.service, places.services[event.service])
    if event.patient is not None:
        name = f"{event.patient.first_name} {event.patient.last_name}"
        found["subject"] = {"reference": f"Patient/{event.patient.patient_id}", "display": name}
    if event.staff is not None:
        name = f"{event.staff.first_name} {event.staff.last_name}"
        found["participant"] = [
            {"individual": {"reference": f"Practitioner/{event.staff.staff_id}", "display": name}}
        ]
    found |= {"period": period} if (period := _period(event)) else {}
    found |= {"reasonCode": reasons} if (reasons := _reasons(event, places)) else {}
    found |= {"hospitalization": stay} if (stay := _hospitalization(event)) else {}
    found |= {"location": beds} if (beds := _beds(event, places)) else {}
    found["serviceProvider"] = {"reference": f"Organization/{hospital.hospital_id}", "display": hospital.name}
    return found


def _status(event: AdtEvent) -> str:
    if event.trigger == "A08":
        return "triaged" if event.update == "triage" else "in-progress"
    return _STATUSES.get(event.trigger, "in-progress")


def _class(event: AdtEvent) -> Resource:
    if event.klass is not None:
        code, display = _CLASSES[event.klass]
    elif event.trigger == "A05":
        code, display = _PREADMISSION
    else:
        return _ABSENT
    return {"system": _TERMINOLOGY + "v3-ActCode", "code": code, "display": display}


def _period(event: AdtEvent) -> Resource:
    """Return the begin or the end of the encounter, where the event is one of them. A patient may wait before A01."""
    happened = event.occurred_at.isoformat()
    if event.trigger == "A04":
        return {"start": happened}
    return {"end": happened} if event.trigger == "A03" else {}


def _reasons(event: AdtEvent, places: Reference) -> list[Resource]:
    """Return the complaint on arrival, and the diagnosis at discharge."""
    reasons = []
    if (complaint := event.complaint_id) is not None:
        reasons.append(_concept(_SYSTEM + "complaint", str(complaint), places.complaints[complaint]))
    if (condition := event.condition_id) is not None:
        reasons.append(_concept(_SYSTEM + "condition", str(condition), places.conditions[condition]))
    return reasons


def _hospitalization(event: AdtEvent) -> Resource:
    found: Resource = {}
    if event.trigger == "A05":
        found["preAdmissionIdentifier"] = {"system": _SYSTEM + "booking", "value": str(event.encounter_id)}
    if event.admission_source is not None:
        found["admitSource"] = _concept(_TERMINOLOGY + "v2-0023", event.admission_source)
    if event.disposition is not None:
        found["dischargeDisposition"] = _concept(_TERMINOLOGY + "v2-0112", event.disposition)
    return found


def _beds(event: AdtEvent, places: Reference) -> list[Resource]:
    """Return the bed that the patient left and the one that the patient entered."""
    happened = event.occurred_at.isoformat()
    beds = []
    if event.from_bed_id is not None:
        left = {"status": "completed", "period": {"end": happened}}
        beds.append({"location": _bed(event.from_bed_id, places)} | left)
    if event.bed_id is not None:
        entered = {"status": "active", "period": {"start": happened}}
        beds.append({"location": _bed(event.bed_id, places)} | entered)
    return beds


def _bed(bed_id: int, places: Reference) -> Resource:
    return {"reference": f"Location/{bed_id}", "display": _bed_name(bed_id, places)}


def _bed_name(bed_id: int, places: Reference) -> str:
    bed = places.beds[bed_id]
    return f"{places.units[bed.unit_id].name}, {bed.room}, {bed.label}"


def _location(event: AdtEvent, places: Reference) -> Resource:
    """Return the bed of A20 with its status."""
    assert event.bed_id is not None and event.bed_status is not None  # noqa: S101, PT018 - A20 has both
    return {
        "resourceType": "Location",
        "id": str(event.bed_id),
        "meta": {"lastUpdated": event.recorded_at.isoformat()},
        "operationalStatus": {
            "system": _TERMINOLOGY + "v2-0116",
            "code": event.bed_status,
            "display": _BED_STATUSES[event.bed_status],
        },
        "name": _bed_name(event.bed_id, places),
        "physicalType": _concept(_TERMINOLOGY + "location-physical-type", "bd", "Bed"),
        "managingOrganization": {
            "reference": f"Organization/{event.hospital_id}",
            "display": places.hospitals[event.hospital_id].name,
        },
    }


def _concept(system: str, code: str, display: str | None = None) -> Resource:
    coding = {"system": system, "code": code}
    return {"coding": [coding | ({"display": display} if display else {})]}
