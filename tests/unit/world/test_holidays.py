"""Public holidays are those of the US as observed, and the next open day is found for every day."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import numpy as np

from healthgen_db.config.resources import resource
from healthgen_db.data.make_holidays import make_holidays
from healthgen_db.world.calendar import FIRST_DAY, LAST_DAY, day_number
from healthgen_db.world.holidays import load_holidays, next_day

DAYS = LAST_DAY - FIRST_DAY + 1


def index(day: date) -> int:
    return day_number(day) - FIRST_DAY


def test_holidays_of_2026_are_the_federal_ones() -> None:
    days = dict(load_holidays().between(date(2026, 1, 1), date(2026, 12, 31)))
    assert {day for day, name in days.items() if "observed" not in name} == {
        date(2026, 1, 1), date(2026, 1, 19), date(2026, 2, 16), date(2026, 5, 25), date(2026, 6, 19),
        date(2026, 7, 4), date(2026, 9, 7), date(2026, 10, 12), date(2026, 11, 11), date(2026, 11, 26),
        date(2026, 12, 25),
    }  # fmt: skip
    # 4 July is a Saturday, so offices are closed on Friday
    assert "observed" in days[date(2026, 7, 3)]


def test_holidays_are_those_of_their_time_and_both_ends_count() -> None:
    holidays = load_holidays()
    assert holidays.between(date(2019, 6, 19), date(2019, 6, 19)) == []
    assert len(holidays.between(date(2024, 12, 25), date(2025, 1, 1))) == 2
    assert list(holidays.days) == sorted(set(holidays.days))


def test_the_shipped_holidays_are_those_of_the_script(tmp_path: Path) -> None:
    make_holidays(tmp_path / "holidays.csv.gz")
    # a later version of the library may know new holidays, so the bytes are not compared
    made = load_rows(tmp_path / "holidays.csv.gz")
    shipped = load_rows(Path(str(resource("data", "holidays.csv.gz"))))
    past = {row for row in shipped if row < "2026"}
    assert len(past) > 1_000
    assert past <= made


def load_rows(path: Path) -> set[str]:
    return set(gzip.decompress(path.read_bytes()).decode().splitlines()[1:])


def test_working_days_are_monday_to_friday_without_holidays() -> None:
    working = load_holidays().working_days()
    assert working.size == DAYS
    for day, expected in (
        (date(2026, 7, 2), True),
        (date(2026, 7, 3), False),
        (date(2026, 7, 4), False),
        (date(2026, 7, 5), False),
        (date(2026, 7, 6), True),
        (date(2025, 12, 25), False),
        (date(2025, 12, 26), True),
    ):
        assert working[index(day)] == expected, day


def test_the_next_day_is_the_same_day_or_the_first_open_one_after_it() -> None:
    open_days = np.zeros(DAYS, dtype=np.bool_)
    first, second = index(date(2026, 3, 2)), index(date(2026, 3, 9))
    open_days[[first, second]] = True
    following = next_day(open_days)
    assert following[first] == first + FIRST_DAY
    assert (following[: first + 1] == first + FIRST_DAY).all()
    assert (following[first + 1 : second + 1] == second + FIRST_DAY).all()
    assert (following[second + 1 :] == LAST_DAY).all()
