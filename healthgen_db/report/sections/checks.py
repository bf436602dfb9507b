"""Rules and metrics of the newest validation, and where each value lies in its band."""

from __future__ import annotations

from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, INK, MUTED, RED, SOFT
from healthgen_db.report.content import Column, Content, Facts, Figure, Row, Rows, Section, Table
from healthgen_db.report.drawing import BAR, WIDE, columns, values
from healthgen_db.report.words import counted, decimal, percent, share, whole

STEP = 10
"""Width of a column in % of a band."""
NEAREST = 20
NATURAL_ENDS = {(100, "%"), (1, "correlation")}
INSIDE, OUTSIDE, NO_BAND, FEW = "in its band", "outside", "no band", "not judged"
BEYOND = 30
"""How far beyond its band a value is drawn, in % of the band; what is farther away is drawn there."""


def _checks(facts: Facts) -> Content | None:
    rows = facts.rows["checks"]
    if not rows:
        return None
    rules = [row for row in rows if row["kind"] == "rule"]
    metrics = [_placed(row) for row in rows if row["kind"] == "metric"]
    judged = [row for row in metrics if row["outcome"] in {INSIDE, OUTSIDE}]
    placed = [row for row in judged if row["place"] is not None]
    few = sum(row["outcome"] == FEW for row in metrics)
    broken = [row for row in rules if not row["passed"]]
    outside = [row for row in judged if row["outcome"] == OUTSIDE]
    return Content(
        finding=f"{whole(len(rules) - len(broken))} of {counted(len(rules), 'rule holds', 'rules hold')};"
        f" {whole(len(judged) - len(outside))} of {counted(len(judged) + few, 'metric', 'metrics')} with a band"
        f" {'lies' if len(judged) - len(outside) == 1 else 'lie'} in it",
        paragraphs=[_outside(broken, outside), _left(metrics)],
        figures=[_histogram(placed), _nearest(placed)] if placed else [],
        folded=[_rules(rules), _metrics(metrics)],
    )


def _left(metrics: Rows) -> str:
    few, none = (sum(row["outcome"] == outcome for row in metrics) for outcome in (FEW, NO_BAND))
    return (
        f"{counted(none, 'metric has', 'metrics have')} no band, and {whole(few)} outside the band cannot be judged,"
        " because they rest on too few rows or the options of the dataset change what they measure. Of those inside,"
        " too, some rest on too few rows: healthgen validate says how many are judged."
    )


def _outside(broken: Rows, outside: Rows) -> str:
    named = [f"{row['title']} ({row['check_id']})" for row in (*broken, *outside)]
    if not named:
        return "No row breaks a rule, and no metric fails."
    return f"Not as they should be: {'; '.join(named)}."


def _placed(row: Row) -> Row:
    """Return a metric with its place in its band (0: lower end, 100: upper end), and the room to the next limit.

    A band with an upper end alone begins at 0 for values that cannot be below it; others have no place. An end that
    no value can pass, such as 100 %, is no limit.
    """
    value, low, high = row["value"], row["low"], row["high"]
    begin = 0.0 if low is None and value is not None and value >= 0 else low
    if value is None or begin is None or high is None or high <= begin:
        place = room = None
    else:
        place = 100 * (value - begin) / (high - begin)
        rooms = [] if (high, str(row["unit"]).split()[0]) in NATURAL_ENDS else [100 - place]
        rooms += [place] if begin else []
        room = min(rooms, default=100.0)
    return row | {"place": place, "room": room, "band": _band(low, high), "outcome": _outcome(row)}


def _outcome(row: Row) -> str:
    if row["value"] is None or (row["low"] is None and row["high"] is None):
        return NO_BAND
    if not row["passed"]:
        return OUTSIDE
    low, high = row["low"], row["high"]
    inside = (low is None or row["value"] >= low) and (high is None or row["value"] <= high)
    return INSIDE if inside else FEW


def _band(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if low is None or high is None:
        return f"at least {_figure(low)}" if high is None else f"up to {_figure(high)}"
    return f"{_figure(low)} to {_figure(high)}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1000 else whole(value)


def _histogram(placed: Rows) -> Figure:
    names = ["below", *(f"{begin} to {begin + STEP}" for begin in range(0, 100, STEP)), "above"]
    counts = dict.fromkeys(names, 0)
    for row in placed:
        place = row["place"]
        name = "below" if place < 0 else "above" if place > 100 else names[1 + min(int(place // STEP), 9)]
        counts[name] += 1
    rows: Rows = [
        {"place": name, "metrics": count, "said": f"{name}: {counted(count, 'metric', 'metrics')}"}
        for name, count in counts.items()
    ]
    middle = sum(25 <= row["place"] <= 75 for row in placed)
    return Figure(
        title=f"{share(middle, len(placed))} of these metrics lie in the middle half of their band",
        chart=columns(rows, "place", "metrics", title="metrics", height=130, sort=names).encode(
            x=alt.X("place:N", title="place in the band, %", sort=names, axis=alt.Axis(labelAngle=0))
        ),
        text=f"Where {len(placed)} metrics lie in their bands, in % of the band: "
        + "; ".join(row["said"] for row in rows if row["metrics"])
        + ".",
        table=Table(
            "Metrics by their place in the band",
            (Column("place", "Place, % of the band"), Column("metrics", "Metrics", whole)),
            rows,
        ),
        note="0: the lower end of the band, or 0 where it has only an upper end. 100: the upper end. Without the"
        " metrics that cannot be judged.",
    )


def _nearest(placed: Rows) -> Figure:
    rows = [
        row
        | {
            "drawn": min(max(row["place"], -BEYOND), 100 + BEYOND),
            "label": f"{_figure(row['value'])} ({row['band']})",
            "said": f"{row['title']}: {_figure(row['value'])} {row['unit'] or ''}, band {row['band']},"
            f" {row['outcome']}",
        }
        for row in sorted(placed, key=lambda row: row["room"])[:NEAREST]
    ]
    return Figure(
        title=f"The metric nearest to its limit has {percent(max(rows[0]['room'], 0))} of the band left:"
        f" {rows[0]['title']}"
        if rows[0]["passed"]
        else f"{counted(sum(not row['passed'] for row in placed), 'metric is', 'metrics are')} outside the band,"
        f" first of all {rows[0]['title']}",
        chart=_strips(rows),
        text=f"The {len(rows)} metrics that are nearest to a limit of their band: "
        + "; ".join(row["said"] for row in rows)
        + ".",
        table=Table(
            "Metrics nearest to a limit",
            (
                Column("title", "Metric"),
                Column("value", "Value", _figure),
                Column("unit", "Unit"),
                Column("band", "Band"),
                Column("place", "Place, %", whole),
                Column("outcome", "Outcome"),
            ),
            rows,
        ),
        note="Bar: the band. Dot: the value. A red diamond would be a value outside. At the right: value and band.",
    )


def _strips(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    names, room = 300, 130
    shown = [row | {"begin": 0, "end": 100} for row in rows]
    keys = ("check_id", "title", "drawn", "outcome", "label", "said", "begin", "end")
    base = alt.Chart(values([{key: row[key] for key in keys} for row in shown])).encode(
        y=alt.Y(
            "title:N", title=None, sort=None, axis=alt.Axis(labelLimit=names, labelColor=INK, labelPadding=8)
        )
    )
    x = alt.X("begin:Q", axis=None, scale=alt.Scale(domain=[-BEYOND, 100 + BEYOND], nice=False))
    band = base.mark_bar(color=SOFT, height=6).encode(x=x, x2="end:Q")
    dots = base.mark_point(aria=True, filled=True, size=60, opacity=1).encode(
        x="drawn:Q",
        shape=alt.Shape(
            "outcome:N",
            scale=alt.Scale(domain=[INSIDE, OUTSIDE], range=["circle", "diamond"]),
            legend=None,
        ),
        color=alt.Color(
            "outcome:N", scale=alt.Scale(domain=[INSIDE, OUTSIDE], range=[ACCENT, RED]), legend=None
        ),
        description="said:N",
    )
    said = base.mark_text(align="left", color=MUTED, fontSize=10).encode(
        x=alt.value(WIDE - names - room), text="label:N"
    )
    return (band + dots + said).properties(width=WIDE - names - room, height=(BAR + 2) * len(rows))


def _rules(rules: Rows) -> Table:
    return Table(
        "Rules",
        (
            Column("title", "Rule"),
            Column("check_id", "Name"),
            Column("value", "Rows that break it", whole),
            Column("outcome", "Outcome"),
        ),
        [row | {"outcome": "holds" if row["passed"] else "broken"} for row in rules],
    )


def _metrics(metrics: Rows) -> Table:
    return Table(
        "Metrics with their bands",
        (
            Column("title", "Metric"),
            Column("check_id", "Name"),
            Column("value", "Value", _figure),
            Column("unit", "Unit"),
            Column("band", "Band"),
            Column("place", "Place, %", decimal),
            Column("outcome", "Outcome"),
        ),
        metrics,
    )


CHECKS = Section("checks", "Rules and metrics", _checks, queries=("checks",), without="not validated")
