"""KPI files: what a header must have, and the colors that follow from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from healthgen_db.config.errors import RuleFileError
from healthgen_db.kpis.kpi_files import read_kpi, read_kpis

HEADER = {
    "id": "a_kpi",
    "topic": "Staff",
    "title": "A KPI",
    "unit": "%",
    "formula": "a / b",
    "denominator": "b",
    "source": "AHA",
    "good": "low",
    "reads": "encounters, units",
    "min_n": "20",
    "amber": "85",
    "red": "92",
    "replaces": "1, status",
}


def written(folder: Path, **changes: str | None) -> Path:
    header = {key: value for key, value in (HEADER | changes).items() if value is not None}
    path = folder / "a_kpi.sql"
    lines = [f"-- {key}: {value}" for key, value in header.items()]
    path.write_text("\n".join([*lines, "", "SELECT 1", ""]), encoding="utf-8")
    return path


def test_a_file_is_read(tmp_path: Path) -> None:
    kpi = read_kpi(written(tmp_path))
    assert (kpi.id, kpi.good, kpi.min_n, kpi.amber, kpi.red) == ("a_kpi", "low", 20, 85, 92)
    assert kpi.reads == ("encounters", "units")
    assert kpi.replaces == ("1", "status")
    assert kpi.query == "SELECT 1"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"topic": "Money"}, r":2: topic Money: must be one of Admissions and patients, "),
        ({"unit": None}, r"a_kpi\.sql:1: the header has no unit"),
        ({"good": "big"}, r":8: good big: must be high, low, none"),
        ({"red": None}, r":8: amber and red: give both or neither"),
        ({"good": "none"}, r":11: a KPI with bands needs good: high, or good: low"),
        ({"red": "85"}, r":12: red 85 must be worse than amber 85, as good is low"),
        ({"good": "high"}, r":12: red 92 must be worse than amber 85, as good is high"),
        ({"min_n": "2.5"}, r":10: min_n 2.5: must be a whole number"),
        ({"min_n": "-1"}, r":10: min_n -1: must be a whole number"),
        ({"min_n": "some"}, r":10: min_n some: must be a number"),
        ({"color": "blue"}, r":14: unknown key color"),
    ],
)
def test_a_wrong_header_is_refused_with_its_line(
    tmp_path: Path, changes: dict[str, str | None], message: str
) -> None:
    with pytest.raises(RuleFileError, match=message):
        read_kpi(written(tmp_path, **changes))


@pytest.mark.parametrize(
    ("changes", "colors"),
    [
        ({}, {84.9: "green", 85.0: "amber", 91.9: "amber", 92.0: "red", 300.0: "red", None: None}),
        (
            {"good": "high", "amber": "90", "red": "80"},
            {90.1: "green", 90.0: "amber", 80.1: "amber", 80.0: "red", 0.0: "red"},
        ),
        ({"amber": None, "red": None}, {0.0: None, 99.0: None}),
    ],
)
def test_colors_follow_from_the_bands(
    tmp_path: Path, changes: dict[str, str | None], colors: dict[float | None, str | None]
) -> None:
    kpi = read_kpi(written(tmp_path, **changes))
    assert {value: kpi.color(value) for value in colors} == colors


def test_the_shipped_kpis_replace_each_of_system_004() -> None:
    replaced = {number for kpi in read_kpis() for number in kpi.replaces}
    # 004 left number 15 out; occupancy stands there.
    assert replaced == {*map(str, range(1, 21)), "status"}
    assert len(read_kpis()) >= 30
