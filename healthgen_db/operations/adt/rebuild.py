"""Encounters, stays in the emergency department and bed stays, rebuilt from the ADT log alone."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.arrow_columns import MICROSECONDS, numbers, texts, times
from healthgen_db.operations.words import (
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    NEVER,
    SERVICE_CODES,
    TRIGGERS,
    UPDATES,
)
from healthgen_db.world.draws import Flags, Ints

_CANCELS = ("A11", "A12", "A13")
_ADMISSIONS = ("A01", "A06")
_KNOWN = NEVER - 1


@dataclass(frozen=True)
class Rebuilt:
    """Tables with the columns that follow from the log, in the order of the tables and sorted by their keys."""

    encounters: pa.RecordBatch
    ed_stays: pa.RecordBatch
    bed_stays: pa.RecordBatch


def rebuild(events: pa.Table | pa.RecordBatch) -> Rebuilt:
    """Return the tables that the rows of adt_events tell, in any order; mistaken events count as if they never were."""
    log = _Log(events)
    departed, bed_stays = _bed_stays(log)
    left = log.last_time("A03")
    return Rebuilt(_encounters(log, left), _ed_stays(log, np.minimum(departed, left)), bed_stays)


class _Log:
    """Valid events of encounters as columns of shape (events,), by encounter and in order of occurrence."""

    def __init__(self, events: pa.Table | pa.RecordBatch) -> None:
        table = pa.table(events).sort_by("event_key")
        cancelled = pc.is_in(table["event_key"], value_set=table["cancels"].drop_null().combine_chunks())
        # A booking alone (A05) is no encounter yet.
        other = pc.is_in(table["trigger"], value_set=pa.array([*_CANCELS, "A05", "A20"]))
        self.table = table.filter(pc.invert(pc.or_(cancelled, other)))
        self.trigger = self.codes("trigger", TRIGGERS)
        self.update = self.codes("update", UPDATES)
        self.occurred = self.numbers("occurred_at", NEVER) // MICROSECONDS
        self.ids, self.encounter = np.unique(self.numbers("encounter_id", 0), return_inverse=True)

    def numbers(self, name: str, absent: int) -> Ints:
        """Return a column as numbers, `absent` for null."""
        column = self.table[name].combine_chunks()
        kind = pa.int32() if pa.types.is_date32(column.type) else pa.int64()
        values: Ints = column.cast(kind).fill_null(absent).to_numpy(zero_copy_only=False).astype(np.int64)
        return values

    def codes(self, name: str, words: tuple[str, ...]) -> Ints:
        """Return a column of texts as indexes of `words`, -1 for null."""
        index = pc.index_in(self.table[name].combine_chunks(), value_set=pa.array(words))
        codes: Ints = index.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return codes

    def are(self, *triggers: str) -> Flags:
        """Return which events have one of the triggers."""
        return np.isin(self.trigger, [TRIGGERS.index(trigger) for trigger in triggers])

    def updates(self, what: str) -> Flags:
        """Return which events are updates (A08) of a kind."""
        return np.equal(self.update, UPDATES.index(what))

    def last(self, chosen: Flags, values: Ints, absent: int) -> Ints:
        """Return the value of the last chosen event of each encounter, shape (encounters,)."""
        found = np.full(len(self.ids), absent)
        # numpy keeps the last value that is assigned to an index
        found[self.encounter[chosen]] = values[chosen]
        return found

    def last_time(self, *triggers: str) -> Ints:
        """Return when the last event with one of the triggers occurred, NEVER if there is none."""
        return self.last(self.are(*triggers), self.occurred, NEVER)


def _encounters(log: _Log, left: Ints) -> pa.RecordBatch:
    admitted = log.last_time(*_ADMISSIONS)
    registered = log.last_time("A04")
    klass = log.codes("class", CLASSES)
    disposition = log.codes("disposition", DISPOSITIONS)
    expected = log.last(log.updates("expected discharge"), log.numbers("expected_discharge_on", -1), -1)
    return pa.record_batch(
        {
            "encounter_id": log.ids,
            "class": texts(CLASSES, log.last(klass >= 0, klass, -1)),
            "registered_at": times(np.where(registered < NEVER, registered, admitted), _KNOWN),
            "admitted_at": times(admitted, _KNOWN),
            "ready_at": times(log.last_time("A16"), _KNOWN),
            "left_at": times(left, _KNOWN),
            "expected_discharge_on": numbers(expected, pa.date32(), expected < 0),
            "disposition": texts(DISPOSITIONS, log.last(disposition >= 0, disposition, -1)),
        }
    )


def _ed_stays(log: _Log, departed: Ints) -> pa.RecordBatch:
    emergency = log.are("A04") & (log.codes("class", CLASSES) == CLASSES.index("emergency"))
    row = np.unique(log.encounter[emergency])

    def when(what: str) -> pa.Array:
        return times(log.last(log.updates(what), log.occurred, NEVER)[row], _KNOWN)

    def number(what: str, name: str, kind: pa.DataType) -> pa.Array:
        found = log.last(log.updates(what), log.numbers(name, -1), -1)[row]
        return numbers(found, kind, found < 0)

    decision = log.last(log.updates("decision"), log.codes("decision", DECISIONS), -1)
    return pa.record_batch(
        {
            "encounter_id": log.ids[row],
            "arrived_at": times(log.last_time("A04")[row], _KNOWN),
            "triaged_at": when("triage"),
            "esi": number("triage", "esi", pa.int16()),
            "early_warning_score": number("triage", "early_warning_score", pa.int16()),
            "station_id": number("roomed", "bed_id", pa.int32()),
            "roomed_at": when("roomed"),
            "provider_at": when("provider"),
            "decision_at": when("decision"),
            "decision": texts(DECISIONS, decision[row]),
            "departed_at": times(departed[row], _KNOWN),
        }
    )


def _bed_stays(log: _Log) -> tuple[Ints, pa.RecordBatch]:
    """Return when each encounter entered its first bed, and the bed stays."""
    bed = log.numbers("bed_id", 0)
    entry = np.flatnonzero(log.are("A02") | (log.are(*_ADMISSIONS) & (bed != 0)))
    encounter, entered = log.encounter[entry], log.occurred[entry]
    # A stay belongs to the last request before it, and ends with the next stay or with the discharge.
    request = np.where(log.are("A14", "A15"), np.arange(len(bed)), 0)
    requested = log.occurred[np.maximum.accumulate(request)[entry]]
    goes_on = np.append(np.diff(encounter) == 0, np.zeros(min(len(entry), 1), dtype=np.bool_))
    left = np.where(goes_on, np.roll(entered, -1), log.last_time("A03")[encounter])

    first_entered = np.full(len(log.ids), NEVER)
    first_entered[encounter[::-1]] = entered[::-1]
    service = log.codes("service", SERVICE_CODES)[entry]
    stays = pa.record_batch(
        {
            "encounter_id": log.ids[encounter],
            "sequence": numbers(count_up(encounter), pa.int16()),
            "bed_id": numbers(bed[entry], pa.int32()),
            "service": texts(SERVICE_CODES, service),
            "requested_at": times(requested, _KNOWN),
            "entered_at": times(entered, _KNOWN),
            "left_at": times(left, _KNOWN),
        }
    )
    return first_entered, stays
