"""The portable fingerprint by plain Python, which shares no code with healthgen: an independent reader."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import psycopg
from psycopg import sql

Row = Sequence[object]
# Neither of them is about the patients of a dataset.
NOT_IN_FILES = {
    "alembic_version",
    "datasets",
    "kpi_values",
    "kpis",
    "load_blocks",
    "load_definitions",
    "los_models",
    "los_predictions",
    "validation_results",
    "validation_runs",
}


def value_text(value: object) -> str:
    """Return the text of a value."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return str(math.floor(value * 1_000_000 + 0.5))
        case Decimal():
            return f"{value:f}"
        case str():
            return f"{len(value.encode())}:{value}"
        case datetime():
            return str((value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
        case date() | time():
            return value.isoformat()
    raise TypeError(value)


def row_text(row: Row) -> str:
    """Return the text of a row."""
    return "|".join(map(value_text, row))


def row_hash(row: Row) -> int:
    """Return the hash of a row."""
    return int(hashlib.sha256(row_text(row).encode()).hexdigest()[:15], 16)


def table_digest(table: str, rows: Sequence[Row]) -> str:
    """Return the digest of a table."""
    return hashlib.sha256(f"{table}:{len(rows)}:{sum(map(row_hash, rows))}".encode()).hexdigest()[:16]


def fingerprint(tables: Mapping[str, Sequence[Row]]) -> str:
    """Return the fingerprint of a dataset."""
    texts = [
        f"{table}:{len(rows)}:{table_digest(table, rows)}" for table, rows in sorted(tables.items()) if rows
    ]
    return hashlib.sha256("|".join(texts).encode()).hexdigest()[:16]


def rows_of_schema(connection: psycopg.Connection, schema: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of all tables of a dataset, with their columns in the order of the table."""
    names: Iterable[tuple[str]] = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema]
    )
    return {
        table: connection.execute(
            sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))
        ).fetchall()
        for (table,) in list(names)
        if table not in NOT_IN_FILES
    }
