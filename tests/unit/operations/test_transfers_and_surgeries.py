"""Transfers and surgeries: their times are in order, and a later today leaves what was known."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from healthgen_db.operations.records import Records
from healthgen_db.operations.surgeries import surgeries
from healthgen_db.operations.transfers import OUT_DISPOSITIONS, facility_transfers
from healthgen_db.operations.ways import way_to_facility
from healthgen_db.operations.words import DECISIONS, DISPOSITIONS, MODES, NEVER
from healthgen_db.world.draws import Draws
from healthgen_db.world.places.time_zones import zone_named
from tests.unit.operations.synthetic import BEGIN, DAY, HOUR, known_by, random_demand, random_records

DRAWS = Draws(11)
HOSPITAL = 3
ZONE = zone_named("America/New_York")
EVER = NEVER - 1
PROCEDURES = [f"Surgery {condition}" for condition in range(17)]

Demand = dict[str, NDArray[np.int64]]


@pytest.fixture(scope="module")
def records() -> Records:
    return random_records(2, 4_000)


@pytest.fixture(scope="module")
def demand(records: Records) -> Demand:
    return random_demand(records)


def transfers_of(records: Records, demand: Demand, now: int) -> pa.RecordBatch:
    rows = len(records.encounters.left)
    return facility_transfers(
        DRAWS,
        HOSPITAL,
        records.encounters,
        records.ed_stays,
        {name: column[:rows] for name, column in demand.items()},
        zone=ZONE,
        miles=np.linspace(1, 60, 4_000)[:rows],
        now=now,
    )


def surgeries_of(records: Records, demand: Demand, now: int) -> pa.RecordBatch:
    encounters = records.encounters
    row = np.flatnonzero(demand["surgery_at"][: len(encounters.left)])
    started = np.maximum(demand["surgery_at"][row], encounters.admitted[row]) + 600
    # the other patients have left before a room was free
    done = (row % 10 != 0) & (started + HOUR < encounters.left[row])
    started = np.where(done & (started <= now), started, NEVER)
    ended = np.where((started < NEVER) & (started + HOUR <= now), started + HOUR, NEVER)
    room = np.where(started < NEVER, 300_900, 0)
    return surgeries(DRAWS, encounters, demand, (row, room, started, ended), PROCEDURES, now=now)


def test_every_transfer_out_is_accepted_after_at_most_one_refusal(records: Records, demand: Demand) -> None:
    encounters = records.encounters
    rows = transfers_of(records, demand, EVER).to_pylist()
    out = [row for row in rows if row["direction"] == "out"]
    leaves = np.isin(encounters.disposition, [DISPOSITIONS.index(code) for code in OUT_DISPOSITIONS])
    leaves &= encounters.mode != MODES.index("transfer")
    accepted = {row["encounter_id"]: row for row in out if row["accepted"]}
    assert set(accepted) == set(encounters.encounter_id[leaves].tolist())
    refused = [row for row in out if not row["accepted"]]
    # there is no time for a refusal if the patient leaves at once
    assert 0.04 < len(refused) / len(accepted) < 0.13
    assert all(row["departed_at"] is None and row["attempt"] == 1 for row in refused)
    assert all(
        accepted[row["encounter_id"]]["requested_at"] == row["answered_at"]
        and accepted[row["encounter_id"]]["attempt"] == 2
        for row in refused
    )
    left = dict(zip(encounters.encounter_id.tolist(), encounters.left.tolist(), strict=True))
    assert all(row["departed_at"].timestamp() == left[encounter] for encounter, row in accepted.items())


def test_patients_who_are_transferred_here_arrive_when_they_are_registered(
    records: Records, demand: Demand
) -> None:
    encounters = records.encounters
    rows = {row["encounter_id"]: row for row in transfers_of(records, demand, EVER).to_pylist()}
    here = np.flatnonzero(encounters.mode == MODES.index("transfer"))
    way = way_to_facility(np.linspace(1, 60, 4_000))
    between = demand["way_s"]
    for index in here.tolist():
        row = rows[int(encounters.encounter_id[index])]
        assert row["direction"] == "in"
        assert row["arrived_at"].timestamp() == encounters.registered[index]
        linked = row["other_encounter_id"] is not None
        assert (row["arrived_at"] - row["departed_at"]).total_seconds() == (between if linked else way)[index]


def test_times_of_transfers_are_in_order(records: Records, demand: Demand) -> None:
    for row in transfers_of(records, demand, EVER).to_pylist():
        known = [row[name] for name in ("requested_at", "answered_at", "departed_at", "arrived_at")]
        times = [time for time in known if time is not None]
        assert times == sorted(times)
        assert (row["facility_id"] is None) != (row["other_encounter_id"] is None)


def test_the_emergency_department_asks_when_it_has_decided(records: Records, demand: Demand) -> None:
    ed, encounters = records.ed_stays, records.encounters
    decided = {
        int(encounters.encounter_id[encounter]): time
        for encounter, decision, time in zip(ed.encounter, ed.decision, ed.decision_at, strict=True)
        if DECISIONS[decision] == "transfer"
    }
    rows = [row for row in transfers_of(records, demand, EVER).to_pylist() if row["direction"] == "out"]
    asked = {row["encounter_id"]: row["requested_at"].timestamp() for row in rows if row["attempt"] == 1}
    both = asked.keys() & decided.keys()
    assert len(both) > 20
    assert {encounter: asked[encounter] for encounter in both} == {
        encounter: decided[encounter] for encounter in both
    }


@pytest.mark.parametrize("rows_of", [transfers_of, surgeries_of])
def test_a_later_today_leaves_what_was_known(records: Records, demand: Demand, rows_of) -> None:  # type: ignore[no-untyped-def]
    now = BEGIN + 12 * DAY
    earlier = rows_of(known_by(records, now), demand, now).to_pylist()
    later = {tuple(row.values())[:2]: row for row in rows_of(records, demand, EVER).to_pylist()}
    assert len(earlier) > 200
    for row in earlier:
        then = later[tuple(row.values())[:2]]
        changed = {name for name, value in row.items() if value != then[name]}
        # what is new was not known before
        assert all(row[name] is None for name in changed)


def test_a_transfer_in_the_dataset_is_shown_with_both_of_its_encounters(
    records: Records, demand: Demand
) -> None:
    now = BEGIN + 12 * DAY
    earlier = transfers_of(known_by(records, now), demand, now).to_pylist()
    linked = [row for row in earlier if row["other_encounter_id"] is not None and row["accepted"]]
    assert len(linked) > 20
    assert all(row["arrived_at"] is not None for row in linked)
    whole = transfers_of(records, demand, EVER).to_pylist()
    waits = [row for row in whole if row["other_encounter_id"] and row["arrived_at"]]
    moment = int(waits[0]["arrived_at"].timestamp()) - 1
    shown = transfers_of(known_by(records, moment), demand, moment).to_pylist()
    assert waits[0]["encounter_id"] not in {row["encounter_id"] for row in shown}


def test_surgeries_are_booked_then_done_or_cancelled(records: Records, demand: Demand) -> None:
    rows = surgeries_of(records, demand, EVER).to_pylist()
    for row in rows:
        assert (row["started_at"] is None) != (row["cancelled_at"] is None)
        assert row["booked_at"] <= min(row["planned_at"], row["started_at"] or row["planned_at"])
        assert (row["room_id"] is None) == (row["started_at"] is None)
        assert (row["cancel_reason"] is None) == (row["cancelled_at"] is None)
        assert row["cancelled_at"] is None or row["cancelled_at"] >= row["booked_at"]
    reasons = Counter(row["cancel_reason"] for row in rows)
    assert reasons.keys() == {
        None,
        "no operating room",
        "patient not fit for surgery",
        "emergency took the room",
    }
    assert {row["sequence"] for row in rows} == {1, 2}
    assert len({(row["encounter_id"], row["sequence"]) for row in rows}) == len(rows)


def test_a_surgery_that_is_put_off_is_planned_again(records: Records, demand: Demand) -> None:
    rows = surgeries_of(records, demand, EVER).to_pylist()
    first = {row["encounter_id"]: row for row in rows if row["sequence"] == 1}
    again = [row for row in rows if row["sequence"] == 2]
    assert len(again) > 5
    encounters = records.encounters
    registered = dict(zip(encounters.encounter_id.tolist(), encounters.registered.tolist(), strict=True))
    for row in again:
        assert first[row["encounter_id"]]["cancelled_at"] == row["booked_at"]
        assert first[row["encounter_id"]]["planned_at"] < row["planned_at"]
        assert row["booked_at"].timestamp() > registered[row["encounter_id"]]
        assert first[row["encounter_id"]]["urgency"] != "emergency"
