"""The report of a small hospital: the page, roles that may only read, files of --out, and empty datasets."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.report.content import Report
from healthgen_db.report.render import render, report_values
from healthgen_db.report.run import run_report
from healthgen_db.report.sections import SECTIONS

SCHEMA = "healthcare"
RunLoad = Callable[..., LoadResult]
Databases = Callable[..., AbstractContextManager[str]]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def reader(report_dsn: str) -> Iterator[str]:
    """Give the DSN of a role that may read the warehouse, and no more."""
    name, password = f"healthgen_report_{secrets.token_hex(4)}", secrets.token_hex(8)
    role, schema = sql.Identifier(name), sql.Identifier(SCHEMA)
    with closing(connect(report_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(schema, role))
        try:
            yield make_conninfo(report_dsn, user=name, password=password)
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(role))
            connection.execute(sql.SQL("DROP ROLE {}").format(role))


class Outline(HTMLParser):
    """Notes the tags of a page, and whether each one that is opened is closed."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_page_is_whole_and_needs_nothing_else(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    assert set(re.findall(r"https?://[^\"' )]+", page)) == {"http://www.w3.org/2000/svg"}
    assert outline.all("script") == []
    assert outline.all("link") == []
    assert not [name for _, attributes in outline.found for name in attributes if name.startswith("on")]
    assert outline.all("html") == [{"lang": "en"}]
    assert len(page.encode()) < 2_000_000


def test_each_chart_has_a_text_and_a_table(page: str, report: Report) -> None:
    outline = Outline(page)
    figures = [figure for _, content in report.sections for figure in content.figures]
    assert len(outline.all("svg")) == len(outline.all("figure")) == len(figures)
    for attributes, figure in zip(outline.all("svg"), figures, strict=True):
        assert attributes["role"] == "img"
        assert str(attributes["aria-label"]).replace("\u00a0%", " %") == figure.text
        # what it says has figures
        assert re.search(r"\d", figure.text), figure.text
        assert re.search(r"\d", figure.title), figure.title
        assert figure.table.rows
    assert len(outline.all("caption")) == len(outline.all("table"))
    assert {attributes["scope"] for attributes in outline.all("th")} == {"col", "row"}


def test_names_of_sections_lead_to_them(page: str, report: Report) -> None:
    outline = Outline(page)
    targets = [attributes["id"] for _, attributes in outline.found if attributes.get("id")]
    links = [str(attributes["href"]).removeprefix("#") for attributes in outline.all("a")]
    assert len(targets) == len(set(targets))
    assert set(links) <= set(targets)
    assert {section.id for section, _ in report.sections} <= set(links)
    shown = {section.id for section, _ in report.sections} | {section.id for section in report.left_out}
    assert shown == {section.id for section in SECTIONS}
    for section in report.left_out:
        assert f"{section.name} ({section.without})" in page


def test_numbers_are_those_of_the_tables(report_dsn: str, report: Report, query: Query) -> None:
    content = {section.id: found for section, found in report.sections}
    ((patients, visits, nights, charges),) = query(
        report_dsn,
        "SELECT (SELECT count(*) FROM patients), count(*), sum(date_of_discharge - date_of_admission),"
        " (SELECT sum(total_charge) FROM billing) FROM visits",
    )
    assert content["what"].finding.startswith(f"{patients:,} synthetic patients, {visits:,} visits")
    assert f"${charges / patients:,.0f}" in content["numbers"].finding
    assert nights > 0
    (months,) = content["visits"].figures
    assert sum(row["total"] for row in months.table.rows) == visits
    (pyramid,) = content["people"].figures
    here = "SELECT count(*) FROM patients WHERE left_on IS NULL AND date_of_death IS NULL"
    assert sum(row["patients"] for row in pyramid.table.rows) == query(report_dsn, here)[0][0]
    frequencies = content["conditions"].figures[0]
    assert sum(row["visits"] for row in frequencies.table.rows) == visits


def test_a_role_that_may_only_read_gets_the_same_report(reader: str, report: Report) -> None:
    assert report_values(run_report(reader, SCHEMA, Progress())) == report_values(report)


def test_the_command_replaces_its_file(
    report_dsn: str, healthgen: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text("older")
    ended = healthgen("report", "--out", file, "--dsn", report_dsn, "--json")
    assert ended.code == 0
    assert file.read_text().startswith("<!doctype html>")
    assert ended.values["file"] == str(file)
    assert ended.values["bytes"] == len(file.read_bytes())
    assert [each["id"] for each in ended.values["sections"]][:2] == ["what", "numbers"]
    assert list(tmp_path.iterdir()) == [file]
    json.dumps(ended.values)
    nowhere = healthgen("report", "--out", tmp_path / "none" / "x.html", "--dsn", report_dsn)
    assert (nowhere.code, "no folder" in nowhere.err) == (2, True)
    folder = healthgen("report", "--out", tmp_path, "--dsn", report_dsn)
    assert (folder.code, "is a folder" in folder.err) == (2, True)


def test_a_dataset_without_visits_has_a_page(databases: Databases, run_load: RunLoad) -> None:
    with databases(empty=True) as dsn:
        run_load(dsn, patients=3, start=date(2026, 6, 30))
        report = run_report(dsn, SCHEMA, Progress())
        text = render(report, Progress())
    left_out = {section.id for section in report.left_out}
    assert {"numbers", "visits", "conditions", "calendar", "clinic"} <= left_out
    assert Outline(text).open == []
    assert "3 synthetic patients" in text


def test_the_clinic_has_its_three_charts(databases: Databases, run_load: RunLoad, query: Query) -> None:
    with databases(empty=True) as dsn:
        run_load(dsn, patients=300, population="clinic", single_hospital=True, how={"block_size": 300})
        report = run_report(dsn, SCHEMA, Progress())
        ((visits, follow_ups),) = query(
            dsn, "SELECT count(*), count(*) FILTER (WHERE follow_up) FROM clinic_visits"
        )
    content = {section.id: found for section, found in report.sections}["clinic"]
    assert [figure.title.split(":")[0] for figure in content.figures] == ["Gender", "Age", "Follow-up"]
    for figure in content.figures:
        assert sum(row["visits"] for row in figure.table.rows) == visits
    assert sum(row["follow_ups"] for row in content.figures[2].table.rows) == follow_ups
