"""Key performance indicators: values with status, and how they went in the last weeks."""

from __future__ import annotations

import re
from typing import Any

import altair as alt

from healthgen_db.briefing.numbers import number
from healthgen_db.charts.svg import ACCENT, AMBER, GREEN, INK, MUTED, NONE, RED
from healthgen_db.kpis.kpi_files import TOPICS
from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.counts import grouped
from healthgen_db.report.drawing import WIDE, values
from healthgen_db.report.words import counted, day, listed, whole

LINE_HEIGHT = 19
TITLE, SPARK, VALUE, STATUS = 0, 330, 470, 575
"""Where the columns of a chart begin, in pixels."""
SPARK_WIDTH = 120
STATUSES = ("green", "amber", "red")
SHAPES = ("circle", "triangle-up", "diamond")
COLORS = (GREEN, AMBER, RED)


def _kpis(facts: Facts) -> Content | None:
    rows = [_shown(row) for row in facts.rows["kpi_values"] if row["value"] is not None]
    if not rows:
        return None
    counts = {status: sum(row["color"] == status for row in rows) for status in STATUSES}
    weeks = max(len(row["weekly"]) for row in rows)
    trend = f", and their last {weeks} weeks" if weeks else ""
    return Content(
        finding="Of the KPIs with limits, "
        + listed(
            f"{whole(number)} {'is' if number == 1 else 'are'} {status}" for status, number in counts.items()
        ),
        paragraphs=[
            (
                f"Values of the 28 days up to {day(rows[0]['until'])} at {rows[0]['hospital']}{trend}. A"
                " KPI without limits"
                " has no status. Green: as it should be; amber and red: beyond the limits in the table."
            )
        ],
        figures=[
            _topic(topic, members) for topic in TOPICS if (members := grouped(rows, "topic").get((topic,)))
        ],
    )


def _shown(row: Row) -> Row:
    status = row["color"] or "no limits"
    text = f"{row['value']:.2f}" if row["unit"] == "ratio" else number(row["value"], _unit(row["unit"]))
    return row | {
        "status": status,
        "shown": text,
        "limits": "" if row["amber"] is None else f"amber {row['amber']:g}, red {row['red']:g}",
        "said": f"{row['title']}: {text}, {status}",
    }


def _unit(unit: str) -> str:
    """Return a unit without what follows its comma or bracket, if it is long."""
    return re.split(r",| \(", unit)[0] if len(unit) > 14 and not unit.startswith("level") else unit


def _topic(topic: str, rows: Rows) -> Figure:
    rows = sorted(rows, key=lambda row: (-_grave(row), row["title"]))
    bad = [row for row in rows if _grave(row) > 0]
    limited = sum(row["color"] is not None for row in rows)
    title = (
        f"{topic}: {counted(len(bad), 'KPI', 'KPIs')} of {whole(limited)} with limits amber or red"
        if limited
        else f"{topic}: {counted(len(rows), 'KPI', 'KPIs')} without limits"
    )
    return Figure(
        title=title,
        chart=_chart(rows),
        text=f"{topic}: " + "; ".join(row["said"] for row in rows) + ".",
        table=Table(
            f"KPIs: {topic}",
            (
                Column("title", "KPI"),
                Column("shown", "28 days"),
                Column("n", "n", whole),
                Column("status", "Status"),
                Column("limits", "Limits"),
                Column("good", "Better"),
                Column("last_weeks", "By week, oldest first"),
            ),
            [row | {"last_weeks": ", ".join(_week(value) for value in row["weekly"])} for row in rows],
        ),
    )


def _week(value: float | None) -> str:
    return "hidden" if value is None else number(value)


def _grave(row: Row) -> int:
    return STATUSES.index(row["color"]) if row["color"] else -1


def _chart(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    """Return a line for each KPI: title, its last weeks, value, and status as shape, color and word."""
    placed = [{"y": place * LINE_HEIGHT + LINE_HEIGHT / 2} | row for place, row in enumerate(rows)]
    height = LINE_HEIGHT * len(rows)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDE], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False))
    keys = ("y", "title", "shown", "status", "said")
    base = alt.Chart(values([{key: row[key] for key in keys} for row in placed])).encode(y=y)
    texts = [
        base.mark_text(align="left", color=color, fontSize=11, limit=limit).encode(
            x=alt.datum(at, **_pixels()), text=f"{key}:N"
        )
        for key, at, color, limit in (
            ("title", TITLE, INK, SPARK - 10),
            ("shown", VALUE, INK, STATUS - VALUE - 10),
            ("status", STATUS + 12, MUTED, 90),
        )
    ]
    marks = base.mark_point(aria=True, filled=True, size=50, opacity=1).encode(
        x=alt.datum(STATUS, **_pixels()),
        color=alt.Color("status:N", scale=_scale(COLORS, NONE), legend=None),
        shape=alt.Shape("status:N", scale=_scale(SHAPES, "stroke"), legend=None),
        description="said:N",
    )
    layers = [*texts, marks]
    spark = [point for row in placed for point in _spark(row)]
    if spark:
        line = alt.Chart(values(spark))
        layers.append(line.mark_line(color=ACCENT, strokeWidth=1.3).encode(x=x, y=y, detail="kpi:N"))
        ends = [point for point in spark if point["last"]]
        layers.append(
            alt.Chart(values(ends)).mark_point(color=ACCENT, filled=True, size=16, opacity=1).encode(x=x, y=y)
        )
    return alt.layer(*layers).properties(width=WIDE, height=height)


def _pixels() -> dict[str, Any]:
    """Return a scale whose values are pixels."""
    return {"axis": None, "scale": alt.Scale(domain=[0, WIDE], nice=False), "type": "quantitative"}


def _scale(marks: tuple[str, ...], none: str) -> Any:  # noqa: ANN401 - an Altair type
    return alt.Scale(domain=[*STATUSES, "no limits"], range=[*marks, none])


def _spark(row: Row) -> Rows:
    """Return the points of the line of a KPI, drawn into its own band; weeks without a value leave no point."""
    known = [(place, value) for place, value in enumerate(row["weekly"]) if value is not None]
    if len(known) < 2:
        return []
    low, high = min(value for _, value in known), max(value for _, value in known)
    tall = LINE_HEIGHT - 7
    step = SPARK_WIDTH / max(len(row["weekly"]) - 1, 1)
    return [
        {
            "kpi": row["kpi_id"],
            "x": SPARK + step * place,
            "y": row["y"] + tall / 2 - (tall * (value - low) / (high - low) if high > low else tall / 2),
            "last": place == known[-1][0],
        }
        for place, value in known
    ]


KPIS = Section(
    "kpis", "KPIs", _kpis, queries=("kpi_values",), without="run healthgen kpis --history 13 first"
)
