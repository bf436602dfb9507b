"""The table adt_events of one hospital and step, made from its records."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pyarrow as pa

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.adt.bed_events import moves, requests, status_events
from healthgen_db.operations.adt.mistakes import Mistakes, wrong_admissions, wrong_discharges, wrong_moves
from healthgen_db.operations.adt.parts import HEAD, Columns, Ranks, joined
from healthgen_db.operations.adt.places import places_by
from healthgen_db.operations.adt.recording import delays
from healthgen_db.operations.adt.stay_events import (
    admissions,
    changes,
    discharges,
    emergency_updates,
    registrations,
)
from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.plans import StayPlans
from healthgen_db.operations.records import Bookings, Records
from healthgen_db.operations.words import (
    BED_STATUS_CODES,
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    NEVER,
    SERVICE_CODES,
    TRIGGERS,
    UPDATES,
)
from healthgen_db.world.calendar import MINUTE
from healthgen_db.world.draws import Draws, Ints

EVENTS_FACTOR = 100
"""event_key = encounter_id * 100 + number of the event in its encounter, from 1."""
# Bits of the index of an encounter and of seconds in a step, for sorting. Together with Ranks.bits they fill 63 bits.
_SECONDS_BITS = 32
# [A] The right event is recorded so long after the mistake was cancelled.
_AFTER_CANCEL = MINUTE


def adt_events(
    draws: Draws, hospital_id: int, records: Records, plans: StayPlans, now: int
) -> pa.RecordBatch:
    """Return the rows of adt_events that were recorded by `now`. plans: those of the encounters of the records."""
    parts = [
        _encounter_events(draws, records, plans, now),
        _with_recording(draws, _booked(records.bookings, now)),
        _with_recording(draws, status_events(records.bed_status_periods, now)),
    ]
    return _known(hospital_id, parts, now)


def booking_events(draws: Draws, hospital_id: int, bookings: Bookings, now: int) -> pa.RecordBatch:
    """Return the rows of adt_events of bookings alone, for stays that have not begun."""
    return _known(hospital_id, [_with_recording(draws, _booked(bookings, now))], now)


def _known(hospital_id: int, parts: Sequence[Columns], now: int) -> pa.RecordBatch:
    """Return the events that were recorded by `now`."""
    events = joined(parts, ("key", "encounter_id", "occurred", "recorded", "trigger"))
    known = events["recorded"] <= now
    if not known.all():
        events = {name: column[known] for name, column in events.items()}
    return _batch(hospital_id, events)


def _encounter_events(draws: Draws, records: Records, plans: StayPlans, now: int) -> Columns:
    """Return the events of encounters in order of their keys."""
    encounters, stays = records.encounters, records.bed_stays
    places = places_by(records, now)
    admitted, moved = admissions(encounters, places, now), moves(stays, places)
    parts = [
        admitted,
        moved,
        registrations(encounters, now),
        requests(stays, places, now),
        discharges(encounters, plans, places, now),
        *changes(encounters, plans, now),
        *emergency_updates(records.ed_stays, now),
    ]
    mistakes = [
        wrong_admissions(draws, encounters, admitted),
        wrong_moves(draws, encounters, stays, places, moved),
        wrong_discharges(draws, records, plans, places, now),
    ]
    # Where the right events of each kind of mistake begin among all events: admissions, then moves.
    firsts = [0, len(admitted["occurred"]), 0]
    parts += chain.from_iterable((mistake.wrong, mistake.cancel) for mistake in mistakes)
    events = joined(parts, HEAD)
    order = _order(events)
    events = {name: column[order] for name, column in events.items()}

    encounter = events["encounter"]
    booked = (encounters.booked != 0) & (encounters.booked != NEVER)
    number = count_up(encounter) + booked[encounter]
    if number.max(initial=0) >= EVENTS_FACTOR:
        raise ValueError(
            f"an encounter has {number.max()} events; event_key has room for {EVENTS_FACTOR - 1}"
        )
    events["encounter_id"] = encounters.encounter_id[encounter]
    events["key"] = events["encounter_id"] * EVENTS_FACTOR + number
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    _record(draws, events, mistakes, firsts, place)
    return events


def _order(events: Columns) -> Ints:
    """Return the order of events by encounter, time and rank."""
    seconds = events["occurred"] - events["occurred"].min(initial=NEVER)
    word = (events["encounter"] << _SECONDS_BITS) | seconds
    return np.argsort((word << Ranks.bits) | events["rank"], kind="stable")


def _record(draws: Draws, events: Columns, mistakes: list[Mistakes], firsts: list[int], place: Ints) -> None:
    """Add when events are recorded, and the keys of the cancelled ones.

    place: the places in `events` of the joined parts, shape (events,); the parts of the mistakes are the last ones.
    """
    on_time = np.zeros(len(place), dtype=np.bool_)
    first = len(place) - 2 * sum(len(mistake.wrong["occurred"]) for mistake in mistakes)
    on_time[place[first:]] = True
    recorded = events["occurred"] + delays(draws, events["key"], may_be_late=~on_time)
    for mistake, first_right in zip(mistakes, firsts, strict=True):
        count = len(mistake.wrong["occurred"])
        wrong, cancel = place[first : first + count], place[first + count : first + 2 * count]
        first += 2 * count
        recorded[cancel] = np.maximum(recorded[cancel], recorded[wrong] + 1)
        events["cancels"][cancel] = events["key"][wrong]
        if mistake.right is not None:
            right = place[first_right + mistake.right]
            recorded[right] = np.maximum(recorded[right], recorded[cancel] + _AFTER_CANCEL)
    events["recorded"] = recorded


def _booked(bookings: Bookings, now: int) -> Columns:
    """Return A05 with their keys: the first event of an encounter that is booked."""
    row = np.flatnonzero(bookings.booked <= now)
    return {
        "key": bookings.encounter_id[row] * EVENTS_FACTOR + 1,
        "encounter_id": bookings.encounter_id[row],
        "occurred": bookings.booked[row],
        "trigger": np.full(len(row), TRIGGERS.index("A05"), np.int8),
        "service": bookings.service[row],
    }


def _with_recording(draws: Draws, events: Columns) -> Columns:
    return events | {"recorded": events["occurred"] + delays(draws, events["key"])}


def _batch(hospital_id: int, events: Columns) -> pa.RecordBatch:
    def known(name: str, kind: pa.DataType, absent: int = 0) -> pa.Array:
        return numbers(events[name], kind, events[name] == absent)

    return pa.record_batch(
        {
            "event_key": events["key"],
            "trigger": texts(TRIGGERS, events["trigger"]),
            "hospital_id": np.full(len(events["key"]), hospital_id, dtype=np.int32),
            "encounter_id": known("encounter_id", pa.int64()),
            "bed_id": known("bed", pa.int32()),
            "from_bed_id": known("from_bed", pa.int32()),
            "occurred_at": times(events["occurred"], NEVER - 1),
            "recorded_at": times(events["recorded"], NEVER - 1),
            "cancels": known("cancels", pa.int64()),
            "class": texts(CLASSES, events["klass"]),
            "service": texts(SERVICE_CODES, events["service"]),
            "esi": known("esi", pa.int16()),
            "early_warning_score": known("score", pa.int16(), -1),
            "update": texts(UPDATES, events["update"]),
            "decision": texts(DECISIONS, events["decision"]),
            "disposition": texts(DISPOSITIONS, events["disposition"]),
            "expected_discharge_on": known("expected", pa.date32(), -1),
            "bed_status": texts(BED_STATUS_CODES, events["bed_status"]),
        }
    )
