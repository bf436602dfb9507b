"""The page as Markdown, HTML and JSON."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from textwrap import shorten
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from healthgen_db.briefing.numbers import number, signed, weekday_and_date, whole
from healthgen_db.briefing.page import COLUMN_KPIS, MODEL, Figure, Page
from healthgen_db.briefing.plots import plots
from healthgen_db.config.errors import ConfigError
from healthgen_db.config.resources import resource
from healthgen_db.kpis.kpi_files import Kpi
from healthgen_db.progress import Progress

HTML, JSON = "html", "json"
# A formula is cut here; the file of the KPI has all of it.
LONGEST_FORMULA = 300
_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>|#])")


def render(pages: Sequence[Page], form: str, progress: Progress) -> str:
    """Return the pages in a form: md, html or json."""
    if form == JSON:
        return json.dumps({"pages": [_plain(page) for page in pages]}, indent=2) + "\n"
    drawn: list[dict[str, str]] = [{} for _ in pages]
    if form == HTML:
        try:
            drawn = [plots(page) for page in pages]
        except ConfigError as error:
            progress.note(f"the page has no plots: {error}")
    kpis = {kpi.id: kpi for page in pages for kpi in page.kpis}
    return (
        _environment()
        .get_template(f"page.{form}")
        .render(pages=list(zip(pages, drawn, strict=True)), kpis=[kpis[name] for name in sorted(kpis)])
    )


def markdown_text(text: object) -> str:
    """Return a text without signs that mean something in Markdown."""
    return _MARKDOWN_SIGNS.sub(r"\\\1", str(text))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader([resource("briefing", "templates"), resource("charts")]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "number": number,
        "signed": signed,
        "whole": whole,
        "day": weekday_and_date,
        "md": markdown_text,
        "svg": Markup,
        "short": lambda text: shorten(text, LONGEST_FORMULA, placeholder=" ..."),
    }
    environment.tests["figure"] = lambda value: isinstance(value, Figure)
    environment.globals |= {"kpi_of": COLUMN_KPIS, "model": MODEL}
    return environment


def _plain(value: Any) -> Any:  # noqa: ANN401 - any part of a page
    """Return a part of a page as JSON has it."""
    if isinstance(value, Page):
        parts = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        said = "".join(part.text if isinstance(part, Figure) else part for part in value.summary)
        return parts | {"summary_text": said, "kpi_ids": dict(COLUMN_KPIS)}
    if isinstance(value, Kpi):
        names = ("id", "title", "unit", "formula", "denominator", "source", "good", "amber", "red", "min_n")
        return {name: getattr(value, name) for name in names}
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
