"""Days as integers, and what a calendar says of them: whole birthdays, months, weekdays.

A day is the number of days since 1970-01-01, as in numpy's datetime64[D] and Arrow's date32.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DAYS_PER_YEAR",
    "Days",
    "age_on",
    "day_number",
    "days_of_age",
    "plus_months",
    "year_of",
    "year_start",
]

Days = NDArray[np.int32]

DAYS_PER_YEAR = 365.25

_EPOCH = date(1970, 1, 1)
_FIRST = date(1840, 1, 1)
_LAST = date(2140, 12, 31)
_OFFSET = (_EPOCH - _FIRST).days

_DATES = np.arange(np.datetime64(_FIRST), np.datetime64(_LAST) + 1)
_YEARS: Days = _DATES.astype("datetime64[Y]").astype(np.int32) + 1970
_MONTHS: Days = _DATES.astype("datetime64[M]").astype(np.int32) % 12 + 1
_MONTH_DAYS: Days = (_DATES - _DATES.astype("datetime64[M]")).astype(np.int32) + 1
# year, month and day side by side in one integer: the difference of two such keys, shifted right, counts birthdays
_KEYS: Days = (_YEARS << 9) | (_MONTHS << 5) | _MONTH_DAYS
_YEAR_STARTS: Days = _DATES.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int32)


def day_number(day: date) -> int:
    """Return the day's number, 0 for 1970-01-01."""
    return (day - _EPOCH).days


def age_on(birth: Days, day: Days | int) -> NDArray[np.int16]:
    """Return the age in whole birthdays; who was born on 29 February turns on 1 March in other years."""
    age: NDArray[np.int16] = ((_KEYS[day + _OFFSET] - _KEYS[birth + _OFFSET]) >> 9).astype(np.int16)
    return age


def year_of(day: Days) -> Days:
    """Return the calendar year."""
    year: Days = _YEARS[day + _OFFSET]
    return year


def year_start(day: Days) -> Days:
    """Return the first day of the calendar year."""
    start: Days = _YEAR_STARTS[day + _OFFSET]
    return start


def plus_months(day: Days, months: int) -> Days:
    """Return the same day of the month some months later, or the last day of a month without it.

    PostgreSQL adds an interval of months in the same way: 29 February plus 12 months is 28 February.
    """
    later: Days = _months_later(months)[day + _OFFSET]
    return later


@cache
def _months_later(months: int) -> Days:
    month = _DATES.astype("datetime64[M]")
    last = (month + months + 1).astype("datetime64[D]") - 1
    later = (month + months).astype("datetime64[D]") + (_DATES - month)
    days: Days = np.minimum(later, last).astype(np.int32)
    return days


def days_of_age(age: int, on: date) -> tuple[int, int]:
    """Return the first and the last birth day of those who are `age` years old on a date."""
    last = _same_day(on.year - age, on)
    first = _same_day(on.year - age - 1, on) + timedelta(days=1)
    return day_number(first), day_number(last)


def _same_day(year: int, day: date) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
