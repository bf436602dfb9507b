"""The page of the report: what is left out, what is escaped, numbers in tables, and SVG inside a page."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import altair as alt
import pytest

from healthgen_db.charts.svg import ACCENT, data, svg
from healthgen_db.config.resources import resource
from healthgen_db.progress import Progress
from healthgen_db.report.content import Column, Content, Facts, Figure, Number, Report, Section, Table
from healthgen_db.report.drawing import bars, columns, heat, lines
from healthgen_db.report.render import render, report_values
from healthgen_db.report.sections import SECTIONS
from healthgen_db.report.words import change, listed, percent, share, usd
from tests.unit.report.facts import facts

EVIL = '<script>alert("x")</script> & co'
ROWS = [
    {"name": EVIL, "n": 3, "said": f"{EVIL}: 3"},
    {"name": "Second", "n": Decimal("1.5"), "said": "Second"},
]
TABLE = Table(EVIL, (Column("name", "Name"), Column("n", "Number <n>")), ROWS)
FIGURE = Figure(f"{EVIL} 3", columns(ROWS, "name", "n", title=EVIL), f"{EVIL}, 3 %", TABLE, note=EVIL)


def report_of(content: Content, *, left_out: tuple[Section, ...] = ()) -> Report:
    def build(_: Facts) -> Content:
        return content

    return Report(facts(), [(Section("one", EVIL, build), content)], left_out)


def test_what_is_in_the_data_means_nothing_in_html() -> None:
    content = Content(EVIL, [EVIL], [Number(EVIL, EVIL)], figures=[FIGURE], tables=[TABLE], folded=[TABLE])
    page = render(report_of(content), Progress())
    assert "<script" not in page
    assert page.count("alert(") > 10
    assert "north &lt;east&gt; &amp; co" in page


def test_a_section_that_is_left_out_is_named_with_the_reason() -> None:
    absent = Section("two", "Second half", lambda _: None, without="needs --operations")
    page = render(report_of(Content("3 things"), left_out=(absent,)), Progress())
    assert "Second half (needs --operations)." in page
    assert 'id="two"' not in page
    assert "Left out" not in render(report_of(Content("3 things")), Progress())


def test_values_for_json_are_the_texts_of_the_page() -> None:
    values = report_values(report_of(Content("3 things", figures=[FIGURE])))
    (section,) = values["sections"]
    assert section["figures"][0]["table"]["rows"] == [[EVIL, "3"], ["Second", "1.5"]]
    assert section["figures"][0]["text"] == f"{EVIL}, 3 %"


def test_numbers_stand_at_the_right_and_texts_at_the_left() -> None:
    page = render(report_of(Content("3 things", tables=[TABLE])), Progress())
    assert '<th scope="col" class="n">Number &lt;n&gt;</th>' in page
    assert '<td class="n">1.5</td>' in page
    assert '<th scope="row">Second</th>' in page
    assert Column("n", "").text({"n": None}) == ""


def test_a_chart_has_the_colors_of_the_page_and_names_of_its_own() -> None:
    drawn = svg(FIGURE.chart, "one")
    assert "var(--accent)" in drawn
    assert ACCENT not in drawn
    assert drawn.startswith('<svg role="img" aria-label="one"')
    assert re.search(r"<title>Second</title></path>", drawn)
    assert " class=" not in drawn
    assert svg(FIGURE.chart, "one") == drawn
    clipped = alt.Chart(data([{"x": 1, "y": 2}])).mark_bar(clip=True).encode(x="x:Q", y="y:Q")
    names = [re.findall(r'id="([^"]+)"', svg(clipped, text)) for text in ("one", "two")]
    assert names[0]
    assert not set(names[0]) & set(names[1])
    assert set(re.findall(r"url\(#([^)]+)\)", svg(clipped, "one"))) == set(names[0])


def test_dots_are_circles() -> None:
    dots = (
        alt.Chart(data([{"x": 1, "said": "here"}]))
        .mark_circle(aria=True)
        .encode(x="x:Q", description="said:N")
    )
    assert re.search(r'<circle [^>]*r="[\d.]+"[^>]*><title>here</title></circle>', svg(dots, "dots"))


@pytest.mark.parametrize(
    "chart",
    [
        bars(ROWS, "name", "n", label="said"),
        lines(ROWS, "n", "n", title="n"),
        heat(ROWS, "name", "name", "n", title="n", columns=["Second"], lines=["Second"]),
    ],
)
def test_all_kinds_of_charts_say_their_values_on_hover(chart: Any) -> None:
    assert "<title>Second</title>" in svg(chart, "chart")


def test_sections_and_query_files_belong_together() -> None:
    named = {name for section in SECTIONS for name in section.queries}
    files = {path.stem for path in resource("sql", "report").glob("*.sql")}
    assert named == files
    assert len({section.id for section in SECTIONS}) == len(SECTIONS)


def test_words() -> None:
    assert [change(101, 100), change(98, 100), change(100.1, 100)] == [
        "1 % more than",
        "2 % less than",
        "as many as",
    ]
    assert [listed("a"), listed("ab"), listed("abc"), listed("")] == ["a", "a and b", "a, b and c", ""]
    assert [usd(12_345), usd(Decimal("4200000")), usd(3.2e9)] == ["$12,345", "$4.2 million", "$3.2 billion"]
    assert [percent(4.25), percent(42.4), share(1, 3)] == ["4.2 %", "42 %", "33 %"]
