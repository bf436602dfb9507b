"""Boarding: admitted patients who wait in the emergency department for a bed, by week and by kind of unit."""

from __future__ import annotations

from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT
from healthgen_db.report.content import Column, Figure, Rows, Table
from healthgen_db.report.counts import added, grouped, total
from healthgen_db.report.drawing import HALF, bars, quantity, values
from healthgen_db.report.sections.hospital.places import together
from healthgen_db.report.words import day, decimal, share, whole


def boarding(rows: Rows, beds: Rows) -> list[Figure]:
    """Return the two charts of boarding."""
    return [_by_week(rows, beds), _by_level(rows)]


def _by_week(rows: Rows, beds: Rows) -> Figure:
    hours = {week: max(row["hours"] for row in members) for (week,), members in grouped(rows, "week").items()}
    # Weeks that are not over, or that began before the dataset, are left out; summer time makes one of 167 hours.
    weeks = [
        row | {"patients": row["boarded_hours"] / hours[row["week"]]}
        for row in added(rows, ("week",), ("boarded_hours",))
        if hours[row["week"]] >= max(hours.values()) - 2
    ]
    weeks = [
        row | {"said": f"week of {day(row['week'])}: {decimal(row['patients'])} patients at a time"}
        for row in weeks
    ]
    most = max(weeks, key=lambda row: row["patients"])
    mean, peak = decimal(total(weeks, "patients") / len(weeks)), decimal(most["patients"])
    return Figure(
        title=f"{mean} admitted patients wait for a bed at a time; {peak} in the week of {day(most['week'])}",
        chart=_boarders(weeks),
        text=f"Admitted patients who wait in the emergency department for a bed, by week: mean {mean},"
        f" most {peak} in the"
        f" week of {day(most['week'])}, last {decimal(weeks[-1]['patients'])}.",
        table=Table(
            "Boarding by week",
            (
                Column("week", "Week of", day),
                Column("boarded_hours", "Hours waited", whole),
                Column("patients", "Patients at a time", decimal),
            ),
            weeks,
        ),
        note=f"Boarding: patients who are admitted and still in the emergency department.{together(beds)}",
        half=True,
    )


def _by_level(rows: Rows) -> Figure:
    levels = sorted(added(rows, ("care_level",), ("boarded_hours",)), key=lambda row: -row["boarded_hours"])
    boarded = total(levels, "boarded_hours")
    levels = [
        row
        | {
            "label": share(row["boarded_hours"], boarded),
            "pct": 100 * row["boarded_hours"] / boarded,
            "said": f"{row['care_level']}: {whole(row['boarded_hours'])} hours, {share(row['boarded_hours'], boarded)}",
        }
        for row in levels
    ]
    return Figure(
        title=f"{levels[0]['label']} of the hours of boarding are for a bed of a {levels[0]['care_level']} unit",
        chart=bars(levels, "care_level", "boarded_hours", label="label", width=HALF),
        text="Hours that patients waited for a bed, by the kind of unit: "
        + "; ".join(row["said"] for row in levels)
        + ".",
        table=Table(
            "Boarding by kind of unit",
            (
                Column("care_level", "Waited for"),
                Column("boarded_hours", "Hours", whole),
                Column("pct", "%", decimal),
            ),
            levels,
        ),
        half=True,
    )


def _boarders(weeks: Rows) -> Any:  # noqa: ANN401 - an Altair type
    base = alt.Chart(values(weeks)).encode(x=week_axis(), y=quantity("patients", "patients waiting"))
    line = base.mark_line(color=ACCENT, strokeWidth=1.8)
    hover = base.mark_point(aria=True, opacity=0, size=80, filled=True).encode(description="said:N")
    return (line + hover).properties(width=HALF, height=150)


def week_axis() -> Any:  # noqa: ANN401 - an Altair type
    """Return an x axis of weeks, given by their first days."""
    # a label near the end of the axis keeps inside of it
    axis = alt.Axis(
        format="%b %Y", grid=False, labelOverlap=True, labelFlush=25, tickCount="month", labelAngle=0
    )
    return alt.X("utcyearmonthdate(week):T", title=None, axis=axis)
