"""First stays keep their distribution, and are longer for old, ill and severe patients and at some hospitals."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.condition_parameters import STAY_TABLES_PER_CONDITION
from healthgen_db.generate.care.courses import NO_CONDITION
from healthgen_db.world.calendar import age_on
from healthgen_db.world.draws import COARSE, rank_of_normal
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_visits,
    generator_tables,
    patient_conditions,
    stays_of,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@pytest.fixture(scope="module")
def known(panel: CarePeriods) -> tuple[Ints, Ints]:
    """Return the rows and columns of the courses."""
    rows, columns = np.nonzero(panel.courses.condition != NO_CONDITION)
    return rows, columns


def correlation(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def standardized(values: Floats, group: Ints) -> Floats:
    """Return values with mean 0 and standard deviation 1 within each group."""
    size = np.bincount(group)
    mean = np.bincount(group, weights=values) / np.maximum(size, 1)
    centered = values - mean[group]
    deviation = np.sqrt(np.bincount(group, weights=centered**2) / np.maximum(size, 1))
    return centered / np.maximum(deviation, 1e-9)[group]


def test_ranks_of_normal_numbers_are_even() -> None:
    ranks = rank_of_normal(np.random.default_rng(1).normal(size=200_000))
    assert ranks.min() >= 0
    assert ranks.max() < 1 << COARSE
    assert np.histogram(ranks, bins=16, range=(0, 1 << COARSE))[0] / ranks.size == pytest.approx(
        1 / 16, abs=0.003
    )
    assert rank_of_normal(np.array([-99.0, 0.0, 99.0])).tolist() == [0, 512, 1023]


def test_scores_of_stays_are_about_normal_in_every_condition(
    panel: CarePeriods, known: tuple[Ints, Ints]
) -> None:
    score, condition = panel.courses.stay[known], panel.courses.condition[known]
    for number in range(condition.max() + 1):
        those = score[condition == number]
        assert those.mean() == pytest.approx(0, abs=0.3), number
        assert those.std() == pytest.approx(1, abs=0.12), number


def test_first_stays_keep_the_distribution_of_their_condition(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    stays, condition = stays_of(visits), condition_of(visits)
    tables = generator_tables(steady_world).parameters.stay_tables
    for number, entry in enumerate(steady_world.catalog.conditions):
        rows = first_visits(visits) & (condition == number) & (stays > 0)
        if entry.procedure is None and entry.severity_course == "by_stay":
            expected = np.bincount(tables[number * STAY_TABLES_PER_CONDITION], minlength=20)
            found = np.bincount(stays[rows], minlength=20) / rows.sum()
            assert np.cumsum(found) == pytest.approx(np.cumsum(expected) / (1 << COARSE), abs=0.07), (
                entry.name
            )


def test_scores_follow_age_earlier_conditions_and_severity(
    steady_world: World, panel: CarePeriods, known: tuple[Ints, Ints]
) -> None:
    courses, stay = panel.courses, steady_world.behavior.stay
    tables = generator_tables(steady_world).panel.periods.courses
    age = age_on(panel.birth[known[0]], courses.onset[known])
    causes = [
        tables.age_score[courses.condition[known], age],
        tables.earlier_score[known[1]],
        courses.severity[known],
    ]
    weights = np.linalg.lstsq(np.column_stack(causes), courses.stay[known], rcond=None)[0]
    expected = [stay.by_age, stay.by_earlier_conditions, stay.by_severity]
    assert weights == pytest.approx(expected, abs=0.03)
    # they are in standard deviations
    assert [cause.std() for cause in causes] == pytest.approx([1, 1, 1], abs=0.15)


def test_stays_follow_their_scores_and_the_hospital(
    steady_world: World, steady: dict[str, Columns], panel: CarePeriods, known: tuple[Ints, Ints]
) -> None:
    visits, condition = steady["visits"], condition_of(steady["visits"])
    conditions = steady_world.catalog.conditions
    wide = np.array(
        [entry.los_max - entry.los_min >= 3 and entry.category != "chronic" for entry in conditions]
    )
    rows = np.flatnonzero(first_visits(visits) & wide[condition])
    number = panel.id[known[0]] * 100 + panel.courses.condition[known] + 1
    order = np.argsort(number)
    place = order[np.searchsorted(number[order], patient_conditions(visits)[rows])]
    score = panel.courses.stay[known][place]
    days = standardized(stays_of(visits)[rows].astype(float), condition[rows])
    bias = steady_world.facilities.hospitals.stay_bias[visits["hospital_id"].astype(int)[rows] - 1]
    slopes = np.linalg.lstsq(np.column_stack([score, bias, np.ones(rows.size)]), days, rcond=None)[0]
    assert rows.size > 5_000
    assert correlation(score, days) > 0.7
    assert slopes[0] == pytest.approx(0.8, abs=0.15)
    assert slopes[1] == pytest.approx(slopes[0], rel=0.25)


def test_a_frail_patient_has_severe_courses_and_more_follow_ups(
    steady_world: World, panel: CarePeriods
) -> None:
    draws, courses = steady_world.draws, panel.courses
    frailty = draws.normal("care.frailty", panel.key)
    share = steady_world.behavior.frailty.in_severity
    assert correlation(courses.severity[:, 0], frailty) == pytest.approx(share, abs=0.02)
    both = courses.condition[:, 1] != NO_CONDITION
    assert correlation(courses.severity[both, 0], courses.severity[both, 1]) == pytest.approx(
        share**2, abs=0.03
    )
    goes_on = ~courses.fatal[:, 0]
    follow_ups = standardized(courses.follow_ups[:, 0].astype(float), courses.condition[:, 0].astype(int))
    assert correlation(follow_ups[goes_on], frailty[goes_on]) > 0.25
    count = (courses.condition != NO_CONDITION).sum(axis=1).astype(float)
    assert correlation(count, frailty) > 0.12


def test_ages_with_much_illness_have_more_conditions(panel: CarePeriods) -> None:
    count = (panel.courses.condition != NO_CONDITION).sum(axis=1)
    alive = ~panel.courses.fatal.any(axis=1)
    age = age_on(panel.birth, panel.registered)
    young, old = count[alive & (age < 18)].mean(), count[alive & (age >= 60)].mean()
    assert old > young + 0.4


def test_severe_first_stays_end_in_death_more_often(panel: CarePeriods, known: tuple[Ints, Ints]) -> None:
    fatal, severity = panel.courses.fatal[known], panel.courses.severity[known]
    assert fatal.sum() > 200
    assert fatal[severity > 0].mean() > 2 * fatal[severity < 0].mean()


def test_most_follow_ups_need_no_bed_and_early_returns_do(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    later = ~first_visits(visits)
    assert (stays_of(visits)[later] > 0).mean() < 0.5
    complex_ = np.array([entry.category == "complex" for entry in steady_world.catalog.conditions])
    first = np.flatnonzero(later & complex_[condition_of(visits)])
    before = np.searchsorted(visits["visit_id"], visits["follow_up_of"][first].astype(int))
    days = (visits["date_of_admission"][first] - visits["date_of_discharge"][before]).astype(int)
    overnight = stays_of(visits)[first] > 0
    soon = first_visits(visits)[before] & (days <= 14)
    assert soon.sum() > 300
    assert overnight[soon].mean() > 0.75
    assert overnight[~soon].mean() < 0.6


def test_acute_kidney_failure_has_no_transplant_evaluation(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    names = [treatment.name for treatment in steady_world.catalog.treatments]
    transplant = visits["treatment_id"].astype(int) - 1 == names.index("Transplant Evaluation")
    kidney = condition_of(visits) == condition_number(steady_world, "Kidney failure")
    assert set(visits["icd10_code"][kidney & transplant]) == {"N18.6"}
