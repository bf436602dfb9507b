"""Payers: that of a bill is the payer on the day. It changes at 65, and then only to Medicare."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.people import PeopleTables
from healthgen_db.world.ages import SENIOR_AGE
from healthgen_db.world.world import World
from tests.unit.generate.datasets import Columns, generator_tables

NONE = "uninsured"

Kinds = NDArray[np.str_]


@pytest.fixture(scope="module")
def tables(steady_world: World) -> PeopleTables:
    return generator_tables(steady_world).people


def payer_of(table: Columns) -> NDArray[np.int64]:
    """Return the ids of the payers; 0 for none."""
    payer: NDArray[np.int64] = np.nan_to_num(table["insurance_provider_id"].astype(float)).astype(int)
    return payer


def kinds(world: World, table: Columns) -> Kinds:
    return np.array([NONE, *(payer.kind for payer in world.catalog.payers)])[payer_of(table)]


def turning(steady: dict[str, Columns]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows of successive bills of one patient before and after the 65th birthday."""
    age, patient = steady["visits"]["age"], steady["visits"]["patient_id"]
    before = np.flatnonzero((age[:-1] < SENIOR_AGE) & (age[1:] >= SENIOR_AGE) & (patient[:-1] == patient[1:]))
    return before, before + 1


def test_at_65_patients_get_medicare_and_few_keep_what_they_had(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    kind = kinds(steady_world, steady["billing"])
    before, after = turning(steady)
    assert before.size > 90
    assert (kind[after] == "Medicare").mean() > 0.95
    assert set(kind[after]) <= {"Medicare", "Private", NONE}
    # nobody becomes uninsured, and private insurance is that of before
    assert (kind[before][kind[after] == NONE] == NONE).all()
    assert (kind[before][kind[after] == "Private"] == "Private").all()
    kept = (kind[before] == "Private") & (kind[after] == "Private")
    payer = payer_of(steady["billing"])
    assert (payer[before] == payer[after])[kept].all()


def test_a_payer_changes_at_no_other_age(steady: dict[str, Columns]) -> None:
    payer, age = payer_of(steady["billing"]), steady["visits"]["age"]
    same = np.diff(steady["billing"]["patient_id"].astype(int)) == 0
    changed = same & (np.diff(payer) != 0)
    assert changed.sum() > 100
    assert (age[:-1][changed] < SENIOR_AGE).all()
    assert (age[1:][changed] >= SENIOR_AGE).all()


def test_the_payer_of_a_patient_is_that_of_today(steady: dict[str, Columns]) -> None:
    patients, billing = steady["patients"], steady["billing"]
    age, today = steady["visits"]["age"], patients["age"][billing["patient_id"].astype(int) - 1]
    now = payer_of(patients)[billing["patient_id"].astype(int) - 1]
    same_side = (age >= SENIOR_AGE) == (today >= SENIOR_AGE)
    assert (payer_of(billing) == now)[same_side].all()
    assert (payer_of(billing) != now)[~same_side].mean() > 0.8


def test_the_policy_number_has_the_prefix_of_todays_payer(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    patients = steady["patients"]
    prefixes: dict[str, str | None] = {NONE: None}
    prefixes |= {str(kind): prefix for kind, prefix in steady_world.catalog.policy_prefixes.items()}
    for kind in np.unique(kinds(steady_world, patients)):
        numbers = patients["insurance_policy_number"][kinds(steady_world, patients) == kind]
        assert {number and number[:3] for number in numbers} == {prefixes[kind]}


def test_who_has_no_insurance_pays_everything(steady: dict[str, Columns]) -> None:
    billing = steady["billing"]
    covered = billing["insurance_coverage_amount"].astype(float)
    assert ((payer_of(billing) == 0) == (covered == 0)).all()


def test_public_payers_fit_the_age(steady_world: World, steady: dict[str, Columns]) -> None:
    kind, age = kinds(steady_world, steady["billing"]), steady["visits"]["age"]
    assert set(kind[age < 18]) == {"Private", "Medicaid", "Military", NONE} | set(kind[age < 18]) - {
        "Medicare"
    }
    assert (kind[age >= SENIOR_AGE] == "Medicare").mean() > 0.95
    adults = kind[(age >= 25) & (age < SENIOR_AGE)]
    assert (adults == "Private").mean() == pytest.approx(0.74, abs=0.03)


def test_the_uninsured_of_a_state_are_in_proportion_to_its_share(
    steady_world: World, tables: PeopleTables
) -> None:
    names = np.unique(steady_world.geography.state)
    published = {state.code: state.uninsured_pct for state in steady_world.catalog.states}
    pct = np.array([published[name] for name in names])
    usual = steady_world.population.insurance.us_uninsured_pct
    for age in (3, 20, 40, 64):
        expected = steady_world.population.uninsured(age) * pct / usual
        assert tables.uninsured[age] == pytest.approx(expected), age
    # Medicare is the same everywhere
    assert tables.uninsured[SENIOR_AGE] == pytest.approx(steady_world.population.uninsured(SENIOR_AGE))
    assert names[tables.state].tolist() == steady_world.geography.state.tolist()


def test_states_with_many_uninsured_people_have_many_uninsured_patients(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    patients = steady["patients"]
    published = {state.code: state.uninsured_pct for state in steady_world.catalog.states}
    pct = np.array([published[name] for name in patients["state"]])
    uninsured = payer_of(patients) == 0
    younger = patients["age"] < SENIOR_AGE
    many, few = (uninsured[younger & rows].mean() for rows in (pct > 10, pct < 5.5))
    assert many > 1.8 * few > 0.03
