"""Medical prices over time, relative to those of a dataset's origin: prices.toml."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import Field

from healthgen_db.config.values import DEFAULT_POPULATION
from healthgen_db.world.calendar import Days, month_number
from healthgen_db.world.data_files import Entry, read_data_file
from healthgen_db.world.draws import Floats

# The price index has so many decimals, in the generator and in the database.
DECIMALS = 6
MONTHS = 12


class PriceChanges(Entry):
    """How prices change: prices.toml."""

    other_years: float = Field(gt=-50, lt=50)
    """% a year, in years that are not listed."""
    yearly_change_pct: dict[int, float]


@cache
def load_price_changes(path: Path | None = None) -> PriceChanges:
    """Read a file of price changes; see read_data_file."""
    return read_data_file(PriceChanges, "prices", path, DEFAULT_POPULATION)


class PriceIndex:
    """The price index by month: 1 in the month of `origin`.

    first_month: int, months from January of year 0 to the first month of `index`
    index: float64, shape (months,)
    """

    def __init__(self, changes: PriceChanges, first: date, last: date, origin: date) -> None:
        """Make the index for the months from that of `first` to that of `last`. origin: not after `last`."""
        self.first_month = first.year * MONTHS + first.month - 1
        years = range(min(first.year, origin.year), last.year + 1)
        growth = [1 + changes.yearly_change_pct.get(year, changes.other_years) / 100 for year in years]
        level = np.cumprod(np.repeat(growth, MONTHS) ** (1 / MONTHS))
        begin = self.first_month - years[0] * MONTHS
        at_origin = level[origin.year * MONTHS + origin.month - 1 - years[0] * MONTHS]
        end = last.year * MONTHS + last.month - years[0] * MONTHS
        self.index: Floats = np.round(level[begin:end] / at_origin, DECIMALS)

    def on(self, day: Days) -> Floats:
        """Return the index in the month of each day. day: from the first month to the last one."""
        index: Floats = self.index[month_number(day) - self.first_month]
        return index

    def months(self) -> list[tuple[date, float]]:
        """Return the first day and the index of each month."""
        numbers = range(self.first_month, self.first_month + self.index.size)
        return [
            (date(number // MONTHS, number % MONTHS + 1, 1), float(index))
            for number, index in zip(numbers, self.index, strict=True)
        ]
