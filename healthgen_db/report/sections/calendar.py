"""Every calendar series: the eight of the view monthly_activity, each with a chart of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import HALF, lines
from healthgen_db.report.sections.visits import mean_of, months_of, worked
from healthgen_db.report.words import day, decimal, month, number, percent, short_month, signed, usd, whole

Write = Callable[[Any], str]


# The months at the beginning of a dataset that averages leave out.
BEGINNING = 3
CLINIC = "clinic"


def _days(value: Any) -> str:  # noqa: ANN401 - any number
    return number(round(float(value), 2), "days")


# Each series: its name on the page, what its values are, and how they are written.
SERIES: dict[str, tuple[str, str, Write]] = {
    "visits": ("Visits", "a day", decimal),
    "registrations": ("Registrations", "a day", decimal),
    "new_conditions": ("Courses of care that begin", "a day", decimal),
    "deliveries": ("Deliveries", "a day", decimal),
    "patients_in_bed": ("Patients in a bed overnight", "patients", decimal),
    "follow_up_pct": ("Follow-ups among the visits", "%", percent),
    "stay_days": ("Days from admission to discharge", "days", _days),
    "charge": ("Charge for a visit at today's prices", "US dollars", usd),
}


def _calendar(facts: Facts) -> Content | None:
    # Beds may hold a few patients after the last visit.
    visited = {row["month"] for row in worked(months_of(facts, "visits"))}
    found = {name: _complete(facts, name) for name in SERIES}
    found = {name: [row for row in rows if row["month"] in visited] for name, rows in found.items()}
    found = {
        name: rows for name, rows in found.items() if len(rows) > 1 and any(row["total"] for row in rows)
    }
    if not found:
        return None
    steady = {row["series"]: row for row in facts.rows["monthly_steadiness"]}
    return Content(
        finding=_finding(found, steady),
        paragraphs=_paragraphs(facts),
        figures=[_figure(name, rows, steady.get(name)) for name, rows in found.items()],
        folded=_steadiness(steady),
    )


def _paragraphs(facts: Facts) -> list[str]:
    """Return what a reader has to know about the first months. The visits of a clinic are no courses of care."""
    said = "Averages leave out the first three months. Months that are not complete are not shown."
    if facts.dataset.config.get("population") == CLINIC:
        return [said]
    begin = day(facts.dataset.start)
    crowded = (
        f"Courses of care that were under way on {begin} have their first visit in the ten weeks after it, so these"
        " weeks are more crowded than all later ones."
    )
    return [f"{crowded} {said}"]


def _complete(facts: Facts, name: str) -> Rows:
    return [row for row in worked(months_of(facts, name)) if row["complete"] and row["value"] is not None]


def _finding(found: dict[str, Rows], steady: dict[str, Row]) -> str:
    judged = {name: row for name, row in steady.items() if name in found}
    if not judged:
        # Which of them moves most says nothing: it is the one with the fewest events.
        name, rows = next(iter(found.items()))
        title, unit, write = SERIES[name]
        least, most = (write(pick(float(row["value"]) for row in rows)) for pick in (min, max))
        days = f" {unit}" if unit == "a day" else ""
        return (
            f"Too few patients or months to judge how steady {len(found)} series are: “{title}” is between {least} and"
            f" {most}{days}"
        )
    worst = max(judged.values(), key=lambda row: float(row["worst_pct"]))
    trend = max(abs(float(row["trend_pct"] or 0)) for row in judged.values())
    return (
        f"“{SERIES[worst['series']][0]}” is the least steady of {len(judged)} series: at most"
        f" {percent(worst['worst_pct'])} from its season's mean. No trend is above {number(trend)} % a year"
    )


def _figure(name: str, rows: Rows, steadiness: Row | None) -> Figure:
    title, unit, write = SERIES[name]
    said = [row | {"said": f"{month(row['month'])}: {write(row['value'])}"} for row in rows]
    least, most = (pick(rows, key=lambda row: float(row["value"])) for pick in (min, max))
    mean = write(mean_of(rows[BEGINNING:] or rows))
    days = f" {unit}" if unit == "a day" else ""
    trend = (
        ""
        if steadiness is None or steadiness["trend_pct"] is None
        else f", {signed(float(steadiness['trend_pct']))} % a year"
    )
    return Figure(
        title=f"{title}: {mean}{days} on average{trend}",
        chart=lines(said, "month", "value", title=unit, width=HALF, height=110),
        text=f"{title} by month, from {month(rows[0]['month'])} to {month(rows[-1]['month'])}: {mean}{days} on"
        f" average, least in {month(least['month'])} ({write(least['value'])}), most in {month(most['month'])}"
        f" ({write(most['value'])}).",
        table=Table(
            title,
            (
                Column("month", "Month", short_month),
                Column("value", unit.capitalize() if unit[0].isalpha() and unit != "a day" else title, write),
                Column("events", "Independent events", whole),
            ),
            rows,
        ),
        half=True,
    )


def _steadiness(steady: dict[str, Row]) -> list[Table]:
    if not steady:
        return []
    columns = (
        Column("title", "Series"),
        Column("period", "Months in a period"),
        Column("periods", "Periods"),
        Column("worst_pct", "Furthest from its season's mean", percent),
        Column("trend_pct", "Trend, % a year", signed),
    )
    rows = [row | {"title": SERIES[name][0]} for name, row in steady.items()]
    return [Table("How steady the series are", columns, rows)]


CALENDAR = Section(
    "calendar",
    "Calendar",
    _calendar,
    ("monthly_activity", "monthly_steadiness"),
    without="fewer than two complete months with visits",
)
