"""Roles of treatments: shares are kept, also while same-day visits have the treatments that need no bed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.condition_parameters import MILD, MODERATE, NORMAL, SEVERE
from healthgen_db.generate.care.roles import (
    MONITORED,
    OTHERS,
    PRIMARY,
    SECONDARY,
    RoleTables,
    first_roles,
    follow_up_roles,
)
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    first_visits,
    generator_tables,
    stays_of,
    treatment_names,
)

VISITS = 20_000
KEY = np.arange(VISITS, dtype=np.int64)

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def tables(steady_world: World) -> RoleTables:
    return generator_tables(steady_world).treatments.roles


@pytest.fixture(scope="module")
def average(tables: RoleTables) -> int:
    """Return a doctor who gives drugs neither more nor less often than others."""
    return int(np.abs(tables.medication_bias).argmin())


def shares(role: NDArray[np.int8], roles: int) -> Floats:
    return np.bincount(role, minlength=roles) / role.size


def follow_ups(
    tables: RoleTables, condition: int, doctor: int, same_day_share: float
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return roles of follow-ups, and which of these are same-day visits."""
    same_day = np.random.default_rng(5).uniform(size=VISITS) < same_day_share
    role = follow_up_roles(
        tables,
        KEY,
        np.full(VISITS, condition),
        np.full(VISITS, doctor),
        same_day=same_day,
        same_day_share=np.full(VISITS, same_day_share),
    )
    return role, same_day


@pytest.mark.parametrize("same_day_share", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("name", ["Kidney failure", "Depression", "Arthritis", "Childbirth", "Heart disease"])
def test_follow_ups_have_their_shares_with_any_share_of_same_day_visits(
    steady_world: World, tables: RoleTables, average: int, name: str, same_day_share: float
) -> None:
    condition = condition_number(steady_world, name)
    role, same_day = follow_ups(tables, condition, average, same_day_share)
    wanted = tables.follow_up[condition]
    assert shares(role, wanted.size) == pytest.approx(wanted, abs=0.015)
    if not tables.always_in_order[condition]:
        return
    # the treatments of a step are on same-day visits as far as these go
    step = tables.step[condition]
    for last in range(OTHERS):
        first = wanted[step <= last].sum()
        if same_day_share >= first + 0.01:
            assert not (step[role] <= last)[~same_day].any()
        elif 0 < same_day_share < first - 0.01:
            assert (step[role] <= last)[same_day].all()


def test_the_dataset_rate_of_same_day_visits_orders_a_part_of_the_follow_ups(
    steady_world: World, tables: RoleTables, average: int
) -> None:
    pressure = condition_number(steady_world, "High blood pressure")
    role, same_day = follow_ups(tables, pressure, average, 0.425)
    counseling = (role == SECONDARY)[~same_day].mean() / (role == SECONDARY).mean()
    assert counseling == pytest.approx(1 - tables.in_order, abs=0.06)


def test_few_outpatient_treatments_are_on_visits_with_a_night(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    counseling = np.isin(
        treatment_names(steady_world, visits), ("Counseling", "Therapy (CBT)", "Lactation Support")
    )
    rows = counseling & ~first_visits(visits)
    assert rows.sum() > 2_000
    assert (stays_of(visits)[rows] > 0).mean() < 0.01


def test_a_doctor_who_likes_drugs_gives_them_more_often(steady_world: World, tables: RoleTables) -> None:
    pressure = condition_number(steady_world, "High blood pressure")  # its primary treatment is a drug
    anxiety = condition_number(steady_world, "Anxiety")  # its secondary treatment is one
    often, seldom = int(tables.medication_bias.argmax()), int(tables.medication_bias.argmin())
    gap = tables.medication_bias[often] - tables.medication_bias[seldom]
    assert gap > 0.1
    for condition, drug in ((pressure, PRIMARY), (anxiety, SECONDARY)):
        found = [(follow_ups(tables, condition, doctor, 0.4)[0] == drug).mean() for doctor in (often, seldom)]
        assert found[0] - found[1] == pytest.approx(gap, abs=0.02)


def roles_of_first(
    tables: RoleTables,
    condition: int,
    severity: int,
    doctor: int,
    *,
    procedure: bool = False,
    fits: tuple[bool, bool, bool] = (True, True, True),
) -> Floats:
    """Return the shares of the roles of first visits."""
    role = first_roles(
        tables,
        KEY,
        np.full(VISITS, condition),
        np.full(VISITS, doctor),
        severity=np.full(VISITS, severity, dtype=np.int8),
        procedure=np.full(VISITS, procedure),
        fits=np.tile(fits, (VISITS, 1)),
    )
    return shares(role, tables.treatment.shape[1])


def test_first_visits_have_monitoring_at_normal_and_mild_severity_only(
    steady_world: World, tables: RoleTables, average: int
) -> None:
    flu = condition_number(steady_world, "Flu")
    first = steady_world.behavior.treatment.first
    for severity in (NORMAL, MILD):
        found = roles_of_first(tables, flu, severity, average)
        assert found[:3] == pytest.approx(
            [first["primary"], first["secondary"], first["monitoring"]], abs=0.012
        )
    for severity in (MODERATE, SEVERE):
        found = roles_of_first(tables, flu, severity, average)
        assert found[MONITORED] == 0
        assert found[PRIMARY] / found[SECONDARY] == pytest.approx(
            first["primary"] / first["secondary"], rel=0.06
        )
    assert roles_of_first(tables, condition_number(steady_world, "Childbirth"), MILD, average)[MONITORED] == 0


def test_a_code_has_only_the_treatments_that_it_allows(
    steady_world: World, tables: RoleTables, average: int
) -> None:
    kidney = condition_number(steady_world, "Kidney failure")
    found = roles_of_first(tables, kidney, MILD, average, fits=(True, False, True))
    assert found[SECONDARY] == 0
    assert 0 < found[MONITORED] < 0.1 < found[PRIMARY]
    assert roles_of_first(tables, kidney, SEVERE, average, fits=(True, False, True))[PRIMARY] == 1


@pytest.mark.parametrize("name", ["Heart disease", "Broken bones", "Childbirth"])
def test_the_procedure_is_done_if_it_is_planned_and_never_otherwise(
    steady_world: World, tables: RoleTables, average: int, name: str
) -> None:
    condition = condition_number(steady_world, name)
    procedure = tables.procedure[condition]
    assert roles_of_first(tables, condition, MILD, average, procedure=True)[procedure] == 1
    assert roles_of_first(tables, condition, MILD, average)[procedure] == 0


def test_a_patient_has_at_most_one_bypass_and_one_operation(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    operation = np.isin(
        treatment_names(steady_world, visits), ("Bypass Surgery", "Surgery", "Cesarean Section")
    )
    assert operation.sum() > 1_000
    assert first_visits(visits)[operation].all()
