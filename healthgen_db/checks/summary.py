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

from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Metric
from healthgen_db.export.files import REPORT_FILE, SUMMARY_FILE, completed

__all__ = ["report_text", "screen", "summary_dict", "write_summary"]

# What fits on a printed page in a fixed-width font.
PAGE_WIDTH = 96
DECIMALS = 4


def summary_dict(result: Validation) -> dict[str, float | None]:
    """Return the number of violating rows of every rule and the figure of every metric, by id."""
    return {result_.check.id: _number(result_) for result_ in result.results}


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
    for title, results in (("VIOLATIONS", result.violated), ("WARNINGS", result.warned)):
        if results:
            lines += [title, "-" * PAGE_WIDTH]
            for result_ in results:
                lines += [*_explained(result_), ""]
    for title, results in (("RULES", result.rules), ("METRICS", result.metrics)):
        lines += [title, "-" * PAGE_WIDTH]
        lines += [line for result_ in results for line in _lines(result_)]
        lines.append("")
    return "\n".join(lines)


def screen(result: Validation, *, full: bool = False) -> RenderableType:
    """Return what to show on a screen: what failed and a line of totals; everything, when full."""
    shown = list(result.results) if full else [*result.violated, *result.warned]
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
    for result_ in shown:
        cells = [_verdict(result_), f"{result_.check.title}\n[dim]{result_.check.id}[/dim]"]
        cells += [_found(result_), _allowed(result_)]
        table.add_row(*cells, *([f"{result_.seconds:.2f}"] if full else []), style=_style(result_))
    return Group(table, totals)


def _heading(result: Validation) -> list[str]:
    dataset = result.dataset
    data = f"Dataset {dataset['dataset_id']} in schema {result.schema}, seed {dataset['seed']}"
    made = f"Made by healthgen {dataset['generator_version']}, in PostgreSQL {dataset['postgres_version']}"
    checked = f"Checked {result.started_at:%Y-%m-%d %H:%M} UTC in {result.seconds:.1f} seconds"
    return [f"{data}: visits from {dataset['start']} to {dataset['today']}.", f"{made}. {checked}."]


def _totals(result: Validation) -> str:
    kept = sum(result_.passed for result_ in result.rules)
    judged = [result_ for result_ in result.metrics if result_.judged]
    inside = sum(result_.passed for result_ in judged)
    totals = f"{kept} of {len(result.rules)} rules hold, {inside} of {len(judged)} metrics lie in their band"
    unjudged = len(result.metrics) - len(judged)
    if unjudged:
        totals += f"; {unjudged} more have no band or too few rows to judge"
    if result.reason_not_recorded:
        totals += f". Not recorded in the books: {result.reason_not_recorded}"
    return totals + "."


def _explained(result_: CheckResult) -> list[str]:
    """Return a failed check in full: title, what was found, why it matters, and the first violating rows."""
    check = result_.check
    lines = textwrap.wrap(f"{check.id}: {check.title}", PAGE_WIDTH)
    lines.append(f"  {_found(result_)} ({_allowed(result_)})")
    lines += textwrap.wrap(check.description, PAGE_WIDTH, initial_indent="  ", subsequent_indent="  ")
    for row in result_.sample:
        pairs = ", ".join(f"{name} {value}" for name, value in row.items())
        lines += textwrap.wrap(pairs, PAGE_WIDTH, initial_indent="    - ", subsequent_indent="      ")
    return lines


def _lines(result_: CheckResult) -> list[str]:
    """Return a check as a row of the table, and the rows below it that its last column needs."""
    columns = f"{_verdict(result_):<5} {result_.check.id:<44} {_found(result_):>12}  "
    return textwrap.wrap(columns + _allowed(result_), PAGE_WIDTH, subsequent_indent=" " * len(columns))


def _verdict(result_: CheckResult) -> str:
    if not result_.passed:
        return "FAIL" if result_.check.severity == "error" else "WARN"
    return "ok" if result_.judged else "-"


def _style(result_: CheckResult) -> str:
    return {"FAIL": "red", "WARN": "yellow", "ok": "", "-": "dim"}[_verdict(result_)]


def _found(result_: CheckResult) -> str:
    if result_.value is None:
        return "no value"
    if isinstance(result_.check, Metric):
        return f"{result_.value:,.4g}" if abs(result_.value) < 1000 else f"{result_.value:,.0f}"
    return f"{result_.value:,.0f} row{'' if result_.value == 1 else 's'}"


def _allowed(result_: CheckResult) -> str:
    check = result_.check
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
    if result_.rows is not None and result_.rows < check.min_rows:
        band += f" (from {check.min_rows:,} rows on; here {result_.rows:,})"
    return band


def _number(result_: CheckResult) -> Any:  # noqa: ANN401 - int, float or None
    """Return the value as JSON should have it: counts as integers, figures without a tail of digits."""
    if result_.value is None or float(result_.value).is_integer():
        return None if result_.value is None else int(result_.value)
    return round(result_.value, DECIMALS)
