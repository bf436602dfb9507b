"""Staff: nurses required and at work by unit and hour, and the workforce by quarter."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, MUTED
from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.counts import added, grouped, total
from healthgen_db.report.drawing import HALF, heat, quantity, values
from healthgen_db.report.sections.hospital.places import alone, hospitals, largest, together
from healthgen_db.report.words import decimal, percent, signed, whole

DAY_HOURS = range(7, 19)
GROUPS = ("nursing", "medical", "others")
LEAST_QUARTERS = 3


def _staff(facts: Facts) -> Content | None:
    beds, nurses = facts.rows["beds"], facts.rows["nurses"]
    figures = []
    if beds:
        hospital = largest(beds)[0]["hospital_id"]
        nurses = [row for row in nurses if row["hospital_id"] == hospital]
    if nurses:
        figures.append(_roster(nurses, beds))
    quarters = _quarters(facts.rows["workforce"])
    if len(quarters) >= LEAST_QUARTERS:
        figures += [_vacancies(quarters, facts.rows["workforce"], beds), _comings(quarters)]
    if not figures:
        return None
    return Content(finding=_finding(nurses, quarters, beds), figures=figures)


def _finding(nurses: Rows, quarters: Rows, beds: Rows) -> str:
    if not nurses:
        people = whole(quarters[-1]["people"])
        return f"{people} people work in the hospitals; {_vacant(quarters[-1])} of posts are vacant"
    short, hours = total(nurses, "short"), total(nurses, "hours")
    units = "Units" if hospitals(beds) == 1 else f"Units of {largest(beds)[0]['hospital']}"
    parts = [f"{units} had enough nurses in {percent(100 - 100 * short / hours)} of their hours"]
    if quarters:
        parts.append(f"{_vacant(quarters[-1])} of posts are vacant")
    return "; ".join(parts)


def _vacant(quarter: dict[str, Any]) -> str:
    return percent(100 * quarter["vacant"] / quarter["posts"])


def _roster(rows: Rows, beds: Rows) -> Figure:
    cells = [
        row
        | {
            "at": f"{row['hour']:02}",
            "short_pct": 100 * row["short"] / row["hours"],
            "said": f"{row['unit']}, {row['hour']:02}:00: {decimal(row['worked'])} nurses at work,"
            f" {decimal(row['required'])} required; too few in {row['short']} of {row['hours']} hours",
        }
        for row in rows
    ]
    units = _units(cells)
    worst_hour = max(cells, key=lambda row: (row["short_pct"], -row["hour"]))
    worst = max(units, key=lambda row: row["short_pct"])
    elsewhere = "" if worst_hour["unit"] == worst["unit"] else f" {worst_hour['unit']} at"
    return Figure(
        title=f"{worst['unit']} had too few nurses in {percent(worst['short_pct'])} of its hours; worst is{elsewhere}"
        f" {worst_hour['at']}:00, {percent(worst_hour['short_pct'])}"
        if worst["short_pct"]
        else "Every unit had the nurses that its patients required in 100 % of its hours",
        chart=heat(
            [{key: row[key] for key in ("unit", "at", "short_pct", "said")} for row in cells],
            "at",
            "unit",
            "short_pct",
            title="% of hours with too few",
            columns=[f"{hour:02}" for hour in range(24)],
            lines=[row["unit"] for row in units],
        ),
        text="Hours with fewer nurses at work than the patients required, in % of the hours of the last"
        " 28 days, by unit"
        " and hour: "
        + "; ".join(
            f"{row['unit']} {percent(row['short_pct'])}, {decimal(row['worked'])} at work for"
            f" {decimal(row['required'])} required"
            for row in units
        )
        + ".",
        table=Table(
            "Nurses by unit, mean of the last 28 days",
            (
                Column("unit", "Unit"),
                Column("day_required", "Required by day", decimal),
                Column("day_worked", "At work by day", decimal),
                Column("night_required", "Required at night", decimal),
                Column("night_worked", "At work at night", decimal),
                Column("short_pct", "Hours with too few, %", decimal),
                Column("worst", "Worst hour"),
            ),
            units,
        ),
        note="Required: by the patients and the ratio of the unit, in hours with patients. Day: 7:00 to 19:00."
        f"{alone(beds)}",
    )


def _units(cells: Rows) -> Rows:
    found = []
    for (unit,), members in grouped(cells, "unit").items():
        row: dict[str, Any] = {
            "unit": unit,
            "short_pct": 100 * total(members, "short") / total(members, "hours"),
        }
        for name, part in (
            ("day", [each for each in members if each["hour"] in DAY_HOURS]),
            ("night", [each for each in members if each["hour"] not in DAY_HOURS]),
            ("", members),
        ):
            for key in ("required", "worked"):
                row[f"{name}_{key}".strip("_")] = _mean(part, key)
        worst = max(members, key=lambda each: each["short_pct"])
        row["worst"] = f"{worst['at']}:00, {percent(worst['short_pct'])}" if worst["short"] else ""
        found.append(row)
    return found


def _mean(rows: Rows, key: str) -> float | None:
    hours = total(rows, "hours")
    return sum(row[key] * row["hours"] for row in rows) / hours if hours else None


def _quarters(rows: Rows) -> Rows:
    keys = ("posts", "vacant", "people", "hired", "resigned", "retired")
    return added([row for row in rows if row["posts"]], ("quarter",), keys)


def _name(quarter: date) -> str:
    return f"Q{(quarter.month + 2) // 3} {quarter.year}"


def _vacancies(quarters: Rows, rows: Rows, beds: Rows) -> Figure:
    groups = added(
        [row | {"group": row["staff_group"] if row["staff_group"] in GROUPS else GROUPS[-1]} for row in rows],
        ("quarter", "group"),
        ("posts", "vacant"),
    )
    shown = [
        row
        | {
            "pct": 100 * row["vacant"] / row["posts"],
            "said": f"{_name(row['quarter'])}, {row['group']}: {percent(100 * row['vacant'] / row['posts'])} vacant",
        }
        for row in groups
        if row["posts"]
    ]
    last = {row["group"]: row for row in shown if row["quarter"] == quarters[-1]["quarter"]}
    return Figure(
        title=f"{_vacant(quarters[-1])} of posts are vacant, "
        + ", ".join(f"{percent(row['pct'])} of {name}" for name, row in last.items()),
        chart=_lines(shown),
        text=f"Vacant posts in % by quarter, from {_name(quarters[0]['quarter'])} to {_name(quarters[-1]['quarter'])}: "
        + "; ".join(f"{_name(row['quarter'])} {_vacant(row)}" for row in quarters)
        + ".",
        table=Table(
            "Posts by quarter",
            (
                Column("quarter", "Quarter", _name),
                Column("people", "People", whole),
                Column("posts", "Posts, FTE", decimal),
                Column("vacant", "Vacant, FTE", decimal),
            ),
            quarters,
        ),
        note="Full-time equivalents (FTE) on the last day of the quarter; the last one goes up to today."
        f"{together(beds, hours=False)}",
        half=True,
    )


def _lines(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    # A color and a dash for each line, so that color is not the only sign.
    color = alt.Color(
        "group:N",
        scale=alt.Scale(domain=list(GROUPS), range=[ACCENT, MUTED, MUTED]),
        legend=alt.Legend(title=None, orient="bottom", symbolType="stroke"),
    )
    dash = alt.StrokeDash("group:N", scale=alt.Scale(domain=list(GROUPS), range=[[1, 0], [1, 0], [4, 3]]))
    base = alt.Chart(values(rows)).encode(x=_axis(), y=quantity("pct", "% of posts"), color=color)
    line = base.mark_line(strokeWidth=1.8).encode(strokeDash=dash)
    hover = base.mark_point(aria=True, opacity=0, size=90, filled=True).encode(description="said:N")
    return (line + hover).properties(width=HALF, height=150)


def _axis() -> Any:  # noqa: ANN401 - an Altair type
    axis = alt.Axis(format="%b %Y", grid=False, labelOverlap=True, labelFlush=25, tickCount=4, labelAngle=0)
    return alt.X("utcyearquarter(quarter):T", title=None, axis=axis)


def _comings(quarters: Rows) -> Figure:
    left = [row["resigned"] + row["retired"] for row in quarters]
    hired = total(quarters, "hired")
    parts = [
        {
            "quarter": row["quarter"],
            "what": what,
            "people": sign * number,
            "said": f"{_name(row['quarter'])}: {whole(number)} {what}",
        }
        for row, gone in zip(quarters, left, strict=True)
        for what, number, sign in (("hired", row["hired"], 1), ("left", gone, -1))
    ]
    chart = (
        alt.Chart(values(parts))
        .mark_bar(aria=True, size=max(HALF / len(quarters) * 0.6, 2))
        .encode(
            x=_axis(),
            y=alt.Y(
                "people:Q", title=None, axis=alt.Axis(tickCount=4, labelExpr="format(abs(datum.value), ',')")
            ),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=["hired", "left"], range=[ACCENT, MUTED]),
                legend=alt.Legend(title=None, orient="bottom", symbolType="square"),
            ),
            description="said:N",
        )
        .properties(width=HALF, height=150)
    )
    change = quarters[-1]["people"] - quarters[0]["people"]
    return Figure(
        title=f"{whole(hired)} people were hired and {whole(sum(left))} left in {len(quarters)} quarters",
        chart=chart,
        text=f"People who came from outside (up) and who resigned or retired (down) by quarter: {whole(hired)} came,"
        f" {whole(sum(left))} left. People at the end: {whole(quarters[-1]['people'])}, {signed(change)} since"
        f" {_name(quarters[0]['quarter'])}.",
        table=Table(
            "People who came and left by quarter",
            (
                Column("quarter", "Quarter", _name),
                Column("hired", "Hired", whole),
                Column("resigned", "Resigned", whole),
                Column("retired", "Retired", whole),
                Column("people", "People at the end", whole),
            ),
            quarters,
        ),
        half=True,
    )


STAFF = Section(
    "staff",
    "Staff",
    _staff,
    queries=("nurses", "workforce", "beds"),
    without="needs --operations, with a workforce",
)
