"""Findings and their summary: what counts as failed, and how it reads in JSON, on paper and on a screen."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console

from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Metric, Rule
from healthgen_db.checks.summary import PAGE_WIDTH, report_text, summary_dict, write_summary
from healthgen_db.cli.show.validation import validation_screen
from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.history.datasets import Dataset
from tests.posix import DEV_FULL

NOWHERE = Path("nowhere.sql")
MOMENT = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
RULE = Rule(
    "some_rule", "Something is broken", "SELECT 1", NOWHERE, 1, severity="error", description="It matters."
)
METRIC = Metric(
    "some_figure", "Some figure", "SELECT 1", NOWHERE, 1, severity="warning", description="It says something.",
    unit="% of patients", source="a survey", low=10, high=20, min_rows=100,
)  # fmt: skip


def validation(*results: CheckResult) -> Validation:
    dataset = Dataset(
        dataset_id=3, config={}, seed=42, today=date(2026, 6, 30), origin=date(2026, 6, 30), start=date(2022, 1, 1),
        generator_version="0.1.0", schema_revision="", postgres_version="18.1", started_at=MOMENT, finished_at=MOMENT,
        seconds={}, stages=[],
    )  # fmt: skip
    return Validation("healthcare", dataset, MOMENT, 1.25, results)


def shown(result: Validation, *, full: bool = False) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(validation_screen(result, full=full))
    return capture.get()


@pytest.mark.parametrize(
    ("low", "high", "value", "rows", "judged", "passed"),
    [
        (10, 20, 15, 100, True, True),
        (10, 20, 10, 100, True, True),
        (10, 20, 20, 100, True, True),
        (10, 20, 9.99, 100, True, False),
        (10, 20, 20.01, 100, True, False),
        (10, 20, 9.99, None, True, False),
        (10, 20, 9.99, 99, False, True),
        (10, 20, None, 100, False, True),
        (None, None, 9.99, 100, False, True),
        (None, 20, -500, 100, True, True),
        (10, None, 500, 100, True, True),
        (10, None, 5, 100, True, False),
    ],
)
def test_a_metric_fails_outside_its_band_if_it_can_be_judged(
    low: float | None, high: float | None, value: float | None, rows: int | None, judged: bool, passed: bool
) -> None:
    check_result = CheckResult(replace(METRIC, low=low, high=high), value, rows, 0.1)
    assert (check_result.judged, check_result.passed) == (judged, passed)


def test_only_rules_of_severity_error_are_violations() -> None:
    violated = CheckResult(RULE, 2, None, 0.1)
    doubtful = CheckResult(replace(RULE, severity="warning"), 2, None, 0.1)
    outside = CheckResult(METRIC, 5, 100, 0.1)
    kept = CheckResult(replace(RULE, id="kept"), 0, None, 0.1)
    result = validation(violated, doubtful, kept, outside)
    assert result.violated == [violated]
    assert result.warned == [doubtful, outside]
    assert (len(result.rules), len(result.metrics)) == (3, 1)


def test_the_summary_is_flat_and_counts_are_integers() -> None:
    missing = CheckResult(replace(METRIC, id="undefined"), None, 0, 0.1)
    result = validation(CheckResult(RULE, 2.0, None, 0.1), CheckResult(METRIC, 12.345678, 100, 0.1), missing)
    assert summary_dict(result) == {"some_rule": 2, "some_figure": 12.3457, "undefined": None}
    assert isinstance(summary_dict(result)["some_rule"], int)


def test_the_files_are_written_into_a_folder_that_need_not_exist(tmp_path: Path) -> None:
    result = validation(CheckResult(RULE, 0, None, 0.1))
    summary, report = write_summary(result, tmp_path / "new" / "folder")
    assert (summary.name, report.name) == ("validation_summary.json", "validation_report.txt")
    assert json.loads(summary.read_text(encoding="utf-8")) == {"some_rule": 0}
    assert report.read_text(encoding="utf-8") == report_text(result)


def test_a_folder_that_cannot_be_is_the_fault_of_the_option(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"--outdir .*file: cannot be written to"):
        write_summary(validation(CheckResult(RULE, 0, None, 0.1)), tmp_path / "file")


@DEV_FULL
def test_a_full_disk_leaves_the_summary_of_before(tmp_path: Path) -> None:
    summary, report = write_summary(validation(CheckResult(RULE, 0, None, 0.1)), tmp_path)
    # Writing to this device fails as on a full disk.
    (tmp_path / "validation_report.txt.partial").symlink_to("/dev/full")
    with pytest.raises(WarehouseError, match=r"could not be completed .*No space left"):
        write_summary(validation(CheckResult(RULE, 3, None, 0.1)), tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([summary, report])
    assert json.loads(summary.read_text(encoding="utf-8")) == {"some_rule": 0}


def test_the_report_tells_first_what_failed_with_its_reason_and_rows() -> None:
    sample = [{"visit_id": 101, "age": 17}, {"visit_id": 202, "age": 12}]
    kept = CheckResult(replace(RULE, id="kept_rule"), 0, None, 0.1)
    result = validation(kept, CheckResult(RULE, 2, None, 0.1, sample), CheckResult(METRIC, 5, 100, 0.1))
    report = report_text(result)
    lines = report.splitlines()
    assert max(map(len, lines)) <= PAGE_WIDTH
    assert "Dataset 3 in schema healthcare, seed 42: visits from 2022-01-01 to 2026-06-30." in lines
    assert "1 of 2 rules hold, 0 of 1 judged metrics are in their band." in lines
    order = ["VIOLATIONS", "some_rule: Something is broken", "  2 rows (expected: no rows)", "  It matters."]
    order += ["    - visit_id 101, age 17", "WARNINGS", "some_figure: Some figure", "RULES", "METRICS"]
    positions = [lines.index(line) for line in order]
    assert positions == sorted(positions)
    assert "  5 (expected: 10 to 20 % of patients)" in lines
    assert any(line.startswith("ok    kept_rule") for line in lines)
    assert any(line.startswith("FAIL  some_rule") for line in lines)
    assert any(line.startswith("WARN  some_figure") for line in lines)


def test_a_figure_that_is_not_judged_says_why() -> None:
    few = CheckResult(METRIC, 5, 99, 0.1)
    assert "1 have no band, or too few rows to judge" in report_text(validation(few))
    assert "(needs 100 rows, has 99)" in " ".join(report_text(validation(few)).split())


def test_the_screen_shows_failures_only_unless_asked_for_all() -> None:
    kept = CheckResult(replace(RULE, id="kept_rule"), 0, None, 0.1)
    result = validation(kept, CheckResult(RULE, 1, None, 0.1), CheckResult(METRIC, 5, 100, 0.1))
    short, full = shown(result), shown(result, full=True)
    assert "some_rule" in short
    assert "1 row (expected: no rows)" in short
    assert "some_figure" in short
    assert "kept_rule" not in short
    assert "kept_rule" in full
    assert "0.10" in full


def test_the_screen_is_one_line_when_all_is_well() -> None:
    result = validation(CheckResult(RULE, 0, None, 0.1), CheckResult(METRIC, 15, 100, 0.1))
    assert shown(result) == "1 of 1 rules hold, 1 of 1 judged metrics are in their band.\n"


def test_the_totals_say_when_nothing_was_recorded() -> None:
    result = replace(validation(CheckResult(RULE, 0, None, 0.1)), reason_not_recorded="permission denied")
    assert "Not recorded in the load history: permission denied." in " ".join(shown(result).split())
