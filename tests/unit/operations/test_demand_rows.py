"""The demand: the same rows however it is computed, a later today only adds rows, and it agrees with visits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from healthgen_db.config.options import Config
from healthgen_db.generate.block import compute_block
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.messy.messy_copy import MessyCopy
from healthgen_db.operations.demand.encounters import demand_of
from healthgen_db.operations.patients_with_demand import PatientsWithDemand
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.calendar import day_number
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import build_world
from tests.unit.operations.demands import (
    DAY,
    DIED,
    HOUR,
    OUTPATIENT,
    TODAY,
    columns_of,
    demand,
    kinds,
    rows,
    world_of,
)

ORIGIN = date(2025, 3, 9)
SORTED = [("hospital", "ascending"), ("registered", "ascending"), ("encounter_id", "ascending")]


@pytest.mark.parametrize("conditions", ["standard", "full"])
def test_blocks_of_any_size_in_any_order_give_the_same_rows(conditions: str) -> None:
    world = world_of(patients=300, origin=ORIGIN, conditions=conditions)
    last = last_registered(world)
    assert last > 300
    whole = pa.Table.from_batches([demand_of(world, 1, last)])
    parts = [demand_of(world, first, min(first + 36, last)) for first in reversed(range(1, last + 1, 37))]
    assert whole.num_rows > 1_000
    assert pa.Table.from_batches(parts).sort_by(SORTED).equals(whole)
    assert whole.sort_by(SORTED).equals(whole)


@pytest.mark.parametrize("days", [1, 30, 365])
@pytest.mark.parametrize("options", [{}, {"single_hospital": True, "conditions": "full"}])
def test_a_later_today_adds_encounters_and_changes_only_visit_ids(days: int, options: dict[str, Any]) -> None:
    tables, nows = [], []
    for today in (ORIGIN, ORIGIN + timedelta(days)):
        world = build_world(
            Config(patients=2_000, seed=7, start=date(2024, 1, 1), origin=ORIGIN, today=today, **options)
        )
        tables.append(pa.Table.from_batches([demand_of(world, 1, last_registered(world))]))
        hospitals = np.arange(len(world.facilities.hospitals.name))
        tomorrow = np.full(hospitals.size, day_number(today) + 1)
        nows.append(Clocks(world).to_utc(hospitals, tomorrow, np.zeros_like(tomorrow)))
    before, after = tables
    here = pc.is_in(after["encounter_id"], before["encounter_id"].combine_chunks())
    kept = after.filter(here)
    assert kept.drop_columns("visit_id").equals(before.drop_columns("visit_id"))
    known = before["visit_id"].to_numpy()
    assert (known == kept["visit_id"].to_numpy())[known > 0].all()
    added = columns_of(after.filter(pc.invert(here)))
    assert added["hospital"].size
    assert (added["registered"] >= nows[0][added["hospital"]]).all()
    # bookings of stays that begin soon are new ones
    soon = (added["registered"] < nows[0][added["hospital"]] + 27 * DAY) & (added["booked"] > 0)
    assert (added["booked"] >= nows[0][added["hospital"]])[soon].all()
    known_later = columns_of(after)
    late = known_later["registered"] >= nows[1][known_later["hospital"]]
    assert (known_later["booked"][late] > 0).all()
    assert (known_later["booked"] < nows[1][known_later["hospital"]]).all()


@pytest.mark.parametrize("hospital", [False, True])
def test_nobody_is_in_two_places(hospital: bool) -> None:
    found = demand(patients=6_000, single_hospital=hospital)
    found = rows(found, np.lexsort((found["registered"], found["patient_id"])))
    same = found["patient_id"][1:] == found["patient_id"][:-1]
    # an encounter that ends in the emergency department may last until the next day
    ends = np.where(found["leaves"] > 0, found["leaves"], found["registered"] + 23 * HOUR)
    assert (found["registered"][1:] > ends[:-1])[same].all()
    assert np.unique(found["encounter_id"]).size == found["encounter_id"].size


@pytest.mark.parametrize("options", [{"patients": 3_000}, {"patients": 3_000, "conditions": "full"}])
def test_encounters_have_the_days_of_their_visits(options: dict[str, Any]) -> None:
    world, found = world_of(**options), demand(**options)
    block = compute_block(world, 1, last_registered(world))
    visits, patients = columns_of(block.visits), columns_of(block.patients)
    clocks = Clocks(world)
    with_visit = rows(found, found["visit_id"] > 0)
    order = np.argsort(with_visit["visit_id"])
    with_visit = rows(with_visit, order)
    assert with_visit["visit_id"].tolist() == visits["visit_id"].tolist()
    hospital = with_visit["hospital"].astype(np.int64)
    assert (hospital + 1 == visits["hospital_id"]).all()
    assert (with_visit["age"] == visits["age"]).all()
    admission, discharge = (
        visits[name].astype("datetime64[D]").astype(np.int64)
        for name in ("date_of_admission", "date_of_discharge")
    )
    assert (clocks.local(hospital, with_visit["registered"])[0] == admission).all()
    stays = with_visit["leaves"] > 0
    assert (clocks.local(hospital, with_visit["leaves"])[0] == discharge)[stays].all()
    assert (with_visit["leaves"] > with_visit["registered"])[stays].all()
    assert (stays | (with_visit["through_ed"] & ~with_visit["admits"])).all()
    assert stays[with_visit["disposition"] == DIED].all()
    assert ((discharge > admission) == with_visit["admits"]).all()
    died = dict(zip(patients["patient_id"].tolist(), patients["date_of_death"].tolist(), strict=True))
    ends_in_death = [
        died[patient] == day
        for patient, day in zip(
            visits["patient_id"].tolist(), visits["date_of_discharge"].tolist(), strict=True
        )
    ]
    assert ((with_visit["disposition"] == DIED) == ends_in_death).all()
    assert sum(ends_in_death) > 10


def test_encounters_without_a_visit_are_in_care_and_of_living_patients() -> None:
    world, found = world_of(patients=3_000), demand(patients=3_000)
    patients = columns_of(compute_block(world, 1, last_registered(world)).patients)
    _, without, legs = kinds(found)
    assert without.sum() > 1_000
    for which in (without, legs):
        place = found["patient_id"][which] - 1
        day, _ = Clocks(world).local(found["hospital"][which].astype(np.int64), found["registered"][which])
        days = {
            name: patients[name].astype("datetime64[D]")[place]
            for name in ("registered_on", "left_on", "date_of_death")
        }
        day = day.astype("datetime64[D]")
        assert (days["registered_on"] <= day).all()
        assert not (day >= days["left_on"]).any()
        assert not (day >= days["date_of_death"]).any()
    assert (found["disposition"][without] != DIED).all()
    numbers = found["encounter_id"][without] % 10_000 - 5_000
    order = np.lexsort((found["registered"][without], found["patient_id"][without]))
    numbers, patient = numbers[order], found["patient_id"][without][order]
    first = np.concatenate([[True], patient[1:] != patient[:-1]])
    assert (numbers[first] == 1).all()
    assert (np.diff(numbers) == 1)[~first[1:]].all()


def test_the_rows_of_patients_visits_and_bills_are_the_same_with_demand() -> None:
    world = world_of(patients=400, origin=ORIGIN)
    unit = WorkUnit(1, last_registered(world))
    with_demand = dict(PatientsWithDemand().rows(world, unit, NothingHandedOn()))
    demands = with_demand.pop("demand")
    assert with_demand == dict(PatientsStage().rows(world, unit, NothingHandedOn()))
    assert demands.equals(demand_of(world, unit.first, unit.last))
    # some visits are not billed by today
    found = columns_of(demands)
    assert (found["visit_id"][kinds(found)[0]] == 0).any()


def test_a_messy_copy_hands_the_demand_on() -> None:
    world = world_of(patients=100, messy=0.1)
    stage = MessyCopy(PatientsWithDemand())
    assert stage.hands_on == ("demand",)
    names = [name for name, _ in stage.rows(world, WorkUnit(1, 100), NothingHandedOn())]
    assert names.count("demand") == 1
    assert "messy.visits_flat" in names


def test_bookings_come_after_registration_and_before_the_stay() -> None:
    world, found = world_of(patients=6_000), demand(patients=6_000)
    booked = rows(found, found["booked"] > 0)
    assert booked["booked"].size > 100
    days = (booked["registered"] - booked["booked"]) / DAY
    assert days.min() > 0
    assert days.max() < 30
    patients = columns_of(compute_block(world, 1, last_registered(world)).patients)
    registered_on = patients["registered_on"].astype("datetime64[D]").astype(np.int64)
    day, _ = Clocks(world).local(booked["hospital"].astype(np.int64), booked["booked"])
    assert (day >= registered_on[booked["patient_id"] - 1]).all()
    assert booked["admits"].all()
    assert last_day(world_of(patients=6_000).config.today) < booked["registered"].max()


def last_day(today: date) -> int:
    """Return the last second of a day in UTC."""
    return day_number(today + timedelta(1)) * DAY


def test_outpatients_leave_on_the_day_on_which_they_came() -> None:
    found = demand(patients=3_000)
    outpatients = rows(found, found["klass"] == OUTPATIENT)
    stay = outpatients["leaves"] - outpatients["registered"]
    assert outpatients["leaves"].size > 1_000
    assert stay.min() >= 60
    assert np.median(stay) / HOUR == pytest.approx(1.5, abs=0.3)
    assert (found["booked"] < day_number(TODAY + timedelta(2)) * DAY).all()
