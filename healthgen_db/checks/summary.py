"""The validation summary: the results of a run as a flat dict and as a text report."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Metric
from healthgen_db.export.files import completed

SUMMARY_FILE = "validation_summary.json"
REPORT_FILE = "validation_report.txt"

# What fits on a printed page in a fixed-width font.
PAGE_WIDTH = 96
DECIMALS = 4


def summary_dict(validation: Validation) -> dict[str, float | None]:
    """Return the number of violating rows of every rule and the figure of every metric, by id."""
    return {result.check.id: _number(result) for result in validation.results}


def write_summary(validation: Validation, folder: Path) -> list[Path]:
    """Write validation_summary.json and validation_report.txt into a folder and return their paths.

    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full.
    """
    with completed(folder, [SUMMARY_FILE, REPORT_FILE]) as partial:
        summary = json.dumps(summary_dict(validation), indent=2) + "\n"
        partial[SUMMARY_FILE].write_text(summary, encoding="utf-8")
        partial[REPORT_FILE].write_text(report_text(validation), encoding="utf-8")
    return [folder / SUMMARY_FILE, folder / REPORT_FILE]


def report_text(validation: Validation) -> str:
    """Return the report as plain text: what failed first, then every rule and metric."""
    lines = ["VALIDATION REPORT", "=" * PAGE_WIDTH, *_heading(validation), "", totals(validation), ""]
    for title, results in (("VIOLATIONS", validation.violated), ("WARNINGS", validation.warned)):
        if results:
            lines += [title, "-" * PAGE_WIDTH]
            for result in results:
                lines += [*_explained(result), ""]
    for title, results in (("RULES", validation.rules), ("METRICS", validation.metrics)):
        lines += [title, "-" * PAGE_WIDTH]
        lines += [line for result in results for line in _lines(result)]
        lines.append("")
    return "\n".join(lines)


def _heading(validation: Validation) -> list[str]:
    dataset = validation.dataset
    data = f"Dataset {dataset['dataset_id']} in schema {validation.schema}, seed {dataset['seed']}"
    made = f"Made by healthgen {dataset['generator_version']}, in PostgreSQL {dataset['postgres_version']}"
    checked = f"Checked {validation.started_at:%Y-%m-%d %H:%M} UTC in {validation.seconds:.1f} seconds"
    return [f"{data}: visits from {dataset['start']} to {dataset['today']}.", f"{made}. {checked}."]


def totals(validation: Validation) -> str:
    """Return in one line how many rules hold and how many metrics are in their band."""
    kept = sum(result.passed for result in validation.rules)
    judged = [result for result in validation.metrics if result.judged]
    inside = sum(result.passed for result in judged)
    words = (
        f"{kept} of {len(validation.rules)} rules hold, {inside} of {len(judged)} metrics lie in their band"
    )
    unjudged = len(validation.metrics) - len(judged)
    if unjudged:
        words += f"; {unjudged} more have no band or too few rows to judge"
    if validation.reason_not_recorded:
        words += f". Not recorded in the load history: {validation.reason_not_recorded}"
    return words + "."


def _explained(result: CheckResult) -> list[str]:
    """Return a failed check in full: title, what was found, why it matters, and the first violating rows."""
    check = result.check
    lines = textwrap.wrap(f"{check.id}: {check.title}", PAGE_WIDTH)
    lines.append(f"  {found(result)} ({allowed(result)})")
    lines += textwrap.wrap(check.description, PAGE_WIDTH, initial_indent="  ", subsequent_indent="  ")
    for row in result.sample:
        pairs = ", ".join(f"{name} {value}" for name, value in row.items())
        lines += textwrap.wrap(pairs, PAGE_WIDTH, initial_indent="    - ", subsequent_indent="      ")
    return lines


def _lines(result: CheckResult) -> list[str]:
    """Return a check as a row of the table, and the rows below it that its last column needs."""
    columns = f"{verdict(result):<5} {result.check.id:<44} {found(result):>12}  "
    return textwrap.wrap(columns + allowed(result), PAGE_WIDTH, subsequent_indent=" " * len(columns))


def verdict(result: CheckResult) -> str:
    """Return FAIL, WARN, ok, or - for a metric that cannot be judged."""
    if not result.passed:
        return "FAIL" if result.check.severity == "error" else "WARN"
    return "ok" if result.judged else "-"


def found(result: CheckResult) -> str:
    """Return what a check found: a number of rows, or a figure."""
    if result.value is None:
        return "no value"
    if isinstance(result.check, Metric):
        return f"{result.value:,.4g}" if abs(result.value) < 1000 else f"{result.value:,.0f}"
    return f"{result.value:,.0f} row{'' if result.value == 1 else 's'}"


def allowed(result: CheckResult) -> str:
    """Return what a check allows: no row, or the band of a metric."""
    check = result.check
    if not isinstance(check, Metric):
        return "none"
    low, high = check.low, check.high
    if low is not None and high is not None:
        band = f"{low:g} to {high:g} {check.unit}"
    elif low is not None:
        band = f"at least {low:g} {check.unit}"
    elif high is not None:
        band = f"at most {high:g} {check.unit}"
    else:
        return check.unit
    if result.rows is not None and result.rows < check.min_rows:
        band += f" (from {check.min_rows:,} rows on; here {result.rows:,})"
    return band


def _number(result: CheckResult) -> Any:  # noqa: ANN401 - int, float or None
    """Return the value as JSON should have it: counts as integers, figures without a tail of digits."""
    if result.value is None or float(result.value).is_integer():
        return None if result.value is None else int(result.value)
    return round(result.value, DECIMALS)
