"""The table of tests/matrix: what it shows, and that it finds every difference."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.matrix import __main__ as matrix
from tests.matrix import binaries, suite
from tests.matrix.datasets import Digests
from tests.matrix.suite import Outcome
from tests.matrix.table import Row, differences, table

SAME = Digests("aaaa", "bbbb", "cccc")


def row(name: str) -> Row:
    """Return a row without a fault."""
    outcome = Outcome(passed=3, skipped=Counter({"no ICU": 2}))
    return Row(name, f"{name}.1", outcome, {"clinic": SAME}, seconds=90)


def test_equal_rows_have_no_differences() -> None:
    rows = [row("14"), row("18")]
    assert differences(rows) == []
    text = table(rows)
    assert "| 18 | 18.1 | 3 | 0 | 2 | aaaa bbbb cccc | 1.5 |" in text
    assert "- skipped on 14 (2), 18 (2): no ICU" in text


@pytest.mark.parametrize("kind", ["fingerprint", "portable", "files"])
def test_another_digest_is_a_difference(kind: str) -> None:
    other = row("18")
    other.digests["clinic"] = replace(SAME, **{kind: "dddd"})
    expected = getattr(SAME, kind)
    assert differences([row("14"), other]) == [f"18: clinic: {kind} is dddd, and {expected} on 14"]


def test_failed_tests_errors_and_no_tests_are_differences() -> None:
    failed, broken, empty = row("15"), row("16"), row("17")
    failed.outcome = Outcome(passed=2, failed=["tests/db/test_x.py::test_y"])
    broken.errors.append("clinic: healthgen load (exit code 3): no")
    empty.outcome = Outcome()
    assert differences([row("14"), failed, broken, empty]) == [
        "15: failed: tests/db/test_x.py::test_y",
        "16: error: clinic: healthgen load (exit code 3): no",
        "17: no test passed",
    ]


def test_a_report_of_pytest_is_counted(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite><testcase classname="tests.db.test_a" name="test_1"/>'
        '<testcase classname="tests.db.test_a" name="test_2"><failure message="x"/></testcase>'
        '<testcase classname="tests.db.test_a" name="test_3"><error message="x"/></testcase>'
        '<testcase classname="tests.db.test_a" name="test_4"><skipped message="no ICU"/></testcase>'
        "</testsuite></testsuites>"
    )
    assert suite.read_report(report) == Outcome(
        passed=1,
        failed=["tests/db/test_a.py::test_2", "tests/db/test_a.py::test_3"],
        skipped=Counter({"no ICU": 1}),
    )


def test_unknown_versions_and_a_missing_npm_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "argv", ["run", "13"])
    with pytest.raises(SystemExit):
        matrix.main()
    assert "no such version: 13; there are 14, 15, 16, 17, 18, embedded" in capsys.readouterr().err
    monkeypatch.setenv("HEALTHGEN_MATRIX_CACHE", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="npm is not installed"):
        binaries.programs(14)
