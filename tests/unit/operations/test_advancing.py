"""A later today with the same origin: every earlier row stays, what was open is closed, and plans become facts."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from healthgen_db.operations.words import PLAN_DAYS
from tests.unit.operations.whole import KEYS, OF_LARGER, Tables, microseconds, now_of, whole, world_of

ORIGIN = date(2025, 3, 9)
# The clocks change in the night of ORIGIN. The surge, and too few beds, make long queues.
SINGLE: dict[str, Any] = {
    "patients": 1_500,
    "seed": 3,
    "start": ORIGIN - timedelta(150),
    "origin": ORIGIN,
    "single_hospital": True,
    "conditions": "full",
    "bed_factor": 0.8,
    "demand_factor": 1.5,
    "demand_from": ORIGIN - timedelta(3),
    "demand_to": ORIGIN + timedelta(5),
}
# Hospitals of several time zones, some of them with transfers between each other.
NATIONWIDE: dict[str, Any] = {
    "patients": 1_500,
    "seed": 8,
    "start": ORIGIN - timedelta(60),
    "origin": ORIGIN,
    "zip_target": 30,
}

BEGINS = {
    "encounters": "registered_at",
    "bookings": "booked_at",
    "ed_stays": "arrived_at",
    "bed_stays": "entered_at",
    "bed_status_periods": "began_at",
    "surgeries": "booked_at",
    "facility_transfers": "requested_at",
    "diversions": "began_at",
    "unit_hours": "hour",
    "adt_events": "recorded_at",
    "encounter_staff": "began_at",
}
"""The tables of what happens, and the time from which on a row is known."""
IDS_OF_A_HOSPITAL = {"unit_id": 1_000, "bed_id": 100_000}
PLACES = ("departments", "units", "beds")
# What can change; anything else only becomes known. A class changes with an admission, for example.
AS_OF_TODAY = {("encounters", "class"), ("encounters", "expected_discharge_on")}


@cache
def at(days: int, *, nationwide: bool = False) -> tuple[Tables, NDArray[np.int64]]:
    """Return the tables of a dataset at so many days after ORIGIN, and now at each of its hospitals."""
    options = (NATIONWIDE if nationwide else SINGLE) | {"today": ORIGIN + timedelta(days)}
    return whole(**options), now_of(world_of(**options))


def hospitals_of(tables: Tables, name: str) -> NDArray[np.int64]:
    """Return the index of the hospital of each row of a table."""
    table = tables[name]
    if "hospital_id" in table.column_names:
        hospital: NDArray[np.int64] = table["hospital_id"].to_numpy() - 1
    elif "encounter_id" in table.column_names:
        encounters = tables["encounters"]
        place = np.searchsorted(encounters["encounter_id"].to_numpy(), table["encounter_id"].to_numpy())
        hospital = hospitals_of(tables, "encounters")[place]
    else:
        key = table.column_names[0]
        hospital = table[key].to_numpy().astype(np.int64) // IDS_OF_A_HOSPITAL[key] - 1
    return hospital


def known_at(tables: Tables, name: str, now: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows of a table were known at an earlier now."""
    table, until = tables[name], now[hospitals_of(tables, name)]
    known: NDArray[np.bool_] = microseconds(table, BEGINS[name]) <= until
    # What is booked or requested earlier is known once its encounter has begun, and the one at the other hospital.
    if name in ("surgeries", "facility_transfers"):
        known &= registered(tables, table["encounter_id"]) <= until
    if name == "facility_transfers":
        other = table["other_encounter_id"]
        known &= registered(tables, other.fill_null(table["encounter_id"])) <= until
    return known


def registered(tables: Tables, encounter: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return when encounters began, microseconds since 1970."""
    encounters = tables["encounters"]
    place = np.searchsorted(encounters["encounter_id"].to_numpy(), encounter.to_numpy())
    began: NDArray[np.int64] = microseconds(encounters, "registered_at")[place]
    return began


@pytest.mark.parametrize(
    ("before", "after", "nationwide"),
    [(0, 1, False), (0, 30, False), (1, 365, False), (30, 365, False), (0, 30, True)],
)
def test_a_later_today_keeps_every_earlier_row(before: int, after: int, nationwide: bool) -> None:
    (earlier, now), (later, _) = at(before, nationwide=nationwide), at(after, nationwide=nationwide)
    for name in PLACES:
        assert earlier[name].equals(later[name]), name
    assert set(BEGINS) - set(earlier) <= (OF_LARGER if nationwide else set())
    for name in BEGINS.keys() & earlier.keys():
        kept = later[name].filter(known_at(later, name, now))
        keys = KEYS[name]
        assert kept.select(keys).equals(earlier[name].select(keys)), name
        until = now[hospitals_of(earlier, name)]
        for column in earlier[name].column_names:
            if (name, column) not in AS_OF_TODAY:
                check_column(earlier[name][column], kept[column], until, f"{name}.{column}")
    assert not nationwide or pc.count(later["facility_transfers"]["other_encounter_id"]).as_py() > 0
    open_stays = pc.sum(earlier["encounters"]["left_at"].is_null()).as_py()
    closed = later["encounters"].filter(known_at(later, "encounters", now))["left_at"]
    assert open_stays > pc.sum(closed.is_null()).as_py()


def check_column(before: pa.ChunkedArray, after: pa.ChunkedArray, now: NDArray[np.int64], what: str) -> None:
    """Fail unless all values that were known stay, and times that have become known lie after `now`."""
    known = before.is_valid().to_numpy()
    assert before.filter(known).equals(after.filter(known)), what
    if pa.types.is_timestamp(before.type):
        came = ~known & after.is_valid().to_numpy()
        assert (after.cast(pa.int64()).fill_null(0).to_numpy()[came] > now[came]).all(), what


@pytest.mark.parametrize("days", [0, 1, 30])
def test_only_plans_are_after_now(days: int) -> None:
    tables, now = at(days)
    for name in BEGINS:
        for column in tables[name].schema:
            if pa.types.is_timestamp(column.type) and (name, column.name) != ("surgeries", "planned_at"):
                latest = pc.max(tables[name][column.name].cast(pa.int64())).as_py()
                assert latest is None or latest <= now[0], (name, column.name)


LATER = [(0, 1), (0, 30), (30, 365)]
FACTS = ("worked", "absent", "open", "standby")


def date32(day: date) -> pa.Scalar:
    """Return a day as a value of Arrow."""
    return pa.scalar(day, pa.date32())


def past(tables: Tables, name: str, time: str, until: object) -> pa.Table:
    """Return the rows of a table whose time is not after `until`."""
    return tables[name].filter(pc.less_equal(tables[name][time], pa.scalar(until, tables[name][time].type)))


@pytest.mark.parametrize(("before", "after"), LATER)
def test_posts_and_people_stay(before: int, after: int) -> None:
    (earlier, _), (later, _) = at(before), at(after)
    for name in ("posts", "vehicles"):
        assert earlier[name].equals(later[name]), name
    kept = later["staff"].filter(pc.is_in(later["staff"]["staff_id"], earlier["staff"]["staff_id"]))
    assert kept.equals(earlier["staff"])


@pytest.mark.parametrize(("before", "after"), LATER)
def test_employments_only_get_an_end(before: int, after: int) -> None:
    (earlier, _), (later, _) = at(before), at(after)
    # An agency sends people at short notice, so nobody knows their contracts before.
    today, known = ORIGIN + timedelta(before), ORIGIN + timedelta(before + PLAN_DAYS)
    first, second = (
        each["employments"].filter(
            pc.less_equal(
                each["employments"]["valid_from"],
                pc.if_else(each["employments"]["post_id"].is_null(), date32(today), date32(known)),
            )
        )
        for each in (earlier, later)
    )
    open_end = first["valid_to"].is_null()
    ends = ("valid_to", "ended_because")
    columns = [name for name in first.column_names if name not in ends]
    assert second.select(columns).equals(first.select(columns))
    for name in ends:
        assert second[name].filter(pc.invert(open_end)).equals(first[name].filter(pc.invert(open_end)))
    ended = second["valid_to"].filter(open_end)
    assert pc.all(pc.greater(ended, date32(known)), min_count=0).as_py()


@pytest.mark.parametrize(("before", "after"), LATER)
def test_shifts_and_runs_that_are_over_stay(before: int, after: int) -> None:
    (earlier, now), (later, _) = at(before), at(after)
    for name, time in (("shifts", "planned_end"), ("ambulance_runs", "arrived_at")):
        # People leave up to twenty minutes after the planned end, and crews hand over later.
        until = pa.scalar(int(now[0]) - 4 * 3_600_000_000, pa.timestamp("us", "UTC"))
        first, second = (past(each, name, time, until) for each in (earlier, later))
        assert first.num_rows > 0
        assert second.sort_by(KEYS[name][0]).equals(first.sort_by(KEYS[name][0])), name
    assert set(first_statuses(earlier, int(now[0]))) <= {*FACTS, "at work"}


def first_statuses(tables: Tables, now: int) -> list[str]:
    """Return the statuses of the shifts that have begun."""
    statuses: list[str] = past(tables, "shifts", "planned_start", now)["status"].unique().to_pylist()
    return statuses


@pytest.mark.parametrize(("before", "after"), LATER)
def test_absences_that_have_ended_stay(before: int, after: int) -> None:
    (earlier, _), (later, _) = at(before), at(after)
    # Nobody knows today whether a sickness lasts until tomorrow.
    yesterday = ORIGIN + timedelta(before - 1)
    keys = [(key, "ascending") for key in KEYS["absences"]]
    first, second = (past(each, "absences", "last_day", yesterday).sort_by(keys) for each in (earlier, later))
    assert second.equals(first)


def test_plans_become_facts_under_the_same_number() -> None:
    (earlier, now), (later, _) = at(0), at(30)
    plans = earlier["shifts"].filter(pc.equal(earlier["shifts"]["status"], "planned"))
    soon = pa.scalar(int(now[0]) + 14 * 86_400_000_000, pa.timestamp("us", "UTC"))
    plans = plans.filter(pc.less(plans["planned_start"], soon))
    planned = dict(zip(plans["shift_id"].to_pylist(), plans["staff_id"].to_pylist(), strict=True))
    shifts = later["shifts"]
    facts = dict(zip(shifts["shift_id"].to_pylist(), shifts["staff_id"].to_pylist(), strict=True))
    status = dict(zip(shifts["shift_id"].to_pylist(), shifts["status"].to_pylist(), strict=True))
    assert len(planned) > 500
    assert {status[each] for each in planned.keys() & facts.keys()} <= set(FACTS)
    same = sum(facts.get(shift) == person for shift, person in planned.items())
    assert same > 0.9 * len(planned)


@pytest.mark.parametrize("days", [0, 1, 30])
def test_plans_reach_four_weeks_ahead(days: int) -> None:
    tables, _ = at(days)
    today: date = ORIGIN + timedelta(days)
    last = pc.max(tables["shifts"]["planned_start"]).as_py().date()
    assert today + timedelta(PLAN_DAYS - 1) <= last <= today + timedelta(PLAN_DAYS + 1)
