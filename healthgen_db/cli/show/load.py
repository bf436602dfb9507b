"""The report of a load: where the time went, what the rules say, and how to connect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.checks.summary import summary_dict
from healthgen_db.cli.show.tables import counted
from healthgen_db.cli.show.validation import validation_screen
from healthgen_db.loading.options import LoadResult
from healthgen_db.postgres.identifiers import quoted
from healthgen_db.target import COMMAND

# The phases whose time grows with the rows.
ROW_PHASES = ("copy", "vacuum", "constraints", "validate")

FIRST_QUERY = """SELECT condition, count(*) AS visits, round(avg(total_charge), 2) AS average_charge
FROM {schema}.visits_flat
JOIN {schema}.billing_flat USING (visit_id)
GROUP BY condition ORDER BY visits DESC LIMIT 10;"""


def load_values(result: LoadResult, hints: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what load --json prints."""
    validation = result.validation
    return {
        "dataset_id": result.dataset_id,
        "published": result.published,
        "resumed": result.resumed,
        "seed": seed,
        "rows": result.rows,
        "messy_schema": result.side_schemas.get("messy"),
        "seconds": result.seconds,
        "total_seconds": round(sum(result.seconds.values()), 4),
        "rows_per_second": result.rows_per_second,
        "fingerprint": result.fingerprint.whole,
        "fingerprints": result.fingerprint.digests,
        "violations": None if validation is None else len(validation.violated),
        "warnings": None if validation is None else len(validation.warned),
        "validation": None if validation is None else summary_dict(validation),
        "connection": dict(hints),
    }


def load_screen(result: LoadResult, hints: Mapping[str, Any], seed: int) -> RenderableType:
    """Return the last screen of a load: the time of each phase, the rules, and what to do next."""
    parts: list[RenderableType] = [_phases(result)]
    if result.validation is not None:
        parts.append(validation_screen(result.validation))
    if result.published:
        parts += [
            # Text, because a schema's name may hold characters that Rich takes for markup
            Text(f"Dataset {result.dataset_id} is in schema {hints['schema']}: {counted(result.rows)}."),
            Text(f"Seed {seed}, fingerprint {result.fingerprint.whole}."),
            *map(Text, _side_lines(result)),
            "",
            _next_steps(hints),
        ]
    return Group(*parts)


def _side_lines(result: LoadResult) -> list[str]:
    words = {"messy": "A messy copy is in schema {}; its table messy_changes has every fault."}
    return [
        words.get(name, f"{name} is in schema {{}}.").format(side)
        for name, side in result.side_schemas.items()
    ]


def _phases(result: LoadResult) -> Table:
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    shown.add_column("Phase")
    for name in ("Rows", "Seconds", "Rows/s"):
        shown.add_column(name, justify="right")
    rows = sum(result.rows.values())
    for phase, seconds in result.seconds.items():
        if phase in ROW_PHASES and seconds > 0:
            shown.add_row(phase, f"{rows:,}", f"{seconds:.2f}", f"{rows / seconds:,.0f}")
        else:
            shown.add_row(phase, "", f"{seconds:.2f}", "")
    shown.add_section()
    total = sum(result.seconds.values())
    shown.add_row("all", f"{rows:,}", f"{total:.2f}", f"{rows / total:,.0f}")
    return shown


def _next_steps(hints: Mapping[str, Any]) -> Table:
    steps = Table.grid(padding=(0, 2))
    steps.add_row("psql", Text(hints["psql"]))
    password = f" (with its password: {COMMAND} db url)" if hints["embedded"] else ""
    steps.add_row("BI tools", Text(hints["url"] + password))
    steps.add_row("Try first", Text(FIRST_QUERY.format(schema=_identifier(hints["schema"]))))
    return steps


def _identifier(schema: str) -> str:
    """Quote a schema's name only where SQL needs it."""
    return schema if re.fullmatch(r"[a-z_][a-z0-9_]*", schema) else quoted(schema)
