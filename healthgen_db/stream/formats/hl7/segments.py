"""Segments of a message. Numbers of fields are those of HL7 v2.5.1, chapters 2 and 3."""

from collections.abc import Iterator

from healthgen_db.stream.contract.event import VERSION, AdtEvent, Patient, Staff
from healthgen_db.stream.contract.reference import Reference
from healthgen_db.stream.formats.hl7.codes import (
    ACCOMMODATIONS,
    BED_REASONS,
    CLASSES,
    OBSERVATION,
    OBSERVATIONS,
    PREADMIT,
    SEXES,
    STRUCTURES,
    SYSTEM,
    UNKNOWN_CLASS,
    UPDATE_REASONS,
)
from healthgen_db.stream.formats.hl7.text import day, escaped, moment

_ADMISSIONS = ("A01", "A06")


def header(event: AdtEvent) -> str:
    """Return MSH."""
    hospital = event.hospital_id
    return (
        # MSH-4: HL7 allows a code of 20 characters here, so not the name of the hospital.
        f"MSH|^~\\&|{SYSTEM}|HOSPITAL{hospital}^{hospital}^L|LAKE||{moment(event.recorded_at)}||"
        f"ADT^{event.trigger}^{STRUCTURES[event.trigger]}|{event.message_id}|T|2.5.1||||||UNICODE UTF-8|||"
        # MSH-21: the version of our contract
        f"{VERSION}^{SYSTEM}"
    )


def event_type(event: AdtEvent) -> str:
    """Return EVN: 2 when it was recorded, 4 why, 5 who did it if that is not in PV1-7, 6 when it happened."""
    reason = ""
    if event.update is not None:
        reason = UPDATE_REASONS[event.update]
    elif event.bed_reason is not None:
        reason = BED_REASONS[event.bed_reason]
    operator = _clinician(event.staff) if _is_triage(event) else ""
    return f"EVN|{event.trigger}|{moment(event.recorded_at)}||{reason}|{operator}|{moment(event.occurred_at)}"


def patient_identification(patient: Patient | None) -> str:
    """Return PID: 3 number, 5 name, 7 date of birth, 8 sex, 11 address. Two quotes say that a value is not known."""
    if patient is None:
        return 'PID|1||""||""'
    return (
        f"PID|1||{patient.patient_id}^^^{SYSTEM}^MR||{escaped(patient.last_name)}^{escaped(patient.first_name)}||"
        f"{day(patient.date_of_birth)}|{SEXES[patient.gender]}|||^^^{escaped(patient.state)}^{escaped(patient.zipcode)}"
    )


def patient_visit(event: AdtEvent, places: Reference) -> str:
    """Return PV1."""
    happened = moment(event.occurred_at)
    admitted = happened if event.trigger in _ADMISSIONS else ""
    discharged = happened if event.trigger == "A03" else ""
    fields = [
        # 1 to 7: number, class, place, kind of admission, pre-admission number, place before, clinician
        "1",
        _patient_class(event),
        location(event.bed_id, places),
        _admission_type(event),
        "",
        location(event.from_bed_id, places),
        "" if _is_triage(event) else _clinician(event.staff),
        # 10 service, 14 source of the admission, 18 kind of patient, 19 number of the encounter
        "",
        "",
        escaped(event.service or ""),
        *_EMPTY[11:14],
        event.admission_source or "",
        *_EMPTY[15:18],
        OBSERVATION if event.klass == "observation" else "",
        f"{event.encounter_id}^^^{SYSTEM}^VN",
        # 36 disposition, 44 admitted, 45 discharged
        *_EMPTY[20:36],
        event.disposition or "",
        *_EMPTY[37:44],
        admitted,
        discharged,
    ]
    return "PV1|" + "|".join(fields).rstrip("|")


_EMPTY = ("",) * 46


def _patient_class(event: AdtEvent) -> str:
    if event.klass is None:
        return PREADMIT if event.trigger == "A05" else UNKNOWN_CLASS
    return CLASSES[event.klass]


def _is_triage(event: AdtEvent) -> bool:
    """Return whether the staff is the nurse of the triage, who is no attending clinician (PV1-7)."""
    return event.update == "triage"


def _admission_type(event: AdtEvent) -> str:
    """Return the code of table 0007 where the event tells how the patient came: E emergency, C elective, U urgent."""
    if event.arrival_mode is None:
        return ""
    if event.klass == "emergency":
        return "E"
    return "C" if event.arrival_mode == "scheduled" else "U"


def _clinician(staff: Staff | None) -> str:
    if staff is None:
        return ""
    return f"{staff.staff_id}^{escaped(staff.last_name)}^{escaped(staff.first_name)}^^^^^^{SYSTEM}"


def location(bed_id: int | None, places: Reference) -> str:
    """Return a place (PL): 1 unit, 2 room, 3 bed, 4 hospital, 9 name of the unit, 10 number of the bed.

    PL-1 is a code, which HL7 limits to 20 characters, so it is the number of the unit.
    """
    if bed_id is None:
        return ""
    bed = places.beds[bed_id]
    unit = places.units[bed.unit_id]
    hospital = bed.hospital_id
    return (
        f"{unit.unit_id}^{escaped(bed.room)}^{escaped(bed.label)}^HOSPITAL{hospital}&{hospital}&L^^^^^"
        f"{escaped(unit.name)}^{bed_id}&{SYSTEM}"
    )


def visit_details(event: AdtEvent, places: Reference) -> Iterator[str]:
    """Yield PV2 if it has something to say: 2 accommodation, 3 complaint, 9 expected discharge."""
    complaint, expected = event.complaint_id, event.expected_discharge_on
    if event.outlier is None and complaint is None and expected is None:
        return
    accommodation = "" if event.outlier is None else ACCOMMODATIONS[event.outlier]
    reason = "" if complaint is None else f"{complaint}^{escaped(places.complaints[complaint])}^99HGC"
    discharge = "" if expected is None else day(expected)
    yield f"PV2||{accommodation}|{reason}||||||{discharge}".rstrip("|")


def diagnosis(event: AdtEvent, places: Reference) -> Iterator[str]:
    """Yield DG1 if the diagnosis is known: 3 its number, name and ICD-10-CM code, 5 when, 6 F: final."""
    if event.condition_id is None:
        return
    [row] = (row for row in places.content["conditions"] if row["condition_id"] == event.condition_id)
    name = escaped(row["name"])
    yield (
        f"DG1|1||{event.condition_id}^{name}^99HGD^{escaped(row['icd10_code'])}^{name}^I10C||"
        f"{moment(event.occurred_at)}|F"
    )


def observations(event: AdtEvent) -> Iterator[str]:
    """Yield OBX for each value that HL7 has no field for: 3 what it is, 5 the value, 11 F: final."""
    number = 0
    for name, (kind, code) in OBSERVATIONS.items():
        value = getattr(event, name)
        if value is not None:
            number += 1
            yield f"OBX|{number}|{kind}|{code}||{escaped(str(value))}||||||F"


def bed_status(event: AdtEvent, places: Reference) -> str:
    """Return NPU: 1 the bed, 2 its status."""
    return f"NPU|{location(event.bed_id, places)}|{event.bed_status or ''}"
