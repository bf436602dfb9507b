"""What verbs report: as tables for a person, and as plain values for --json."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from healthgen_db.checks.results import Validation
from healthgen_db.checks.summary import screen, summary_dict
from healthgen_db.cli.target import COMMAND
from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.export.status import Status
from healthgen_db.history.datasets import Dataset
from healthgen_db.loading.load import LoadResult
from healthgen_db.local_server.server import Status as ServerStatus
from healthgen_db.postgres.connection import quoted

__all__ = [
    "fingerprint_screen",
    "fingerprint_values",
    "load_screen",
    "load_values",
    "server_screen",
    "show",
    "status_screen",
    "status_values",
    "table",
    "validation_values",
]

# The phases whose time grows with the rows.
ROW_PHASES = ("copy", "vacuum", "constraints", "validate")

# In a file or a pipe there is no window to fit into; lines of this length can still be read.
PAGE_WIDTH = 120

LEFT_UNTIL = "the next load drops it, once nobody reads it and nothing depends on it"

FIRST_QUERY = """SELECT condition, count(*) AS visits, round(avg(total_charge), 2) AS average_charge
FROM {schema}.visits_flat
JOIN {schema}.billing_flat USING (visit_id)
GROUP BY condition ORDER BY visits DESC LIMIT 10;"""


def show(values: Mapping[str, Any] | Sequence[Any], shown: RenderableType, *, as_json: bool) -> None:
    """Print a report on standard output, in one form or the other; a string as it is, to be copied whole."""
    if as_json:
        print(json.dumps(values, default=str, indent=2))
        return
    if isinstance(shown, str):
        print(shown)
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAGE_WIDTH
    console.print(shown)


def load_values(result: LoadResult, hints: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Return what load --json prints."""
    validation = result.validation
    return {
        "dataset_id": result.dataset_id,
        "published": result.published,
        "resumed": result.resumed,
        "seed": seed,
        "rows": result.rows,
        "messy_schema": result.messy_schema,
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
    """Return the last screen of a load: where the time went, what the rules say, what to do next."""
    rows = result.rows
    counted = f"{rows['patients']:,} patients, {rows['visits']:,} visits, {rows['billing']:,} bills"
    parts: list[RenderableType] = [_phases(result)]
    if result.validation is not None:
        parts.append(screen(result.validation))
    if result.published:
        parts += [
            # Text, because a schema's name may hold what Rich would take for markup
            Text(f"Dataset {result.dataset_id} is in schema {hints['schema']}: {counted}."),
            Text(f"Seed {seed}, fingerprint {result.fingerprint.whole}."),
            *map(Text, _messy_lines(result)),
            "",
            _next_steps(hints),
        ]
    return Group(*parts)


def _messy_lines(result: LoadResult) -> list[str]:
    if result.messy_schema is None:
        return []
    return [f"A messy copy is in schema {result.messy_schema}; its table messy_changes has every fault."]


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


def fingerprint_values(found: Fingerprint) -> dict[str, Any]:
    """Return what fingerprint --json prints."""
    return {"fingerprint": found.whole, "fingerprints": found.digests, "rows": found.rows}


def fingerprint_screen(found: Fingerprint) -> RenderableType:
    """Return a dataset's digests."""
    rows = [(each.table, f"{each.rows:,}", each.digest) for each in found.tables]
    return table(("Table", "Rows", "Digest"), [*rows, ("all", f"{sum(found.rows.values()):,}", found.whole)])


def validation_values(result: Validation) -> dict[str, Any]:
    """Return what validate --json prints."""
    return {
        "violations": len(result.violated),
        "warnings": len(result.warned),
        "seconds": round(result.seconds, 3),
        "validation": summary_dict(result),
    }


def status_values(found: Status) -> dict[str, Any]:
    """Return what status --json prints."""
    load = found.load
    return {
        "schema": found.schema,
        "server_version": found.server_version,
        "revision": found.revision,
        "head_revision": found.head_revision,
        "size_bytes": found.size_bytes,
        "messy_schema": found.messy_schema,
        "dataset": _dataset_values(found.dataset),
        "load": None
        if load is None
        else {
            "running": load.holder is not None,
            "pid": None if load.holder is None else load.holder.pid,
            "since": None if load.holder is None else load.holder.since,
            "patients_loaded": load.patients_loaded,
            "dataset": _dataset_values(load.dataset),
        },
        "retired": found.retired,
    }


def _dataset_values(dataset: Dataset | None) -> dict[str, Any] | None:
    return (
        None if dataset is None else {name: getattr(dataset, name) for name in Dataset.__dataclass_fields__}
    )


def status_screen(found: Status) -> RenderableType:
    """Return the status in words."""
    lines = [f"Schema {found.schema} on PostgreSQL {found.server_version}"]
    if found.revision is None:
        lines.append("  holds no warehouse; make one with: healthgen load")
    else:
        behind = "" if found.revision == found.head_revision else f", newest is {found.head_revision}"
        lines.append(f"  tables at revision {found.revision}{behind}; {found.size_bytes / 2**20:,.1f} MiB")
    lines += _dataset_lines(found.dataset) if found.dataset else ["  no dataset"] if found.revision else []
    if found.messy_schema is not None:
        lines.append(f"  a messy copy is in schema {found.messy_schema}")
    load = found.load
    if load is not None and load.holder is not None:
        lines.append(
            f"A load is under way: {load.patients_loaded:,} patients so far; {load.holder.described}"
        )
    elif load is not None:
        lines.append(
            f"A load was broken off after {load.patients_loaded:,} patients: the same command goes on from there"
        )
    lines += [f"{name} was replaced; {LEFT_UNTIL}" for name in found.retired]
    return Text("\n".join(lines))


def _dataset_lines(dataset: Dataset) -> list[str]:
    finished = "" if dataset.finished_at is None else f", loaded {dataset.finished_at:%Y-%m-%d %H:%M:%S} UTC"
    counted = (
        f"{dataset.patients or 0:,} patients, {dataset.visits or 0:,} visits, {dataset.billing or 0:,} bills"
    )
    return [
        f"  dataset {dataset.dataset_id}{finished} by healthgen {dataset.generator_version}",
        f"  {counted}; admissions {dataset.start} to {dataset.today}",
        f"  seed {dataset.seed}, fingerprint {dataset.fingerprint}",
    ]


def server_screen(found: ServerStatus) -> RenderableType:
    """Return the embedded server's status in words."""
    if found.version is None:
        return Text(f"there is no embedded server in {found.home} yet; healthgen db start makes one")
    running = f"runs on port {found.port} (pid {found.pid})" if found.running else "does not run"
    return Text(
        f"the embedded PostgreSQL {found.version} {running}\n"
        f"  data  {found.data} ({found.size_bytes / 2**20:,.1f} MiB)\n"
        f"  log   {found.log}"
    )


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return rows as a table that fits a terminal of any width."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown
