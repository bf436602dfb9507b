"""Promises of the two stages: blocks of any size, the log and the tables, fewer beds, surges, odd worlds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from healthgen_db.operations.adt.rebuild import rebuild
from healthgen_db.operations.words import NEVER
from tests.unit.operations.whole import (
    KEYS,
    MICROSECONDS,
    OF_LARGER,
    Tables,
    microseconds,
    midnights,
    now_of,
    whole,
    world_of,
)

ORIGIN = date(2025, 12, 20)
START = ORIGIN - timedelta(150)
SURGE_FROM, SURGE_TO = date(2025, 10, 6), date(2025, 10, 26)
HOSPITAL: dict[str, Any] = {
    "patients": 2_500,
    "seed": 5,
    "start": START,
    "origin": ORIGIN,
    "single_hospital": True,
    "conditions": "full",
}
ARRIVAL = ["encounter_id", "patient_id", "visit_id", "arrival_mode", "service", "registered_at"]
END = ["encounter_id", "left_at", "disposition"]
HOUR = 3_600 * MICROSECONDS
DAY = 24 * HOUR


@cache
def hospital(**options: Any) -> Tables:
    """Return the tables of one hospital of about 100 beds."""
    return whole(**({"today": ORIGIN} | HOSPITAL | options))


@pytest.mark.parametrize("options", [HOSPITAL | {"patients": 300}, {"patients": 150, "zip_target": 12}])
def test_blocks_of_any_size_give_the_same_hospitals(options: dict[str, Any]) -> None:
    times = {"start": START, "origin": ORIGIN, "today": ORIGIN + timedelta(20)}
    together, apart = (whole(size, **(options | times)) for size in (None, 37))
    assert together.keys() == apart.keys()
    for name, table in together.items():
        assert apart[name].equals(table), name


def test_the_tables_of_a_hospital_can_be_rebuilt_from_its_log() -> None:
    now = pa.scalar(int(now_of(world_of(today=ORIGIN, **HOSPITAL))[0]), pa.timestamp("us", "UTC"))
    tables, later = hospital(), hospital(today=ORIGIN + timedelta(2))["adt_events"]
    assert pc.sum(tables["encounters"]["left_at"].is_null()).as_py() > 10
    # What has occurred by now is recorded within two days, and what is mistaken is cancelled.
    cancelled = pc.is_in(later["event_key"], value_set=later["cancels"].combine_chunks())
    events = later.filter(pc.and_(pc.less_equal(later["occurred_at"], now), pc.invert(cancelled)))
    assert pc.sum(cancelled).as_py() > 10
    rebuilt = rebuild(events)
    for name in ("encounters", "ed_stays", "bed_stays"):
        found = pa.table(getattr(rebuilt, name))
        assert found.equals(tables[name].select(found.column_names).combine_chunks()), name


def boarding_hours(tables: Tables) -> float:
    """Return the mean time from the decision to admit until the patient leaves the emergency department, hours."""
    stays = tables["ed_stays"].filter(pc.field("departed_at").is_valid() & (pc.field("decision") == "admit"))
    boarded = microseconds(stays, "departed_at") - microseconds(stays, "decision_at")
    return float(boarded.mean()) / HOUR


def walk_outs(tables: Tables) -> int:
    """Return how many patients left without being seen."""
    return int(pc.sum(pc.equal(tables["ed_stays"]["decision"], "left without being seen")).as_py())


def check_same_demand(usual: Tables, other: Tables) -> None:
    """Fail unless arrivals, visits, bills and bookings are the same, and inpatients leave at the same time."""
    for name in ("patients", "visits", "billing", "bookings"):
        assert other[name].equals(usual[name]), name
    arrivals, stays = (
        [tables["encounters"].select(ARRIVAL) for tables in (usual, other)],
        [
            tables["encounters"].filter(pc.field("ready_at").is_valid()).select(END)
            for tables in (usual, other)
        ],
    )
    assert arrivals[0].equals(arrivals[1])
    assert stays[0].equals(stays[1])


def test_fewer_beds_mean_more_boarding_and_walk_outs_and_no_other_arrival() -> None:
    usual, fewer = hospital(), hospital(bed_factor=0.9)
    assert pc.sum(fewer["units"]["beds"]).as_py() < pc.sum(usual["units"]["beds"]).as_py()
    check_same_demand(usual, fewer)
    assert boarding_hours(fewer) > boarding_hours(usual)
    assert walk_outs(fewer) > walk_outs(usual)


def test_a_surge_crowds_its_days_and_changes_nothing_before() -> None:
    usual = hospital()
    crowded = hospital(demand_factor=2.0, demand_from=SURGE_FROM, demand_to=SURGE_TO)
    check_same_demand(usual, crowded)
    world = world_of(today=ORIGIN, **HOSPITAL)
    begins, ends = (int(midnights(world, day)[0]) for day in (SURGE_FROM, SURGE_TO + timedelta(1)))
    for name, column in (("adt_events", "recorded_at"), ("unit_hours", "hour")):
        first, second = (
            tables[name].filter(microseconds(tables[name], column) < begins) for tables in (usual, crowded)
        )
        assert first.num_rows > 10_000
        assert first.equals(second), name
    during = [mean_boarders(tables, begins, ends) for tables in (usual, crowded)]
    later = [mean_boarders(tables, ends + 14 * DAY, NEVER) for tables in (usual, crowded)]
    assert during[1] > 2 * during[0]
    assert later[1] == pytest.approx(later[0], abs=0.5)


def mean_boarders(tables: Tables, begins: int, ends: int) -> float:
    """Return the mean number of patients who board at the full hours of these days."""
    emergency = tables["units"].filter(pc.field("care_level") == "emergency")["unit_id"][0]
    hours = tables["unit_hours"].filter(pc.field("unit_id") == emergency)
    hour = microseconds(hours, "hour")
    return float(hours["boarders"].to_numpy()[(hour >= begins) & (hour < ends)].mean())


@pytest.mark.parametrize(
    "options",
    [
        {"patients": 1},
        {"patients": 150, "single_hospital": True},
        {"patients": 200, "hospital_state": "HI"},
        {"patients": 200, "hospital_state": "AZ"},
        {"patients": 300, "single_hospital": True, "start": ORIGIN},
        {"patients": 300, "start": ORIGIN - timedelta(3)},
    ],
)
def test_odd_worlds_have_all_tables_and_their_smallest_wards(options: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"start": ORIGIN - timedelta(60), "today": ORIGIN, "zip_target": 20}
    tables = whole(**(usual | options))
    assert set(KEYS) - OF_LARGER <= set(tables) <= set(KEYS)
    assert {"emergency", "general", "operating"} <= set(tables["units"]["care_level"].to_pylist())
    assert pc.min(tables["units"]["beds"]).as_py() > 0


@pytest.mark.parametrize(
    ("state", "zone", "hours"),
    [
        ("NY", "America/New_York", {"2025-03-09": 23, "2025-11-02": 25}),
        ("AZ", "America/Phoenix", {}),
        ("HI", "Pacific/Honolulu", {}),
    ],
)
def test_each_unit_is_counted_at_each_hour_of_the_local_day(
    state: str, zone: str, hours: dict[str, int]
) -> None:
    for first, last in ((date(2025, 3, 7), date(2025, 3, 11)), (date(2025, 10, 31), date(2025, 11, 4))):
        tables = whole(patients=2_000, seed=1, hospital_state=state, start=first, today=last)
        counted = tables["unit_hours"]
        local = pc.strftime(counted["hour"].cast(pa.timestamp("us", zone)), "%Y-%m-%d").to_numpy()
        units = tables["units"].num_rows
        for day in (str(first + timedelta(days)) for days in range((last - first).days + 1)):
            assert (local == day).sum() == units * hours.get(day, 24), day
        assert (
            np.diff(microseconds(counted, "hour"))[np.diff(counted["unit_id"].to_numpy()) == 0] == HOUR
        ).all()
