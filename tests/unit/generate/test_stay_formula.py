"""Stays by formula: each cause lengthens them as its figure says, and a cause that is taken away does not."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.block import Care, compute_block, compute_care
from healthgen_db.generate.care.condition_parameters import SEVERE, SEVERITIES
from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT
from healthgen_db.generate.care.destinations import nursing_home_bound
from healthgen_db.generate.care.stay_formula import StayCauses, StayFormulaTables, formula_stays
from healthgen_db.world.calendar import age_on, day_number, weekday_of
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import generator_tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TODAY = date(2026, 6, 30)
PATIENTS = 25_000
KEYS = np.arange(40_000, dtype=np.int64)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(patients=PATIENTS, seed=6, today=TODAY, conditions="full"))


@pytest.fixture(scope="module")
def tables(world: World) -> StayFormulaTables:
    return generator_tables(world).parameters.formula


@pytest.fixture(scope="module")
def care(world: World) -> Care:
    return compute_care(world, 1, PATIENTS, until=day_number(TODAY))


@pytest.fixture(scope="module")
def causes(world: World) -> StayCauses:
    """Return the same causes for all keys: a patient of 70 with heart failure who comes on a Monday."""
    names = [condition.name for condition in world.catalog.conditions]
    none = np.zeros(KEYS.size)
    return StayCauses(
        condition=np.full(KEYS.size, names.index("Heart failure")),
        procedure=none > 0,
        age=np.full(KEYS.size, 70, dtype=np.int16),
        earlier_conditions=np.ones(KEYS.size, dtype=np.int64),
        severity=none,
        hospital_bias=none,
        planned=none > 0,
        weekday=np.zeros(KEYS.size, dtype=np.int64),
        to_nursing_home=none > 0,
    )


CAUSES: list[tuple[str, dict[str, Any], str]] = [
    ("age", {"age": np.int16(95)}, "by_age"),
    ("earlier conditions", {"earlier_conditions": 2}, "by_earlier_condition"),
    ("latent severity", {"severity": 1.0}, "by_severity"),
    ("hospital", {"hospital_bias": 0.5}, "by_hospital"),
    ("nursing home", {"to_nursing_home": True}, "to_nursing_home"),
]
# The other value of a cause, times its figure in behavior.toml.
STEPS = {"by_age": 25, "by_earlier_condition": 1, "by_severity": 1, "by_hospital": 0.5, "to_nursing_home": 1}


def changed(causes: StayCauses, values: dict[str, Any]) -> StayCauses:
    return replace(causes, **{name: np.full(KEYS.size, value) for name, value in values.items()})


def lift(tables: StayFormulaTables, causes: StayCauses, values: dict[str, Any]) -> float:
    """Return by how much the logarithm of the mean days rises with other values of a cause."""
    before, after = (formula_stays(tables, KEYS, each) for each in (causes, changed(causes, values)))
    return float(np.log(after.mean() / before.mean()))


@pytest.mark.parametrize(("name", "values", "figure"), CAUSES, ids=[name for name, *_ in CAUSES])
def test_a_cause_lengthens_stays_as_its_figure_says(
    tables: StayFormulaTables, causes: StayCauses, name: str, values: dict[str, Any], figure: str
) -> None:
    expected = getattr(tables.formula, figure) * STEPS[figure]
    assert expected > 0, name
    assert lift(tables, causes, values) == pytest.approx(expected, abs=0.015)
    without = copy(tables)
    without.formula = tables.formula.model_copy(update={figure: 0.0})
    assert lift(without, causes, values) == 0


def test_planned_stays_are_shorter_and_some_weekdays_longer(
    tables: StayFormulaTables, causes: StayCauses
) -> None:
    formula = tables.formula
    assert lift(tables, causes, {"planned": True}) == pytest.approx(
        formula.planned - formula.not_planned, abs=0.015
    )
    lifts = [lift(tables, causes, {"weekday": day}) for day in range(7)]
    assert lifts == pytest.approx(formula.by_weekday, abs=0.01)
    assert max(lifts) == lifts[5] > lifts[3] > 0


def test_a_procedure_changes_the_mean(world: World, tables: StayFormulaTables) -> None:
    for number, condition in enumerate(world.catalog.conditions):
        if condition.stay_log_sd and condition.procedure and condition.procedure.los_mean:
            without, with_procedure = tables.level[number]
            longer = condition.procedure.los_mean > condition.los_mean
            assert (with_procedure > without) == longer, condition.name


def test_shares_of_the_days_have_the_mean_of_the_condition(world: World, tables: StayFormulaTables) -> None:
    assert set(tables.shares) == set(np.flatnonzero(tables.applies)) == set(range(17, 31))
    for number, shares in tables.shares.items():
        assert shares.sum() == pytest.approx(1)
        assert shares[0] == 0
        assert np.dot(np.arange(shares.size), shares) == pytest.approx(
            world.catalog.conditions[number].los_mean, abs=0.01
        )


def first_stays(world: World, care: Care) -> tuple[Ints, Ints, Ints]:
    """Return the rows, the conditions and the days of the first stays by formula."""
    visits = care.timeline
    applies = generator_tables(world).parameters.formula.applies
    rows = np.flatnonzero((visits.earlier_visits == 0) & applies[visits.condition])
    days = (visits.discharge[rows] - visits.admission[rows]).astype(np.int64)
    return rows, visits.condition[rows], days


def test_stays_are_whole_nights_wide_and_skewed(world: World, care: Care) -> None:
    rows, condition, days = first_stays(world, care)
    assert rows.size > 10_000
    assert days.min() == 1
    assert 25 < days.max() <= 60
    assert 4 <= days.mean() <= 5
    assert np.median(days) < days.mean()
    assert 0.3 < (days > 4).mean() < 0.4
    for number, entry in enumerate(world.catalog.conditions):
        if entry.stay_log_sd:
            of_one = days[condition == number]
            usual = entry.procedure.los_mean if entry.procedure else None
            if usual is None:
                assert of_one.mean() == pytest.approx(entry.los_mean, rel=0.17), entry.name
            assert 0.45 < np.log(of_one).std() < 0.7, entry.name


def test_severity_follows_the_days(world: World, care: Care) -> None:
    rows, _, days = first_stays(world, care)
    severity = care.timeline.severity[rows]
    expected = [SEVERITIES.index(world.behavior.visits.severity_of(int(each))) for each in days]
    assert severity.tolist() == expected
    assert (severity == SEVERE).any()


def test_the_causes_explain_the_days_of_a_dataset(world: World, care: Care) -> None:
    rows, condition, days = first_stays(world, care)
    visits, courses = care.timeline, care.periods.courses
    place = visits.patient_condition[rows]
    age = age_on(care.people.birth[visits.person[rows]], courses.onset.reshape(-1)[place])
    tables, formula = generator_tables(world), world.behavior.stay.formula
    bound = nursing_home_bound(tables.parameters.destinations, visits.key[rows], condition, age)
    kinds = condition * 2 + care.care_plan.procedure[place]
    columns: dict[str, NDArray[Any]] = {
        "by_age": age,
        "by_earlier_condition": place % CONDITIONS_PER_PATIENT,
        "by_severity": courses.severity.reshape(-1)[place],
        "by_hospital": tables.parameters.stay_bias[care.care_plan.hospital[place]],
        "to_nursing_home": bound,
    }
    weekday = np.array(formula.by_weekday)[weekday_of(visits.admission[rows])]
    source = np.where(visits.scheduled[rows], formula.planned, formula.not_planned)
    kind = kinds[:, None] == np.unique(kinds)
    matrix = np.column_stack([*columns.values(), source, weekday, kind]).astype(float)
    slopes = np.linalg.lstsq(matrix, np.log(days), rcond=None)[0]
    for slope, name in zip(slopes, columns, strict=False):
        # days are whole, and at least 1, so the logarithm of a short stay varies a little less
        assert slope == pytest.approx(getattr(formula, name), rel=0.25, abs=0.012), name
    assert 0.6 < slopes[len(columns)] < 1.3
    residual = np.log(days) - matrix @ slopes
    assert 0.42 < residual.std() < 0.55
    # chance is not the only cause
    assert residual.var() < 0.75 * np.log(days).var()


def test_chest_pain_costs_less_than_a_hip_fracture(world: World) -> None:
    block = compute_block(world, 1, 5_000)
    names = np.array([condition.name for condition in world.catalog.conditions])
    name = names[block.visits["condition_id"].to_numpy() - 1]
    charge = block.billing["total_charge"].cast("float64").to_numpy()
    first = block.visits["follow_up_of"].is_null().to_numpy(zero_copy_only=False)
    median = {each: np.median(charge[first & (name == each)]) for each in ("Chest pain", "Hip fracture")}
    assert median["Hip fracture"] > 2 * median["Chest pain"]


def test_a_later_today_changes_no_stay(world: World) -> None:
    later = build_world(
        Config(
            patients=PATIENTS,
            seed=6,
            today=date(2026, 12, 31),
            origin=TODAY,
            conditions=world.config.conditions,
        )
    )
    before, after = (compute_block(each, 1, 1_500).visits for each in (world, later))
    earlier = {
        each["visit_id"]: (each["date_of_admission"], each["date_of_discharge"])
        for each in before.to_pylist()
    }
    now = {
        each["visit_id"]: (each["date_of_admission"], each["date_of_discharge"]) for each in after.to_pylist()
    }
    assert earlier.items() < now.items()


def test_seven_further_first_stays_for_ten_others(world: World, care: Care) -> None:
    visits = care.timeline
    rows, _, _ = first_stays(world, care)
    applies = generator_tables(world).parameters.formula.applies
    others = (visits.earlier_visits == 0) & ~applies[visits.condition] & (visits.discharge > visits.admission)
    assert rows.size / others.sum() == pytest.approx(0.7, abs=0.05)


def test_a_standard_dataset_has_no_stay_by_formula() -> None:
    standard = build_world(Config(patients=10, today=TODAY))
    formula = generator_tables(standard).parameters.formula
    assert not formula.applies.any()
    assert formula.shares == {}
