"""How the report writes numbers, shares, dates and lists in its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from healthgen_db.briefing.numbers import counted, number, signed, weekday_and_date, whole

__all__ = [
    "change",
    "counted",
    "day",
    "decimal",
    "listed",
    "month",
    "months",
    "number",
    "percent",
    "share",
    "short_month",
    "signed",
    "usd",
    "weekday_and_date",
    "whole",
]
LARGE = ((1e9, "billion"), (1e6, "million"))


def decimal(value: Any) -> str:  # noqa: ANN401 - any number
    """Return a number with one digit after the point: 8.1, 1,204.0."""
    return f"{float(value):,.1f}"


def percent(value: Any) -> str:  # noqa: ANN401 - any number
    """Return a percentage: 4.2 %, 42 %, 100 %."""
    return number(float(value), "%")


def share(part: Any, all_of_it: Any) -> str:  # noqa: ANN401 - any number
    """Return a part of something in percent; all_of_it is not 0."""
    return percent(100 * float(part) / float(all_of_it))


def usd(value: Any) -> str:  # noqa: ANN401 - any number
    """Return dollars: $420, $12,300, $4.2 million."""
    amount = float(value)
    for size, name in LARGE:
        if abs(amount) >= size:
            return f"${amount / size:,.1f} {name}"
    return f"${amount:,.0f}"


def change(now: Any, before: Any) -> str:  # noqa: ANN401 - any number
    """Return a difference in words: 3 % more than, 12 % less than, as many as. before is not 0."""
    difference = round(100 * (float(now) / float(before) - 1), 1)
    if abs(difference) < 0.5:
        return "as many as"
    return f"{percent(abs(difference))} {'more' if difference > 0 else 'less'} than"


def month(value: date) -> str:
    """Return the name of a month: March 2026."""
    return f"{value:%B %Y}"


def months(first: date, last: date) -> str:
    """Return a span of months: from March 2026 to May 2026; in March 2026."""
    return f"in {month(first)}" if first == last else f"from {month(first)} to {month(last)}"


def short_month(value: date) -> str:
    """Return the short name of a month: Mar 2026."""
    return f"{value:%b %Y}"


def day(value: date) -> str:
    """Return a date: 22 November 2026."""
    return f"{value.day} {value:%B %Y}"


def listed(parts: Iterable[str]) -> str:
    """Return parts as a list in a sentence: a; a and b; a, b and c."""
    found = list(parts)
    return " and ".join([", ".join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)
