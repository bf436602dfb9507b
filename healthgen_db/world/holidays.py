"""Public holidays, and the next day on which a doctor admits patients."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import pyarrow.csv
from numpy.typing import NDArray

from healthgen_db.config.resources import resource
from healthgen_db.world.calendar import FIRST_DAY, LAST_DAY, Days, day_number, weekday_of

WORKING_WEEKDAYS = 5


@dataclass(frozen=True)
class Holidays:
    """The federal holidays of the US, and the days on which they are observed, by day."""

    days: tuple[date, ...]
    names: tuple[str, ...]

    def between(self, first: date, last: date) -> list[tuple[date, str]]:
        """Return the holidays from `first` to `last`, inclusive."""
        both = zip(self.days, self.names, strict=True)
        return [(day, name) for day, name in both if first <= day <= last]

    def working_days(self) -> NDArray[np.bool_]:
        """Return for each day of the calendar whether it is from Monday to Friday and no holiday."""
        working = weekday_of(np.arange(FIRST_DAY, LAST_DAY + 1)) < WORKING_WEEKDAYS
        working[np.array([day_number(day) for day in self.days]) - FIRST_DAY] = False
        return working


@cache
def load_holidays() -> Holidays:
    """Read the shipped holidays."""
    table = pyarrow.csv.read_csv(resource("data", "holidays.csv.gz"))
    return Holidays(tuple(table["day"].to_pylist()), tuple(table["name"].to_pylist()))


def next_day(open_days: NDArray[np.bool_]) -> Days:
    """Return for each day of the calendar the first open day that is not before it; without one, the last day."""
    day = np.where(open_days, np.arange(FIRST_DAY, LAST_DAY + 1), LAST_DAY)
    following: Days = np.minimum.accumulate(day[::-1])[::-1].astype(np.int32)
    return following
