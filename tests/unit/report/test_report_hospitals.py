"""Sections of the report, from invented rows: bands, limits of chance, status, and what is said about them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import altair as alt
import numpy as np
import pytest

from healthgen_db.charts.svg import svg
from healthgen_db.history.datasets import Dataset
from healthgen_db.report.content import Content, Facts, Row, Rows, Section
from healthgen_db.report.counts import Counts
from healthgen_db.report.sections.checks import CHECKS
from healthgen_db.report.sections.hospital.kpis import KPIS
from healthgen_db.report.sections.hospital.los_model import LOS_MODEL
from healthgen_db.report.sections.same_day import SAME_DAY

COLORS = Path(__file__).parents[3] / "healthgen_db" / "charts" / "colors.css"


def built(section: Section, **rows: Rows) -> Content | None:
    """Return the content of a section made of these rows by query."""
    empty: dict[str, Rows] = {name: [] for name in section.queries}
    return section.build(Facts("healthcare", Dataset.__new__(Dataset), empty | rows))


def shown(section: Section, **rows: Rows) -> Content:
    """Return the content of a section, with every chart of it drawn."""
    content = built(section, **rows)
    assert content is not None
    for figure in content.figures:
        assert svg(figure.chart, figure.text).startswith("<svg ")
        assert re.search(r"\d", figure.title)
    return content


def test_percentiles_of_counts_are_those_of_the_values() -> None:
    values = [Random(7).randrange(90) for _ in range(1)] + [
        Random(number).randrange(90) for number in range(700)
    ]
    found = Counts([(value, values.count(value)) for value in set(values)] + [(None, 40)])
    assert found.known == len(values)
    assert found.mean() == pytest.approx(np.mean(values))
    for share in (0.1, 0.5, 0.9):
        assert found.at(share) == np.quantile(values, share, method="inverted_cdf")


def metric(name: str, value: float | None, low: float | None, high: float | None, **more: Any) -> Row:
    row = {"check_id": name, "kind": "metric", "title": name.capitalize(), "severity": "warning", "unit": "%"}
    return row | {"value": value, "low": low, "high": high, "passed": True} | more


def rule(name: str, broken: int) -> Row:
    row = {
        "check_id": name,
        "kind": "rule",
        "title": name,
        "severity": "error",
        "unit": None,
        "low": None,
        "high": None,
    }
    return row | {"value": broken, "passed": broken == 0}


def test_each_metric_has_its_place_in_its_band() -> None:
    rows = [
        rule("good", 0),
        rule("bad", 3),
        metric("middle", 5, 0, 10),
        metric("near", 9.5, 5, 10),
        metric("out", 12, 5, 10, passed=False),
        metric("few", 12, 5, 10),
        metric("free", 7, None, None),
        metric("all", 100, 90, 100),
        metric("small", 1, None, 4),
    ]
    content = shown(CHECKS, checks=rows)
    assert content.finding == "1 of 2 rules hold; 4 of 6 metrics with a band lie in it"
    assert "bad (bad); Out (out)" in content.paragraphs[0]
    assert content.paragraphs[1].startswith("1 metric has no band, and 1 outside the band cannot be judged")
    metrics = {row["check_id"]: row for row in content.folded[1].rows}
    assert {name: row["outcome"] for name, row in metrics.items()} == {
        "middle": "in its band", "near": "in its band", "all": "in its band", "small": "in its band",
        "out": "outside", "few": "not judged", "free": "no band",
    }  # fmt: skip
    assert (metrics["middle"]["place"], metrics["near"]["place"], metrics["small"]["place"]) == (50, 90, 25)
    # nothing can be above 100 %, so that end is no limit
    assert metrics["all"]["room"] == 100
    nearest = content.figures[1]
    assert "1 metric is outside the band" in nearest.title
    assert [row["check_id"] for row in nearest.table.rows][:2] == ["out", "near"]


def test_without_checks_the_section_is_left_out() -> None:
    assert built(CHECKS) is None
    assert built(KPIS) is None
    assert built(LOS_MODEL) is None
    assert built(SAME_DAY) is None


def hospitals(rates: list[float], visits: int = 400) -> Rows:
    return [
        {"hospital": f"Hospital {place}", "state": "OH", "visits": visits, "same_day": round(visits * rate)}
        for place, rate in enumerate(rates)
    ]


@pytest.mark.parametrize("number", [8, 40, 900])
def test_hospitals_beyond_chance_are_found(number: int) -> None:
    alike = shown(SAME_DAY, same_day=hospitals([0.4] * number))
    assert alike.finding.startswith("0 of")
    one = shown(SAME_DAY, same_day=hospitals([0.4] * (number - 1) + [0.7]))
    assert one.finding.startswith("1 of")
    places = [row["place"] for row in one.figures[0].table.rows]
    assert places.count("above") <= 1
    # the same rate on few visits is within chance
    few = shown(SAME_DAY, same_day=hospitals([0.4] * (number - 1)) + hospitals([0.7], visits=10))
    assert few.finding.startswith("0 of")


def test_one_hospital_is_compared_with_none() -> None:
    content = shown(SAME_DAY, same_day=hospitals([0.25]))
    assert content.figures == ()
    assert "one hospital, Hospital 0" in content.paragraphs[0]
    assert content.finding.startswith("25 %")


def kpi(name: str, value: float | None, color: str | None, weekly: list[float | None], **more: Any) -> Row:
    row: Row = {
        "hospital": "Oak Grove", "until": date(2026, 6, 29), "kpi_id": name, "topic": "Staff",
        "title": name.capitalize(), "unit": "%", "good": "low", "amber": None, "red": None, "n": 100,
    }  # fmt: skip
    return row | {"value": value, "color": color, "weekly": weekly} | more


def test_status_of_kpis_is_a_word_and_not_only_a_color() -> None:
    rows = [
        kpi("calm", 4.0, "green", [1, 2, None, 4], amber=5, red=8),
        kpi("worse", 9.25, "red", [], amber=5, red=8),
        kpi("index", 0.983, None, [0.9, 1.1, 1.0], unit="ratio"),
        kpi("hidden", None, None, []),
    ]
    content = shown(KPIS, kpi_values=rows)
    assert content.finding == "Of the KPIs with limits, 1 is green, 0 are amber and 1 is red"
    (figure,) = content.figures
    assert figure.title == "Staff: 1 KPI of 2 with limits amber or red"
    assert [row["title"] for row in figure.table.rows] == ["Worse", "Calm", "Index"]
    assert "Worse: 9.2 %, red" in figure.text
    assert "Index: 0.98, no limits" in figure.text
    drawn = svg(figure.chart, figure.text)
    for word in ("red", "green", "no limits", "0.98"):
        assert f">{word}</text>" in drawn


def model(**more: Any) -> Row:
    weeks = [
        {"week": week, "stays": 90, "mae_hours": 20.0 + week, "baseline_mae_hours": 30.0}
        for week in range(1, 4)
    ]
    group = {"stays": 200, "mae_hours": 18.0}
    groups = {
        "age": [group | {"group": "80+", "over_96_rate": 0.4, "over_96_predicted": 0.5}],
        "service": [group | {"group": "MED", "over_96_rate": 0.2, "over_96_predicted": 0.21}],
    }
    test = {"stays": 300, "admitted_from": "2026-05-01T00:00", "admitted_until": "2026-06-01T00:00"}
    return {
        "model_id": 3,
        "as_of": datetime(2026, 6, 30, tzinfo=UTC),
        "split": {"test": test, "train": {"stays": 1200}},
        "metrics": {
            "lengths": {"mae_hours": 21.0, "baseline_mae_hours": 28.0, "coverage_80": 0.79},
            "over_96": {"auroc": 0.912},
            "weeks": weeks,
            "groups": groups,
        },
    } | more


def test_the_card_of_the_model_compares_it_with_a_baseline() -> None:
    scores = [{"model_id": 3, "predictions": 40, "stays": 12, "mean_error_hours": 22.5, "within_pct": 81.0}]
    content = shown(LOS_MODEL, los_model=[model()], los_scores=scores)
    assert content.finding.startswith("The length-of-stay model is off by 21.0 hours on average, 25 % less")
    assert [each.value for each in content.numbers] == ["21.0 h", "79 %", "0.91"]
    assert "40 predictions for 12 stays" in content.paragraphs[1]
    weeks, groups = content.figures
    assert weeks.title.startswith("It is better than the baseline in 3 of 3 weeks")
    assert "the largest gap is in 80+" in groups.title
    assert [row["name"] for row in groups.table.rows] == ["80+", "service: MED"]
    assert len(shown(LOS_MODEL, los_model=[model()]).paragraphs) == 1


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors as WCAG 2 defines it: 1 to 21."""

    def light(color: str) -> float:
        digits = color.lstrip("#")
        digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        red, green, blue = (
            each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((light(one), light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_texts_of_charts_can_be_read_on_every_screen() -> None:
    # axe-core cannot judge texts inside of an SVG, so this does
    looks = COLORS.read_text().split(":root")[1:]
    assert len(looks) == 3
    for look in looks:
        colors = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+)", look))
        for name in ("ink", "muted", "accent"):
            assert contrast(colors[name], colors["paper"]) >= 4.5, (name, look)
        for name in ("green", "amber", "red"):
            assert contrast(colors[name], colors["paper"]) >= 3, (name, look)


def test_texts_keep_their_digits() -> None:
    rows = alt.InlineData(values=[{"x": 1.23456, "label": "0.0512 of 4.25"}])
    chart = alt.Chart(rows).mark_text().encode(x="x:Q", text="label:N")
    drawn = svg(chart, "It is 3.1415.")
    assert ">0.0512 of 4.25</text>" in drawn
    assert 'aria-label="It is 3.1415."' in drawn
    assert not re.search(r'transform="[^"]*\d\.\d\d', drawn)
