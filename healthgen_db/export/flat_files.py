"""Flat files: the tables of a dataset as CSV or Parquet, streamed from one snapshot, in the order of their keys.

A table with a flat view (visits, visits_flat) is exported as the view shows it.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from psycopg import IsolationLevel, sql
from psycopg.rows import scalar_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.files import completed
from healthgen_db.history.datasets import last_dataset
from healthgen_db.postgres.catalog import has_relation, schema_exists, unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import side_schema

MESSY, CHANGES = "messy", "messy_changes"
# The record of all faults tells how to undo them, so it does not lie among the files that students get.
ANSWERS = "answers"
FLAT_SUFFIX = "_flat"

TYPES: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int16(),
    23: pa.int32(),
    25: pa.string(),
    701: pa.float64(),
    1082: pa.date32(),
}
NUMERIC_OID = 1700
# The server sends rows one by one. So many bytes of them are worth a call of Python.
CHUNK_BYTES = 1 << 20

Chunks = Generator[bytes, None, None]
Writer = Callable[[psycopg.Connection, str, Chunks, Path], None]


@dataclass(frozen=True)
class _Source:
    """A file of an export: its name, the table or view that it shows, and the columns that its rows are sorted by."""

    name: str
    file: str
    relation: str
    keys: Sequence[str]


def export(
    dsn: str,
    schema: str,
    folder: Path,
    *,
    file_format: str = "csv",
    messy: bool = False,
    progress: Progress,
) -> dict[str, Path]:
    """Write the tables of a schema's dataset into the folder, and return the files by table.

    messy: write the messy copies instead, and the record of their faults into a folder below.

    The folder is made if need be. A file appears when it is complete, and all files show one dataset.
    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full, for what the
    server refuses, and for a dataset that is replaced in the meantime.
    """
    write = FORMATS[file_format]
    place = side_schema(schema, MESSY) if messy else schema
    with connect(dsn, schema=place, autocommit=True, application_name="healthgen export") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with errors_mapped():
            sources = _sources(connection, schema, place, file_format, messy=messy)
        with (
            errors_mapped(),
            completed(folder, [each.file for each in sources]) as partial,
            unreplaced(connection, place, doing="exported"),
            connection.transaction(),
        ):
            for each in sources:
                with (
                    progress.phase(f"export {each.name}", unit="rows") as advance,
                    # Closed after an error, so that the connection is free to roll back.
                    closing(_chunks(connection, each, advance)) as chunks,
                ):
                    write(connection, each.relation, chunks, partial[each.file])
    return {each.name: folder / each.file for each in sources}


def _sources(
    connection: psycopg.Connection, schema: str, place: str, file_format: str, *, messy: bool
) -> list[_Source]:
    dataset = last_dataset(connection, schema)
    if dataset is None or dataset.finished_at is None:
        raise WarehouseError(f"schema {schema} holds no dataset; make one first with: healthgen load")
    if not messy:
        return [_source(connection, place, table, file_format) for table in dataset.tables]
    if MESSY not in dataset.side_names or not schema_exists(connection, place):
        raise WarehouseError(
            f"schema {schema} has no messy copy; make one with the dataset: healthgen load --messy 0.05"
        )
    copies = [table + FLAT_SUFFIX for table in dataset.tables]
    sources = [_source(connection, place, table, file_format) for table in (*copies, CHANGES)]
    return [
        _Source(
            each.name,
            f"{ANSWERS}/{each.file}" if each.name == CHANGES else each.file,
            each.relation,
            each.keys,
        )
        for each in sources
    ]


def _source(connection: psycopg.Connection, schema: str, table: str, file_format: str) -> _Source:
    flat = table + FLAT_SUFFIX
    relation = flat if has_relation(connection, schema, flat) else table
    name = table.removesuffix(FLAT_SUFFIX)
    return _Source(name, f"{name}.{file_format}", relation, _keys(connection, relation))


def _keys(connection: psycopg.Connection, relation: str) -> Sequence[str]:
    """Return the columns of the primary key; a view and a messy table have their key in the first column."""
    query = (
        "SELECT a.attname FROM pg_catalog.pg_index AS i"
        " CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
        " INNER JOIN pg_catalog.pg_attribute AS a ON i.indrelid = a.attrelid AND k.number = a.attnum"
        " WHERE i.indrelid = quote_ident(%s)::regclass AND i.indisprimary ORDER BY k.place"
    )
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(query, [relation]).fetchall() or list(_column_types(connection, relation))[:1]


def _chunks(connection: psycopg.Connection, source: _Source, advance: Callable[[int], None]) -> Chunks:
    """Yield the rows of a view or table as CSV with a header, many lines at a time."""
    # The key of a messy table is text like all its columns, but never dirty.
    text = source.keys and _column_types(connection, source.relation)[source.keys[0]] == pa.string()
    cast = sql.SQL("::bigint") if text and source.relation.endswith(FLAT_SUFFIX) else sql.SQL("")
    keys = sql.SQL(", ").join(sql.Composed([sql.Identifier(key), cast]) for key in source.keys)
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT (FORMAT CSV, HEADER)").format(
        sql.Identifier(source.relation), keys
    )
    lines, size, header = [], 0, 1
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for line in copy:
            lines.append(bytes(line))
            size += len(line)
            if size >= CHUNK_BYTES:
                yield b"".join(lines)
                advance(len(lines) - header)
                lines, size, header = [], 0, 0
        yield b"".join(lines)
        advance(len(lines) - header)


def _write_csv(_connection: psycopg.Connection, _relation: str, chunks: Chunks, file: Path) -> None:
    with file.open("wb") as stream:
        stream.writelines(chunks)


def _write_parquet(connection: psycopg.Connection, relation: str, chunks: Chunks, file: Path) -> None:
    types = _column_types(connection, relation)
    with closing(_Stream(chunks)) as stream:
        _convert(stream, types, file)


def _convert(stream: _Stream, types: Mapping[str, pa.DataType], file: Path) -> None:
    reader = pacsv.open_csv(
        pa.PythonFile(stream, mode="r"),
        read_options=pacsv.ReadOptions(block_size=CHUNK_BYTES),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types=types,
            # COPY writes NULL as nothing and an empty string as "".
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["t"],
            false_values=["f"],
        ),
    )
    with pq.ParquetWriter(file, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)


def _column_types(connection: psycopg.Connection, relation: str) -> Mapping[str, pa.DataType]:
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(relation))
    return {column.name: _arrow_type(column) for column in connection.execute(query).description or ()}


def _arrow_type(column: psycopg.Column) -> pa.DataType:
    if column.type_code == NUMERIC_OID:
        return pa.decimal128(column.precision or 38, column.scale or 0)
    return TYPES.get(column.type_code, pa.string())


class _Stream(io.RawIOBase):
    """Chunks of bytes as a file to read from, for Arrow's CSV reader, which reads ahead in its own thread."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.rest = b""
        self.reading = threading.Lock()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        with self.reading:
            if not self.rest:
                self.rest = next(self.chunks, b"")
            size = min(len(buffer), len(self.rest))
            buffer[:size] = self.rest[:size]
            self.rest = self.rest[size:]
        return size

    def close(self) -> None:
        """Give no more chunks, after the one that is being read."""
        with self.reading:
            self.chunks.close()
        super().close()


FORMATS: dict[str, Writer] = {"csv": _write_csv, "parquet": _write_parquet}
