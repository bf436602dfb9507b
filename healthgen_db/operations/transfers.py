"""Transfers of patients to and from other facilities: who was asked, what they answered, when the patient travelled."""

from collections.abc import Mapping
from math import log

import numpy as np
import pyarrow as pa

from healthgen_db.generate.groups import count_up
from healthgen_db.operations.arrow_columns import Numbers, numbers, texts, times
from healthgen_db.operations.facilities import FACILITY_ID_FACTOR
from healthgen_db.operations.figures.load import load_figures
from healthgen_db.operations.records import EdStays, Encounters
from healthgen_db.operations.ways import sent_away_at, way_to_facility
from healthgen_db.operations.words import (
    CARE,
    DECISIONS,
    DIRECTIONS,
    DISPOSITIONS,
    MODES,
    NEVER,
    TRANSFER_MODES,
    TRANSFER_REASONS,
)
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Flags, Floats, Ints
from healthgen_db.world.places.time_zones import Zone

OUT_DISPOSITIONS = ("02", "03", "05", "51", "62", "63", "65")
"""Dispositions of patients who leave for another facility."""
# [A] Facilities answer after 55 minutes in the median, and the first one declines 12 % of requests.
ANSWER, ANSWER_SPREAD, DECLINED_SHARE = 55 * MINUTE, 0.7, 0.12
SHORTEST_WITH_REFUSAL = 30 * MINUTE
# If the patient leaves early, the answers take this share of the time until then.
LARGEST_SHARE = 0.9
# [A] A place is sought 6 hours in the median before an admitted patient is ready to leave.
LEAD, LEAD_SPREAD = 6 * HOUR, 0.8
# [A] From the answer to the departure of a patient who comes from elsewhere: 90 minutes in the median.
PREPARED, PREPARED_SPREAD = 90 * MINUTE, 0.5

# Nursing homes and rehabilitation hospitals are asked in these hours. [A]
OFFICE, NOON = (8 * HOUR, 17 * HOUR), 12 * HOUR

_OUT = np.array([code in OUT_DISPOSITIONS for code in DISPOSITIONS])


def facility_transfers(
    draws: Draws,
    hospital_id: int,
    encounters: Encounters,
    ed_stays: EdStays,
    demand: Mapping[str, Numbers],
    *,
    zone: Zone,
    miles: Floats,
    now: int,
) -> pa.RecordBatch:
    """Return rows of the table facility_transfers: requests made by now, and how patients came.

    demand: the columns of the same encounters
    miles: distance of the other place of each encounter, shape (encounters,)
    """
    comes = encounters.mode == MODES.index("transfer")
    incoming = np.flatnonzero(comes)
    outgoing = np.flatnonzero(_OUT[encounters.disposition] & (demand["transfer_reason"] >= 0) & ~comes)
    other = demand["other_encounter"]
    way = np.where(other != 0, demand["way_s"].astype(np.int64), way_to_facility(miles))
    asked = _requested(draws, encounters, ed_stays, demand, outgoing, zone=zone)
    rows = [
        _incoming(draws, encounters, incoming, way, other != 0),
        *_outgoing(draws, encounters, outgoing, asked, way),
    ]
    encounter, accepted, requested, answered, departed, arrived, over = (
        np.concatenate(columns) for columns in zip(*rows, strict=True)
    )
    linked = other[encounter] != 0
    # The encounter at the other hospital of the dataset begins with the arrival.
    known = (requested <= now) & ~(linked & (over > now))
    row = np.flatnonzero(known)
    row = row[np.lexsort((requested[row], encounter[row]))]
    encounter, linked, answered = encounter[row], linked[row], answered[row]
    facility = hospital_id * FACILITY_ID_FACTOR + demand["facility"][encounter].astype(np.int64)
    return pa.record_batch(
        {
            "encounter_id": encounters.encounter_id[encounter],
            "attempt": numbers(count_up(encounter), pa.int16()),
            "direction": texts(DIRECTIONS, np.where(comes[encounter], 1, 0)),
            "reason": texts(TRANSFER_REASONS, demand["transfer_reason"][encounter]),
            "care": texts(CARE, demand["transfer_care"][encounter]),
            "mode": texts(TRANSFER_MODES, demand["transfer_mode"][encounter]),
            "facility_id": numbers(facility, pa.int32(), linked),
            "other_encounter_id": numbers(other[encounter], pa.int64(), ~linked),
            "requested_at": times(requested[row], now),
            "answered_at": times(answered, now),
            "accepted": pa.array(accepted[row], mask=answered > now),
            "departed_at": times(departed[row], now),
            "arrived_at": times(arrived[row], now),
        }
    )


Attempts = tuple[Ints, Flags, Ints, Ints, Ints, Ints, Ints]
"""Index of the encounter; whether it is accepted; when it is requested and answered; departure and arrival; when the
transfer is over, also for an attempt that was declined."""


def _incoming(draws: Draws, encounters: Encounters, row: Ints, way: Ints, linked: Flags) -> Attempts:
    """Return how patients came: they arrive when they are registered."""
    key, arrived = encounters.encounter_id[row], encounters.registered[row]
    departed = arrived - way[row]
    prepared = _seconds(draws.normal("transfers.prepared", key), PREPARED, PREPARED_SPREAD)
    answer = _seconds(draws.normal("transfers.asked_here", key), ANSWER, ANSWER_SPREAD)
    # The patient is in the other hospital of the dataset for this time at least.
    shortest = load_figures().transfers.legs.minutes[0] * MINUTE
    share = np.where(linked[row], np.minimum(1, LARGEST_SHARE * shortest / (prepared + answer)), 1)
    answered = departed - (prepared * share).astype(np.int64)
    requested = answered - (answer * share).astype(np.int64)
    return row, np.ones(len(row), np.bool_), requested, answered, departed, arrived, arrived


def _outgoing(
    draws: Draws, encounters: Encounters, row: Ints, asked: tuple[Ints, Ints], way: Ints
) -> list[Attempts]:
    """Return the declined first attempts, and the accepted ones. asked: the request and the planned departure."""
    requested, departs = asked
    key, left = encounters.encounter_id[row], encounters.left[row]
    time_left = np.where(departs < NEVER, departs - requested, 0)
    declined = (draws.uniform("transfers.declined", key) < DECLINED_SHARE) & (
        time_left >= SHORTEST_WITH_REFUSAL
    )
    first = np.where(declined, _seconds(draws.normal("transfers.no", key), ANSWER, ANSWER_SPREAD), 0)
    second = _seconds(draws.normal("transfers.yes", key), ANSWER, ANSWER_SPREAD)
    share = np.minimum(1, LARGEST_SHARE * np.maximum(time_left, 0) / (first + second))
    asked_again = np.minimum(requested + (first * share).astype(np.int64), left)
    answered = np.minimum(requested + ((first + second) * share).astype(np.int64), left)
    arrived = np.where(left < NEVER, left + way[row], NEVER)
    never = np.full(declined.sum(), NEVER)
    no = (
        row[declined],
        never == 0,
        requested[declined],
        asked_again[declined],
        never,
        never,
        arrived[declined],
    )
    return [no, (row, np.ones(len(row), np.bool_), asked_again, answered, left, arrived, arrived)]


def _requested(
    draws: Draws,
    encounters: Encounters,
    ed_stays: EdStays,
    demand: Mapping[str, Numbers],
    row: Ints,
    *,
    zone: Zone,
) -> tuple[Ints, Ints]:
    """Return when other facilities are asked, and when the patients will depart (NEVER: not known yet)."""
    decided = np.full(len(encounters.left), NEVER)
    decided[ed_stays.encounter] = ed_stays.decision_at
    waits = np.zeros(len(encounters.left), dtype=np.bool_)
    # The flow lets patients wait for an ambulance; who goes to a nursing home leaves at once.
    waits[ed_stays.encounter] = ed_stays.decision == DECISIONS.index("transfer")
    decided, planned_left = decided[row], encounters.planned_left[row]
    sent = sent_away_at(decided, demand["bed_search_s"][row], encounters.registered[row])
    goes = np.where(waits[row] & (decided < NEVER), sent, decided)
    departs = np.where(planned_left < NEVER, planned_left, goes)

    key, admitted = encounters.encounter_id[row], encounters.admitted[row]
    lead = _seconds(draws.normal("transfers.lead", key), LEAD, LEAD_SPREAD)
    asked = demand["ready"][row] - lead
    post_acute = demand["transfer_reason"][row] == TRANSFER_REASONS.index("post-acute care")
    earlier = _in_office_hours(draws, zone, key, asked)
    asked = np.where(post_acute & (earlier >= admitted), earlier, asked)
    before_ready = np.maximum(admitted, asked)
    # Who is neither admitted nor in the emergency department is only seen here, and sent on.
    in_ed = np.isin(row, ed_stays.encounter)
    seen_only = np.where(in_ed, decided, np.maximum(encounters.registered[row], departs - lead))
    never_admitted = encounters.klass_admitted[row] < 0
    return np.where(never_admitted, seen_only, before_ready), departs


def _in_office_hours(draws: Draws, zone: Zone, key: Ints, asked: Ints) -> Ints:
    """Move times of the evening and the night back to the afternoon before: nobody plans a nursing home at night."""
    day, second = zone.local(asked)
    opens, closes = OFFICE
    afternoon = NOON + draws.below("transfers.afternoon", key, closes - NOON)
    moved = zone.to_utc(day - (second < opens), afternoon)
    return np.where((second < opens) | (second >= closes), moved, asked)


def _seconds(normal: Floats, median: float, spread: float) -> Ints:
    """Return log-normal times."""
    return np.exp(log(median) + spread * normal).astype(np.int64)
