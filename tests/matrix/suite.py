"""The database tests against one server, run by pytest in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[2]


@dataclass
class Outcome:
    """How the tests of one server ended."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    """Names of tests that failed or had an error."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Tests by the reason why they did not run."""


def run_tests(dsn: str, *, log: Path, workers: int, chosen: Sequence[str]) -> Outcome:
    """Run all tests that use the server of HEALTHGEN_TEST_DSN, and write what pytest prints into the log.

    The report with the time of each test is a file beside the log.
    chosen: arguments of pytest, such as files; none: all tests.

    Raises RuntimeError if pytest ends before it has run a test.
    """
    report = log.with_suffix(".xml")
    report.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.matrix.only_server_tests",
        f"--junit-xml={report}",
    ]
    command += ["-n", str(workers), "--dist", "loadfile", "--no-loadscope-reorder", *chosen]
    environment = os.environ | {"HEALTHGEN_TEST_DSN": dsn, "OPENBLAS_NUM_THREADS": "1"}
    with log.open("w", encoding="utf-8") as output:
        subprocess.run(command, cwd=ROOT, env=environment, stdout=output, stderr=output, check=False)
    if not report.exists():
        raise RuntimeError(f"pytest ran no test; {log} tells why")
    return read_report(report)


def read_report(report: Path) -> Outcome:
    """Count the tests of a report in the format of JUnit."""
    outcome = Outcome()
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed.append(name)
        elif (reason := case.find("skipped")) is not None:
            outcome.skipped[reason.get("message", "")] += 1
        else:
            outcome.passed += 1
    return outcome
