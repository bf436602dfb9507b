"""What faulty messages tell: impossible birth dates, admissions in the future, mistakes, and what cannot be read."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.fault_kinds import Kinds, free_numbers

# Nobody who is alive was born in this year.
IMPOSSIBLE_YEAR = 1790
# [A] Birth dates in the future are up to ten years ahead, and admissions one to nine years.
_DAYS_AHEAD, _YEARS_AHEAD = 3650, 9
# [A] A mistaken event is recorded 1 to 5 minutes after the right one, and cancelled 2 to 10 minutes later.
_MISTAKEN = (60, 300)
_CANCELLED = (120, 600)
_CANCELLED_BY = {"A01": "A11", "A06": "A11", "A02": "A12", "A03": "A13"}
_OTHER_CLASS = {"inpatient": "observation", "observation": "inpatient"}
_HOME, _AGAINST_ADVICE = "01", "07"
# The segment without which an HL7 message says nothing: the encounter, or the status of the bed. The segment MSH
# always stays whole, as a receiver could not acknowledge a message without it.
_NEEDED_SEGMENT = re.compile(rb"\r(?:PV1|NPU)\|")


def impossible_birth_date(event: AdtEvent, kinds: Kinds) -> date:
    """Return a birth date of the 18th century, or one in the future of the event."""
    if kinds.below("stream.long_ago", event.event_key, 2):
        return date(IMPOSSIBLE_YEAR, 1 + kinds.below("stream.month_long_ago", event.event_key, 12), 1)
    days = 2 + kinds.below("stream.days_unborn", event.event_key, _DAYS_AHEAD)
    return event.occurred_at.date() + timedelta(days=days)


def born_on(event: AdtEvent, born: date) -> AdtEvent:
    """Return the event with another birth date of its patient."""
    return replace(event, patient=event.patient and replace(event.patient, date_of_birth=born))


def in_the_future(event: AdtEvent, kinds: Kinds) -> AdtEvent:
    """Return the event as if it had occurred years after it was recorded."""
    years = 1 + kinds.below("stream.years_ahead", event.event_key, _YEARS_AHEAD)
    return replace(event, occurred_at=event.recorded_at + timedelta(days=365 * years))


def mistake_beside(event: AdtEvent, kinds: Kinds, neighbors: Mapping[int, int]) -> tuple[AdtEvent, AdtEvent]:
    """Return a mistaken event of an admission, move or discharge, and the event that cancels it.

    neighbors: another bed of the unit of each bed.
    """
    mistaken_key, cancelling_key = free_numbers(event.event_key)
    recorded = event.recorded_at + _seconds(kinds, "stream.mistaken", event.event_key, _MISTAKEN)
    bed = event.bed_id
    mistaken = replace(
        event,
        event_key=mistaken_key,
        recorded_at=recorded,
        klass=_OTHER_CLASS.get(event.klass or "", event.klass) if event.trigger != "A03" else event.klass,
        bed_id=bed if bed is None else neighbors.get(bed, bed),
        disposition=event.disposition and (_AGAINST_ADVICE if event.disposition == _HOME else _HOME),
        condition_id=None,
        bed_reason=None,
        outlier=None,
        staff=None,
    )
    noticed = recorded + _seconds(kinds, "stream.noticed", event.event_key, _CANCELLED)
    cancelling = AdtEvent(
        event_key=cancelling_key,
        trigger=_CANCELLED_BY[event.trigger],
        occurred_at=noticed,
        recorded_at=noticed,
        hospital_id=event.hospital_id,
        encounter_id=event.encounter_id,
        patient=event.patient,
        bed_id=event.from_bed_id,
        from_bed_id=mistaken.bed_id,
        cancels=mistaken_key,
    )
    return mistaken, cancelling


def _seconds(kinds: Kinds, name: str, key: int, span: tuple[int, int]) -> timedelta:
    return timedelta(seconds=span[0] + kinds.below(name, key, span[1] - span[0]))


def broken(payload: bytes, cut: int) -> bytes:
    """Return the part of a message that comes through, which nobody can read as a whole one. cut: any number."""
    needed = _NEEDED_SEGMENT.search(payload) if payload.startswith(b"MSH") else None
    if needed is None:
        # A JSON object without its last brace is none.
        return payload[: 1 + cut % (len(payload.rstrip()) - 1)]
    if cut % 2:
        return _without_separators(payload, needed.start() + 1)
    end_of_header = payload.index(b"\r") + 1
    return payload[: end_of_header + cut // 2 % (needed.end() - end_of_header)]


def _without_separators(message: bytes, start: int) -> bytes:
    """Return an HL7 message whose segment at `start` lost its separators."""
    end = message.find(b"\r", start)
    end = len(message) if end < 0 else end
    return message[:start] + message[start:end].replace(b"|", b"") + message[end:]
