"""The emergency department: arrivals by hour, waits by urgency, patients who leave unseen, and boarding."""

from __future__ import annotations

from math import sqrt
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, AMBER, INK, MUTED
from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.counts import Counts, grouped, total
from healthgen_db.report.drawing import WIDE, heat, quantity, values
from healthgen_db.report.ranges import ranges
from healthgen_db.report.sections.hospital.boarding import boarding, week_axis
from healthgen_db.report.sections.hospital.places import NEEDS, together
from healthgen_db.report.words import day, decimal, percent, whole

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
URGENCY = {1: "1 most urgent", 2: "2", 3: "3", 4: "4", 5: "5 least urgent"}
FEWEST_WEEKS = 8
THREE_SIGMA = 3


def _emergency(facts: Facts) -> Content | None:
    arrivals, waits = facts.rows["ed_arrivals"], facts.rows["ed_waits"]
    if not arrivals or not any(row["minutes"] is not None for row in waits):
        return None
    beds = facts.rows["beds"]
    weeks = arrivals[0]["weeks"]
    figures = [_arrivals(arrivals, weeks, beds), _waits(waits, beds)]
    if len(facts.rows["ed_unseen"]) >= FEWEST_WEEKS and total(facts.rows["ed_unseen"], "unseen"):
        figures.append(_unseen(facts.rows["ed_unseen"], beds))
    if total(facts.rows["boarding"], "boarded_hours"):
        figures += boarding(facts.rows["boarding"], beds)
    number = total(arrivals, "arrivals") / weeks / 7
    all_waits = Counts((row["minutes"], row["patients"]) for row in waits)
    return Content(
        finding=f"{decimal(number)} patients a day come to the emergency department, and half of them see a provider"
        f" within {whole(all_waits.at(0.5))} minutes",
        figures=figures,
    )


def _arrivals(rows: Rows, weeks: int, beds: Rows) -> Figure:
    counted = {(row["weekday"], row["hour"]): row["arrivals"] / weeks for row in rows}
    cells = [
        {
            "weekday": name,
            "hour": f"{hour:02}",
            "arrivals": counted.get((number, hour), 0),
            "said": f"{name} {hour:02}:00: {decimal(counted.get((number, hour), 0))} arrivals",
        }
        for number, name in enumerate(DAYS, 1)
        for hour in range(24)
    ]
    most, fewest = (pick(cells, key=lambda row: row["arrivals"]) for pick in (max, min))
    by_day = {name: sum(row["arrivals"] for row in cells if row["weekday"] == name) for name in DAYS}
    busy = max(by_day, key=lambda name: by_day[name])
    table = [
        {"hour": f"{hour:02}:00"} | {row["weekday"]: row["arrivals"] for row in cells[hour::24]}
        for hour in range(24)
    ]
    return Figure(
        title=f"Most come on {most['weekday']} from {most['hour']}:00, {decimal(most['arrivals'])} an hour; fewest on"
        f" {fewest['weekday']} from {fewest['hour']}:00, {decimal(fewest['arrivals'])}",
        chart=heat(
            cells,
            "hour",
            "weekday",
            "arrivals",
            title="arrivals an hour",
            columns=[f"{hour:02}" for hour in range(24)],
            lines=DAYS,
        ),
        text=f"Arrivals an hour by weekday and local hour, mean of {weeks} weeks. Busiest day: {busy},"
        f" {decimal(by_day[busy])} arrivals. Arrivals a day: "
        + "; ".join(f"{name} {decimal(number)}" for name, number in by_day.items())
        + ".",
        table=Table(
            "Arrivals an hour by hour and weekday",
            (Column("hour", "Hour"), *(Column(name, name, decimal) for name in DAYS)),
            table,
        ),
        note=f"Mean of the last {weeks} weeks.{together(beds)}",
    )


def _waits(rows: Rows, beds: Rows) -> Figure:
    found = []
    for (esi,), members in grouped(rows, "esi").items():
        waits = Counts((row["minutes"], row["patients"]) for row in members)
        if not waits.known:
            continue
        patients = total(members, "patients")
        low, middle, high = (waits.at(part) for part in (0.1, 0.5, 0.9))
        found.append(
            {
                "esi": URGENCY[esi],
                "patients": patients,
                "low": low,
                "middle": middle,
                "high": high,
                "unseen_pct": 100 * (patients - waits.known) / patients,
                "label": f"{whole(middle)} ({whole(high)})",
                "said": f"ESI {URGENCY[esi]}: median {whole(middle)} minutes, P90 {whole(high)}",
            }
        )
    first, last = found[0], found[-1]
    return Figure(
        title=f"Patients of ESI {first['esi'][0]} see a provider after {whole(first['middle'])} minutes at the median,"
        f" those of ESI {last['esi'][0]} after {whole(last['middle'])}",
        chart=ranges(
            found, "esi", title="minutes from arrival to a provider: median, and P10 to P90", names=90
        ),
        text="Minutes from arrival to a provider by Emergency Severity Index (ESI): "
        + "; ".join(f"{row['said']}, {percent(row['unseen_pct'])} left unseen" for row in found)
        + ".",
        table=Table(
            "Minutes from arrival to a provider by ESI",
            (
                Column("esi", "ESI"),
                Column("patients", "Patients", whole),
                Column("low", "P10", whole),
                Column("middle", "Median", whole),
                Column("high", "P90", whole),
                Column("unseen_pct", "Left unseen, %", decimal),
            ),
            found,
        ),
        note="Emergency Severity Index (ESI) of the triage, in the last 364 days. At the right: median, and P90 in"
        f" brackets.{together(beds)}",
    )


def _unseen(rows: Rows, beds: Rows) -> Figure:
    """Return a control chart. The caller knows that somebody left: without, the limits would be 0 too."""
    stays, unseen = total(rows, "stays"), total(rows, "unseen")
    rate = unseen / stays
    shown = []
    for row in rows:
        error = 100 * sqrt(rate * (1 - rate) / row["stays"])
        own = 100 * row["unseen"] / row["stays"]
        low, high = max(100 * rate - THREE_SIGMA * error, 0), 100 * rate + THREE_SIGMA * error
        place = "above" if own > high else "below" if own < low else ""
        shown.append(
            row
            | {
                "pct": own,
                "low": low,
                "high": high,
                "place": place,
                "said": f"week of {day(row['week'])}: {decimal(own)} %, {whole(row['unseen'])} of"
                f" {whole(row['stays'])}{', ' + place + ' the limits' if place else ''}",
            }
        )
    beyond = [row for row in shown if row["place"]]
    worst = max(shown, key=lambda row: row["pct"])
    return Figure(
        title=f"{decimal(100 * rate)} % leave before a provider sees them; {whole(len(beyond))} of"
        f" {len(shown)} weeks lie"
        " outside the limits of chance",
        chart=_control(shown, 100 * rate),
        text=f"Control chart of patients who left unseen by week, in %: mean {decimal(100 * rate)}, most in the"
        f" {worst['said']}. Outside the limits: "
        + ("; ".join(row["said"] for row in beyond) or "0 weeks")
        + ".",
        table=Table(
            "Patients who left unseen by week",
            (
                Column("week", "Week of", day),
                Column("stays", "Stays", whole),
                Column("unseen", "Left unseen", whole),
                Column("pct", "%", decimal),
                Column("low", "Limit, low", decimal),
                Column("high", "Limit, high", decimal),
                Column("place", "Place"),
            ),
            shown,
        ),
        note="p chart: the level line is the mean, the steps are limits of three standard errors. Diamonds: weeks"
        f" outside the limits.{together(beds)}",
    )


def _control(rows: Rows, rate: float) -> Any:  # noqa: ANN401 - an Altair type
    x = week_axis()
    base = alt.Chart(values(rows)).encode(x=x)
    limits = [
        base.mark_line(color=MUTED, strokeWidth=1, strokeDash=[3, 2], interpolate="step").encode(y=f"{key}:Q")
        for key in ("low", "high")
    ]
    mean = alt.Chart(values([{"at": rate}])).mark_rule(color=MUTED).encode(y="at:Q")
    line = base.mark_line(color=ACCENT, strokeWidth=1.8).encode(y=quantity("pct", "% of stays"))
    hover = base.mark_point(aria=True, opacity=0, size=80, filled=True).encode(
        y="pct:Q", description="said:N"
    )
    layers = [line, *limits, mean, hover]
    beyond = [row for row in rows if row["place"]]
    if beyond:
        layers.append(
            alt.Chart(values(beyond))
            .mark_point(
                aria=True,
                filled=True,
                shape="diamond",
                color=AMBER,
                stroke=INK,
                strokeWidth=0.6,
                size=60,
                opacity=1,
            )
            .encode(x=x, y="pct:Q", description="said:N")
        )
    return alt.layer(*layers).properties(width=WIDE, height=170)


EMERGENCY = Section(
    "emergency",
    "Emergency department",
    _emergency,
    queries=("ed_arrivals", "ed_waits", "ed_unseen", "boarding", "beds"),
    without=NEEDS,
)
