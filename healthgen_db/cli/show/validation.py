"""Validations: what validate and load print about rules and metrics."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.checks.results import Validation
from healthgen_db.checks.summary import allowed, found, summary_dict, totals, verdict

STYLES = {"FAIL": "red", "WARN": "yellow", "ok": "", "-": "dim"}


def validation_values(validation: Validation) -> dict[str, Any]:
    """Return what validate --json prints."""
    return {
        "violations": len(validation.violated),
        "warnings": len(validation.warned),
        "seconds": round(validation.seconds, 3),
        "validation": summary_dict(validation),
    }


def validation_screen(validation: Validation, *, full: bool = False) -> RenderableType:
    """Return what to show on a screen: the failed checks and a line of totals; all checks, when full."""
    shown = list(validation.results) if full else [*validation.violated, *validation.warned]
    words = Text(totals(validation), style="red" if validation.violated else "green")
    if not shown:
        return words
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    # On a narrow screen the words of a band break before the name of a check does.
    table.add_column("Check", overflow="fold", min_width=34)
    table.add_column("Found", justify="right", no_wrap=True)
    table.add_column("Allowed", overflow="fold")
    if full:
        table.add_column("Seconds", justify="right")
    for result in shown:
        cells = [verdict(result), f"{result.check.title}\n[dim]{result.check.id}[/dim]"]
        cells += [found(result), allowed(result)]
        seconds = [f"{result.seconds:.2f}"] if full else []
        table.add_row(*cells, *seconds, style=STYLES[verdict(result)])
    return Group(table, words)
