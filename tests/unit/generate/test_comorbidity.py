"""Conditions go together in pairs, epidemics have good and bad seasons, and bands of ages keep their shares."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.block import tables_of
from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.course_tables import BAND_ENDS, FIRST_SEASON, CourseTables
from healthgen_db.generate.care.courses import NO_CONDITION, _draw_condition
from healthgen_db.world.calendar import age_on, day_number
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import condition_number, generator_tables

PATIENTS = 60_000
KEY = np.arange(PATIENTS, dtype=np.int64)
WOMAN = 0

Numbers = NDArray[np.int64]


@pytest.fixture(scope="module")
def tables(steady_world: World) -> CourseTables:
    return generator_tables(steady_world).panel.periods.courses


def counts(tables: CourseTables, age: int, earlier: list[int], day: date = date(2025, 5, 5)) -> Numbers:
    """Return how many women of an age get each condition, after these earlier ones."""
    before = np.tile(np.array(earlier, dtype=np.int16), (PATIENTS, 1))
    row = np.full(PATIENTS, age * tables.genders + WOMAN)
    onset = np.full(PATIENTS, day_number(day), dtype=np.int32)
    drawn = _draw_condition(tables, KEY, row, onset, before)
    return np.bincount(drawn[drawn != NO_CONDITION], minlength=len(tables.weights))


def test_a_condition_is_more_likely_after_another_by_the_weight_of_the_pair(
    steady_world: World, tables: CourseTables
) -> None:
    diabetes, pressure, flu, cancer = (
        condition_number(steady_world, name) for name in ("Diabetes", "High blood pressure", "Flu", "Cancer")
    )
    weights = steady_world.catalog.pair_weights
    # neither flu nor the comparison with cancer changes by a pair
    assert weights[flu, pressure] == weights[flu, cancer] == weights[diabetes, cancer] == 1
    after_flu, after_diabetes, after_both = (
        counts(tables, 60, before) for before in ([flu], [diabetes], [flu, diabetes])
    )
    odds = [found[pressure] / found[cancer] for found in (after_flu, after_diabetes, after_both)]
    assert odds[1] / odds[0] == pytest.approx(weights[diabetes, pressure], rel=0.12)
    assert odds[2] / odds[0] == pytest.approx(weights[diabetes, pressure], rel=0.12)
    assert after_flu[flu] == after_diabetes[diabetes] == after_both[flu] == after_both[diabetes] == 0


def test_no_woman_with_a_childbirth_gets_cancer_and_no_woman_with_cancer_a_child(
    steady_world: World, tables: CourseTables, panel: CarePeriods
) -> None:
    childbirth, cancer = (condition_number(steady_world, name) for name in ("Childbirth", "Cancer"))
    assert counts(tables, 32, [])[[childbirth, cancer]].min() > 100
    assert counts(tables, 32, [childbirth])[cancer] == 0
    assert counts(tables, 32, [cancer])[childbirth] == 0
    mothers = (panel.courses.condition == childbirth).any(axis=1)
    assert mothers.sum() > 300
    assert not (panel.courses.condition[mothers] == cancer).any()


def test_pairs_are_found_together_more_often_than_by_chance(steady_world: World, panel: CarePeriods) -> None:
    conditions, age = panel.courses.condition, age_on(panel.birth, panel.registered)
    for one, other, ages in (
        ("Diabetes", "High blood pressure", (55, 74)),
        ("High blood pressure", "Heart disease", (55, 74)),
        ("Anxiety", "Depression", (18, 64)),
        ("Asthma", "Allergies", (5, 44)),
    ):
        group = conditions[(age >= ages[0]) & (age <= ages[1])]
        first, second = ((group == condition_number(steady_world, name)).any(axis=1) for name in (one, other))
        lift = (first & second).mean() / (first.mean() * second.mean())
        assert 1.2 < lift < 4, (one, other)


def test_a_season_has_its_factor_from_july_to_june(steady_world: World, tables: CourseTables) -> None:
    flu = condition_number(steady_world, "Flu")
    factor = tables.epidemics[flu]
    low, high = steady_world.catalog.conditions[flu].yearly_factor or (1.0, 1.0)
    assert factor.min() >= low * 0.999
    assert factor.max() <= high * 1.001
    assert factor.std() > (high - low) / 5

    def odds(day: date) -> float:
        found = counts(tables, 40, [], day)
        return float(found[flu] / (found.sum() - found[flu]))

    for winter in (2021, 2024):
        this, following = factor[winter - FIRST_SEASON], factor[winter + 1 - FIRST_SEASON]
        january = odds(date(winter + 1, 1, 15))
        assert january / odds(date(winter + 2, 1, 15)) == pytest.approx(this / following, rel=0.08)
    assert set(tables.epidemics) == {flu}


def test_the_weight_of_flu_does_not_depend_on_the_season_of_origin() -> None:
    weights, factors = [], []
    for seed in (2, 8, 11):
        world = build_world(Config(patients=500, seed=seed, start=date(2022, 1, 1), today=date(2026, 6, 30)))
        courses = tables_of(world).panel.periods.courses
        flu = condition_number(world, "Flu")
        weights.append(float(courses.weights[flu].sum() / courses.weights.sum()))
        factors.append(float(courses.epidemics[flu][2025 - FIRST_SEASON]))
    assert max(factors) > 1.3 * min(factors)
    assert max(weights) < 1.1 * min(weights)


def test_bands_of_ages_keep_the_shares_of_conditions(
    steady_world: World, tables: CourseTables, panel: CarePeriods
) -> None:
    rows, columns = np.nonzero(panel.courses.condition != NO_CONDITION)
    # of newcomers, so that courses which ended before start are not missing
    rows, columns = (
        rows[panel.id[rows] > steady_world.config.patients],
        columns[panel.id[rows] > steady_world.config.patients],
    )
    condition = panel.courses.condition[rows, columns]
    visits = 1 + panel.courses.follow_ups[rows, columns]
    band = np.searchsorted(
        BAND_ENDS, age_on(panel.birth[rows], panel.courses.onset[rows, columns]), side="right"
    )
    usual = [number for number in range(len(tables.weights)) if number not in tables.epidemics]
    for number in range(len(BAND_ENDS) + 1):
        found = np.bincount(
            condition[band == number], weights=visits[band == number], minlength=len(tables.weights)
        )
        wanted = tables.visit_shares[:, number]
        deviation = found[usual] / found.sum() - wanted[usual]
        assert found.sum() > 1_500
        assert np.abs(deviation).max() < 0.05, number
        assert np.abs(deviation).sum() < 0.20, number


def test_a_correction_changes_evenly_between_the_middles_of_the_bands(steady_world: World) -> None:
    tables = CourseTables(steady_world)
    ages, conditions = 121, len(tables.weights)
    before = tables.weights.reshape(conditions, ages, -1)[:, :, 0].copy()
    # a pilot in which children and old people have too many visits for the first condition
    age = np.tile(np.arange(100, dtype=np.int16), conditions)
    condition = np.repeat(np.arange(conditions, dtype=np.int16), 100)
    visits = np.where((condition == 0) & ((age < 18) | (age >= 65)), 500, 100)
    tables.calibrate(condition, age, visits)
    after = tables.weights.reshape(conditions, ages, -1)[:, :, 0]
    adult = np.arange(20, 100)
    known = (before[:, adult] > 0).all(axis=1)
    factor = np.log(after[known][:, adult] / before[known][:, adult])
    assert known.sum() > 10
    assert np.abs(factor).max() > 0.5
    # a step at 65 would be as large as the correction
    assert np.abs(np.diff(factor, axis=1)).max() < 0.2 * (factor.max() - factor.min())
