"""Days as integers, with their years, months and birthdays; and the seconds of a minute, an hour and a day.

A day is the number of days since 1970-01-01, as in numpy's datetime64[D] and Arrow's date32. The functions look days up
in tables with one entry for each day from 1800 to 2140.
"""

from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

Days = NDArray[np.int32]

DAYS_PER_YEAR = 365.25
# Seconds.
MINUTE, HOUR, DAY = 60, 3_600, 86_400

_EPOCH = date(1970, 1, 1)
_FIRST = date(1800, 1, 1)
_LAST = date(2140, 12, 31)
# NumPy adds whole numbers to dates only with a unit.
_ONE_DAY, _ONE_MONTH = np.timedelta64(1, "D"), np.timedelta64(1, "M")
_OFFSET = (_EPOCH - _FIRST).days

_DATES = np.arange(np.datetime64(_FIRST), np.datetime64(_LAST) + _ONE_DAY)
_MONTHS = _DATES.astype("datetime64[M]")
_MONTH_NUMBER = _MONTHS.astype(np.int64) + 1970 * 12
_MONTH_OF_YEAR = _MONTH_NUMBER % 12
_YEARS: Days = _DATES.astype("datetime64[Y]").astype(np.int32) + 1970
# The bits of a date are year, month (4 bits) and day (5 bits). The difference of two dates, shifted right by 9 bits,
# is the number of birthdays between them.
_DATE_BITS: Days = (
    (_YEARS << 9) | ((_MONTH_OF_YEAR.astype(np.int32) + 1) << 5) | ((_DATES - _MONTHS).astype(np.int32) + 1)
)
FIRST_DAY = -_OFFSET
"""The first day of the tables."""
LAST_DAY = (_LAST - _EPOCH).days
"""The last day of the tables."""


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


def weekday_of(day: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return the weekday: 0 Monday to 6 Sunday."""
    # day 0, 1970-01-01, was a Thursday
    weekday: NDArray[np.integer] = (day + 3) % 7
    return weekday


def month_of(day: Days) -> NDArray[np.int64]:
    """Return the month of the year, 0 for January."""
    return _MONTH_OF_YEAR[day + _OFFSET]


def month_number(day: Days) -> NDArray[np.int64]:
    """Return the months from January of year 0 to the month of each day."""
    return _MONTH_NUMBER[day + _OFFSET]


def season_mass(month_weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many events happen before each day of the calendar, if the mean is one a day.

    The result has the shape (days of the calendar + 1,) and begins with 0. month_weights: relative number of events in
    each month, shape (12,). The events of a month are spread evenly over its days; each year has 365.25 events.
    """
    per_day = (month_weights / month_weights.mean())[_MONTH_OF_YEAR]
    month = _MONTH_NUMBER - _MONTH_NUMBER[0]
    per_day = per_day * (DAYS_PER_YEAR / 12) / np.bincount(month)[month]
    return np.concatenate([[0.0], np.cumsum(per_day)])


def plus_months(day: Days, months: int) -> Days:
    """Return the same day of the month `months` later, or the last day of that month if it has no such day.

    PostgreSQL adds an interval of months in the same way: 29 February plus 12 months is 28 February.
    """
    return _months_later(months)[day + _OFFSET]


@cache
def _months_later(months: int) -> Days:
    last_of_month = (_MONTHS + (months + 1) * _ONE_MONTH).astype("datetime64[D]") - _ONE_DAY
    same_day = (_MONTHS + months * _ONE_MONTH).astype("datetime64[D]") + (_DATES - _MONTHS)
    later: Days = np.minimum(same_day, last_of_month).astype(np.int32)
    return later
