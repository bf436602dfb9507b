"""The price index: 1 in the month of origin, rising by the yearly changes of prices.toml."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.world.calendar import day_number
from healthgen_db.world.prices import PriceChanges, PriceIndex, load_price_changes

SHIPPED = load_price_changes()
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def price(index: PriceIndex, day: date) -> float:
    return float(index.on(np.array([day_number(day)], dtype=np.int32))[0])


@given(days=st.tuples(DAYS, DAYS, DAYS))
def test_prices_are_those_of_origin_in_its_whole_month(days: tuple[date, date, date]) -> None:
    first, origin, last = sorted(days)
    index = PriceIndex(SHIPPED, first, last, origin)
    assert price(index, origin) == 1
    assert price(index, max(first, origin.replace(day=1))) == 1
    assert price(index, first) <= 1 <= price(index, last)


@given(days=st.tuples(DAYS, DAYS, DAYS, DAYS))
def test_a_later_last_day_changes_no_price(days: tuple[date, date, date, date]) -> None:
    first, origin, last, later = sorted(days)
    short, long = (PriceIndex(SHIPPED, first, end, origin).months() for end in (last, later))
    assert long[: len(short)] == short


def test_shipped_prices_rise_3_to_4_percent_in_every_twelve_months() -> None:
    index = PriceIndex(SHIPPED, date(1995, 5, 17), date(2046, 6, 30), date(2026, 6, 30)).index
    rise = 100 * (index[12:] / index[:-12] - 1)
    assert rise.min() >= 2.99
    assert rise.max() <= 4.01
    # every month has its part of the rise
    assert (np.diff(index) > 0).all()


def test_a_year_has_its_own_change_and_others_the_common_one() -> None:
    changes = PriceChanges(other_years=10, yearly_change_pct={2021: 50})
    months = dict(PriceIndex(changes, date(2019, 1, 1), date(2023, 12, 31), date(2020, 12, 31)).months())
    assert months[date(2021, 12, 1)] == pytest.approx(1.5, abs=1e-5)
    assert months[date(2022, 12, 1)] == pytest.approx(1.65, abs=1e-5)
    assert months[date(2019, 12, 1)] == pytest.approx(1 / 1.1, abs=1e-5)


def test_months_begin_with_the_month_of_the_first_day_and_end_with_that_of_the_last() -> None:
    index = PriceIndex(SHIPPED, date(2023, 11, 30), date(2024, 2, 1), date(2024, 1, 15))
    months = [date(2023, 11, 1), date(2023, 12, 1), date(2024, 1, 1), date(2024, 2, 1)]
    assert [month for month, _ in index.months()] == months
    assert [value for _, value in index.months()] == [price(index, month) for month in months]
    assert price(index, date(2023, 12, 31)) == price(index, date(2023, 12, 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("other_years = 3.5", "other_years = 350", "other_years = 350: "),
        ("other_years = 3.5", "", "other_years is missing"),
        ("2026 = 3.6", "soon = 3.6", "yearly_change_pct.soon"),
    ],
)
def test_broken_price_changes_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = resource("data", "prices.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "prices.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^prices\.toml: ") as error:
        load_price_changes(path)
    assert message in str(error.value)
