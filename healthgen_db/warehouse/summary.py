"""The validation summary: what a run found, as a flat dict, as a text report, and as a table for the screen."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.warehouse.files import REPORT_FILE, SUMMARY_FILE, completed
from healthgen_db.warehouse.findings import Finding, Validation
from healthgen_db.warehouse.rulefile import Metric

__all__ = ["report_text", "screen", "summary_dict", "write_summary"]

# What fits on a printed page in a fixed-width font.
PAGE_WIDTH = 96
DECIMALS = 4


def summary_dict(result: Validation) -> dict[str, float | None]:
    """Return the number of violating rows of every rule and the figure of every metric, by id."""
    return {finding.check.id: _number(finding) for finding in result.findings}


def write_summary(result: Validation, folder: Path) -> list[Path]:
    """Write validation_summary.json and validation_report.txt into a folder and return their paths.

    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full.
    """
    with completed(folder, [SUMMARY_FILE, REPORT_FILE]) as partial:
        summary = json.dumps(summary_dict(result), indent=2) + "\n"
        partial[SUMMARY_FILE].write_text(summary, encoding="utf-8")
        partial[REPORT_FILE].write_text(report_text(result), encoding="utf-8")
    return [folder / SUMMARY_FILE, folder / REPORT_FILE]


def report_text(result: Validation) -> str:
    """Return the report as plain text: what failed first, then every rule and metric."""
    lines = ["VALIDATION REPORT", "=" * PAGE_WIDTH, *_heading(result), "", _totals(result), ""]
    for title, findings in (("VIOLATIONS", result.violated), ("WARNINGS", result.warned)):
        if findings:
            lines += [title, "-" * PAGE_WIDTH]
            for finding in findings:
                lines += [*_explained(finding), ""]
    for title, findings in (("RULES", result.rules), ("METRICS", result.metrics)):
        lines += [title, "-" * PAGE_WIDTH]
        lines += [line for finding in findings for line in _lines(finding)]
        lines.append("")
    return "\n".join(lines)


def screen(result: Validation, *, full: bool = False) -> RenderableType:
    """Return what to show on a screen: what failed and a line of totals; everything, when full."""
    shown = list(result.findings) if full else [*result.violated, *result.warned]
    totals = Text(_totals(result), style="red" if result.violated else "green")
    if not shown:
        return totals
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    # On a narrow screen the words of a band break before the name of a check does.
    table.add_column("Check", overflow="fold", min_width=34)
    table.add_column("Found", justify="right", no_wrap=True)
    table.add_column("Allowed", overflow="fold")
    if full:
        table.add_column("Seconds", justify="right")
    for finding in shown:
        cells = [_verdict(finding), f"{finding.check.title}\n[dim]{finding.check.id}[/dim]"]
        cells += [_found(finding), _allowed(finding)]
        table.add_row(*cells, *([f"{finding.seconds:.2f}"] if full else []), style=_style(finding))
    return Group(table, totals)


def _heading(result: Validation) -> list[str]:
    dataset = result.dataset
    data = f"Dataset {dataset['dataset_id']} in schema {result.schema}, seed {dataset['seed']}"
    made = f"Made by healthgen {dataset['generator_version']}, in PostgreSQL {dataset['postgres_version']}"
    checked = f"Checked {result.started_at:%Y-%m-%d %H:%M} UTC in {result.seconds:.1f} seconds"
    return [f"{data}: visits from {dataset['start']} to {dataset['today']}.", f"{made}. {checked}."]


def _totals(result: Validation) -> str:
    kept = sum(finding.passed for finding in result.rules)
    judged = [finding for finding in result.metrics if finding.judged]
    inside = sum(finding.passed for finding in judged)
    totals = f"{kept} of {len(result.rules)} rules hold, {inside} of {len(judged)} metrics lie in their band"
    unjudged = len(result.metrics) - len(judged)
    if unjudged:
        totals += f"; {unjudged} more have no band or too few rows to judge"
    if result.reason_not_recorded:
        totals += f". Not recorded in the books: {result.reason_not_recorded}"
    return totals + "."


def _explained(finding: Finding) -> list[str]:
    """Return a failed check in full: title, what was found, why it matters, and the first violating rows."""
    check = finding.check
    lines = textwrap.wrap(f"{check.id}: {check.title}", PAGE_WIDTH)
    lines.append(f"  {_found(finding)} ({_allowed(finding)})")
    lines += textwrap.wrap(check.description, PAGE_WIDTH, initial_indent="  ", subsequent_indent="  ")
    for row in finding.sample:
        pairs = ", ".join(f"{name} {value}" for name, value in row.items())
        lines += textwrap.wrap(pairs, PAGE_WIDTH, initial_indent="    - ", subsequent_indent="      ")
    return lines


def _lines(finding: Finding) -> list[str]:
    """Return a check as a row of the table, and the rows below it that its last column needs."""
    columns = f"{_verdict(finding):<5} {finding.check.id:<44} {_found(finding):>12}  "
    return textwrap.wrap(columns + _allowed(finding), PAGE_WIDTH, subsequent_indent=" " * len(columns))


def _verdict(finding: Finding) -> str:
    if not finding.passed:
        return "FAIL" if finding.check.severity == "error" else "WARN"
    return "ok" if finding.judged else "-"


def _style(finding: Finding) -> str:
    return {"FAIL": "red", "WARN": "yellow", "ok": "", "-": "dim"}[_verdict(finding)]


def _found(finding: Finding) -> str:
    if finding.value is None:
        return "no value"
    if isinstance(finding.check, Metric):
        return f"{finding.value:,.4g}" if abs(finding.value) < 1000 else f"{finding.value:,.0f}"
    return f"{finding.value:,.0f} row{'' if finding.value == 1 else 's'}"


def _allowed(finding: Finding) -> str:
    check = finding.check
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
    if finding.rows is not None and finding.rows < check.min_rows:
        band += f" (from {check.min_rows:,} rows on; here {finding.rows:,})"
    return band


def _number(finding: Finding) -> Any:  # noqa: ANN401 - int, float or None
    """Return the value as JSON should have it: counts as integers, figures without a tail of digits."""
    if finding.value is None or float(finding.value).is_integer():
        return None if finding.value is None else int(finding.value)
    return round(finding.value, DECIMALS)
