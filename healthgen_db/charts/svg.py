"""Altair charts as SVG inside a page: colors from CSS variables, a text for people who do not see it, hover texts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any
from zlib import crc32

HEAT_STEPS = 7
# Colors that stand for CSS variables of the page in what Altair draws. colors.css gives the variables their values.
NAMES = ("ink", "muted", "line", "accent", "soft", "green", "amber", "red", "none", "paper", "land")
VARIABLES = {f"#0{number:x}0b0c": f"--{name}" for number, name in enumerate(NAMES)}
HEAT = tuple(f"#1{number}0b0c" for number in range(HEAT_STEPS))
"""From little to much, for heat maps."""
VARIABLES |= {color: f"--heat-{number}" for number, color in enumerate(HEAT)}
INK, MUTED, LINE, ACCENT, SOFT, GREEN, AMBER, RED, NONE, PAPER, LAND = list(VARIABLES)[: len(NAMES)]

_HOVER = re.compile(r'<(path|circle|text)([^>]*?) aria-label="([^"]*)"([^>]*?)/>')
# What a browser does not need: names of marks, roles inside a picture that has a text as a whole, empty paths.
_SUPERFLUOUS = re.compile(
    r' (?:class|role|aria-[a-z]+)="[^"]*"| opacity="1"| stroke-width="1"(?= opacity="1")| xmlns:xlink="[^"]*"'
)
# A circle as Vega draws it: two arcs.
_CIRCLE = re.compile(
    r'<path ([^>]*?)transform="translate\(([^,]+),([^)]+)\)" d="M([\d.]+),0A\4,\4,0,1,1,-\4,0A\4,\4,0,1,1,\4,0"'
)
_EMPTY = re.compile(r'<path(?: [a-z-]+="[^"]*")*? d=""[^>]*/>|<path d="M0,0h0v0h0Z"[^>]*/>')
# Names inside an SVG, which have to differ from those of the other charts of a page.
_NAME = re.compile(r'(?<=id=")[a-z]+\d+(?=")')
# Places and sizes; texts that people read keep their digits.
_PLACES = re.compile(r' (?:d|transform|c?[xyr]|[xy][12]|width|height)="[^"]*"')
_LONG_NUMBER = re.compile(r"(\d\.\d)\d+")


def data(rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401 - the type of an extra
    """Return rows as the data of a chart."""
    import altair as alt  # noqa: PLC0415 - an extra

    return alt.InlineData(values=rows)


@contextmanager
def unchecked() -> Iterator[None]:
    """Make Altair check no chart against its schema: that takes as long as drawing, and tests draw every chart."""
    from altair.utils.schemapi import debug_mode  # noqa: PLC0415 - an extra

    with debug_mode(False):
        yield


def svg(chart: Any, text: str) -> str:  # noqa: ANN401 - the type of an extra
    """Return a chart as SVG in the colors of the page.

    text: what it shows, in words. A mark with aria=True and a description gets this description as its hover text.
    """
    import vl_convert  # noqa: PLC0415 - an extra

    styled = chart.configure(
        background="transparent",
        font="sans-serif",
        view={"stroke": None},
        mark={"aria": False},
        axis={
            "labelColor": MUTED,
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "domain": False,
            "ticks": False,
            "gridColor": LINE,
            "labelFontSize": 11,
            "titleFontSize": 11,
        },
        header={"labelColor": INK, "labelFontSize": 11, "labelAnchor": "start", "title": None},
        legend={
            "labelColor": MUTED,
            "titleColor": MUTED,
            "titleFontWeight": "normal",
            "labelFontSize": 11,
            "titleFontSize": 11,
        },
    )
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(styled.to_dict(validate=False)))
    for color, variable in VARIABLES.items():
        drawn = drawn.replace(color, f"var({variable})")
    return _inside_a_page(drawn, text)


def _inside_a_page(drawn: str, text: str) -> str:
    """Return an SVG without what a page does not need, with hover texts, and with a text as a whole."""
    drawn = _CIRCLE.sub(r'<circle \1cx="\2" cy="\3" r="\4"', drawn)
    drawn = _HOVER.sub(r"<\1\2\4><title>\3</title></\1>", drawn)
    for number, name in enumerate(dict.fromkeys(_NAME.findall(drawn))):
        own = f"c{crc32(text.encode()):x}-{number}"
        drawn = drawn.replace(f'id="{name}"', f'id="{own}"').replace(f"url(#{name})", f"url(#{own})")
    drawn = _EMPTY.sub("", _SUPERFLUOUS.sub("", drawn))
    drawn = _PLACES.sub(lambda place: _LONG_NUMBER.sub(r"\1", place.group()), drawn)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(text)}" ', 1)
