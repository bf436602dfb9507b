"""The page as Markdown, HTML and JSON; the sentence; numbers as they are written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from healthgen_db.briefing.numbers import counted, number, signed
from healthgen_db.briefing.page import Estimate, Figure, Page, Status
from healthgen_db.briefing.render import render
from healthgen_db.briefing.stays import long_stays
from healthgen_db.briefing.summary import summary
from healthgen_db.config import extras
from healthgen_db.progress import Progress
from tests.unit.briefing.histories import AS_OF, page


class Notes(Progress):
    """Keeps the notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


def test_names_mean_nothing_in_html_and_markdown() -> None:
    html = render([page()], "html", Progress())
    assert "North &lt;General&gt; | Main" in html
    assert "Bed &lt;manager&gt;" in html
    assert "<General>" not in html
    markdown = render([page()], "md", Progress())
    assert r"North \<General\> \| Main" in markdown
    assert r"Medicine \| 1" in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| Medicine")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {10}


def test_plots_take_colors_from_the_page_and_have_a_text_with_figures() -> None:
    html = render([page()], "html", Progress())
    said = re.findall(r'<svg role="img" aria-label="([^"]+)"', html)
    assert len(said) == 3
    assert any("Medicine | 1 18 of 20 now, 19 tomorrow" in each for each in said)
    assert any("07:00 2 (1 to 4)" in each for each in said)
    assert "var(--soft)" in html
    assert not re.search(r"#0\d0b0c", html)


def test_without_altair_the_page_has_figures_and_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "altair" else object())
    notes = Notes()
    html = render([page()], "html", notes)
    assert "<svg" not in html
    assert "07:00" in html
    [note] = notes.notes
    assert note.startswith(
        "the page has no plots: drawing needs altair: run it with uv run --extra report healthgen"
    )


def test_json_has_numbers_with_their_kpis() -> None:
    (found,) = json.loads(render([page()], "json", Progress()))["pages"]
    assert found["summary"] == [
        {"text": "Amber", "kpi_id": "status"},
        " <now>: ",
        {"text": "18 of 20", "kpi_id": "occupancy_pct"},
        ".",
    ]
    assert found["summary_text"] == "Amber <now>: 18 of 20."
    assert found["as_of"] == "2026-06-30T07:00:00-05:00"
    assert found["beds"][0]["free"] == {"mean": 1, "low": -2, "high": 4}


def test_a_quiet_page_says_so() -> None:
    quiet = replace(
        page(),
        status=Status(None, None, 0, longer=False, history=()),
        changes=(),
        alarms=(),
        actions=(),
        stays=(),
        beds=(),
    )
    for form in ("md", "html"):
        text = render([quiet], form, Progress())
        for said in (
            "not known",
            "No KPI differs much",
            "Nothing is red or amber",
            "none of the 19 rules fires",
        ):
            assert said in text


def sentence(of: Page, **missing: int) -> str:
    parts = summary(
        of.as_of, of.status, of.all_beds, emergency=of.emergency, alarms=of.alarms, missing=missing
    )
    return "".join(part.text if isinstance(part, Figure) else part for part in parts)


def test_the_sentence_is_built_from_the_facts() -> None:
    found = page()
    assert sentence(found, day=1, night=3) == (
        "Amber since Saturday 27 June: 18 of 20 staffed beds are taken, and by 07:00 tomorrow 6 (4 to 8) patients are"
        " expected to leave and 7 to come, which leaves 1 bed free; 1 patient waits in the emergency department for a"
        " bed; 3 nurses are missing at night."
    )
    red = replace(found.alarms[0], color="red")
    full = replace(
        found,
        status=Status("green", date(2026, 5, 5), 56, longer=True, history=()),
        alarms=(red,),
        all_beds=replace(found.all_beds, free=Estimate(-2.2, -5, 1)),
        emergency=replace(found.emergency, boarders=0),
    )
    text = sentence(full)
    assert text.startswith("Green for at least 56 days: ")
    assert text.endswith("which is 2 beds too few; “Occupancy” is red (91 %, red or amber for 3 days).")
    assert "which leaves no bed free" in sentence(
        replace(full, all_beds=replace(found.all_beds, free=Estimate(0.2, -5, 1)))
    )


def test_stays_are_ranked_by_the_hours_that_could_be_saved() -> None:
    def row(
        stay: int, hours: float, ready: float | None = None, expected_on: date | None = None
    ) -> dict[str, Any]:
        return {
            "encounter_id": stay,
            "unit": "Ward",
            "bed": "1-A",
            "condition": None,
            "hours": hours,
            "ready_hours": ready,
            "expected_on": expected_on,
            "admitted_at": AS_OF.fromtimestamp(AS_OF.timestamp() - hours * 3600, AS_OF.tzinfo),
        }

    rows = [
        row(1, 50.0),
        row(2, 120.0, expected_on=date(2026, 6, 29)),
        row(3, 60.0, ready=20.0),
        row(4, 200.0, expected_on=date(2026, 7, 5)),
        *(row(10 + each, 30.0, ready=1.0) for each in range(12)),
    ]
    stays, numbers = long_stays(AS_OF, rows, {})
    assert [each.encounter_id for each in stays[:3]] == [3, 2, 10]
    assert len(stays) == 10
    assert stays[1].planned_hours == pytest.approx(120 - 13)
    assert (numbers.over_96_hours, numbers.beyond_expected, numbers.ready) == (2, 1, 13)


def test_numbers_as_they_are_written() -> None:
    assert [number(each, "%") for each in (0.04, 4.25, 9.0, 93.4, 2931.2, -0.01)] == [
        "0 %",
        "4.2 %",
        "9 %",
        "93 %",
        "2,931 %",
        "0 %",
    ]
    assert (number(2, "level"), counted(1, "bed", "beds"), counted(0, "bed", "beds")) == (
        "red",
        "1 bed",
        "0 beds",
    )
    assert [signed(each) for each in (1.25, -0.01, -3.0)] == ["+1.2", "0.0", "-3.0"]
