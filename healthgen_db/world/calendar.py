"""Days as integers, with their years, months and birthdays.

A day is the number of days since 1970-01-01, as in numpy's datetime64[D] and Arrow's date32. The functions look days up
in tables with one entry for each day from 1840 to 2140.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]

DAYS_PER_YEAR = 365.25

_EPOCH = date(1970, 1, 1)
_FIRST = date(1840, 1, 1)
_LAST = date(2140, 12, 31)
_OFFSET = (_EPOCH - _FIRST).days

_DATES = np.arange(np.datetime64(_FIRST), np.datetime64(_LAST) + 1)
_MONTHS = _DATES.astype("datetime64[M]")
_YEAR_STARTS: Days = _DATES.astype("datetime64[Y]").astype("datetime64[D]").astype(np.int32)
_YEARS: Days = _DATES.astype("datetime64[Y]").astype(np.int32) + 1970
# The bits of a date are year, month (4 bits) and day (5 bits). The difference of two dates, shifted right by 9 bits,
# is the number of birthdays between them.
_DATE_BITS: Days = (
    (_YEARS << 9) | ((_MONTHS.astype(np.int32) % 12 + 1) << 5) | ((_DATES - _MONTHS).astype(np.int32) + 1)
)


def day_number(day: date) -> int:
    """Return the number of a day; 1970-01-01 has the number 0."""
    return (day - _EPOCH).days


def age_on(birth: Days, day: Days | int) -> NDArray[np.int16]:
    """Return the age in whole years. In years without 29 February, people born on that day turn on 1 March."""
    birthdays = (_DATE_BITS[day + _OFFSET] - _DATE_BITS[birth + _OFFSET]) >> 9
    return birthdays.astype(np.int16)


def year_of(day: Days) -> Days:
    """Return the calendar year."""
    return _YEARS[day + _OFFSET]


def year_start(day: Days) -> Days:
    """Return the first day of the calendar year."""
    return _YEAR_STARTS[day + _OFFSET]


def plus_months(day: Days, months: int) -> Days:
    """Return the same day of the month `months` later, or the last day of that month if it has no such day.

    PostgreSQL adds an interval of months in the same way: 29 February plus 12 months is 28 February.
    """
    return _months_later(months)[day + _OFFSET]


@cache
def _months_later(months: int) -> Days:
    last_of_month = (_MONTHS + months + 1).astype("datetime64[D]") - 1
    same_day = (_MONTHS + months).astype("datetime64[D]") + (_DATES - _MONTHS)
    later: Days = np.minimum(same_day, last_of_month).astype(np.int32)
    return later


def days_of_age(age: int, on: date) -> tuple[int, int]:
    """Return the first and the last possible day of birth of people who are `age` years old on a date."""
    last = _same_day(on.year - age, on)
    first = _same_day(on.year - age - 1, on) + timedelta(days=1)
    return day_number(first), day_number(last)


def _same_day(year: int, day: date) -> date:
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
