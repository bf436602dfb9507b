"""Surgeries: when they were booked and planned, whether they were put off, and which were never done."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.record_tables import surgeries_table
from healthgen_db.operations.records import Encounters, Surgeries
from healthgen_db.operations.words import CANCEL_REASONS, NEVER, URGENCIES
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import Draws, Ints

# [A] Surgeries of patients who had no booking are booked so long before: median hours by urgency.
BOOKED_HOURS, BOOKED_SPREAD = (24.0, 8.0, 1.5), 0.6
# [A] 5 % of surgeries that are no emergency were first planned 3 to 24 hours earlier, and cancelled in the last hour.
PUT_OFF_SHARE, PUT_OFF_FROM, PUT_OFF_RANGE = 0.05, 3 * HOUR, 21 * HOUR

_EMERGENCY = URGENCIES.index("emergency")
_NO_ROOM = CANCEL_REASONS.index("no operating room")
_REASONS_TO_PUT_OFF = np.array([0, 0, 1, 2])
"""Of CANCEL_REASONS, equally likely."""


def procedures_of(conditions: Sequence[Condition]) -> list[str]:
    """Return the name of the surgery of each condition."""
    return [entry.procedure.treatment if entry.procedure else "Surgery" for entry in conditions]


def surgeries(
    draws: Draws,
    encounters: Encounters,
    demand: Mapping[str, Numbers],
    found: tuple[Ints, Ints, Ints, Ints],
    procedures: Sequence[str],
    *,
    now: int,
) -> pa.RecordBatch:
    """Return rows of the table surgeries.

    demand: the columns of the encounters; procedures: the surgery of each condition
    found: index of the encounters with a planned surgery, room (bed_id), start and end of each, shape (surgeries,)
    """
    row, room, started, ended = found
    key, registered, left = encounters.encounter_id[row], encounters.registered[row], encounters.left[row]
    urgency = demand["surgery_urgency"][row].astype(np.int64)
    planned = np.maximum(demand["surgery_at"][row], registered)
    booked = np.where(
        demand["booked"][row] != 0,
        np.minimum(demand["booked"][row], planned),
        np.maximum(registered, planned - _notice(draws, key, urgency)),
    )
    first_planned, first_cancelled = _first_plans(draws, key, urgency, planned, registered)
    again = first_cancelled < NEVER
    # Who leaves without a surgery waited for a room in vain.
    cancelled = np.where(started == NEVER, left, NEVER)
    columns = Surgeries(
        encounter=row,
        urgency=urgency,
        procedure=encounters.condition[row].astype(np.int64),
        room=room,
        booked=np.where(again, first_cancelled, booked),
        planned=planned,
        started=started,
        ended=ended,
        cancelled=cancelled,
        cancel_reason=np.full(len(row), _NO_ROOM),
    )
    never = np.full(len(row), NEVER)
    chosen = _REASONS_TO_PUT_OFF[draws.below("surgeries.reason", key, len(_REASONS_TO_PUT_OFF))]
    put_off = {
        "booked": np.minimum(booked, first_cancelled),
        "planned": first_planned,
        "started": never,
        "ended": never,
        "cancelled": first_cancelled,
        "cancel_reason": chosen,
    }
    first = {name: column[again] for name, column in (vars(columns) | put_off).items()}
    both = {name: np.concatenate([first[name], column]) for name, column in vars(columns).items()}
    order = np.lexsort((both["planned"], both["encounter"]))
    # Nobody books a surgery for a patient who has left.
    order = order[both["booked"][order] < encounters.left[both["encounter"][order]]]
    ordered = Surgeries(**{name: column[order] for name, column in both.items()})
    return surgeries_table(encounters, ordered, procedures, now)


def _notice(draws: Draws, key: Ints, urgency: Ints) -> Ints:
    """Return how long before their planned start surgeries are booked if the stay was not booked, seconds."""
    median = np.array(BOOKED_HOURS)[urgency] * HOUR
    notice: Ints = np.exp(np.log(median) + BOOKED_SPREAD * draws.normal("surgeries.notice", key)).astype(
        np.int64
    )
    return notice


def _first_plans(
    draws: Draws, key: Ints, urgency: Ints, planned: Ints, registered: Ints
) -> tuple[Ints, Ints]:
    """Return the first planned start of surgeries that were put off, and when that was cancelled; NEVER for others."""
    first = planned - PUT_OFF_FROM - draws.below("surgeries.put_off_time", key, PUT_OFF_RANGE)
    cancelled = first - draws.below("surgeries.put_off_notice", key, HOUR)
    put_off = draws.uniform("surgeries.put_off", key) < PUT_OFF_SHARE
    put_off &= (urgency != _EMERGENCY) & (cancelled > registered)
    return np.where(put_off, first, NEVER), np.where(put_off, cancelled, NEVER)
