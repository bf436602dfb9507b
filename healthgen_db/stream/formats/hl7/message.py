"""An event as an HL7 v2.5.1 message."""

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.contract.reference import Reference
from healthgen_db.stream.formats.hl7.segments import (
    bed_status,
    diagnosis,
    event_type,
    header,
    observations,
    patient_identification,
    patient_visit,
    visit_details,
)


def encode(event: AdtEvent, places: Reference) -> bytes:
    """Return the message in UTF-8; a carriage return ends each segment.

    places: has the beds, complaints and conditions that the event names.
    """
    segments = [header(event), event_type(event)]
    if event.encounter_id is None:
        segments.append(bed_status(event, places))
    else:
        segments += [patient_identification(event.patient), patient_visit(event, places)]
        segments += visit_details(event, places)
        # ADT_A03 has the diagnosis before the observations; the other structures have only observations from us.
        segments += diagnosis(event, places)
        segments += observations(event)
    segments.append("")
    return "\r".join(segments).encode()
