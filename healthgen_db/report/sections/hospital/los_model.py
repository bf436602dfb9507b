"""The card of the newest length-of-stay model: how far off it is, against a simple baseline, and for whom."""

from __future__ import annotations

from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, INK, MUTED, PAPER, SOFT
from healthgen_db.report.content import Column, Content, Facts, Figure, Number, Row, Rows, Section, Table
from healthgen_db.report.drawing import BAR, WIDE, quantity, values
from healthgen_db.report.words import day, decimal, percent, whole

MODEL, BASELINE = "model", "median by condition and age"
FEWEST_STAYS = 30


def _los_model(facts: Facts) -> Content | None:
    if not facts.rows["los_model"]:
        return None
    model = facts.rows["los_model"][0]
    lengths, over = model["metrics"]["lengths"], model["metrics"]["over_96"]
    test = model["split"]["test"]
    error, baseline = lengths["mae_hours"], lengths["baseline_mae_hours"]
    return Content(
        finding=f"The length-of-stay model is off by {decimal(error)} hours on average,"
        f" {percent(100 * (1 - error / baseline))} less than the median of the condition",
        paragraphs=[
            (
                f"Tested on {whole(test['stays'])} stays from {test['admitted_from'][:10]} to"
                f" {test['admitted_until'][:10]},"
                f" which came after those that it learned from ({whole(model['split']['train']['stays'])}"
                " stays). It knew"
                f" nothing after {day(model['as_of'].date())}. It learned from synthetic stays and knows"
                " nothing about real"
                " patients."
            ),
            *_scores(facts.rows["los_scores"], model),
        ],
        numbers=[
            Number(f"{decimal(error)} h", f"mean error (baseline {decimal(baseline)} h)"),
            Number(percent(100 * lengths["coverage_80"]), "of stays in the interval that is to hold 80 %"),
            Number(f"{over['auroc']:.2f}", "AUROC for more than 96 hours (0.5: by chance)"),
        ],
        figures=[_weeks(model["metrics"]["weeks"], test), *_groups(model["metrics"]["groups"])],
    )


def _scores(rows: Rows, model: Row) -> list[str]:
    found = next((row for row in rows if row["model_id"] == model["model_id"]), None)
    if found is None:
        return []
    return [
        (
            f"Since then, {whole(found['predictions'])} predictions for {whole(found['stays'])} stays can"
            " be compared with"
            f" what happened: off by {decimal(found['mean_error_hours'])} hours on average,"
            f" {percent(found['within_pct'])} in"
            " the interval."
        )
    ]


def _weeks(weeks: list[Row], test: Row) -> Figure:
    shown = [row for row in weeks if row["stays"] >= FEWEST_STAYS] or weeks
    series = [
        {
            "week": row["week"],
            "what": name,
            "hours": row[key],
            "said": f"week {row['week']}, {name}: {decimal(row[key])} hours",
        }
        for name, key in ((MODEL, "mae_hours"), (BASELINE, "baseline_mae_hours"))
        for row in shown
    ]
    better = sum(row["mae_hours"] < row["baseline_mae_hours"] for row in shown)
    worst = max(shown, key=lambda row: float(row["mae_hours"]))
    base = alt.Chart(values(series)).encode(
        x=alt.X(
            "week:Q", title="week of the test", axis=alt.Axis(grid=False, tickMinStep=1, titleAnchor="start")
        ),
        y=quantity("hours", "hours off"),
        color=alt.Color(
            "what:N",
            scale=alt.Scale(domain=[MODEL, BASELINE], range=[ACCENT, MUTED]),
            legend=alt.Legend(title=None, orient="bottom", symbolType="stroke", labelLimit=260),
        ),
    )
    dash = alt.StrokeDash("what:N", scale=alt.Scale(domain=[MODEL, BASELINE], range=[[1, 0], [4, 3]]))
    line = base.mark_line(strokeWidth=1.8).encode(strokeDash=dash)
    hover = base.mark_point(aria=True, opacity=0, size=90, filled=True).encode(description="said:N")
    return Figure(
        title=f"It is better than the baseline in {whole(better)} of {len(shown)} weeks; its worst week is off by"
        f" {decimal(worst['mae_hours'])} hours",
        chart=(line + hover).properties(width=WIDE, height=160),
        text=f"Mean error in hours by week of the test, from {test['admitted_from'][:10]}: model"
        f" {decimal(min(row['mae_hours'] for row in shown))} to {decimal(worst['mae_hours'])}, baseline"
        f" {decimal(min(row['baseline_mae_hours'] for row in shown))} to"
        f" {decimal(max(row['baseline_mae_hours'] for row in shown))}.",
        table=Table(
            "Mean error by week",
            (
                Column("week", "Week", whole),
                Column("stays", "Stays", whole),
                Column("mae_hours", "Model, hours", decimal),
                Column("baseline_mae_hours", "Baseline, hours", decimal),
            ),
            list(weeks),
        ),
    )


def _groups(groups: dict[str, list[Row]]) -> list[Figure]:
    """Return how many of each group stay over 96 hours, and how many the model expects."""
    rows: Rows = [
        row
        | {
            "name": row["group"] if kind in {"age", "sex"} else f"{kind}: {row['group']}",
            "kind": kind,
            "low": 100 * min(row["over_96_rate"], row["over_96_predicted"]),
            "high": 100 * max(row["over_96_rate"], row["over_96_predicted"]),
            "seen": 100 * row["over_96_rate"],
            "expected": 100 * row["over_96_predicted"],
            "said": f"{kind} {row['group']}: {percent(100 * row['over_96_rate'])} stayed over 96 hours,"
            f" {percent(100 * row['over_96_predicted'])} expected",
        }
        for kind, members in groups.items()
        for row in members
        if row["stays"] >= FEWEST_STAYS
    ]
    if not rows:
        return []
    worst = max(rows, key=lambda row: abs(row["seen"] - row["expected"]))
    return [
        Figure(
            title=f"Stays over 96 hours: the largest gap is in {worst['name']},"
            f" {percent(worst['expected'])} expected and"
            f" {percent(worst['seen'])} seen",
            chart=_dots(rows),
            text="Share of stays over 96 hours by group, seen and expected by the model: "
            + "; ".join(row["said"] for row in rows)
            + ".",
            table=Table(
                "Groups of patients",
                (
                    Column("name", "Group"),
                    Column("kind", "By"),
                    Column("stays", "Stays", whole),
                    Column("mae_hours", "Mean error, hours", decimal),
                    Column("seen", "Over 96 hours, %", decimal),
                    Column("expected", "Expected, %", decimal),
                ),
                rows,
            ),
            note=f"Filled dot: seen. Ring: expected by the model. Groups with at least {FEWEST_STAYS} stays.",
        )
    ]


def _dots(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    names = 190
    keys = ("kind", "name", "low", "high", "seen", "expected", "said")
    base = alt.Chart(values([{key: row[key] for key in keys} for row in rows])).encode(
        y=alt.Y(
            "name:N", title=None, sort=None, axis=alt.Axis(labelLimit=names, labelColor=INK, labelPadding=7)
        )
    )
    axis = alt.Axis(grid=True, tickCount=6, titleAnchor="start")
    gap = base.mark_rule(color=SOFT, strokeWidth=4).encode(
        x=alt.X("low:Q", title="% of stays over 96 hours", axis=axis, scale=alt.Scale(zero=True)), x2="high:Q"
    )
    ring = base.mark_point(color=MUTED, fill=PAPER, size=45, opacity=1).encode(x="expected:Q")
    dot = base.mark_point(aria=True, filled=True, color=ACCENT, size=45, opacity=1).encode(
        x="seen:Q", description="said:N"
    )
    return (gap + ring + dot).properties(width=WIDE - names, height=(BAR + 1) * len(rows))


LOS_MODEL = Section(
    "los-model",
    "Length-of-stay model",
    _los_model,
    queries=("los_model", "los_scores"),
    without="run healthgen los train",
)
