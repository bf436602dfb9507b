"""The formats by name. Each is a function from an event, and the places that it names, to bytes."""
# ruff: noqa: PLC0415 - only one of them is needed

from collections.abc import Callable

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.contract.reference import Reference

JSON, HL7, FHIR = "json", "hl7", "fhir"
Encode = Callable[[AdtEvent, Reference], bytes]


def encoder(message_format: str) -> Encode:
    """Return the function that writes events in a format: json, hl7 or fhir."""
    if message_format == HL7:
        from healthgen_db.stream.formats.hl7 import message

        return message.encode
    if message_format == FHIR:
        from healthgen_db.stream.formats import fhir

        return fhir.encode
    from healthgen_db.stream.formats import json_lines

    return json_lines.encode
