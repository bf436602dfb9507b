"""Same-day rates of hospitals, with the limits of chance: no league table, as small hospitals differ by chance."""

from __future__ import annotations

from math import sqrt
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, AMBER, INK, MUTED
from healthgen_db.report.content import Column, Content, Facts, Figure, Rows, Section, Table
from healthgen_db.report.counts import total
from healthgen_db.report.drawing import WIDE, quantity, values
from healthgen_db.report.ranges import ranges
from healthgen_db.report.words import counted, decimal, percent, whole

FEWEST_VISITS = 10
FEW_HOSPITALS = 12
MOST_DOTS = 300
"""With more hospitals inside the limits, squares with several of them stand for the dots."""
LIMITS = {"95 %": 1.96, "99.8 %": 3.09}
STEPS = 40
SQUARES = 26


def _same_day(facts: Facts) -> Content | None:
    rows = [row for row in facts.rows["same_day"] if row["visits"] >= FEWEST_VISITS]
    if not rows:
        return None
    rate = total(rows, "same_day") / total(rows, "visits")
    if len(rows) == 1:
        return Content(
            finding=f"{percent(100 * rate)} of the routine visits end on their first day",
            paragraphs=[
                (
                    f"The dataset has one hospital, {rows[0]['hospital']}, so there are no hospitals to compare:"
                    f" {whole(rows[0]['same_day'])} of its {whole(rows[0]['visits'])} routine visits (minor and chronic"
                    " conditions, Normal or Mild) ended on the day they began."
                )
            ],
        )
    judged = sorted((_judged(row, rate) for row in rows), key=lambda row: -row["visits"])
    outside = [row for row in judged if row["outside"]]
    return Content(
        finding=f"{whole(len(outside))} of {whole(len(judged))} hospitals differ in their same-day rate"
        " by more than chance;"
        f" the rate of all is {percent(100 * rate)}",
        figures=[_few(judged, rate) if len(judged) <= FEW_HOSPITALS else _funnel(judged, rate)],
        paragraphs=[
            (
                "By chance alone, 1 of 500 hospitals would lie outside these limits, which hold 99.8 %."
                " The rate is that of routine visits: minor and chronic conditions at Normal or Mild severity."
                " So a hospital with graver patients is not compared with others."
            )
        ],
    )


def _judged(row: dict[str, Any], rate: float) -> dict[str, Any]:
    """Return a hospital with its rate and limits, in %."""
    visits = row["visits"]
    error = 100 * sqrt(rate * (1 - rate) / visits)
    own = 100 * row["same_day"] / visits
    low, high = (100 * rate + sign * LIMITS["99.8 %"] * error for sign in (-1, 1))
    place = "above" if own > high else "below" if own < low else ""
    return row | {
        "rate": own,
        "low": max(low, 0),
        "high": min(high, 100),
        "place": place or "inside",
        "outside": bool(place),
        "said": f"{row['hospital']}, {row['state']}: {percent(own)} of {whole(visits)} visits"
        + (f", {place} the limits" if place else ""),
    }


def _few(rows: Rows, rate: float) -> Figure:
    """Return a range with limits for each of a few hospitals."""
    shown = [
        row
        | {
            "middle": row["rate"],
            "label": f"{percent(row['rate'])}{', ' + row['place'] if row['outside'] else ''}",
        }
        for row in rows
    ]
    return Figure(
        title=f"Same-day rates go from {percent(min(row['rate'] for row in rows))} to"
        f" {percent(max(row['rate'] for row in rows))}",
        chart=ranges(shown, "hospital", title="% of routine visits", names=230),
        text="Same-day rates of hospitals, with the 99.8 % limits around the rate of all,"
        f" {percent(100 * rate)}: "
        + "; ".join(
            f"{row['hospital']} {percent(row['rate'])} (limits {percent(row['low'])} to {percent(row['high'])})"
            for row in rows
        )
        + ".",
        table=_table(rows),
        note="Dot: the rate of the hospital. Line: where 99.8 % of hospitals with as many visits would lie by chance.",
    )


def _funnel(rows: Rows, rate: float) -> Figure:
    outside = [row for row in rows if row["outside"]]
    largest = rows[0]
    high, low = (sum(row["place"] == place for row in rows) for place in ("above", "below"))
    squares = len(rows) - len(outside) > MOST_DOTS
    return Figure(
        title=f"{counted(high, 'hospital lies', 'hospitals lie')} above the limits, {whole(low)} below:"
        " with fewer visits the limits are wider",
        chart=_drawn(rows, rate, squares=squares),
        text=f"Funnel plot of {whole(len(rows))} hospitals: same-day rate by number of routine visits,"
        " with limits around"
        f" {percent(100 * rate)}. {high} above and {low} below the 99.8 % limits,"
        f" {whole(len(rows) - len(outside))} inside. The"
        f" largest, {largest['hospital']}, has {percent(largest['rate'])} of {whole(largest['visits'])} visits.",
        table=_table(rows[:100]),
        note="Each hospital is a dot"
        + (", or lies in a blue square: the darker, the more hospitals" if squares else "")
        + ". Diamonds: outside the limits. Lines: the rate of all, and the limits in which 95 % and 99.8 % of hospitals"
        f" would lie by chance. Hospitals with at least {FEWEST_VISITS} routine visits.",
    )


def _drawn(rows: Rows, rate: float, *, squares: bool) -> Any:  # noqa: ANN401 - an Altair type
    fewest, most = rows[-1]["visits"], rows[0]["visits"]
    x = alt.X(
        "visits:Q",
        title="routine visits of the hospital, log scale",
        scale=alt.Scale(type="log", nice=False, domain=[fewest, max(most, fewest + 1)]),
        axis=alt.Axis(grid=False, tickCount=6, format=",~s", titleAnchor="start"),
    )
    y = quantity("rate", "% same day", zero=False)
    inside = [row for row in rows if not row["outside"]]
    limits = (
        alt.Chart(values(_limits(rate, fewest, most)))
        .mark_line(strokeWidth=1.2, color=MUTED)
        .encode(x=x, y=y, detail="line:N", strokeDash=alt.StrokeDash("dash:N", scale=None))
    )
    if squares:
        dots = _squares(inside, fewest, most)
    else:
        dots = (
            alt.Chart(values(inside))
            .mark_point(aria=True, filled=True, color=ACCENT, size=22, opacity=0.7)
            .encode(x=x, y=y, description="said:N")
        )
    beyond = (
        alt.Chart(values([row for row in rows if row["outside"]]))
        .mark_point(
            aria=True,
            filled=True,
            shape="diamond",
            color=AMBER,
            stroke=INK,
            strokeWidth=0.6,
            size=44,
            opacity=1,
        )
        .encode(x=x, y=y, description="said:N")
    )
    return (dots + limits + beyond).properties(width=WIDE - 60, height=300)


def _limits(rate: float, fewest: int, most: int) -> Rows:
    ratio = max(most / fewest, 1.0001)
    found: Rows = [
        {"line": "all", "visits": visits, "rate": 100 * rate, "dash": [1, 0]} for visits in (fewest, most)
    ]
    for name, wide in LIMITS.items():
        for sign in (-1, 1):
            for step in range(STEPS + 1):
                visits = fewest * ratio ** (step / STEPS)
                value = 100 * (rate + sign * wide * sqrt(rate * (1 - rate) / visits))
                found.append(
                    {
                        "line": f"{name} {sign}",
                        "visits": visits,
                        "rate": min(max(value, 0), 100),
                        "dash": [4, 3] if name == "95 %" else [1, 0],
                    }
                )
    return found


def _squares(inside: Rows, fewest: int, most: int) -> Any:  # noqa: ANN401 - an Altair type
    """Return squares of the plane of the chart, each with how many hospitals lie in it."""
    ratio = (most / fewest) ** (1 / (2 * SQUARES))
    edges = [fewest * ratio**step for step in range(2 * SQUARES + 1)]
    lowest = min(row["rate"] for row in inside)
    tall = max((max(row["rate"] for row in inside) - lowest) / SQUARES, 0.01)
    found: dict[tuple[int, int], int] = {}
    for row in inside:
        column = sum(row["visits"] >= edge for edge in edges[1:-1])
        line = min(int((row["rate"] - lowest) / tall), SQUARES - 1)
        found[column, line] = found.get((column, line), 0) + 1
    squares = [
        {
            "visits": edges[column],
            "visits_to": edges[column + 1],
            "rate": lowest + line * tall,
            "rate_to": lowest + (line + 1) * tall,
            "hospitals": count,
            "said": f"{counted(count, 'hospital', 'hospitals')} with {whole(edges[column])} to"
            f" {whole(edges[column + 1])} visits",
        }
        for (column, line), count in sorted(found.items())
    ]
    return (
        alt.Chart(values(squares))
        .mark_rect(aria=True, color=ACCENT)
        .encode(
            x="visits:Q",
            x2="visits_to:Q",
            y="rate:Q",
            y2="rate_to:Q",
            opacity=alt.Opacity(
                "hospitals:Q", legend=None, scale=alt.Scale(range=[0.25, 1], domain=[1, max(found.values())])
            ),
            description="said:N",
        )
    )


def _table(rows: Rows) -> Table:
    return Table(
        f"Same-day rates of {len(rows)} hospitals, largest first",
        (
            Column("hospital", "Hospital"),
            Column("state", "State"),
            Column("visits", "Routine visits", whole),
            Column("same_day", "Same day", whole),
            Column("rate", "%", decimal),
            Column("low", "Limit, low", decimal),
            Column("high", "Limit, high", decimal),
            Column("place", "Place"),
        ),
        rows,
    )


SAME_DAY = Section("same-day", "Same-day rates by hospital", _same_day, queries=("same_day",))
