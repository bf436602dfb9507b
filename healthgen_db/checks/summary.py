"""The validation summary: the results of a run as a flat dict and as a text report."""

import json
import textwrap
from pathlib import Path

from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Metric
from healthgen_db.export.files import completed

SUMMARY_FILES = ("validation_summary.json", "validation_report.txt")

# The width of a printed page in a fixed-width font.
PAGE_WIDTH = 96
DECIMALS = 4


def summary_dict(validation: Validation) -> dict[str, float | None]:
    """Return the number of violating rows of every rule and the value of every metric, by id.

    A check that was not run has no value.
    """
    not_run = {each.check.id: None for each in validation.not_run}
    return {result.check.id: _number(result) for result in validation.results} | not_run


def write_summary(validation: Validation, folder: Path) -> list[Path]:
    """Write validation_summary.json and validation_report.txt into a folder and return their paths.

    Raises ConfigError if the folder cannot be written to, WarehouseError if the disk is full.
    """
    summary = json.dumps(summary_dict(validation), indent=2) + "\n"
    with completed(folder, SUMMARY_FILES) as partial:
        for name, text in zip(SUMMARY_FILES, (summary, report_text(validation)), strict=True):
            partial[name].write_text(text, encoding="utf-8")
    return [folder / name for name in SUMMARY_FILES]


def report_text(validation: Validation) -> str:
    """Return the report as plain text: first what failed or was not run, then every rule and metric."""
    dataset = validation.dataset
    place = f"Parquet dataset {validation.files}"
    engine = f"with {dataset.postgres_version}"
    if validation.files is None:
        place = f"Dataset {dataset.dataset_id} in schema {validation.schema}"
        engine = f"in PostgreSQL {dataset.postgres_version}"
    created = f"Created by healthgen {dataset.generator_version}, {engine}"
    checked = f"Checked {validation.started_at:%Y-%m-%d %H:%M} UTC in {validation.seconds:.1f} seconds"
    lines = [
        *_section("VALIDATION REPORT", line="="),
        f"{place}, seed {dataset.seed}: visits from {dataset.start} to {dataset.today}.",
        f"{created}. {checked}.",
        "",
        totals(validation),
        "",
        *failures(validation),
    ]
    for title, results in (("RULES", validation.rules), ("METRICS", validation.metrics)):
        lines += _section(title)
        lines += [line for result in results for line in _lines(result)]
        lines.append("")
    return "\n".join(lines)


def failures(validation: Validation) -> list[str]:
    """Return the lines of the report about failed checks: title, result, description, first violating rows.

    After them are the checks that were not run, with the reason.
    """
    lines = []
    for title, results in (("VIOLATIONS", validation.violated), ("WARNINGS", validation.warned)):
        if results:
            lines += _section(title)
        for result in results:
            lines += [*_explained(result), ""]
    if validation.not_run:
        lines += [
            *_section("NOT RUN"),
            "DuckDB cannot run these checks. Load the dataset into PostgreSQL for them.",
        ]
        for each in validation.not_run:
            lines += textwrap.wrap(f"{each.check.id}: {each.reason}", PAGE_WIDTH, subsequent_indent="  ")
        lines.append("")
    return lines


def totals(validation: Validation) -> str:
    """Return in one line how many rules hold and how many metrics are in their band."""
    kept = sum(result.passed for result in validation.rules)
    judged = [result for result in validation.metrics if result.judged]
    inside = sum(result.passed for result in judged)
    words = f"{kept} of {len(validation.rules)} rules hold, {inside} of {len(judged)} judged metrics are in their band"
    if unjudged := len(validation.metrics) - len(judged):
        words += f"; {unjudged} have no band, or too few rows to judge"
    if validation.not_run:
        words += f". Not run: {len(validation.not_run)} checks"
    if validation.reason_not_recorded:
        words += f". Not recorded in the load history: {validation.reason_not_recorded}"
    return words + "."


def _section(title: str, line: str = "-") -> list[str]:
    return [title, line * PAGE_WIDTH]


def _explained(result: CheckResult) -> list[str]:
    check = result.check
    lines = textwrap.wrap(f"{check.id}: {check.title}", PAGE_WIDTH)
    lines.append(f"  {_found(result)} (expected: {_allowed(result)})")
    lines += textwrap.wrap(check.description, PAGE_WIDTH, initial_indent="  ", subsequent_indent="  ")
    for row in result.sample:
        pairs = ", ".join(f"{name} {value}" for name, value in row.items())
        lines += textwrap.wrap(pairs, PAGE_WIDTH, initial_indent="    - ", subsequent_indent="      ")
    return lines


def _lines(result: CheckResult) -> list[str]:
    """Return a check as a row of a table; its last column may need more lines."""
    if result.passed:
        verdict = "ok" if result.judged else "-"
    else:
        verdict = "FAIL" if result.check.severity == "error" else "WARN"
    columns = f"{verdict:<5} {result.check.id:<44} {_found(result):>12} {result.seconds:>6.2f} s  "
    return textwrap.wrap(columns + _allowed(result), PAGE_WIDTH, subsequent_indent=" " * len(columns))


def _found(result: CheckResult) -> str:
    """Return the result of a check: a number of rows, or a value."""
    if result.value is None:
        return "no value"
    if isinstance(result.check, Metric):
        return f"{result.value:,.4g}" if abs(result.value) < 1000 else f"{result.value:,.0f}"
    return f"{result.value:,.0f} row{'' if result.value == 1 else 's'}"


def _allowed(result: CheckResult) -> str:
    """Return what a check allows: no row, or the band of a metric."""
    check = result.check
    if not isinstance(check, Metric):
        return "no rows"
    low, high = check.low, check.high
    if low is None and high is None:
        return check.unit
    if low is not None and high is not None:
        band = f"{low:g} to {high:g} {check.unit}"
    else:
        band = f"at most {high:g} {check.unit}" if low is None else f"at least {low:g} {check.unit}"
    if result.rows is not None and result.rows < check.min_rows:
        band += f" (needs {check.min_rows:,} rows, has {result.rows:,.0f})"
    return band


def _number(result: CheckResult) -> float | None:
    """Return the value for JSON: whole numbers as integers, others rounded."""
    if result.value is None or float(result.value).is_integer():
        return None if result.value is None else int(result.value)
    return round(result.value, DECIMALS)
