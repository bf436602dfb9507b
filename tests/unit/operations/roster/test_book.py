"""The book of shifts: whether one more shift keeps each limit, before it and after it."""

from __future__ import annotations

import numpy as np
import pytest

from healthgen_db.operations.roster.days.book import RING, Book
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.roster.shift_times import ShiftTimes
from healthgen_db.world.places.time_zones import zone_named

FILE = load_patterns("gauteng")
CODES = [shift.code for shift in FILE.shift_types.values()]
# Clocks change on 1 November 2026, day 20,758: the night to it has an hour more.
DAY = 20_740
AUTUMN = 20_757


def fits(days: str, day: int = DAY, *, own: bool = False, **limits: float) -> bool:
    """Return whether a shift fits among others. days: a word for each day, with a star at the shift to be added."""
    words = days.split()
    place = next(number for number, word in enumerate(words) if word.endswith("*"))
    zone = zone_named("America/New_York")
    times = ShiftTimes(FILE, zone, DAY - 60, DAY + 60)
    book = Book(times, FILE.limits.model_copy(update=dict(limits)), 1)
    for number, word in enumerate(words):
        if word != "-" and number != place:
            book.kind[(day + number - place) % RING, 0] = CODES.index(word)
    kind = np.array([CODES.index(words[place][:-1])])
    return bool(book.fits(np.array([0]), day, kind, own=np.array([own]))[0])


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("D12 D12*", True),
        ("N12 D12*", False),
        ("N12 D8*", False),
        ("N12 N12*", True),
        ("D12* N12", True),
        ("N12* D12", False),
        ("N12* - D12", True),
        ("E8* D8", False),
        ("C24 D10*", False),
        ("C24 N12*", False),
        ("C24 - D10*", True),
        ("C24* D10", False),
        ("D12 D12 D12 D12*", True),
        ("D12* D12 D12 D12 D12", False),
        ("D12 - D12 - D12 D12 D12*", False),
        ("D12 - D12 - D12 - - D12* D12", True),
        ("D12* - D12 - D12 - D12 - D12", True),
        ("N12 - D12 - D12 D12 - D12*", False),
        ("D8 D8 D8 D8 D8 D8 D8*", True),
        ("D8 D8 D8 D8 D8 D8 D12*", False),
    ],
)
def test_a_shift_fits_if_it_keeps_all_limits(days: str, expected: bool) -> None:
    assert fits(days) is expected


def test_full_weeks_of_a_pattern_fit_up_to_60_hours() -> None:
    week = "D12 D12 D12 - - N12 N12*"
    assert fits(week, own=True)
    assert not fits(week)
    # In the night in which clocks go back it would be 61 hours.
    assert not fits(week, AUTUMN, own=True)


def test_a_long_row_is_refused_at_both_ends() -> None:
    assert fits("D12 - D12*", long_in_a_row=1)
    assert not fits("D12 D12*", long_in_a_row=1)
    assert not fits("D12* D12", long_in_a_row=1)
    assert not fits("D12 D12* D12", long_in_a_row=2)
    assert fits("D8 D8* D8", long_in_a_row=1)
