"""Wards: patients by hour against what is usual, and the beds of each unit now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, AMBER, INK, LINE, MUTED, NONE, SOFT
from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.counts import Counts, grouped, total
from healthgen_db.report.drawing import BAR, WIDE, quantity, values
from healthgen_db.report.sections.hospital.places import NEEDS, alone, hospitals, largest, together
from healthgen_db.report.words import counted, decimal, percent, whole

WEEK = timedelta(days=7)
LEAST_WEEKS = 3
STATES = {"taken": ACCENT, "free": NONE, "dirty": SOFT, "blocked": AMBER}


def _wards(facts: Facts) -> Content | None:
    beds = facts.rows["beds"]
    wards = [row for row in largest(beds) if row["care_level"] != "emergency"] if beds else []
    if not wards:
        return None
    every = [row for row in beds if row["care_level"] != "emergency"]
    figures = [_board(beds, wards)]
    census = facts.rows["census"]
    if census and census[-1]["hour"] - census[0]["hour"] > (LEAST_WEEKS + 1) * WEEK:
        figures.insert(0, _census(census, beds))
    taken, number = total(every, "taken"), total(every, "beds")
    where = "the wards" if hospitals(beds) == 1 else f"the wards of {whole(hospitals(beds))} hospitals"
    return Content(
        finding=f"{whole(taken)} of {whole(number)} beds in {where} are taken at the end of today,"
        f" {percent(100 * taken / number)}",
        figures=figures,
    )


def _census(rows: Rows, beds: Rows) -> Figure:
    """Return the patients of the last week by hour, with what is usual at this hour of the week."""
    begins = rows[-1]["hour"] + timedelta(hours=1) - WEEK
    week = [row for row in rows if row["hour"] >= begins]
    before = grouped([row | {"at": _hour_of_week(row["hour"])} for row in rows if row["hour"] < begins], "at")
    shown = []
    for row in week:
        usual = Counts((float(each["patients"]), 1) for each in before[(_hour_of_week(row["hour"]),)])
        low, middle, high = (usual.at(part) for part in (0.1, 0.5, 0.9))
        shown.append(
            row
            | {
                "time": f"{row['hour']:%Y-%m-%dT%H:00:00Z}",
                "low": low,
                "middle": middle,
                "high": high,
                "said": f"{row['hour']:%a %H:%M}: {whole(row['patients'])} patients,"
                f" usually {whole(low)} to {whole(high)}",
            }
        )
    outside = sum(not row["low"] <= row["patients"] <= row["high"] for row in shown)
    usual_by_hour = _by_hour(rows)
    full, empty = (pick(usual_by_hour, key=lambda row: row["patients"]) for pick in (max, min))
    most = max(shown, key=lambda row: row["patients"])
    return Figure(
        title=f"The wards are fullest at {full['hour']}, with {whole(full['patients'])} patients on average, and"
        f" emptiest at {empty['hour']}, with {whole(empty['patients'])}",
        chart=_week(shown),
        text=f"Patients in the wards by hour of the last 7 days, with the band from P10 to P90 of the same hours of the"
        f" {whole((len(rows) - len(week)) / len(week))} weeks before. {whole(outside)} of {len(shown)}"
        " hours lie outside"
        f" the band. Most patients: {whole(most['patients'])} on {most['hour']:%A at %H:%M}. By hour of the day, on"
        " average: "
        + "; ".join(f"{row['hour']} {decimal(row['patients'])}" for row in usual_by_hour[::3])
        + ".",
        table=Table(
            "Patients in the wards by hour of the day",
            (
                Column("hour", "Hour"),
                Column("patients", "Mean", decimal),
                Column("low", "P10", whole),
                Column("middle", "Median", whole),
                Column("high", "P90", whole),
                Column("week", "Mean of the last 7 days", decimal),
            ),
            usual_by_hour,
        ),
        note="Line: the last 7 days. Band: 8 in 10 of the same hours of the weeks before; thin line: their median."
        + together(beds),
    )


def _hour_of_week(hour: datetime) -> int:
    return hour.weekday() * 24 + hour.hour


def _by_hour(rows: Rows) -> Rows:
    begins = rows[-1]["hour"] + timedelta(hours=1) - WEEK
    found = []
    for (hour,), members in sorted(
        grouped([row | {"of_day": row["hour"].hour} for row in rows], "of_day").items()
    ):
        patients = Counts((float(row["patients"]), 1) for row in members)
        low, middle, high = (patients.at(part) for part in (0.1, 0.5, 0.9))
        week = Counts((float(row["patients"]), 1) for row in members if row["hour"] >= begins)
        found.append(
            {
                "hour": f"{hour:02}:00",
                "patients": patients.mean(),
                "low": low,
                "middle": middle,
                "high": high,
                "week": week.mean() if week.known else None,
            }
        )
    return found


def _week(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    x = alt.X(
        "time:T",
        title=None,
        scale=alt.Scale(type="utc"),
        axis=alt.Axis(format="%a %-d %b", tickCount="day", grid=True, labelAlign="left"),
    )
    keys = ("time", "patients", "low", "middle", "high", "said")
    base = alt.Chart(values([{key: row[key] for key in keys} for row in rows])).encode(x=x)
    band = base.mark_area(color=SOFT, opacity=0.55).encode(
        y=quantity("low", "patients", zero=False), y2="high:Q"
    )
    usual = base.mark_line(color=MUTED, strokeWidth=1).encode(y="middle:Q")
    line = base.mark_line(color=ACCENT, strokeWidth=2).encode(y="patients:Q")
    hover = base.mark_point(aria=True, opacity=0, size=50, filled=True).encode(
        y="patients:Q", description="said:N"
    )
    return (band + usual + line + hover).properties(width=WIDE, height=200)


def _board(beds: Rows, wards: Rows) -> Figure:
    units = [_beds_of(row) for row in largest(beds)]
    fullest = max((row for row in units if row["care_level"] != "emergency"), key=lambda row: row["pct"])
    numbers = {state: total([_beds_of(row) for row in wards], state) for state in STATES}
    where = "all wards" if hospitals(beds) == 1 else f"the wards of {fullest['hospital']}"
    return Figure(
        title=f"{fullest['unit']} is the fullest ward: {whole(fullest['taken'])} of its"
        f" {counted(fullest['beds'], 'bed is', 'beds are')} taken; {whole(numbers['free'])} beds of {where} are free",
        chart=_board_chart(units),
        text="Beds by unit at the end of today: " + "; ".join(row["said"] for row in units) + ".",
        table=Table(
            "Beds by unit at the end of today",
            (
                Column("unit", "Unit"),
                Column("beds", "Beds", whole),
                *(Column(state, state.capitalize(), whole) for state in STATES),
                Column("pct", "Taken, %", whole),
            ),
            units,
        ),
        note="Dirty: waits for cleaning, or is being cleaned. Blocked: out of use. The stations of the emergency"
        f" department stand in the first line.{alone(beds)}",
    )


def _beds_of(row: Row) -> Row:
    free = row["beds"] - row["taken"] - row["dirty"] - row["blocked"]
    found = row | {"free": free, "pct": 100 * row["taken"] / row["beds"]}
    parts = ", ".join(f"{found[state]} {state}" for state in STATES if found[state])
    return found | {"said": f"{row['unit']}: {row['beds']} beds, {parts}", "label": parts}


def _board_chart(units: Rows) -> Any:  # noqa: ANN401 - an Altair type
    names, room = 190, 190
    parts = [
        {"unit": row["unit"], "state": state, "order": order, "beds": row[state], "said": row["said"]}
        for row in units
        for order, state in enumerate(STATES)
        if row[state]
    ]
    y = alt.Y(
        "unit:N", title=None, sort=None, axis=alt.Axis(labelLimit=names, labelColor=INK, labelPadding=7)
    )
    drawn = (
        alt.Chart(values(parts))
        .mark_bar(aria=True, height=BAR - 3, stroke=LINE, strokeWidth=0.5)
        .encode(
            y=y,
            x=alt.X("beds:Q", title="beds", axis=alt.Axis(grid=False, titleAnchor="start", format=",~f")),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=list(STATES), range=list(STATES.values())),
                legend=alt.Legend(title=None, orient="top", symbolType="square"),
            ),
            order="order:Q",
            description="said:N",
        )
    )
    said = (
        alt.Chart(values([{"unit": row["unit"], "label": row["label"]} for row in units]))
        .mark_text(align="left", color=MUTED, fontSize=10)
        .encode(y=y, x=alt.value(WIDE - names - room + 8), text="label:N")
    )
    return (drawn + said).properties(width=WIDE - names - room, height=(BAR + 2) * len(units))


WARDS = Section("wards", "Wards by hour", _wards, queries=("census", "beds"), without=NEEDS)
