"""HL7 messages that tell no event: segments and fields that are missing, wrong or unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.formats.hl7.message import encode
from healthgen_db.stream.source.fault_contents import broken
from tests.malformed.case import (
    AFTER,
    BED_UNKNOWN,
    HOSPITAL_UNKNOWN,
    MISSING,
    NOT_HL7,
    NOT_TEXT,
    OTHER_CONTENT,
    TRIGGER_UNKNOWN,
    VERSION,
    WRONG,
    Malformed,
)
from tests.malformed.good import (
    GOOD_HL7,
    HOSPITAL,
    admission,
    arrival,
    bed_status,
    cancelling,
    discharge,
    plan,
    triage,
)

Build = Callable[[int], AdtEvent]
_numbers = count(60_001, 10)

# event, segment, number of the field (None: the whole segment), its new text, reason, the field that is named
FIELDS: list[tuple[Build, str, int | None, str, str, str]] = [
    (arrival, "MSH", 10, "", MISSING, "message_id"),
    (arrival, "MSH", 10, "abc", WRONG, "message_id"),
    (arrival, "MSH", 9, "", TRIGGER_UNKNOWN, ""),
    (arrival, "MSH", 9, "ADT", TRIGGER_UNKNOWN, ""),
    (arrival, "MSH", 9, "ADT^A99^ADT_A01", TRIGGER_UNKNOWN, ""),
    (arrival, "MSH", 9, "ORU^R01^ORU_R01", TRIGGER_UNKNOWN, ""),
    (arrival, "MSH", 4, "", MISSING, "hospital_id"),
    (arrival, "MSH", 4, "HOSPITAL999^999^L", HOSPITAL_UNKNOWN, ""),
    (arrival, "MSH", 4, "St. Mary^first^L", WRONG, "hospital_id"),
    (arrival, "MSH", 21, "9.9^HEALTHGEN", VERSION, ""),
    (arrival, "EVN", None, "", MISSING, "occurred_at"),
    (arrival, "EVN", 6, "", MISSING, "occurred_at"),
    (arrival, "EVN", 6, "yesterday", WRONG, "occurred_at"),
    (arrival, "EVN", 6, "20260230100000-0600", WRONG, "occurred_at"),
    (arrival, "EVN", 6, "20260301100000", WRONG, "occurred_at"),
    (arrival, "EVN", 6, "20350301100000-0600", AFTER, ""),
    (arrival, "PID", 3, "abc^^^HEALTHGEN^MR", WRONG, "patient_id"),
    (arrival, "PV1", None, "", MISSING, "encounter_id"),
    (arrival, "PV1", 19, "", MISSING, "encounter_id"),
    (arrival, "PV1", 19, "abc^^^HEALTHGEN^VN", WRONG, "encounter_id"),
    (arrival, "PV1", 2, "Z", WRONG, "class"),
    (arrival, "PV2", 3, "pain^Chest pain^99HGC", WRONG, "complaint_id"),
    (triage, "EVN", 4, "", MISSING, "update"),
    (triage, "EVN", 4, "NONSENSE", WRONG, "update"),
    (triage, "PV1", 7, "Poe^Jan", WRONG, "staff_id"),
    (triage, "OBX", 5, "9", WRONG, "esi"),
    (triage, "OBX", 5, "urgent", WRONG, "esi"),
    (admission, "PV1", 3, "10^1^A^HOSPITAL1&1&L^^^^^Medicine 1^999999&HEALTHGEN", BED_UNKNOWN, ""),
    (admission, "PV2", 2, "SOFA^A sofa^99HGA", WRONG, "outlier"),
    (discharge, "PV1", 36, "99", WRONG, "disposition"),
    (discharge, "DG1", 3, "cold^A cold^99HGD", WRONG, "condition_id"),
    (plan, "PV2", 9, "20260230", WRONG, "expected_discharge_on"),
    (cancelling, "OBX", None, "", MISSING, "cancels"),
    (cancelling, "OBX", 5, "abc", WRONG, "cancels"),
    (bed_status, "NPU", None, "", MISSING, "bed_id"),
    (bed_status, "NPU", 1, "", MISSING, "bed_id"),
    (bed_status, "NPU", 2, "", MISSING, "bed_status"),
    (bed_status, "NPU", 2, "X", WRONG, "bed_status"),
]


def hl7_cases() -> Iterator[Malformed]:
    """Yield messages that begin as HL7 does."""
    for build, segment, number, text, reason, named in FIELDS:
        yield _changed(build, segment, number, text, reason, named)
    yield Malformed("HL7 cut off after its header", broken(_message(arrival), 0), MISSING)
    yield Malformed("HL7 without separators", broken(_message(arrival), 1), MISSING, "encounter_id")
    yield Malformed("only a header of HL7", b"MSH|^~\\&|HEALTHGEN\r", VERSION)
    yield Malformed("HL7 in Latin-1", _message(arrival).decode().encode("latin-1"), NOT_TEXT)
    yield Malformed("NUL in HL7", _message(arrival).replace(b"Ann", b"A\0n"), NOT_TEXT)
    yield Malformed("a huge header of HL7", b"MSH|^~\\&|" + b"A" * 900_000, NOT_HL7)
    other = GOOD_HL7[1].replace(b"||3||", b"||1||")
    yield Malformed("HL7: same id, another ESI", other, OTHER_CONTENT)


def _message(build: Build) -> bytes:
    return encode(build(next(_numbers)), HOSPITAL)


def _changed(build: Build, segment: str, number: int | None, text: str, reason: str, named: str) -> Malformed:
    """Return an event with another text of a field, or without a segment."""
    segments = _message(build).decode().split("\r")
    [at, *_] = [at for at, each in enumerate(segments) if each.startswith(f"{segment}|")]
    if number is None:
        del segments[at]
    else:
        fields = segments[at].split("|")
        fields += [""] * (number + 1 - len(fields))
        # The separator after MSH is its field 1.
        fields[number - 1 if segment == "MSH" else number] = text
        segments[at] = "|".join(fields)
    field = segment if number is None else f"{segment}-{number}"
    return Malformed(f"{build.__name__}: {field} {text!r}", "\r".join(segments).encode(), reason, named)
