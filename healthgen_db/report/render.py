"""The page as HTML: one file that needs nothing else; and what is on it, as plain values for JSON."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from healthgen_db.charts.svg import svg, unchecked
from healthgen_db.config.resources import resource
from healthgen_db.progress import Progress
from healthgen_db.report.content import Content, Figure, Report, Section, Table
from healthgen_db.report.words import day

# A number and its unit stay on one line.
_UNIT = re.compile(r"(?<=\d) (?=%)")
# Only what is in the file, and no scripts.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(report: Report, progress: Progress) -> str:
    """Return the page."""
    figures = [figure for _, content in report.sections for figure in content.figures]
    drawn: dict[int, Markup] = {}
    with progress.phase("charts", total=len(figures), unit="charts") as done, unchecked():
        for figure in figures:
            # Altair and vl-convert write what is safe in a page.
            drawn[id(figure)] = Markup(svg(figure.chart, figure.text))  # noqa: S704
            done(1)
    environment = Environment(
        loader=FileSystemLoader([resource("report", "templates"), resource("charts")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"day": day}
    page = environment.get_template("page.html").render(
        report=report, dataset=report.facts.dataset, drawing=lambda figure: drawn[id(figure)], policy=POLICY
    )
    return _UNIT.sub("\u00a0", page)


def report_values(report: Report) -> dict[str, Any]:
    """Return what is on the page, without its charts, as JSON values."""
    return {
        "schema": report.facts.schema,
        "dataset_id": report.facts.dataset.dataset_id,
        "sections": [_section_values(*each) for each in report.sections],
        "left_out": [{"id": each.id, "name": each.name, "because": each.without} for each in report.left_out],
    }


def _section_values(section: Section, content: Content) -> dict[str, Any]:
    return {
        "id": section.id,
        "name": section.name,
        "finding": content.finding,
        "paragraphs": list(content.paragraphs),
        "numbers": [{"value": each.value, "words": each.words} for each in content.numbers],
        "figures": [_figure_values(each) for each in content.figures],
        "tables": [_table_values(each) for each in (*content.tables, *content.folded)],
    }


def _figure_values(figure: Figure) -> dict[str, Any]:
    return {"title": figure.title, "text": figure.text, "table": _table_values(figure.table)}


def _table_values(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": [column.title for column in table.columns],
        "rows": [[column.text(row) for column in table.columns] for row in table.rows],
    }
