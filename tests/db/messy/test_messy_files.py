"""Messy copies on the command line: asked for, refused, reported, and written as files that can be scored."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

KEYS = {"patients": "patient_id", "visits": "visit_id", "billing": "billing_id"}
LOAD = ("load", "--patients", 40, "--today", "2026-06-30", "--workers", 1, "--no-validate")

Healthgen = Callable[..., Any]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the embedded server of whoever runs the tests out of them."""
    monkeypatch.setenv("HEALTHGEN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HEALTHGEN_DSN", raising=False)


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_undoing_the_messy_files_gives_the_clean_ones(
    healthgen: Healthgen, empty_dsn: str, tmp_path: Path
) -> None:
    ended = healthgen(*LOAD, "--messy", 0.2, "--dsn", empty_dsn, "--json", "--outdir", tmp_path / "clean")
    assert ended.code == 0, ended.err
    assert ended.values["messy_schema"] == "healthcare_messy"
    files = healthgen(
        "export", "--messy", "--outdir", tmp_path / "messy", "--dsn", empty_dsn, "--json"
    ).values
    assert list(files["files"]) == [*KEYS, "messy_changes"]
    changes = read(tmp_path / "messy" / "answers" / "messy_changes.csv")
    assert sorted(path.stem for path in (tmp_path / "messy").glob("*.csv")) == sorted(KEYS)
    assert [int(change["change_id"]) for change in changes] == sorted({int(c["change_id"]) for c in changes})
    for name, key in KEYS.items():
        dirty = read(tmp_path / "messy" / f"{name}.csv")
        clean = read(tmp_path / "clean" / f"{name}.csv")
        assert len(dirty) > len(clean)
        rows = {int(row[key]): row for row in dirty}
        for change in changes:
            if change["table_name"] == f"{name}_flat" and change["column_name"]:
                rows[int(change["row_key"])][change["column_name"]] = change["clean_value"]
        assert list(rows.values()) == clean


def test_parquet_tells_a_blank_cell_from_none(healthgen: Healthgen, empty_dsn: str, tmp_path: Path) -> None:
    healthgen(*LOAD, "--messy", 0.5, "--dsn", empty_dsn)
    options = ("--messy", "--format", "parquet", "--outdir", tmp_path, "--dsn", empty_dsn)
    assert healthgen("export", *options).code == 0
    dosages = pq.read_table(tmp_path / "visits.parquet")["dosage"].to_pylist()
    assert {None, ""} < set(dosages)
    assert pq.read_schema(tmp_path / "visits.parquet").field("age").type == "string"


def test_without_a_messy_copy_there_is_none_to_export(
    healthgen: Healthgen, empty_dsn: str, tmp_path: Path
) -> None:
    assert healthgen(*LOAD, "--dsn", empty_dsn, "--json").values["messy_schema"] is None
    ended = healthgen("export", "--messy", "--outdir", tmp_path / "files", "--dsn", empty_dsn)
    assert ended.code == 3
    assert (
        "schema healthcare has no messy copy; create one with the dataset: healthgen load --messy"
        in ended.err
    )
    assert not (tmp_path / "files").exists()


def test_load_says_where_the_messy_copy_is(healthgen: Healthgen, empty_dsn: str) -> None:
    said = " ".join(healthgen(*LOAD, "--messy", 0.05, "--dsn", empty_dsn).out.split())
    assert "A messy copy is in schema healthcare_messy. Its table messy_changes lists every fault." in said
    assert "  a messy copy is in schema healthcare_messy\n" in healthgen("status", "--dsn", empty_dsn).out
    assert healthgen("status", "--dsn", empty_dsn, "--json").values["messy_schema"] == "healthcare_messy"
    healthgen(*LOAD, "--dsn", empty_dsn)
    assert "messy" not in healthgen("status", "--dsn", empty_dsn).out
    assert healthgen("status", "--dsn", empty_dsn, "--json").values["messy_schema"] is None


REFUSED = {
    "over 1": (("--messy", 1.5), "--messy 1.5"),
    "negative": (("--messy", -0.1), "--messy -0.1"),
    "not a number": (("--messy", "nan"), "--messy nan"),
    "long schema": (("--messy", 0.1, "--schema", "x" * 40), "longer than 39 bytes"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_before_anything_is_touched(healthgen: Healthgen, case: str) -> None:
    options, named = REFUSED[case]
    ended = healthgen("load", *options, "--dsn", "host=nowhere.invalid")
    assert ended.code == 2
    assert named in " ".join(ended.err.split())
