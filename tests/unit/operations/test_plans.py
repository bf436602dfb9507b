"""Plans of stays lie within them: expected discharge, change of class, leave of absence."""

from __future__ import annotations

import numpy as np
import pytest

from healthgen_db.operations.plans import OBSERVATION_SHARE, SHORT_STAY, StayPlans, stay_plans
from healthgen_db.operations.records import Diversions, Encounters, Records, columns_of, encounters_of
from healthgen_db.operations.words import CLASSES, NEVER
from healthgen_db.world.draws import Draws
from tests.unit.operations.synthetic import BEGIN, DAY, HOUR, UTC_OFFSET, known_by, random_records

DRAWS = Draws(3)
INPATIENT, OBSERVATION = CLASSES.index("inpatient"), CLASSES.index("observation")


@pytest.fixture(scope="module")
def records() -> Records:
    return random_records(6, 20_000)


@pytest.fixture(scope="module")
def plans(records: Records) -> StayPlans:
    return stay_plans(DRAWS, records.encounters, UTC_OFFSET)


def test_one_percent_of_short_inpatient_stays_becomes_observation(records: Records, plans: StayPlans) -> None:
    encounters = records.encounters
    changed = plans.observation_at < NEVER
    short = encounters.planned_left - encounters.registered < SHORT_STAY
    possible = (
        short & (encounters.klass_admitted == INPATIENT) & (encounters.admitted + 4 * HOUR < encounters.left)
    )
    assert not (changed & ~short).any()
    assert changed[possible].mean() == pytest.approx(OBSERVATION_SHARE, abs=0.005)
    assert (encounters.klass_admitted[changed] == INPATIENT).all()
    assert (plans.observation_at > encounters.admitted)[changed].all()
    assert (encounters.left - plans.observation_at)[changed].min() >= HOUR
    assert (plans.current_class(encounters, NEVER - 1)[changed] == OBSERVATION).all()


def test_the_class_is_that_of_the_moment(records: Records, plans: StayPlans) -> None:
    encounters = records.encounters
    before = np.where(encounters.admitted < NEVER, encounters.admitted - 1, NEVER - 1)
    row = int(np.flatnonzero(plans.observation_at < NEVER)[0])
    moments = (before[row], encounters.admitted[row], plans.observation_at[row])
    found = [int(plans.current_class(encounters, int(moment))[row]) for moment in moments]
    assert found == [int(encounters.klass[row]), INPATIENT, OBSERVATION]


def test_the_expected_day_is_named_in_the_stay_and_never_in_the_past(
    records: Records, plans: StayPlans
) -> None:
    encounters = records.encounters
    named = plans.expected_set < NEVER
    assert (plans.expected_set >= encounters.admitted + HOUR)[named].all()
    assert (plans.expected_set < encounters.left)[named].all()
    corrected = plans.expected_corrected < NEVER
    assert 0.1 < corrected[named].mean() < 0.3
    assert not (corrected & ~named).any()
    assert (plans.expected_corrected > plans.expected_set)[corrected].all()
    assert (plans.expected_corrected < encounters.left)[corrected].all()
    assert (plans.expected_first != plans.expected_last)[corrected].all()
    assert (plans.expected_first >= plans.expected_set // DAY)[corrected].all()
    assert (plans.expected_first == plans.expected_last)[named & ~corrected].all()
    assert (plans.expected_discharge(NEVER - 1) == np.where(named, encounters.expected_discharge, -1)).all()
    assert (plans.expected_discharge(BEGIN) == -1).all()


def test_a_leave_is_by_day_and_within_the_stay(records: Records, plans: StayPlans) -> None:
    encounters = records.encounters
    away = plans.leave_begins < NEVER
    assert away.sum() > 20
    assert (encounters.takes_leave[away] != 0).all()
    begins, ends = plans.leave_begins[away], plans.leave_ends[away]
    hour = (begins + UTC_OFFSET) % DAY // HOUR
    assert hour.min() >= 9
    assert hour.max() < 12
    assert (ends - begins).min() >= 4 * HOUR
    assert (ends - begins).max() < 8 * HOUR
    assert (ends < encounters.left[away]).all()
    local_day = (encounters.admitted[away] + UTC_OFFSET) // DAY
    assert ((begins + UTC_OFFSET) // DAY - local_day).min() == 3
    long_stay = (encounters.takes_leave != 0) & (encounters.left - encounters.admitted > 5 * DAY)
    assert (plans.leave_begins < NEVER)[long_stay].all()


def test_a_later_today_changes_no_plan(records: Records, plans: StayPlans) -> None:
    known = known_by(records, BEGIN + 15 * DAY)
    admitted = known.encounters.admitted < NEVER
    earlier = stay_plans(DRAWS, known.encounters, UTC_OFFSET)
    for name, column in vars(earlier).items():
        assert (column[admitted] == getattr(plans, name)[: len(admitted)][admitted]).all(), name


def test_columns_are_made_from_rows() -> None:
    diversions = columns_of(Diversions, [[1, 2, 0], [3, NEVER, 1]])
    assert diversions.ended.tolist() == [2, NEVER]
    assert columns_of(Diversions, []).began.tolist() == []


def test_encounters_are_made_from_rows_of_the_demand(records: Records) -> None:
    whole = records.encounters
    demand = vars(whole) | {"leaves": np.where(whole.planned_left == NEVER, 0, whole.planned_left)}
    row = np.array([5, 2, 9])
    found = {name: getattr(whole, name)[row] for name in ("admitted", "ready", "left", "disposition")}
    encounters = encounters_of(demand, row, **found)
    for name, column in vars(Encounters(**vars(encounters))).items():
        assert column.tolist() == getattr(whole, name)[row].tolist(), name
