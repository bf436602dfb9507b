"""Specialties: what each treats, how hospitals share them out, and who can treat whom at each hospital."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.draws import Draws
from healthgen_db.world.hospitals.specialties import load_specialties, pools
from healthgen_db.world.world import World, build_world

CATALOG = load_catalog()
SPECIALTIES = load_specialties(CATALOG)
CONDITION = {condition.name: number for number, condition in enumerate(CATALOG.conditions)}
WITHOUT, WITH_PROCEDURE = 0, 1


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(seed=5, zip_target=300))


def treats(specialty: str, condition: str) -> list[bool]:
    row: list[bool] = SPECIALTIES.treats[SPECIALTIES.names.index(specialty), CONDITION[condition]].tolist()
    return row


def test_doctors_treat_what_their_specialty_lists_and_only_surgeons_operate() -> None:
    assert treats("Orthopedics", "Broken bones") == treats("Surgery", "Broken bones") == [True, True]
    assert treats("Surgery", "Heart disease") == [False, True]
    assert treats("Cardiology", "Heart disease") == [True, False]
    assert treats("Surgery", "Childbirth") == [False, True]
    assert treats("Obstetrics and gynecology", "Childbirth") == [True, True]
    assert treats("Psychiatry", "Cancer") == treats("Family medicine", "Cancer") == [False, False]
    assert treats("Family medicine", "Flu") == [True, True]
    operate = SPECIALTIES.treats[:, CONDITION["Heart disease"], WITH_PROCEDURE]
    assert [name for name, does in zip(SPECIALTIES.names, operate, strict=True) if does] == ["Surgery"]


def test_a_large_hospital_has_both_and_a_cardiologist_never_operates() -> None:
    facilities = build_world(Config(seed=5, single_hospital=True)).facilities
    heart = CONDITION["Heart disease"]

    def specialties_of(procedure: int) -> set[str]:
        pool = heart * 2 + procedure
        rows = (facilities.pool_edges > pool) & (facilities.pool_edges <= pool + 1)
        doctor = facilities.workplaces.doctor[facilities.pool_place[rows]]
        return {SPECIALTIES.names[number] for number in facilities.doctor_specialty[doctor]}

    assert specialties_of(WITHOUT) == {"Cardiology", "Internal medicine"}
    assert specialties_of(WITH_PROCEDURE) == {"Surgery"}


def test_every_condition_has_a_specialty_and_generalists_cover_all_of_them() -> None:
    assert SPECIALTIES.treats.any(axis=0).all()
    # they list few conditions, and stand in for the others where nobody else is there
    assert 0 < SPECIALTIES.treats[0, :, 0].sum() < len(CATALOG.conditions)
    assert set(SPECIALTIES.covered[0]) == {
        (number, name) for number, condition in enumerate(CATALOG.conditions) for name in condition.roles
    }


@pytest.mark.parametrize("own", [12, 20, 33, 60])
def test_doctors_have_specialties_as_parties_have_seats(own: int) -> None:
    row = SPECIALTIES.of_doctors(Draws(1), np.array([10001]), np.array([own]), 0.0)
    doctors = np.bincount(row, minlength=len(SPECIALTIES.names))
    assert row[0] == 0
    assert doctors.sum() == own
    # the last seats: by the method of D'Hondt nobody would take one from another specialty
    held = SPECIALTIES.weights / np.maximum(doctors, 1)
    wanted = SPECIALTIES.weights / (doctors + 1)
    assert held[doctors > 0].min() >= wanted.max()


def test_more_doctors_keep_the_specialties_of_fewer_and_hospitals_differ() -> None:
    keys = np.array([10001, 10002, 60601])
    few = np.split(SPECIALTIES.of_doctors(Draws(1), keys, np.array([1, 5, 9]), 0.4), [1, 1 + 5])
    many = SPECIALTIES.of_doctors(Draws(1), keys, np.array([20, 20, 20]), 0.4).reshape(3, 20)
    assert [row.size for row in few] == [1, 5, 9]
    assert all((long[: short.size] == short).all() for short, long in zip(few, many, strict=True))
    assert (many[:, 0] == 0).all()
    assert len(np.unique(many, axis=0)) == 3


def test_pools_have_specialists_first_and_share_patients_by_weight() -> None:
    # specialty 1 treats condition 0, and specialty 2 only without its procedure; nobody treats condition 1
    can = np.zeros((3, 2, 2), dtype=np.bool_)
    can[1, 0] = True
    can[2, 0, WITHOUT] = True
    specialty = np.array([0, 1, 2, 0, 0])
    hospital = np.array([0, 0, 0, 1, 1])
    place, edges, has_one = pools(specialty, hospital, 2, np.array([5.0, 3.0, 1.0, 1.0, 3.0]), can)

    def pool(number: int) -> dict[int, float]:
        rows = np.flatnonzero((edges > number) & (edges <= number + 1))
        return dict(zip(place[rows].tolist(), np.diff(edges[rows], prepend=number).tolist(), strict=True))

    assert pool(0) == pytest.approx({1: 0.75, 2: 0.25})
    assert pool(1) == pytest.approx({1: 1.0})
    assert pool(2) == pool(3) == pytest.approx({0: 1.0})
    assert has_one.tolist() == [[True, True, False, False], [False] * 4]
    for number in range(4, 8):
        assert pool(number) == pytest.approx({3: 0.25, 4: 0.75})


def test_every_hospital_can_treat_every_condition_and_generalists_only_stand_in(world: World) -> None:
    facilities = world.facilities
    place, edges = facilities.pool_place, facilities.pool_edges
    needs = len(CATALOG.conditions) * 2
    pool = np.ceil(edges).astype(int) - 1
    assert (np.unique(pool) == np.arange(facilities.hospitals.place.size * needs)).all()
    assert (facilities.workplaces.hospital[place] == pool // needs).all()
    specialty = facilities.doctor_specialty[facilities.workplaces.doctor[place]]
    wide = SPECIALTIES.treats.reshape(len(SPECIALTIES.names), -1)
    listed = wide[specialty, pool % needs]
    assert (listed | (specialty == 0)).all()
    # generalists stand in where nobody at the hospital has the specialty, and nowhere else
    stands_in = np.unique(pool[~listed])
    able = np.zeros((facilities.hospitals.place.size, needs), dtype=np.bool_)
    here = facilities.doctor_specialty[facilities.workplaces.doctor]
    np.logical_or.at(able, facilities.workplaces.hospital, wide[here])
    assert stands_in.tolist() == np.flatnonzero(~able).tolist()
    assert stands_in.size > 0
    # patients avoid these hospitals
    weight = world.behavior.hospitals.without_specialist
    assert (facilities.specialist_weight == np.where(able, 1.0, weight)).all()


def test_shares_of_a_pool_follow_panel_weight_and_days_of_presence(world: World) -> None:
    facilities = world.facilities
    place, edges = facilities.pool_place, facilities.pool_edges
    pool = np.ceil(edges).astype(int) - 1
    share = np.diff(edges, prepend=0.0)
    share = np.where(np.diff(pool, prepend=-1) > 0, edges - pool, share)
    doctor, days = facilities.workplaces.doctor[place], facilities.workplaces.weekdays[place]
    weekdays = np.array(world.behavior.visits.weekdays)
    weight = facilities.doctors.panel_weight[doctor] * (facilities.weekdays[days] * weekdays).sum(axis=1)
    total = np.bincount(pool, weights=weight)[pool]
    assert share == pytest.approx(weight / total, abs=1e-6)
    assert (np.bincount(pool) > 1).any()


def test_a_doctor_is_at_one_hospital_on_a_day(world: World) -> None:
    workplaces = world.facilities.workplaces
    days = world.facilities.weekdays[workplaces.weekdays].astype(int)
    each: NDArray[np.int64] = np.zeros((world.facilities.doctors.name.size, 7), dtype=int)
    np.add.at(each, workplaces.doctor, days)
    assert (each == 1).all()
    # the first hospital is there most of the week
    assert days.sum(axis=1).min() >= 1


NEUROLOGY = 'name = "Neurology"\nweight = '
BROKEN = {
    "no generalist": (
        "generalist = true\n",
        "",
        "the first specialty, and no other one, must have generalist = true",
    ),
    "two generalists": (
        NEUROLOGY,
        f"generalist = true\n{NEUROLOGY}",
        "the first specialty, and no other one, must have generalist = true",
    ),
    "an unknown condition": ('"Cancer" = []', '"Kidneys" = []', "Oncology: there is no condition Kidneys"),
    "an unknown treatment": (
        '"Childbirth" = ["Cesarean Section",',
        '"Childbirth" = ["Cast",',
        "Surgery: Childbirth has no treatment Cast",
    ),
    "no doctors": (NEUROLOGY, f"{NEUROLOGY}-", "].weight = -"),
    "an unknown key": (NEUROLOGY, f"salary = 3\n{NEUROLOGY}", "].salary: there is no such key"),
}


@pytest.mark.parametrize(("old", "new", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_errors_name_the_file_and_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = resource("data", "specialties.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "specialties.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^specialties\.toml: ") as error:
        load_specialties(CATALOG, path)
    assert message in str(error.value)
