"""The panel is in steady state: patients come and go at the same rate before and after origin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.block import tables_of
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import Columns, departures, generator_tables

Days = NDArray[np.datetime64]


@pytest.fixture(scope="module")
def dates(steady_world: World) -> tuple[np.datetime64, np.datetime64, np.datetime64]:
    """Return start, origin and today."""
    config = steady_world.config
    return np.datetime64(config.start), np.datetime64(config.origin), np.datetime64(config.today)


def in_care(patients: Columns, day: np.datetime64) -> NDArray[np.bool_]:
    gone = departures(patients)
    return (patients["registered_on"] <= day) & (np.isnat(gone) | (gone > day))


def patients_of(visits: Columns) -> NDArray[np.int64]:
    """Return the index of each visit's patient in the patients table."""
    return visits["patient_id"].astype(int) - 1


def weeks(days: Days, start: np.datetime64) -> NDArray[np.int64]:
    """Return the number of days in each whole week after start."""
    return np.bincount((days - start).astype(int) // 7)[:-1]


def test_as_many_patients_register_before_origin_as_after_it(steady: dict[str, Columns], dates: Any) -> None:
    start, origin, today = dates
    registered = steady["patients"]["registered_on"]
    before = ((registered >= start) & (registered <= origin)).sum()
    after = ((registered > origin) & (registered <= today)).sum()
    assert registered.max() <= today
    assert after > 5_000
    assert after == pytest.approx(before, rel=0.055)


def test_as_many_patients_are_in_care_on_every_date(steady: dict[str, Columns], dates: Any) -> None:
    size = [in_care(steady["patients"], day).sum() for day in dates]
    assert size == pytest.approx([np.mean(size)] * 3, rel=0.03)


def test_those_in_care_keep_their_ages(steady: dict[str, Columns], dates: Any) -> None:
    patients = steady["patients"]
    shares = []
    for day in dates:
        age = (day - patients["date_of_birth"][in_care(patients, day)]).astype(int) / 365.25
        shares.append([100 * ((age >= low) & (age < low + 20)).mean() for low in (0, 20, 40, 60, 80)])
    for share in shares:
        assert share == pytest.approx(shares[1], abs=2)


def test_patients_leave_or_die_once_and_after_they_registered(steady: dict[str, Columns]) -> None:
    patients = steady["patients"]
    left, died = patients["left_on"], patients["date_of_death"]
    assert not (~np.isnat(left) & ~np.isnat(died)).any()
    gone = departures(patients)
    assert (gone >= patients["registered_on"])[~np.isnat(gone)].all()
    assert (patients["date_of_birth"] <= patients["registered_on"]).all()
    assert (~np.isnat(left)).sum() > 5_000


def test_no_visit_before_registration_or_after_leaving_or_death(steady: dict[str, Columns]) -> None:
    patients, visits = steady["patients"], steady["visits"]
    of = patients_of(visits)
    assert (visits["date_of_admission"] >= patients["registered_on"][of]).all()
    gone = departures(patients)[of]
    assert (visits["date_of_discharge"] <= gone)[~np.isnat(gone)].all()


def test_no_one_is_in_two_places_at_a_time(steady: dict[str, Columns]) -> None:
    visits = steady["visits"]
    same = np.diff(visits["patient_id"].astype(int)) == 0
    free = visits["date_of_admission"][1:] - visits["date_of_discharge"][:-1]
    assert free[same].min() >= np.timedelta64(1, "D")


def test_bills_have_the_order_of_the_visits(steady: dict[str, Columns]) -> None:
    billing = steady["billing"]
    same = np.diff(billing["patient_id"].astype(int)) == 0
    later = np.diff(billing["billing_date"]).astype(int)
    assert later[same].min() >= 0
    assert (later[same] == 0).any()


def test_visits_are_level_from_the_first_week(steady: dict[str, Columns], dates: Any) -> None:
    start = dates[0]
    visits = weeks(steady["visits"]["date_of_admission"], start)
    first_year = visits[:52]
    assert visits[:8] == pytest.approx([first_year.mean()] * 8, rel=0.12)
    # the second year, but for its last weeks, whose visits are not all billed yet
    assert visits[52:100].mean() == pytest.approx(first_year[:48].mean(), rel=0.04)


def test_the_ages_of_visits_do_not_drift(steady: dict[str, Columns], dates: Any) -> None:
    visits = steady["visits"]
    later = visits["date_of_admission"] > dates[1]
    old = visits["age"] >= 65
    assert 100 * old[later].mean() == pytest.approx(100 * old[~later].mean(), abs=1.5)


def test_2_to_3_percent_of_those_in_care_die_in_a_year(steady: dict[str, Columns], dates: Any) -> None:
    start, origin, today = dates
    died = steady["patients"]["date_of_death"]
    size = np.mean([in_care(steady["patients"], day).sum() for day in dates])
    for first, last in ((start, origin), (origin, today)):
        deaths = ((died > first) & (died <= last)).sum()
        assert 100 * deaths / size == pytest.approx(2.5, abs=0.6)
    # about a third to half of them at the end of a visit
    visits = steady["visits"]
    in_hospital = np.unique(
        visits["patient_id"][visits["date_of_discharge"] == died[patients_of(visits)]]
    ).size
    assert 0.3 <= in_hospital / (~np.isnat(died)).sum() <= 0.55


def test_the_old_die_more_often_than_the_young(steady: dict[str, Columns], dates: Any) -> None:
    patients = steady["patients"]
    age = (dates[1] - patients["date_of_birth"]).astype(int) / 365.25
    dead = ~np.isnat(patients["date_of_death"])
    rates = [dead[(age >= low) & (age < low + 20)].mean() for low in (0, 20, 40, 60, 80)]
    assert rates == sorted(rates)
    assert rates[-1] > 10 * rates[0]


def test_registrations_vary_from_day_to_day_after_origin_as_before_it(
    steady: dict[str, Columns], dates: Any
) -> None:
    start, origin, _ = dates
    day = (steady["patients"]["registered_on"] - start).astype(int)
    before = int((origin - start).astype(int)) + 1
    counts = np.bincount(day[day >= 0])[:-1]
    for days in (counts[:before], counts[before:]):
        assert 0.8 < days.var() / days.mean() < 1.7  # 1 is pure chance; seasons add to it


@pytest.mark.parametrize("start", [date(1950, 1, 1), date(1969, 7, 1)])
def test_care_periods_before_1970_are_as_long_as_others(start: date, steady_world: World) -> None:
    world = build_world(Config(patients=500, seed=3, start=start, today=start + timedelta(days=1_400)))
    expected = generator_tables(steady_world).panel.periods.mean_years
    assert tables_of(world).panel.periods.mean_years == pytest.approx(expected, rel=0.05)
