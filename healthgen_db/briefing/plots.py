"""Plots of the page as SVG, drawn when the page is written: status by day, arrivals by hour, beds by ward.

The SVG takes its colors from CSS variables of the page, so that a plot is readable on light and on dark screens and on
paper. Each plot has a text with its figures for people who do not see it.
"""

from __future__ import annotations

from healthgen_db.briefing.numbers import weekday_and_date, whole
from healthgen_db.briefing.page import Page
from healthgen_db.charts.svg import (
    ACCENT,
    AMBER,
    GREEN,
    LINE,
    NONE,
    RED,
    SOFT,
    data,
    svg,
)
from healthgen_db.config.extras import require_extra

WIDTH = 330


def plots(page: Page) -> dict[str, str]:
    """Return the plots of a page as SVG by name: status, arrivals, beds. Raises ConfigError without Altair."""
    require_extra("report", "healthgen briefing --format html", "drawing")
    found = {"arrivals": _arrivals(page)}
    if page.status.history:
        found["status"] = _status(page)
    if page.beds:
        found["beds"] = _beds(page)
    return found


def _status(page: Page) -> str:
    import altair as alt  # noqa: PLC0415 - an extra

    days = [
        {"day": day.isoformat(), "status": color or "unknown", "week": f"{day:%G-%V}", "weekday": f"{day:%u}"}
        for day, color in page.status.history
    ]
    colors = alt.Scale(domain=["green", "amber", "red", "unknown"], range=[GREEN, AMBER, RED, NONE])
    chart = (
        alt.Chart(data(days))
        .mark_rect(stroke="transparent", strokeWidth=1, cornerRadius=1)
        .encode(
            x=alt.X("day:O", axis=None, scale=alt.Scale(paddingInner=0.15)),
            color=alt.Color("status:N", scale=colors, legend=None),
        )
        .properties(width=2 * WIDTH, height=12)
    )
    counts = {
        level: sum(each["status"] == level for each in days) for level in ("green", "amber", "red", "unknown")
    }
    said = ", ".join(f"{count} {level}" for level, count in counts.items() if count)
    first = weekday_and_date(page.status.history[0][0])
    return svg(chart, f"Status by day since {first}: of {len(days)} days {said}.")


def _arrivals(page: Page) -> str:
    import altair as alt  # noqa: PLC0415 - an extra

    hours = [
        {
            "place": place,
            "hour": f"{each.begins:%H}",
            "mean": each.expected.mean,
            "low": each.expected.low,
            "high": each.expected.high,
        }
        for place, each in enumerate(page.emergency.hours)
    ]
    labels = "['" + "','".join(str(each["hour"]) for each in hours) + "'][datum.value]"
    x = alt.X("place:O", title=None, axis=alt.Axis(labelExpr=labels, labelAngle=0, labelFontSize=10))
    base = alt.Chart(data(hours))
    chart = (
        base.mark_bar(color=SOFT, size=9).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
        + base.mark_tick(color=ACCENT, thickness=3, size=9).encode(x=x, y="mean:Q")
    ).properties(width=WIDTH, height=110)
    said = "; ".join(
        f"{each.begins:%H:%M} {whole(each.expected.mean)} ({each.expected.low} to {each.expected.high})"
        for each in page.emergency.hours
    )
    return svg(chart, f"Arrivals expected in the emergency department by hour, with 80 % intervals: {said}.")


def _beds(page: Page) -> str:
    import altair as alt  # noqa: PLC0415 - an extra

    wards = [
        {
            "ward": each.name,
            "now": each.patients,
            "staffed": each.staffed,
            "tomorrow": max(each.staffed - each.free.mean, 0),
        }
        for each in page.beds
    ]
    y = alt.Y("ward:N", title=None, sort=None, axis=alt.Axis(labelLimit=150))
    base = alt.Chart(data(wards))
    chart = (
        base.mark_bar(color=LINE, size=11).encode(y=y, x=alt.X("staffed:Q", title=None))
        + base.mark_bar(color=SOFT, size=11).encode(y=y, x="now:Q")
        + base.mark_tick(color=ACCENT, thickness=3, size=13).encode(y=y, x="tomorrow:Q")
    ).properties(width=WIDTH - 120, height=13 * len(wards))
    said = "; ".join(
        f"{each.name} {each.patients} of {each.staffed} now, {whole(each.staffed - each.free.mean)} tomorrow"
        for each in page.beds
    )
    return svg(chart, f"Beds taken by ward: {said}.")
