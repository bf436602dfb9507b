"""Kinds of charts that sections share. Each mark says on hover what the row's `said` says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, HEAT, INK, LINE, MUTED, PAPER, SOFT, data
from healthgen_db.report.content import Rows

WIDE, HALF, HEIGHT = 680, 310, 170
LONGEST_NAME = 190
BAR = 16
"""Height of a horizontal bar and the gap to the next one."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GROUPS = (ACCENT, MUTED, SOFT)
"""Colors of series in one chart; a section uses as few as it can."""


def values(rows: Rows) -> Any:  # noqa: ANN401 - an Altair type
    """Return rows as the data of a chart: dates as text, decimals as numbers."""
    return data([{key: _plain(value) for key, value in row.items()} for row in rows])


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a row
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if hasattr(value, "__float__") and not isinstance(value, bool | int) else value


def month_axis(rows: Rows, key: str, width: int) -> Any:  # noqa: ANN401 - an Altair type
    """Return an x axis of months, given as dates: with years if there are many months. Midnight is that in UTC."""
    months = sorted({row[key] for row in rows})
    by_year = len(months) > 24
    labels = (
        [each for each in months if each.month == 1] if by_year else months[:: 1 + len(months) * 60 // width]
    )
    return alt.X(
        f"utcyearmonth({key}):T",
        title=None,
        axis=alt.Axis(
            format="%Y" if by_year else "%b %Y",
            values=[{"year": each.year, "month": each.month, "utc": True} for each in labels],
            grid=False,
            labelAngle=0,
            labelAlign="left",
        ),
    )


def columns(
    rows: Rows,
    x: str,
    y: str,
    *,
    title: str,
    width: int = WIDE,
    height: int = HEIGHT,
    pale: str | None = None,
    sort: Sequence[str] | None = None,
) -> Any:  # noqa: ANN401 - an Altair type
    """Return upright bars. x: the key of a month (a date), or of a text.

    title: what the numbers are, at the axis. pale: the key of whether a bar is pale, such as a month not yet complete.
    sort: the order of the texts; by default that of the rows
    """
    by_month = any(isinstance(row[x], date) for row in rows)
    order = list(sort) if sort else list(dict.fromkeys(str(row[x]) for row in rows))
    place = (
        month_axis(rows, x, width)
        if by_month
        else alt.X(f"{x}:N", title=None, sort=order, axis=alt.Axis(labelAngle=0))
    )
    color = (
        alt.value(ACCENT)
        if pale is None
        else alt.condition(f"datum.{pale}", alt.value(SOFT), alt.value(ACCENT))
    )
    shape: dict[str, Any] = {"size": max(width / max(len(rows), 1) * 0.7, 1)} if by_month else {}
    return (
        alt.Chart(values(rows))
        .mark_bar(aria=True, **shape)
        .encode(x=place, y=quantity(y, title), color=color, description="said:N")
        .properties(width=width, height=height)
    )


def bars(
    rows: Rows, name: str, value: str, *, label: str, width: int = WIDE, names: int | None = None
) -> Any:  # noqa: ANN401 - an Altair type
    """Return lying bars in the order of the rows, each with a text at its end.

    label: the key of the text at the end. names: the room for the names; by default as much as they need.
    """
    base = alt.Chart(values(rows)).encode(
        y=alt.Y(f"{name}:N", title=None, sort=None, axis=name_axis()),
        x=alt.X(f"{value}:Q", title=None, axis=None),
    )
    drawn = base.mark_bar(aria=True, color=ACCENT, height=BAR - 5).encode(description="said:N")
    said = base.mark_text(align="left", dx=4, color=MUTED, fontSize=11).encode(text=f"{label}:N")
    room, labels = (room_for(str(row[key]) for row in rows) for key in (name, label))
    return (drawn + said).properties(width=width - (names or room) - labels, height=BAR * len(rows))


def name_axis() -> Any:  # noqa: ANN401 - an Altair type
    """Return a y axis of names."""
    return alt.Axis(labelLimit=LONGEST_NAME, labelColor=INK, labelPadding=6)


def room_for(names: Iterable[str]) -> int:
    """Return how wide names at the side of a chart are, as far as they are not cut."""
    return min(LONGEST_NAME, max((round(6.2 * len(each)) for each in names), default=0)) + 8


def lines(
    rows: Rows,
    x: str,
    y: str,
    *,
    title: str,
    series: str | None = None,
    width: int = WIDE,
    height: int = HEIGHT,
    zero: bool = True,
) -> Any:  # noqa: ANN401 - an Altair type
    """Return a line, or one for each value of `series`. x: the key of a month (a date), or of a number.

    zero: whether the axis begins at 0
    """
    place = (
        month_axis(rows, x, width)
        if any(isinstance(row[x], date) for row in rows)
        else alt.X(f"{x}:Q", title=None)
    )
    names = list(dict.fromkeys(str(row[series]) for row in rows)) if series else []
    color = (
        alt.Color(
            f"{series}:N",
            scale=alt.Scale(domain=names, range=list(GROUPS[: len(names)])),
            legend=alt.Legend(title=None, orient="top", symbolType="stroke"),
        )
        if series
        else alt.value(ACCENT)
    )
    base = alt.Chart(values(rows)).encode(x=place, y=quantity(y, title, zero=zero), color=color)
    line = base.mark_line(strokeWidth=1.8)
    hover = base.mark_point(aria=True, opacity=0, size=90, filled=True).encode(description="said:N")
    return (line + hover).properties(width=width, height=height)


def heat(
    rows: Rows,
    x: str,
    y: str,
    value: str,
    *,
    title: str,
    columns: Sequence[str],
    lines: Sequence[str],
    width: int = WIDE,
    names: int | None = None,
) -> Any:  # noqa: ANN401 - an Altair type
    """Return a heat map. columns, lines: the texts of x and y in their order. title: what the colors mean.

    names: the room for the names of lines; by default as much as they need
    """
    numbers = [float(row[value]) for row in rows]
    scale = alt.Scale(type="quantize", domain=[min(numbers), max(numbers)], range=list(HEAT))
    return (
        alt.Chart(values(rows))
        .mark_rect(aria=True, stroke=PAPER, strokeWidth=1)
        .encode(
            x=alt.X(f"{x}:N", title=None, sort=list(columns), axis=alt.Axis(orient="top", labelAngle=0)),
            y=alt.Y(f"{y}:N", title=None, sort=list(lines), axis=name_axis()),
            color=alt.Color(f"{value}:Q", scale=scale, legend=heat_legend(title)),
            description="said:N",
        )
        .properties(width=width - (names or room_for(lines)), height=(BAR + 2) * len(lines))
    )


def heat_legend(title: str) -> Any:  # noqa: ANN401 - an Altair type
    """Return the legend of steps of color, below the chart."""
    return alt.Legend(
        title=title, orient="bottom", direction="horizontal", symbolType="square", format=",.3~g"
    )


def quantity(key: str, title: str, *, zero: bool = True) -> Any:  # noqa: ANN401 - an Altair type
    """Return a y axis of numbers, with its title above it and not turned."""
    axis = alt.Axis(
        titleAngle=0, titleAlign="left", titleAnchor="end", titleY=-12, titleX=-30, tickCount=4, format=",~f"
    )
    return alt.Y(f"{key}:Q", title=title, axis=axis, scale=alt.Scale(zero=zero, nice=True))


def rule_at(value: float, *, width: int = 1) -> Any:  # noqa: ANN401 - an Altair type
    """Return a thin level line at a value of y, such as a target."""
    return alt.Chart(data([{"at": value}])).mark_rule(color=LINE, strokeWidth=width).encode(y="at:Q")
