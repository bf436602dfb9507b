"""Visits by month."""

from __future__ import annotations

from datetime import timedelta

from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import columns
from healthgen_db.report.words import change, decimal, month, months, short_month, whole

YEAR = 12
# A visit is written when its bill is, up to 20 days after the admission.
NOT_YET_WRITTEN = timedelta(days=20)


def months_of(facts: Facts, series: str) -> Rows:
    """Return the months of a series of the view monthly_activity, each with whether it is complete."""
    return [
        row | {"complete": is_complete(facts, row), "open": not is_complete(facts, row)}
        for row in facts.rows["monthly_activity"]
        if row["series"] == series
    ]


def worked(rows: Rows) -> Rows:
    """Return the months up to the last one with anything in it. A clinic's visits may end long before today."""
    last = max((place for place, row in enumerate(rows) if row["total"]), default=-1)
    return rows[: last + 1]


def is_complete(facts: Facts, row: Row) -> bool:
    """Return whether all visits of a month are in the dataset: it began and ended long enough ago."""
    ended = (row["month"].replace(day=1) + timedelta(days=31)).replace(day=1)
    return bool(row["month"] >= facts.dataset.start and ended <= facts.dataset.today - NOT_YET_WRITTEN)


def mean_of(rows: Rows) -> float:
    """Return the mean of months: the sum of what is counted by the sum of what it is divided by."""
    return float(sum(row["total"] for row in rows)) / max(float(sum(row["weight"] for row in rows)), 1)


def _visits(facts: Facts) -> Content | None:
    rows = worked(months_of(facts, "visits"))
    if not rows:
        return None
    complete = [row for row in rows if row["complete"]]
    rows = [
        row
        | {
            "said": f"{month(row['month'])}: {decimal(row['value'])} visits a day"
            + ("" if row["complete"] else ", not complete")
        }
        for row in rows
    ]
    most, fewest = (pick(complete or rows, key=lambda row: float(row["value"])) for pick in (max, min))
    end = rows[-1]["month"]
    quiet = (facts.dataset.today - end).days > 2 * 31
    return Content(
        finding=_finding(complete or rows),
        paragraphs=[f"There is no visit after {month(end)}."] if quiet else [],
        figures=[
            Figure(
                title=f"{month(most['month'])} was the busiest month, with {decimal(most['value'])} visits a day",
                chart=columns(rows, "month", "value", title="visits a day", pale="open"),
                text=f"Visits a day by month, {months(rows[0]['month'], rows[-1]['month'])}: between"
                f" {decimal(fewest['value'])} in {month(fewest['month'])} and {decimal(most['value'])} in"
                f" {month(most['month'])}, {decimal(mean_of(complete or rows))} on average.",
                table=Table(
                    "Visits by month",
                    (
                        Column("month", "Month", short_month),
                        Column("total", "Visits", whole),
                        Column("value", "A day", decimal),
                        Column("events", "Of them first visits", whole),
                        Column("note", "Remark"),
                    ),
                    [row | {"note": "" if row["complete"] else "not complete"} for row in rows],
                ),
                note="Pale: months that are not complete. A visit is in the dataset when its bill is written.",
            )
        ],
    )


def _finding(rows: Rows) -> str:
    last = rows[-YEAR:]
    now = mean_of(last)
    if len(rows) >= 2 * YEAR and (before := mean_of(rows[-2 * YEAR : -YEAR])):
        return (
            f"{decimal(now)} visits a day in the twelve months to {month(last[-1]['month'])},"
            f" {change(now, before)} in the twelve months before"
        )
    return f"{decimal(mean_of(rows))} visits a day {months(rows[0]['month'], rows[-1]['month'])}"


VISITS = Section("visits", "Visits by month", _visits, queries=("monthly_activity",))
