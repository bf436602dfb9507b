"""How numbers are written on the page."""

from __future__ import annotations

from datetime import date

from healthgen_db.schema.tables.decisions import COLORS


def number(value: float, unit: str = "") -> str:
    """Return a number as it is written: 93, 4.2, 93 %, 17 minutes. One digit after the point below 10."""
    if unit.startswith("level"):
        return COLORS[min(max(round(value), 0), 2)]
    small = abs(value) < 10 and round(value, 1) % 1
    text = f"{value:,.1f}" if small else f"{value:,.0f}"
    text = "0" if text in {"-0", "-0.0"} else text
    return f"{text} {unit}".strip()


def signed(value: float) -> str:
    """Return a number with its sign: +1.2, -0.4, 0.0."""
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text


def whole(value: float) -> str:
    """Return a number of patients or beds: a whole one."""
    return number(round(value))


def counted(value: float, one: str, many: str) -> str:
    """Return a number with its noun: 1 patient, 2 patients."""
    return f"{whole(value)} {one if round(value) == 1 else many}"


def weekday_and_date(day: date) -> str:
    """Return a day as it is written: Thursday 19 November."""
    return f"{day:%A} {day.day} {day:%B}"
