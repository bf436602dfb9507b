"""A later today with the same origin: every earlier row and event stays, and what was open is closed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from tests.unit.operations.whole import KEYS, Tables, microseconds, now_of, whole, world_of

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
    # The small hospitals of the nationwide dataset are not counted by the hour.
    assert set(BEGINS) - set(earlier) <= ({"unit_hours"} if nationwide else set())
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
