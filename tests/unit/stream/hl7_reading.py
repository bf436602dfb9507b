"""Reads HL7 messages with the package hl7, field by field, for the tests of the encoder."""

from __future__ import annotations

from datetime import datetime

import hl7

CLASSES = {"E": "emergency", "I": "inpatient", "O": "outpatient"}
SEXES = {"F": "Female", "M": "Male", "O": "Other"}
REASONS = {
    "TRIAGE": "triage",
    "ROOMED": "roomed",
    "PROVIDER": "provider",
    "DECISION": "decision",
    "EXPECTED": "expected discharge",
    "ADMIT": "admit",
    "STEPUP": "step-up",
    "STEPDOWN": "step-down",
    "LATERAL": "lateral",
    "REPATRIATION": "repatriation",
}
OBSERVATIONS = {
    "11283-9": "esi",
    "EWS": "early_warning_score",
    "SATS": "triage_color",
    "DECISION": "decision",
    "MODE": "arrival_mode",
    "CANCELS": "cancels",
}


def read(raw: bytes) -> dict[str, str]:
    """Return the fields of the contract that a message has, as text."""
    message = hl7.parse(raw.decode())
    names = {str(segment[0]) for segment in message}

    def get(segment: str, field: int, component: int = 1, subcomponent: int = 1) -> str:
        if segment not in names:
            return ""
        try:
            return str(message.extract_field(segment, 1, field, 1, component, subcomponent))
        except LookupError:  # the message does not have so many fields or components
            return ""

    bed = ("NPU", 1) if "NPU" in names else ("PV1", 3)
    is_update = get("MSH", 9, 2) == "A08"
    found = {
        "schema_version": get("MSH", 21),
        "message_id": get("MSH", 10),
        "trigger": get("MSH", 9, 2),
        "occurred_at": _moment(get("EVN", 6)),
        "recorded_at": _moment(get("MSH", 7)),
        "hospital_id": get("MSH", 4, 2),
        "encounter_id": get("PV1", 19),
        "patient_id": get("PID", 3),
        "last_name": get("PID", 5, 1),
        "first_name": get("PID", 5, 2),
        "date_of_birth": _day(get("PID", 7)),
        "gender": SEXES.get(get("PID", 8), ""),
        "state": get("PID", 11, 4),
        "zipcode": get("PID", 11, 5),
        "class": "observation" if get("PV1", 18) == "OBS" else CLASSES.get(get("PV1", 2), ""),
        "service": get("PV1", 10),
        "bed_id": get(*bed, 10),
        "from_bed_id": get("PV1", 6, 10),
        "admission_source": get("PV1", 14),
        "complaint_id": get("PV2", 3),
        "condition_id": get("DG1", 3),
        "bed_reason": "" if is_update else REASONS.get(get("EVN", 4), ""),
        "update": REASONS.get(get("EVN", 4), "") if is_update else "",
        "outlier": {"OUTLIER": "true", "OWN": "false"}.get(get("PV2", 2), ""),
        "disposition": get("PV1", 36),
        "expected_discharge_on": _day(get("PV2", 9)),
        "bed_status": get("NPU", 2),
        "staff_id": get("PV1", 7) or get("EVN", 5),
    }
    for segment in message.segments("OBX") if "OBX" in names else ():
        found[OBSERVATIONS[str(segment[3][0][0])]] = str(message.unescape(str(segment[5])))
    return {name: value for name, value in found.items() if value}


def _moment(text: str) -> str:
    return datetime.strptime(text, "%Y%m%d%H%M%S%z").isoformat()


def _day(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if text else ""
