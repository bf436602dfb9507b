"""Days as integers: ages, years and later months are those of the standard library."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.world.calendar import (
    age_on,
    day_number,
    days_of_age,
    plus_months,
    year_of,
    year_start,
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
def test_years(day: date) -> None:
    assert year_of(array(day))[0] == day.year
    assert year_start(array(day))[0] == day_number(date(day.year, 1, 1))


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


@given(on=DAYS, age=st.integers(0, 35))
def test_days_of_age_are_all_days_of_that_age(on: date, age: int) -> None:
    first, last = days_of_age(age, on)
    births = np.arange(first - 1, last + 2, dtype=np.int32)
    assert age_on(births, day_number(on)).tolist() == [age + 1, *[age] * (last - first + 1), age - 1]
