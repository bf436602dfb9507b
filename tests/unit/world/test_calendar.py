"""Days as integers: ages, years, months and weekdays are those of the standard library; seasons add up to years."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.world.calendar import (
    FIRST_DAY,
    age_on,
    day_number,
    month_number,
    month_of,
    plus_months,
    season_mass,
    weekday_of,
    year_of,
)

DAYS = st.dates(date(1880, 1, 1), date(2100, 1, 1))


def age_by_birthdays(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def array(day: date) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([day_number(day)], dtype=np.int32)


@given(birth=DAYS, days=st.integers(0, 40_000))
def test_age_counts_birthdays(birth: date, days: int) -> None:
    day = min(birth + timedelta(days=days), date(2110, 1, 1))
    assert age_on(array(birth), array(day))[0] == age_by_birthdays(birth, day)


def test_people_born_on_29_february_turn_on_1_march() -> None:
    birth = array(date(2004, 2, 29))
    assert age_on(birth, array(date(2022, 2, 28)))[0] == 17
    assert age_on(birth, array(date(2022, 3, 1)))[0] == 18
    assert age_on(birth, array(date(2024, 2, 29)))[0] == 20


@given(day=DAYS)
def test_years_months_and_weekdays(day: date) -> None:
    assert year_of(array(day))[0] == day.year
    assert month_of(array(day))[0] == day.month - 1
    assert month_number(array(day))[0] == 12 * day.year + day.month - 1
    assert weekday_of(array(day))[0] == day.weekday()


@given(day=DAYS)
def test_twelve_months_later(day: date) -> None:
    try:
        later = day.replace(year=day.year + 1)
    except ValueError:
        later = date(day.year + 1, 2, 28)
    assert plus_months(array(day), 12)[0] == day_number(later)


def test_later_days_stay_in_their_month() -> None:
    days = np.concatenate([array(date(2024, 1, day)) for day in (1, 29, 30, 31)])
    assert plus_months(days, 1).tolist() == [day_number(date(2024, 2, day)) for day in (1, 29, 29, 29)]


def events(mass: np.ndarray[tuple[int], np.dtype[np.float64]], first: date, end: date) -> float:
    """Return the events from one day up to the day before another."""
    return float(mass[day_number(end) - FIRST_DAY] - mass[day_number(first) - FIRST_DAY])


def test_the_first_day_of_the_calendar_has_no_events_before_it() -> None:
    mass = season_mass(np.ones(12))
    assert mass[0] == 0
    assert (np.diff(mass) > 0).all()
    # the functions of days know the first day, and the day after the last one ends the events
    assert month_of(np.array([FIRST_DAY], dtype=np.int32))[0] == 0
    assert mass.size - 1 == day_number(date(2141, 1, 1)) - FIRST_DAY


@given(weights=st.lists(st.floats(0.1, 10), min_size=12, max_size=12), year=st.integers(1880, 2100))
def test_every_year_has_an_event_a_day_and_its_months_have_their_shares(
    weights: list[float], year: int
) -> None:
    mass = season_mass(np.array(weights))
    whole = events(mass, date(year, 1, 1), date(year + 1, 1, 1))
    assert whole == pytest.approx(365.25)
    for month, weight in enumerate(weights, 1):
        end = date(year + month // 12, month % 12 + 1, 1)
        share = events(mass, date(year, month, 1), end) / whole
        assert share == pytest.approx(weight / sum(weights))


def test_the_events_of_a_month_are_spread_evenly_over_its_days() -> None:
    mass = season_mass(np.arange(1.0, 13.0))
    days = [events(mass, date(2024, 2, day), date(2024, 2, day + 1)) for day in range(1, 29)]
    assert days == pytest.approx([days[0]] * 28)
    # 29 days of February in 2024 have as many events as 28 days in 2023
    assert events(mass, date(2023, 2, 1), date(2023, 2, 2)) == pytest.approx(days[0] * 29 / 28)
