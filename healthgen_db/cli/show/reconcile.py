"""What the command reconcile prints."""

from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from healthgen_db.cli.show.tables import table
from healthgen_db.stream.reconcile.result import FAULTS, REASONS, Reconciled


def reconciled_values(result: Reconciled) -> dict[str, Any]:
    """Return what reconcile --json prints."""
    return {
        "schema": result.schema,
        "ingested": result.ingested,
        "target": result.target,
        "sent_until": None if result.sent_until is None else result.sent_until.isoformat(),
        "ok": result.ok,
        "differences": result.differences,
        "relations": [asdict(each) for each in result.relations],
        "examples": [asdict(each) for each in result.examples],
        "seconds": dict(result.seconds),
    }


def reconciled_screen(result: Reconciled) -> RenderableType:
    """Return a row for each relation, the examples, and a line that says what it means."""
    reasons = [name for name in REASONS if any(name in each.reasons for each in result.relations)]
    rows: list[list[str | Text]] = [
        [
            each.name,
            f"{each.rows:,}",
            f"{each.equal:,}",
            *(_number(each.reasons.get(name, 0), name) for name in reasons),
        ]
        for each in result.relations
    ]
    numbers = ["rows", "equal", *reasons]
    parts: list[RenderableType] = [table(["relation", *numbers], rows, numbers=numbers)]
    if result.examples:
        shown = [[each.relation, each.reason, each.key, each.detail] for each in result.examples]
        parts.append(table(["relation", "reason", "example", "difference"], shown))
    parts.append(_summary(result))
    return Group(*parts)


def _number(number: int, reason: str) -> Text:
    return Text(f"{number:,}" if number else "", style="bold red" if reason in FAULTS else "")


def _summary(result: Reconciled) -> Text:
    faults = sum(each.faults for each in result.relations)
    if faults:
        return Text(f"{faults:,} differences are LOST or UNEXPLAINED", style="bold red")
    if result.differences:
        return Text(f"{result.differences:,} differences, each with a reason", style="green")
    return Text("no difference", style="green")
