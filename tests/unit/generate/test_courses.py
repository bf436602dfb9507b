"""Courses of care: a first visit with follow-ups, then an end. A course that is under way at start is seen soon."""

from __future__ import annotations

import numpy as np
import pytest

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.courses import NO_CONDITION, Courses
from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.calendar import age_on, day_number, month_of
from healthgen_db.world.world import World
from tests.unit.generate.datasets import Columns, departures, first_visits, patient_conditions


@pytest.fixture(scope="module")
def new(steady_world: World, panel: CarePeriods) -> Courses:
    """Return the courses of newcomers: of all of them, however soon they leave."""
    newcomers = panel.id > steady_world.config.patients
    columns = (getattr(panel.courses, name)[newcomers] for name in Courses.__dataclass_fields__)
    return Courses(*columns)


def test_no_patient_has_a_condition_twice(steady: dict[str, Columns], panel: CarePeriods) -> None:
    first = patient_conditions(steady["visits"])[first_visits(steady["visits"])]
    assert np.unique(first).size == first.size
    condition = panel.courses.condition
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert (condition[:, one] != condition[:, other])[condition[:, other] != NO_CONDITION].all()


def test_courses_begin_one_after_the_other_from_the_day_of_registration(panel: CarePeriods) -> None:
    courses = panel.courses
    exists = courses.condition != NO_CONDITION
    assert exists[:, 0].all()
    assert (courses.onset[:, 0] == panel.registered).all()
    for column in (1, 2):
        later = exists[:, column]
        assert later.any()
        assert (courses.onset[later, column] >= courses.onset[later, column - 1]).all()


def test_follow_ups_come_at_the_cadence_of_the_category(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits, behavior = steady["visits"], steady_world.behavior.panel
    later = np.flatnonzero(~first_visits(visits))
    before = np.searchsorted(visits["visit_id"], visits["follow_up_of"][later].astype(int))
    gap = (visits["date_of_admission"][later] - visits["date_of_admission"][before]).astype(int)
    assert gap.max() <= 180
    # between two follow-ups; the first one can come early
    regular = ~first_visits(visits)[before]
    conditions = steady_world.catalog.conditions
    cadence = np.array([steady_world.catalog.categories[entry.category].cadence_days for entry in conditions])
    number = visits["condition_id"].astype(int)[later[regular]] - 1
    assert regular.sum() > 5_000
    # a week for the weekday of each, and a few days for visits that wait
    shortest = cadence[number, 0] * (1 - 2 * behavior.cadence_jitter) - 14
    longest = cadence[number, 1] * (1 + 2 * behavior.cadence_jitter) + 7
    assert (gap[regular] >= shortest).mean() > 0.999
    assert (gap[regular] <= longest).mean() > 0.98


def test_courses_have_the_follow_ups_of_their_category(steady_world: World, new: Courses) -> None:
    conditions, categories = steady_world.catalog.conditions, steady_world.catalog.categories
    ended = ~new.fatal & (new.condition != NO_CONDITION)
    most = steady_world.behavior.panel.follow_ups_most
    assert new.follow_ups.max() == most
    for number, condition in enumerate(conditions):
        drawn = new.follow_ups[ended & (new.condition == number)]
        mean = categories[condition.category].follow_ups
        if condition.most_visits:
            assert drawn.max() == condition.most_visits - 1, condition.name
        elif mean < 1:
            assert drawn.mean() == pytest.approx(mean, abs=0.2), condition.name
        else:
            # old and frail patients have more, and a limit of follow_ups_most takes some away
            assert 0.6 * mean < drawn.mean() < 1.25 * mean, condition.name


def test_death_in_hospital_ends_the_first_visit_and_all_care(
    steady_world: World, steady: dict[str, Columns], panel: CarePeriods, new: Courses
) -> None:
    assert (new.follow_ups[new.fatal] == 0).all()
    assert (new.condition[:, 1:][new.fatal[:, :-1]] == NO_CONDITION).all()
    patients, visits = steady["patients"], steady["visits"]
    fatal = {
        patient * 100 + condition + 1
        for patient, conditions, ends in zip(
            panel.id.tolist(), panel.courses.condition, panel.courses.fatal, strict=True
        )
        for condition in conditions[ends].tolist()
    }
    rows = np.isin(patient_conditions(visits), list(fatal))
    died = patients["date_of_death"][visits["patient_id"].astype(int) - 1]
    assert rows.sum() > 100
    assert (died[rows] == visits["date_of_discharge"][rows]).all()
    stays = visits["date_of_discharge"] > visits["date_of_admission"]
    overnight = first_visits(visits) & stays
    # in the first three months, courses that were under way at start look like new ones
    overnight &= visits["date_of_admission"] >= np.datetime64(steady_world.config.start) + np.timedelta64(
        90, "D"
    )
    assert 100 * (overnight & rows).sum() / overnight.sum() == pytest.approx(1.9, abs=0.7)


def test_every_course_under_way_at_start_has_its_first_visit_within_the_intake(
    steady_world: World, steady: dict[str, Columns], panel: CarePeriods
) -> None:
    start = day_number(steady_world.config.start)
    courses, visits = panel.courses, steady["visits"]
    # its last follow-up is after start, even if it is early; the first follow-up can be weeks early
    ends = courses.onset + (courses.follow_ups - 0.2) * courses.cadence
    under_way = (courses.condition != NO_CONDITION) & (courses.onset < start) & (ends > start)
    under_way &= courses.follow_ups >= 2
    gone = departures(steady["patients"])
    latest = steady_world.behavior.panel.intake_days + 7
    stays = np.isnat(gone) | ((gone - np.datetime64(steady_world.config.start)).astype(int) > latest)
    person, column = np.nonzero(under_way & stays[:, None])
    expected = panel.id[person] * 100 + courses.condition[person, column] + 1
    assert expected.size > 1_000
    first = first_visits(visits)
    seen = np.isin(expected, patient_conditions(visits)[first])
    assert seen.all()
    rows = first & np.isin(patient_conditions(visits), expected)
    delay = (visits["date_of_admission"][rows] - np.datetime64(steady_world.config.start)).astype(int)
    assert delay.min() >= 0
    assert delay.max() <= latest
    # they come all the time, not at the end of it
    assert delay.mean() < latest / 2


def test_asthma_of_children_begins_in_september(steady_world: World, panel: CarePeriods) -> None:
    asthma = [entry.name for entry in steady_world.catalog.conditions].index("Asthma")
    row, column = np.nonzero(panel.courses.condition == asthma)
    onset = panel.courses.onset[row, column]
    child = age_on(panel.birth[row], onset) < ADULT_AGE
    september = month_of(onset) == 8
    assert child.sum() > 300
    assert 0.12 < september[child].mean() < 0.21  # 16.3 % in the data file
    assert september[~child].mean() < 0.11


def test_new_conditions_are_level_from_the_fourth_month(
    steady_world: World, steady: dict[str, Columns]
) -> None:
    visits = steady["visits"]
    first = visits["date_of_admission"][first_visits(visits)]
    month = (first - np.datetime64(steady_world.config.start)).astype(int) // 30
    counts = np.bincount(month)
    assert counts[3:23] == pytest.approx([counts[3:23].mean()] * 20, rel=0.2)
