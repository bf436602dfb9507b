"""The ADT log: tables can be rebuilt from it, a later today only adds to it, and mistakes are cancelled."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from healthgen_db.operations.adt import mistakes
from healthgen_db.operations.adt.log import adt_events, booking_events
from healthgen_db.operations.adt.rebuild import rebuild
from healthgen_db.operations.plans import StayPlans, stay_plans
from healthgen_db.operations.record_tables import (
    bed_stays_table,
    bookings_table,
    ed_stays_table,
    encounters_table,
)
from healthgen_db.operations.records import Records
from healthgen_db.operations.words import NEVER
from healthgen_db.world.draws import Draws, Ints
from tests.unit.operations.synthetic import BEGIN, DAY, HOUR, UTC_OFFSET, known_by, random_records, rows_of

DRAWS = Draws(7)
HOSPITAL = 3
EVER = NEVER - 1
LATEST_RECORDING = DAY + 3_600


@pytest.fixture(scope="module")
def records() -> Records:
    return random_records(1, 4_000)


@pytest.fixture(params=[mistakes.SHARE, 0.5])
def _share_of_mistakes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mistakes, "SHARE", request.param)


def plans_of(records: Records) -> StayPlans:
    return stay_plans(DRAWS, records.encounters, UTC_OFFSET)


def log_of(records: Records, now: int) -> pa.Table:
    return pa.table(adt_events(DRAWS, HOSPITAL, records, plans_of(records), now)).sort_by("event_key")


def tables_of(records: Records, now: int) -> dict[str, pa.Table]:
    encounters = records.encounters
    return {
        "encounters": pa.table(encounters_table(HOSPITAL, encounters, plans_of(records), now)),
        "ed_stays": pa.table(ed_stays_table(encounters, records.ed_stays, now)),
        "bed_stays": pa.table(bed_stays_table(encounters, records.bed_stays, now)),
    }


@pytest.mark.usefixtures("_share_of_mistakes")
def test_the_tables_can_be_rebuilt_from_the_log(records: Records) -> None:
    rebuilt = rebuild(log_of(records, EVER))
    for name, table in tables_of(records, EVER).items():
        found = pa.table(getattr(rebuilt, name))
        assert found.equals(table.select(found.column_names)), name


@pytest.mark.usefixtures("_share_of_mistakes")
def test_open_encounters_can_be_rebuilt_once_their_events_are_recorded(records: Records) -> None:
    now = BEGIN + 12 * DAY
    known = known_by(records, now)
    assert (known.encounters.left == NEVER).sum() > 100
    # the log as it is known when the last event up to now is recorded
    later = log_of(records, now + LATEST_RECORDING)
    until_now = later.filter(
        pc.less_equal(later["occurred_at"], pa.scalar(now * 10**6, pa.timestamp("us", "UTC")))
    )
    rebuilt = rebuild(without_mistakes(until_now, later))
    for name, table in tables_of(known, now).items():
        found = pa.table(getattr(rebuilt, name))
        assert found.equals(table.select(found.column_names)), name


def without_mistakes(events: pa.Table, later: pa.Table) -> pa.Table:
    """Return the events without those that a later log cancels."""
    return events.filter(
        pc.invert(pc.is_in(events["event_key"], value_set=later["cancels"].combine_chunks()))
    )


@pytest.mark.usefixtures("_share_of_mistakes")
def test_a_later_today_only_adds_events(records: Records) -> None:
    later = log_of(records, EVER)
    for now in range(BEGIN + 2 * DAY, BEGIN + 30 * DAY, 13 * HOUR + 17):
        earlier = log_of(known_by(records, now), now)
        recorded = pc.less_equal(later["recorded_at"], pa.scalar(now * 10**6, pa.timestamp("us", "UTC")))
        assert earlier.num_rows > 1_000
        assert later.filter(recorded).equals(earlier)


def test_a_step_of_the_flow_gives_what_the_whole_gives(records: Records) -> None:
    """What is known of the encounters of other steps changes nothing."""
    whole = log_of(records, EVER)
    row = np.flatnonzero(records.encounters.left < BEGIN + 10 * DAY)
    step = part_of(records, row)
    ids = pa.array(step.encounters.encounter_id)
    events = log_of(step, EVER)
    assert events.equals(whole.filter(pc.is_in(whole["encounter_id"], value_set=ids)))


def part_of(records: Records, row: Ints) -> Records:
    """Return the records of some encounters, without the status of beds."""
    chosen = np.zeros(len(records.encounters.left), dtype=np.bool_)
    chosen[row] = True
    place = np.cumsum(chosen) - 1
    ed, beds, bookings = records.ed_stays, records.bed_stays, records.bookings
    return Records(
        rows_of(records.encounters, chosen),
        rows_of(ed, chosen[ed.encounter], encounter=place[ed.encounter]),
        rows_of(beds, chosen[beds.encounter], encounter=place[beds.encounter]),
        rows_of(records.bed_status_periods, np.zeros(len(records.bed_status_periods.bed), dtype=np.bool_)),
        rows_of(bookings, np.isin(bookings.encounter_id, records.encounters.encounter_id[row])),
    )


def test_keys_count_the_events_of_an_encounter_in_order_of_occurrence(records: Records) -> None:
    events = log_of(records, EVER).filter(pc.field("encounter_id").is_valid())
    key, encounter = events["event_key"].to_numpy(), events["encounter_id"].to_numpy()
    assert (key // 100 == encounter).all()
    starts = np.flatnonzero(np.diff(encounter, prepend=-1))
    numbers = np.arange(len(key)) - np.repeat(starts, np.diff(starts, append=len(key))) + 1
    assert (key % 100 == numbers).all()
    same = np.diff(encounter) == 0
    occurred = events["occurred_at"].cast(pa.int64()).to_numpy()
    assert (np.diff(occurred)[same] >= 0).all()


def test_keys_of_bed_events_are_negative_and_unique(records: Records) -> None:
    events = log_of(records, EVER)
    beds = events.filter(pc.equal(events["trigger"], "A20"))
    key = beds["event_key"].to_numpy()
    assert len(np.unique(events["event_key"].to_numpy())) == events.num_rows
    assert (key < 0).all()
    assert beds["encounter_id"].null_count == beds.num_rows
    assert Counter(beds["bed_status"].to_pylist()).keys() == {"K", "H", "U"}


def test_a_bed_is_dirty_then_cleaned_then_free(records: Records) -> None:
    periods = records.bed_status_periods
    one = type(periods)(**{name: column[:2] for name, column in vars(periods).items()})
    empty = part_of(records, np.array([], dtype=np.int64))
    whole = Records(empty.encounters, empty.ed_stays, empty.bed_stays, one, empty.bookings)
    events = sorted(log_of(whole, EVER).to_pylist(), key=lambda row: row["occurred_at"])
    assert [row["bed_status"] for row in events] == ["K", "H", "U"]


def test_bookings_are_known_from_the_moment_they_are_made(records: Records) -> None:
    bookings, now = records.bookings, BEGIN - 2 * DAY
    made = bookings.encounter_id[bookings.booked <= now].tolist()
    assert 0 < len(made) < len(bookings.booked)
    assert bookings_table(HOSPITAL, bookings, now)["encounter_id"].to_pylist() == made
    events = booking_events(DRAWS, HOSPITAL, bookings, now).to_pylist()
    assert {row["encounter_id"] for row in events} <= set(made)
    whole = {row["event_key"]: row for row in log_of(records, EVER).to_pylist()}
    assert all(row == whole[row["event_key"]] for row in events)


def test_events_are_recorded_within_minutes_and_two_percent_late(records: Records) -> None:
    events = log_of(records, EVER)
    delay = pc.subtract(events["recorded_at"], events["occurred_at"]).cast(pa.int64()).to_numpy() // 10**6
    assert delay.min() > 0
    assert delay.max() <= DAY
    assert np.median(delay) == pytest.approx(120, rel=0.1)
    assert (delay >= 3_600).mean() == pytest.approx(0.02, abs=0.005)


@pytest.mark.usefixtures("_share_of_mistakes")
def test_mistakes_are_cancelled_and_put_right(records: Records) -> None:
    events = {row["event_key"]: row for row in log_of(records, EVER).to_pylist()}
    cancelling = [row for row in events.values() if row["cancels"] is not None]
    kinds = Counter(row["trigger"] for row in cancelling)
    assert kinds.keys() == {"A11", "A12", "A13"}
    assert {row["trigger"] for row in events.values() if row["trigger"] in kinds} == set(kinds)
    for cancel in cancelling:
        wrong = events[cancel["cancels"]]
        assert (
            wrong["trigger"] in {"A11": ("A01", "A06"), "A12": ("A02",), "A13": ("A03",)}[cancel["trigger"]]
        )
        assert wrong["occurred_at"] < cancel["occurred_at"]
        assert wrong["recorded_at"] < cancel["recorded_at"]
        if cancel["trigger"] == "A13":
            continue
        right = next(
            row
            for key in range(wrong["event_key"] + 1, wrong["event_key"] + 3)
            if (row := events[key])["trigger"] == wrong["trigger"]
        )
        assert right["occurred_at"] == wrong["occurred_at"]
        assert right["recorded_at"] > cancel["recorded_at"]
        different = [name for name in ("bed_id", "class") if right[name] != wrong[name]]
        assert different == (["class"] if cancel["trigger"] == "A11" else ["bed_id"])


def test_nothing_happens_after_the_patient_left(records: Records) -> None:
    events = log_of(records, EVER)
    last = (
        events.filter(pc.field("encounter_id").is_valid())
        .group_by("encounter_id")
        .aggregate([("event_key", "max")])
    )
    triggers = events.filter(pc.is_in(events["event_key"], value_set=last["event_key_max"].combine_chunks()))[
        "trigger"
    ]
    assert set(triggers.to_pylist()) == {"A03"}


def test_the_log_has_every_trigger(records: Records) -> None:
    count = Counter(log_of(records, EVER)["trigger"].to_pylist())
    assert set(count) == {
        *("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08"),
        *("A11", "A12", "A13", "A14", "A15", "A16", "A20", "A21", "A22"),
    }
    assert count["A21"] == count["A22"]


def test_an_encounter_with_too_many_events_is_refused(records: Records) -> None:
    stays = records.bed_stays
    many = type(stays)(**{name: np.repeat(column[:1], 120) for name, column in vars(stays).items()})
    whole = Records(records.encounters, records.ed_stays, many, records.bed_status_periods, records.bookings)
    with pytest.raises(ValueError, match="event_key has room for 99"):
        log_of(whole, EVER)
