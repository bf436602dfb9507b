"""Patterns: each limit of working hours refuses a cycle that breaks it, and the shipped ones keep them all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pydantic import ValidationError

from healthgen_db.operations.roster.limits import broken_limits
from healthgen_db.operations.roster.patterns import FREE, PatternFile, load_patterns

FILE = load_patterns("gauteng")


def broken(cycle: str, **limits: float) -> list[str]:
    codes = FILE.codes
    return broken_limits(
        [codes.get(code) for code in cycle.split()], FILE.limits.model_copy(update=dict(limits))
    )


@pytest.mark.parametrize(
    ("cycle", "said"),
    [
        ("E8 D8 - - - -", "from day 1 to day 2 the rest is 8 hours, and at least 10 are needed"),
        ("D8 - - - - E8", "from day 6 to day 1 the rest is 8 hours"),
        ("D8 N8 E8 - - - -", "from day 2 to day 3 the rest is 8 hours"),
        ("D12 - - - - N12", "from day 6 to day 1 the rest is 0 hours"),
        ("D12 - - - - N12", "from day 6 to day 1 a day shift follows a night shift"),
        ("D12 D12 D12 - D12 D12 D12 - - - - - - -", "in the 7 days from day 1 there are 72 hours"),
        ("D12 D12 - - - - - - - - D12 D12 D12 D12", "in the 7 days from day 11 there are 72 hours"),
        ("D10 D10 D10 D10 D10 - -", "it has 50.0 hours a week, and at most 48 are allowed"),
        ("D12 D12 D12 D12 D12 - - - - - - - - -", "more than 4 long shifts begin in a row on day 1"),
        ("D12 D12 - - - - - - - - - N12 - D12 D12 D12", "more than 4 long shifts begin in a row on day 14"),
        ("- - -", "there is no shift in it"),
    ],
)
def test_a_cycle_that_breaks_a_limit_is_refused(cycle: str, said: str) -> None:
    assert any(sentence.startswith(said) for sentence in broken(cycle)), broken(cycle)


def test_each_limit_counts() -> None:
    cycle = FILE.patterns["twenty-one days"].cycle
    assert broken(cycle) == []
    assert broken(cycle, rest_hours=12.5)
    assert broken(cycle, week_hours=59)
    assert broken(cycle, average_week_hours=39)
    assert broken(cycle, long_in_a_row=2)
    # A day shift after a night shift is refused whatever the rest.
    assert broken("D12 - - - - N12", rest_hours=0) == [
        "from day 6 to day 1 a day shift follows a night shift"
    ]


def test_a_file_names_the_pattern_that_is_refused() -> None:
    values = FILE.model_dump()
    values["patterns"] = {"too much": {"cycle": "D12 D12 D12 D12 D12 -"}}
    with pytest.raises(
        ValidationError, match="pattern too much: in the 7 days from day 1 there are 72 hours"
    ):
        PatternFile.model_validate(values)
    values["patterns"] = {"unknown": {"cycle": "D12 Z9 -"}}
    with pytest.raises(ValidationError, match="pattern unknown: there is no shift type with the code Z9"):
        PatternFile.model_validate(values)
    values["patterns"] = {"five days": {"cycle": "D8 D8 D8 - -", "weekdays": True}}
    with pytest.raises(ValidationError, match="pattern five days: a cycle on weekdays must have whole weeks"):
        PatternFile.model_validate(values)


@pytest.mark.parametrize("place", ["us", "gauteng"])
def test_the_shipped_patterns_keep_the_limits(place: str) -> None:
    # Judged again, hour by hour: three rounds of each cycle.
    file = load_patterns(place)
    for name, pattern in file.patterns.items():
        codes = file.codes
        shifts = [
            (day * 24 + codes[code].start, codes[code].hours)
            for day, code in enumerate(pattern.codes * 3)
            if code != FREE
        ]
        assert all(after[0] - before[0] - before[1] >= 10 for before, after in pairwise(shifts)), name
        hours = [0] * (72 * len(pattern.codes) + 48)
        for begin, length in shifts:
            hours[int(begin) : int(begin) + length] = [1] * length
        assert max(sum(hours[hour : hour + 168]) for hour in range(48 * len(pattern.codes))) <= 60, name
        assert file.week_hours(name) <= 48, name


def test_the_cycle_of_gauteng_is_the_mended_one() -> None:
    days = " ".join(FILE.patterns["twenty-one days"].codes)
    assert days == "D12 D12 D12 - - N12 N12 N12 - - - M8 M8 M8 - A8 A8 A8 - - -"
    assert FILE.week_hours("twenty-one days") == 40
    assert FILE.longest_week("twenty-one days") == 60
    assert "twenty-one days" not in load_patterns("us").patterns
