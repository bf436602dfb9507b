"""Scheduled visits are on working days, also when they had to wait; other visits are on every day."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.admissions import admissions, wanted_days
from healthgen_db.generate.care.condition_parameters import ConditionParameters
from healthgen_db.world.calendar import FIRST_DAY, weekday_of
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_visits,
    generator_tables,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@pytest.fixture(scope="module")
def day(steady: dict[str, Columns]) -> Ints:
    return steady["visits"]["date_of_admission"].astype("datetime64[D]").astype(int)


@pytest.fixture(scope="module")
def holiday(steady_world: World, day: Ints) -> Flags:
    """Return whether a visit is on a holiday from Monday to Friday."""
    return ~steady_world.holidays.working_days()[day - FIRST_DAY] & (weekday_of(day) < 5)


@pytest.fixture(scope="module")
def scheduled(steady_world: World, steady: dict[str, Columns]) -> Flags:
    """Return the visits that are surely scheduled: a first follow-up may have come early, a later one does not."""
    visits, catalog = steady["visits"], steady_world.catalog
    first = first_visits(visits)
    of_treatment = np.array([treatment.scheduled for treatment in catalog.treatments])
    planned = of_treatment[visits["treatment_id"].astype(int) - 1]
    urgent = [code.code for entry in catalog.conditions for code in entry.icd10 if code.urgent]
    planned &= ~np.isin(visits["icd10_code"], urgent)
    never_early = np.array(
        [catalog.categories[entry.category].early_share == 0 for entry in catalog.conditions]
    )
    later = np.flatnonzero(~first)
    before = np.searchsorted(visits["visit_id"], visits["follow_up_of"][later].astype(int))
    second = np.zeros(first.size, dtype=np.bool_)
    second[later] = first[before]
    surely: Flags = np.where(first, planned, never_early[condition_of(visits)] | ~second)
    return surely


@pytest.fixture(scope="module")
def unscheduled(steady_world: World, steady: dict[str, Columns], scheduled: Flags) -> Flags:
    """Return first visits that nobody has planned; deliveries have weekdays of their own."""
    visits = steady["visits"]
    delivery = condition_of(visits) == condition_number(steady_world, "Childbirth")
    by_chance: Flags = first_visits(visits) & ~scheduled & ~delivery
    return by_chance


def test_few_scheduled_visits_are_on_weekends(steady_world: World, day: Ints, scheduled: Flags) -> None:
    weekend = weekday_of(day[scheduled]) >= 5
    kept = steady_world.behavior.visits.kept_on_weekends
    assert scheduled.sum() > 20_000
    assert weekend.mean() == pytest.approx(2 / 7 * kept, abs=0.01)
    # they all move to the days after the weekend, and as many from Saturday as from Sunday
    shares = np.bincount(weekday_of(day[scheduled]), minlength=7)[:5] / scheduled.sum()
    assert shares.min() > 0.14


def test_unscheduled_visits_are_on_every_weekday(day: Ints, unscheduled: Flags) -> None:
    assert unscheduled.sum() > 8_000
    assert (weekday_of(day[unscheduled]) >= 5).mean() == pytest.approx(0.285, abs=0.02)


def test_scheduled_visits_avoid_holidays_and_others_do_not(
    steady_world: World, day: Ints, holiday: Flags, scheduled: Flags, unscheduled: Flags
) -> None:
    days = np.arange(day.min(), day.max() + 1)
    free = ~steady_world.holidays.working_days()[days - FIRST_DAY] & (weekday_of(days) < 5)
    holidays, working = free.sum(), (~free & (weekday_of(days) < 5)).sum()

    def ratio(rows: Flags) -> float:
        on_working_day = rows & ~holiday & (weekday_of(day) < 5)
        return float((rows & holiday).sum() / holidays / (on_working_day.sum() / working))

    assert holidays >= 18
    # some visits move to a holiday's neighbors, and none to the holiday
    assert ratio(scheduled) == pytest.approx(steady_world.behavior.visits.kept_on_holidays, abs=0.12)
    assert ratio(unscheduled) == pytest.approx(1, abs=0.15)


def admitted(tables: ConditionParameters, planned: Any, days: Ints, scheduled: Flags, weekdays: Ints) -> Ints:
    """Return the admissions of planned visits."""
    wanted = wanted_days(tables, planned, scheduled, weekdays)
    return admissions(tables, planned, wanted, days, scheduled=scheduled, weekdays=weekdays)


def waiting(scheduled: bool, patients: int) -> tuple[Any, Ints, Flags]:
    """Return planned visits of patients with two on one day, their stays, and whether they are scheduled."""
    first = np.datetime64("2025-01-01").astype(int) + np.arange(patients) % 365
    day = np.repeat(first, 2)
    planned = SimpleNamespace(
        person=np.repeat(np.arange(patients), 2), day=day, key=np.arange(2 * patients) + 10_000
    )
    return cast(Any, planned), np.tile([3, 0], patients), np.tile([False, scheduled], patients)


@pytest.mark.parametrize("scheduled", [False, True])
def test_a_visit_that_had_to_wait_comes_on_a_day_of_its_doctor(steady_world: World, scheduled: bool) -> None:
    tables: ConditionParameters = generator_tables(steady_world).parameters
    patients, sets = 2_000, steady_world.facilities.weekdays
    planned, days, planned_ahead = waiting(scheduled, patients)
    weekdays = np.arange(2 * patients) // 2 % len(sets)
    weekdays[::2] = 0  # the doctors of the first visits are there every day
    admission = admitted(tables, planned, days, planned_ahead, weekdays)
    first, second = admission[::2], admission[1::2]
    assert (first == planned.day[::2]).all()
    assert (second > first + 3).all()
    assert sets[weekdays[1::2], weekday_of(second)].all()
    working = steady_world.holidays.working_days()[second - FIRST_DAY]
    # most wait less than a week and, for a doctor who comes once a week, some days longer
    assert (second - first).max() <= 3 + steady_world.behavior.panel.longest_wait_days + 21
    assert working.all() == scheduled


def test_one_visit_moves_the_later_visits_of_its_patient_only(steady_world: World) -> None:
    tables = generator_tables(steady_world).parameters
    planned, days, planned_ahead = waiting(True, 500)
    weekdays = np.zeros(1_000, dtype=np.int64)
    together = admitted(tables, planned, days, planned_ahead, weekdays)
    for person in range(0, 500, 50):
        rows = slice(2 * person, 2 * person + 2)
        alone = SimpleNamespace(
            person=np.zeros(2, dtype=np.int64), day=planned.day[rows], key=planned.key[rows]
        )
        found = admitted(tables, alone, days[rows], planned_ahead[rows], weekdays[rows])
        assert found.tolist() == together[rows].tolist()


def test_deliveries_have_weekdays_of_their_own(
    steady_world: World, steady: dict[str, Columns], day: Ints
) -> None:
    visits = steady["visits"]
    number = condition_number(steady_world, "Childbirth")
    rows = first_visits(visits) & (condition_of(visits) == number)
    weights = np.array(steady_world.catalog.conditions[number].weekdays)
    assert rows.sum() > 300
    found = (weekday_of(day[rows]) >= 5).mean()
    assert found == pytest.approx(weights[5:].sum() / weights.sum(), abs=0.05)
