"""Writes the tables of a PostgreSQL schema as a Parquet dataset, also rows that healthgen would never make.

The rows come from the text that the server sends, so no code that generates or loads rows takes part in them. Every
column may be null in the files, because the changes of a test may take values away.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pyarrow as pa
from psycopg import sql
from pyarrow import csv, parquet

from healthgen_db.history.datasets import last_dataset
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.parquet.place import Place

TYPES = {
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "bytea": pa.string(),
    "date": pa.date32(),
    "double precision": pa.float64(),
    "integer": pa.int32(),
    "jsonb": pa.string(),
    "smallint": pa.int16(),
    "text": pa.string(),
    # As in the files that healthgen writes.
    "time without time zone": pa.string(),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
}
DECIMAL = re.compile(r"numeric\((\d+),(\d+)\)")
TABLES = """
SELECT n.nspname, c.relname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
WHERE
    c.relkind = 'r'
    AND n.nspname = ANY (%s)
    -- the manifest is in their place
    AND c.relname <> ALL (
        '{alembic_version, datasets, load_blocks, load_definitions, validation_runs, validation_results}'
    )
ORDER BY n.nspname, c.relname
"""
COLUMNS = """
SELECT attname, format_type(atttypid, atttypmod)
FROM pg_catalog.pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""
CHANGED = """
SELECT schemaname, relname
FROM pg_catalog.pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname <> 'datasets'
"""
# A NULL has no quotes, an empty text has them.
PARSED = csv.ParseOptions(newlines_in_values=True)
READ_AS = {
    "null_values": [""],
    "strings_can_be_null": True,
    "quoted_strings_can_be_null": False,
    "true_values": ["t"],
    "false_values": ["f"],
}


def export_dataset(connection: psycopg.Connection, schema: str, folder: Path) -> None:
    """Write every table as <table>/exported.parquet, and the manifest."""
    tables = connection.execute(TABLES, [[schema, f"{schema}_messy"]]).fetchall()
    _export(connection, schema, folder, tables)


def export_changed(connection: psycopg.Connection, schema: str, folder: Path, unchanged: Path) -> None:
    """Write only the tables that the transaction of the connection has changed, and links to all others.

    unchanged: the folder of the dataset as it was before
    """
    tables = connection.execute(CHANGED).fetchall()
    _export(connection, schema, folder, [each for each in tables if each[0].startswith(schema)])
    for other in unchanged.iterdir():
        if other.is_dir() and not (folder / other.name).exists():
            (folder / other.name).symlink_to(other)


def _export(
    connection: psycopg.Connection, schema: str, folder: Path, tables: Sequence[tuple[str, str]]
) -> None:
    for space, name in tables:
        path = folder / (name if space == schema else f"messy.{name}") / "exported.parquet"
        path.parent.mkdir(parents=True)
        parquet.write_table(_rows(connection, sql.Identifier(space, name)), path)
    _manifest(connection, schema).write(Place(str(folder)))


def _manifest(connection: psycopg.Connection, schema: str) -> Manifest:
    """Return what the row of the dataset says. Without it, DuckDB would not know the options of the dataset."""
    dataset = last_dataset(connection, schema)
    assert dataset is not None
    columns = {"seed": dataset.seed} | {
        name: getattr(dataset, name).isoformat() for name in ("start", "origin", "today")
    }
    return Manifest(
        config=dataset.config | columns,
        generator_version=dataset.generator_version,
        schema_revision=dataset.schema_revision,
        stages=dataset.stages,
        engine="a test",
        started_at=dataset.started_at.isoformat(),
        finished_at=dataset.started_at.isoformat(),
        seconds={},
        tables={},
        digests={},
        fingerprint=dataset.fingerprint or "",
    )


def _rows(connection: psycopg.Connection, table: sql.Identifier) -> pa.Table:
    columns = connection.execute(COLUMNS, [table.as_string()]).fetchall()
    schema = pa.schema([(name, _arrow_type(kind)) for name, kind in columns])
    text = b"".join(_copied(connection, table))
    if not text:
        return schema.empty_table()
    return csv.read_csv(
        io.BytesIO(text),
        read_options=csv.ReadOptions(column_names=schema.names, use_threads=False),
        parse_options=PARSED,
        convert_options=csv.ConvertOptions(column_types=schema, **READ_AS),
    ).select(schema.names)


def _copied(connection: psycopg.Connection, table: sql.Identifier) -> Iterator[bytes]:
    query = sql.SQL("COPY {} TO STDOUT (FORMAT csv)").format(table)
    with connection.cursor() as cursor, cursor.copy(query) as rows:
        yield from map(bytes, rows)


def _arrow_type(kind: str) -> pa.DataType:
    if digits := DECIMAL.fullmatch(kind):
        return pa.decimal128(int(digits[1]), int(digits[2]))
    return TYPES[kind]
