"""Tables of one hospital, made from its records: one Arrow batch for each table.

Everything is as it was known at `now`: a time after it is null, and a row that begins after it is left out.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.arrow_columns import numbers, texts, times
from healthgen_db.operations.figures.places import Colors
from healthgen_db.operations.plans import StayPlans
from healthgen_db.operations.records import (
    BedStatusPeriods,
    BedStays,
    Bookings,
    Diversions,
    EdStays,
    Encounters,
    Surgeries,
    UnitHours,
)
from healthgen_db.operations.words import (
    BED_REASONS,
    BED_STATUSES,
    CANCEL_REASONS,
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    DIVERSION_REASONS,
    MODES,
    NEVER,
    SERVICE_CODES,
    SOURCES,
    TRIAGE_COLORS,
    URGENCIES,
)
from healthgen_db.world.draws import Ints


def encounters_table(hospital_id: int, encounters: Encounters, plans: StayPlans, now: int) -> pa.RecordBatch:
    """Return rows of the table encounters. plans: those of the same encounters."""
    here = encounters.left > now
    expected = plans.expected_discharge(now)
    return pa.record_batch(
        {
            "encounter_id": encounters.encounter_id,
            "patient_id": encounters.patient_id,
            "hospital_id": _same(hospital_id, encounters.patient_id),
            "visit_id": numbers(encounters.visit_id, pa.int64(), encounters.visit_id == 0),
            "condition_id": numbers(encounters.condition + 1, pa.int16(), encounters.condition < 0),
            "complaint_id": numbers(encounters.complaint + 1, pa.int16(), encounters.complaint < 0),
            "class": texts(CLASSES, plans.current_class(encounters, now)),
            "arrival_mode": texts(MODES, encounters.mode),
            "admission_source": texts(SOURCES, encounters.source),
            "service": texts(SERVICE_CODES, encounters.service),
            "registered_at": times(encounters.registered, now),
            "admitted_at": times(encounters.admitted, now),
            "ready_at": times(encounters.ready, now),
            "left_at": times(encounters.left, now),
            "expected_discharge_on": numbers(expected, pa.date32(), expected < 0),
            "disposition": texts(DISPOSITIONS, encounters.disposition, here),
        }
    )


def ed_stays_table(
    encounters: Encounters, stays: EdStays, now: int, colors: Colors | None = None
) -> pa.RecordBatch:
    """Return rows of the table ed_stays. colors: those of triage; None if the hospital has none."""
    waiting = stays.triaged > now
    color = np.zeros_like(stays.esi) if colors is None else colors.of(stays.esi, stays.score)
    roomed = np.where(stays.station == 0, NEVER, stays.roomed)
    return pa.record_batch(
        {
            "encounter_id": encounters.encounter_id[stays.encounter],
            "arrived_at": times(encounters.registered[stays.encounter], now),
            "triaged_at": times(stays.triaged, now),
            "esi": numbers(stays.esi, pa.int16(), waiting),
            "early_warning_score": numbers(stays.score, pa.int16(), waiting),
            "station_id": numbers(stays.station, pa.int32(), roomed > now),
            "roomed_at": times(roomed, now),
            "provider_at": times(stays.provider, now),
            "decision_at": times(stays.decision_at, now),
            "decision": texts(DECISIONS, stays.decision, stays.decision_at > now),
            "departed_at": times(stays.departed, now),
            "triage_color": texts(TRIAGE_COLORS, color, waiting | (colors is None)),
        }
    )


def bed_stays_table(encounters: Encounters, stays: BedStays, now: int) -> pa.RecordBatch:
    """Return rows of the table bed_stays: the requests that led to a bed by now, numbered from 1 in each encounter."""
    row = np.flatnonzero(stays.entered <= now)
    encounter = stays.encounter[row]
    return pa.record_batch(
        {
            "encounter_id": encounters.encounter_id[encounter],
            "sequence": numbers(count_up(encounter), pa.int16()),
            "bed_id": numbers(stays.bed[row], pa.int32()),
            "service": texts(SERVICE_CODES, stays.service[row]),
            "requested_at": times(stays.requested[row], now),
            "entered_at": times(stays.entered[row], now),
            "left_at": times(stays.left[row], now),
            "reason": texts(BED_REASONS, stays.reason[row]),
            "outlier": stays.outlier[row] != 0,
        }
    )


def bed_status_periods_table(periods: BedStatusPeriods, now: int) -> pa.RecordBatch:
    """Return rows of the table bed_status_periods."""
    row = np.flatnonzero(periods.began <= now)
    return pa.record_batch(
        {
            "bed_id": numbers(periods.bed[row], pa.int32()),
            "began_at": times(periods.began[row], now),
            "ended_at": times(periods.ended[row], now),
            "status": texts(BED_STATUSES, periods.status[row]),
        }
    )


def bookings_table(hospital_id: int, bookings: Bookings, now: int) -> pa.RecordBatch:
    """Return rows of the table bookings."""
    row = np.flatnonzero(bookings.booked <= now)
    return pa.record_batch(
        {
            "encounter_id": bookings.encounter_id[row],
            "patient_id": bookings.patient_id[row],
            "hospital_id": _same(hospital_id, row),
            "service": texts(SERVICE_CODES, bookings.service[row]),
            "booked_at": times(bookings.booked[row], now),
            "planned_for": numbers(bookings.planned_for[row], pa.date32()),
            "surgery": bookings.surgery[row] != 0,
        }
    )


def surgeries_table(
    encounters: Encounters, surgeries: Surgeries, procedures: Sequence[str], now: int
) -> pa.RecordBatch:
    """Return rows of the table surgeries: those booked by now. procedures: the texts that `procedure` counts."""
    row = np.flatnonzero(surgeries.booked <= now)
    encounter, cancelled = surgeries.encounter[row], surgeries.cancelled[row]
    # Before the start nobody knows which room it will be.
    no_room = (surgeries.started[row] > now) | (surgeries.room[row] == 0)
    return pa.record_batch(
        {
            "encounter_id": encounters.encounter_id[encounter],
            "sequence": numbers(count_up(encounter), pa.int16()),
            "urgency": texts(URGENCIES, surgeries.urgency[row]),
            "procedure": texts(procedures, surgeries.procedure[row]),
            "room_id": numbers(surgeries.room[row], pa.int32(), no_room),
            "booked_at": times(surgeries.booked[row], now),
            "planned_at": times(surgeries.planned[row], NEVER - 1),  # plans may lie after now
            "started_at": times(surgeries.started[row], now),
            "ended_at": times(surgeries.ended[row], now),
            "cancelled_at": times(cancelled, now),
            "cancel_reason": texts(CANCEL_REASONS, surgeries.cancel_reason[row], cancelled > now),
        }
    )


def diversions_table(hospital_id: int, diversions: Diversions, now: int) -> pa.RecordBatch:
    """Return rows of the table diversions."""
    row = np.flatnonzero(diversions.began <= now)
    return pa.record_batch(
        {
            "hospital_id": _same(hospital_id, row),
            "began_at": times(diversions.began[row], now),
            "ended_at": times(diversions.ended[row], now),
            "reason": texts(DIVERSION_REASONS, diversions.reason[row]),
        }
    )


def unit_hours_table(hours: UnitHours, now: int) -> pa.RecordBatch:
    """Return rows of the table unit_hours."""
    row = np.flatnonzero(hours.hour <= now)
    required, worked = hours.nurses_required[row], hours.nurses_worked[row]
    return pa.record_batch(
        {
            "unit_id": numbers(hours.unit[row], pa.int32()),
            "hour": times(hours.hour[row], now),
            "census": numbers(hours.census[row], pa.int16()),
            "staffed_beds": numbers(hours.staffed_beds[row], pa.int16()),
            "boarders": numbers(hours.boarders[row], pa.int16()),
            "nurses_required": numbers(required, pa.int16(), required < 0),
            "nurses_worked": numbers(worked, pa.int16(), worked < 0),
        }
    )


def _same(number: int, like: Ints) -> pa.Array:
    return pa.array(np.full(len(like), number, dtype=np.int32))
