"""Doctors treat what their specialty covers, on their days, at one hospital a day, and have panels of their weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.care_plan import CarePlan, compute_care_plan
from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT, NO_CONDITION
from healthgen_db.generate.care.people import compute_people
from healthgen_db.world.calendar import weekday_of
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_visits,
    generator_tables,
    treatment_names,
)

Ints = NDArray[np.int64]


@pytest.fixture(scope="module")
def care_plan(steady_world: World, panel: CarePeriods) -> CarePlan:
    tables = generator_tables(steady_world)
    return compute_care_plan(tables.care_plan, compute_people(tables.people, panel), panel)


@pytest.fixture(scope="module")
def known(panel: CarePeriods) -> Ints:
    """Return the patient-conditions that have a condition."""
    return np.flatnonzero(panel.courses.condition.reshape(-1) != NO_CONDITION)


def specialty_of(world: World, visits: Columns) -> NDArray[np.str_]:
    names = np.array(world.facilities.specialties.names)
    found: NDArray[np.str_] = names[world.facilities.doctor_specialty[visits["doctor_id"].astype(int) - 1]]
    return found


def admission_days(visits: Columns) -> Ints:
    return visits["date_of_admission"].astype("datetime64[D]").astype(int)


def test_a_doctor_is_at_one_hospital_on_a_day(steady: dict[str, Columns]) -> None:
    visits = steady["visits"]
    doctor_day = visits["doctor_id"].astype(int) * 1_000_000 + admission_days(visits)
    pairs = np.unique(np.column_stack([doctor_day, visits["hospital_id"].astype(int)]), axis=0)
    assert np.unique(pairs[:, 0]).size == len(pairs) < doctor_day.size
    # and some doctors have more than one hospital
    workplaces = np.unique(np.column_stack([visits["doctor_id"], visits["hospital_id"]]).astype(int), axis=0)
    assert (np.bincount(workplaces[:, 0]) > 1).any()


def test_every_visit_is_on_a_day_on_which_its_doctor_is_there(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, facilities = steady["visits"], steady_world.facilities
    there = np.zeros((facilities.doctors.name.size, facilities.hospitals.place.size, 7), dtype=np.bool_)
    workplaces = facilities.workplaces
    there[workplaces.doctor, workplaces.hospital] = facilities.weekdays[workplaces.weekdays]
    assert there[
        visits["doctor_id"].astype(int) - 1,
        visits["hospital_id"].astype(int) - 1,
        weekday_of(admission_days(visits)),
    ].all()
    # doctors with two or three hospitals are not at each of them every day
    assert not there[workplaces.doctor, workplaces.hospital].all()


def test_a_surgeon_does_a_bypass_where_there_is_one(steady_world: World, steady: dict[str, Columns]) -> None:
    visits, facilities = steady["visits"], steady_world.facilities
    specialty = specialty_of(steady_world, visits)
    bypass = treatment_names(steady_world, visits) == "Bypass Surgery"
    workplaces, surgeon = facilities.workplaces, facilities.specialties.names.index("Surgery")
    with_surgeon = workplaces.hospital[facilities.doctor_specialty[workplaces.doctor] == surgeon]
    here = np.isin(visits["hospital_id"].astype(int) - 1, with_surgeon)
    assert (bypass & here).sum() > 200
    assert set(specialty[bypass & here]) == {"Surgery"}
    assert set(specialty[bypass & ~here]) <= {"Family medicine"}
    # others treat the heart with drugs
    heart = condition_of(visits) == condition_number(steady_world, "Heart disease")
    assert (np.isin(specialty, ("Cardiology", "Internal medicine")) & heart).sum() > 300


def test_generalists_treat_only_their_own_conditions_and_what_nobody_else_covers(
    steady_world: World, panel: CarePeriods, care_plan: CarePlan, known: Ints
) -> None:
    facilities = steady_world.facilities
    workplaces, treats = facilities.workplaces, facilities.specialties.treats
    able = np.zeros((facilities.hospitals.place.size, *treats.shape[1:]), dtype=np.bool_)
    np.logical_or.at(able, workplaces.hospital, treats[facilities.doctor_specialty[workplaces.doctor]])
    condition = panel.courses.condition.reshape(-1)[known].astype(int)
    need = care_plan.procedure[known].astype(int)
    specialty = facilities.doctor_specialty[care_plan.doctor[known]]
    listed = treats[specialty, condition, need]
    stands_in = (specialty == 0) & ~able[care_plan.hospital[known], condition, need]
    assert (listed != stands_in).all()
    assert stands_in.sum() > 100
    # most patients see somebody with the specialty that they need
    assert listed.mean() > 0.85


def test_follow_ups_have_the_doctor_and_hospital_of_the_first_visit(steady: dict[str, Columns]) -> None:
    visits = steady["visits"]
    later = np.flatnonzero(~first_visits(visits))
    before = np.searchsorted(visits["visit_id"], visits["follow_up_of"][later].astype(int))
    for column in ("doctor_id", "hospital_id"):
        assert (visits[column][later] == visits[column][before]).all()


def check_counts(found: Ints, expected: NDArray[Any], variance: NDArray[Any], *, least: int) -> None:
    """Fail unless the numbers of patients are those expected, but for chance."""
    rows = variance > 5
    scores = (found - expected)[rows] / np.sqrt(variance[rows])
    assert scores.size > least
    assert np.abs(scores).max() < 5
    assert scores.std() == pytest.approx(1, abs=0.5)


def test_patients_choose_doctors_by_their_share_of_the_pool(
    steady_world: World, panel: CarePeriods, care_plan: CarePlan, known: Ints
) -> None:
    facilities = steady_world.facilities
    condition = panel.courses.condition.reshape(-1)[known].astype(int)
    conditions = len(steady_world.catalog.conditions)
    pool = (care_plan.hospital[known] * conditions + condition) * 2 + care_plan.procedure[known]
    size = np.bincount(pool, minlength=facilities.hospitals.place.size * conditions * 2)
    edges = facilities.pool_edges
    of_place = np.ceil(edges).astype(int) - 1
    share = edges - np.where(np.diff(of_place, prepend=-1) > 0, of_place, np.roll(edges, 1))
    doctors = facilities.doctors.name.size
    doctor_of_place = facilities.workplaces.doctor[facilities.pool_place]
    expected = np.bincount(doctor_of_place, weights=size[of_place] * share, minlength=doctors)
    variance = np.bincount(doctor_of_place, weights=size[of_place] * share * (1 - share), minlength=doctors)
    found = np.bincount(care_plan.doctor[known], minlength=doctors)
    assert found.sum() == pytest.approx(expected.sum()) == known.size
    check_counts(found, expected, variance, least=60)


def test_panels_of_doctors_of_one_hospital_and_specialty_differ(steady_world: World) -> None:
    weight = steady_world.facilities.doctors.panel_weight
    sigma = steady_world.behavior.doctors.panel_weight.sigma
    assert np.log(weight).std() == pytest.approx(sigma, rel=0.15)


@pytest.mark.parametrize("kind", [0, 1], ids=["usual", "complex"])
def test_patients_choose_hospitals_by_distance_and_specialty_and_with_complex_conditions_by_referral(
    steady_world: World, panel: CarePeriods, care_plan: CarePlan, known: Ints, kind: int
) -> None:
    facilities = steady_world.facilities
    is_complex = np.array([entry.category == "complex" for entry in steady_world.catalog.conditions])
    chosen = known[is_complex[panel.courses.condition.reshape(-1)[known].astype(int)] == kind]
    place = compute_people(generator_tables(steady_world).people, panel).place[
        chosen // CONDITIONS_PER_PATIENT
    ]
    need = panel.courses.condition.reshape(-1)[chosen].astype(int) * 2 + care_plan.procedure[chosen]
    weight = (
        facilities.nearby_weight[kind, place]
        * facilities.specialist_weight[facilities.nearby[place], need[:, None]]
    )
    share = weight / weight.sum(axis=1, keepdims=True)
    nearby, hospitals = facilities.nearby[place].reshape(-1), facilities.hospitals.place.size
    expected = np.bincount(nearby, weights=share.reshape(-1), minlength=hospitals)
    variance = np.bincount(nearby, weights=(share * (1 - share)).reshape(-1), minlength=hospitals)
    check_counts(np.bincount(care_plan.hospital[chosen], minlength=hospitals), expected, variance, least=5)


def test_a_procedure_is_done_as_often_as_the_code_says_and_less_often_for_the_old(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, catalog = steady["visits"], steady_world.catalog
    first, treatment = first_visits(visits), treatment_names(steady_world, visits)
    procedures = [(entry.procedure, code) for entry in catalog.conditions for code in entry.icd10]
    for procedure, code in procedures:
        if procedure is not None:
            rows = first & (visits["icd10_code"] == code.code)
            years = np.maximum(visits["age"][rows].astype(float) - procedure.fewer_from_age, 0)
            halvings = years / procedure.halving_years
            expected = np.minimum(code.procedure * 2**-halvings, 1)
            noise = 4 * np.sqrt((expected * (1 - expected)).sum()) + 0.02 * rows.sum()
            found = (treatment[rows] == procedure.treatment).sum()
            assert found == pytest.approx(expected.sum(), abs=noise), code.code
    births = first & (condition_of(visits) == condition_number(steady_world, "Childbirth"))
    assert (treatment[births] == "Cesarean Section").mean() == pytest.approx(0.32, abs=0.06)
    bypass, age = (treatment == "Bypass Surgery") & first, visits["age"]
    heart = first & (visits["icd10_code"] == "I25.10")
    assert bypass[heart & (age >= 85)].mean() < 0.5 < 0.9 < bypass[heart & (age < 72)].mean()
