"""Charts of ranges: a line from a low to a high value with a dot at the middle, and values in their bands."""

from __future__ import annotations

from typing import Any

import altair as alt

from healthgen_db.charts.svg import ACCENT, INK, MUTED, PAPER, SOFT
from healthgen_db.report.content import Rows
from healthgen_db.report.drawing import BAR, WIDE, values

ROOM = 95
"""Room for the texts at the right of a chart."""


def ranges(
    rows: Rows, name: str, *, title: str, log: bool = False, width: int = WIDE, names: int = 190
) -> Any:  # noqa: ANN401 - an Altair type
    """Return one line for each row: from `low` to `high`, with a dot at `middle`, and text `label` at the right.

    title: what the numbers are, below the axis. log: whether the axis is logarithmic.
    """
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=True)
    ticks = {"values": _log_ticks(rows), "format": "~s"} if log else {"tickCount": 6, "format": ",~f"}
    axis = alt.Axis(grid=True, titleAnchor="start", **ticks)
    base = alt.Chart(values(rows)).encode(
        y=alt.Y(
            f"{name}:N",
            title=None,
            sort=None,
            axis=alt.Axis(labelLimit=names, labelColor=INK, labelPadding=7),
        )
    )
    x = alt.X("low:Q", title=title, scale=scale, axis=axis)
    line = base.mark_rule(color=SOFT, strokeWidth=5, strokeCap="round").encode(x=x, x2="high:Q")
    dot = base.mark_point(
        aria=True, filled=True, color=ACCENT, size=55, stroke=PAPER, strokeWidth=1, opacity=1
    ).encode(x="middle:Q", description="said:N")
    said = base.mark_text(align="left", dx=6, color=MUTED, fontSize=10).encode(
        x=alt.value(width - names - ROOM), text="label:N"
    )
    return (line + dot + said).properties(width=width - names - ROOM, height=(BAR + 1) * len(rows))


def _log_ticks(rows: Rows) -> list[float]:
    """Return 1, 2, 5, 10, 20 ... as far as the rows reach."""
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    steps = (digit * 10.0**power for power in range(-3, 10) for digit in (1, 2, 5))
    return [step for step in steps if low <= step <= high]
