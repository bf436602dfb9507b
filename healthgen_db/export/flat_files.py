"""Flat files: the tables of a dataset as CSV or Parquet, read from one snapshot, in the order of their keys.

A table with a flat view (visits, visits_flat) is exported as the view shows it.
"""

import io
import threading
from collections.abc import Callable, Generator, Mapping
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
from healthgen_db.history.datasets import require_dataset
from healthgen_db.postgres.catalog import has_relation, schema_exists, unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import side_schema

MESSY, CHANGES = "messy", "messy_changes"
# The folder of the record of faults. It is a subfolder, so that a teacher can give students the other files only.
ANSWERS = "answers"
FLAT_SUFFIX = "_flat"

# The Arrow types by the OID of the PostgreSQL type. All other types but numeric become text.
TYPES: dict[int, pa.DataType] = {
    16: pa.bool_(),
    20: pa.int64(),
    21: pa.int16(),
    23: pa.int32(),
    701: pa.float64(),
    1082: pa.date32(),
    1184: pa.timestamp("us", tz="UTC"),
}
NUMERIC_OID = 1700
# The server sends rows one by one. This many bytes are written at a time.
CHUNK_BYTES = 1 << 20

Chunks = Generator[bytes, None, None]


@dataclass(frozen=True)
class _Source:
    """A table or view to export."""

    name: str
    relation: str
    columns: Mapping[str, pa.DataType]
    keys: list[sql.Composed]
    """What its rows are sorted by."""


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

    file_format: csv or parquet.
    messy: write the messy copies instead, and the record of their faults into a subfolder.

    This creates the folder if necessary. The files appear when all are complete, and all show the same dataset.
    Raises ConfigError if the folder cannot be written to, WarehouseError if the disk is full, if the server refuses a
    statement, and if another dataset is published during the export.
    """
    place = side_schema(schema, MESSY) if messy else schema
    with connect(dsn, schema=place, autocommit=True, application_name="healthgen export") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with errors_mapped():
            sources = [
                _source(connection, place, table) for table in _tables(connection, schema, messy=messy)
            ]
        files = {
            each.name: f"{ANSWERS}/{each.name}.{file_format}"
            if each.name == CHANGES
            else f"{each.name}.{file_format}"
            for each in sources
        }
        with (
            errors_mapped(),
            completed(folder, list(files.values())) as partial,
            unreplaced(connection, place, doing="exported"),
            connection.transaction(),
        ):
            for each in sources:
                with (
                    progress.phase(f"export {each.name}", unit="rows") as advance,
                    # Closed after an error too, so that the connection can roll back.
                    closing(_chunks(connection, each, advance)) as chunks,
                ):
                    if file_format == "parquet":
                        _write_parquet(chunks, each.columns, partial[files[each.name]])
                    else:
                        with partial[files[each.name]].open("wb") as file:
                            file.writelines(chunks)
    return {name: folder / file for name, file in files.items()}


def _tables(connection: psycopg.Connection, schema: str, *, messy: bool) -> list[str]:
    """Return the tables to export; the messy copies have names of their own."""
    dataset = require_dataset(connection, schema)
    if not messy:
        return dataset.tables
    if MESSY not in dataset.side_names or not schema_exists(connection, side_schema(schema, MESSY)):
        raise WarehouseError(
            f"schema {schema} has no messy copy; create one with the dataset: healthgen load --messy 0.05"
        )
    return [*(table + FLAT_SUFFIX for table in dataset.tables), CHANGES]


def _source(connection: psycopg.Connection, schema: str, table: str) -> _Source:
    name = table.removesuffix(FLAT_SUFFIX)
    relation = name + FLAT_SUFFIX if has_relation(connection, schema, name + FLAT_SUFFIX) else table
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(relation))
    columns = {each.name: _arrow_type(each) for each in connection.execute(query).description or ()}
    # A view and a messy table have no primary key. Their key is the first column.
    keys = _primary_key(connection, relation) or list(columns)[:1]
    # The key of a messy table is a number that is stored as text.
    number = sql.SQL("::bigint" if relation == table and table != name else "")
    return _Source(name, relation, columns, [sql.Composed([sql.Identifier(key), number]) for key in keys])


def _primary_key(connection: psycopg.Connection, relation: str) -> list[str]:
    query = (
        "SELECT a.attname FROM pg_catalog.pg_index AS i"
        " CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
        " INNER JOIN pg_catalog.pg_attribute AS a ON i.indrelid = a.attrelid AND k.number = a.attnum"
        " WHERE i.indrelid = quote_ident(%s)::regclass AND i.indisprimary ORDER BY k.place"
    )
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(query, [relation]).fetchall()


def _chunks(connection: psycopg.Connection, source: _Source, advance: Callable[[int], None]) -> Chunks:
    """Yield the rows of a table or view as CSV with a header, many lines at a time."""
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT (FORMAT CSV, HEADER)").format(
        sql.Identifier(source.relation), sql.SQL(", ").join(source.keys)
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


def _write_parquet(chunks: Chunks, types: Mapping[str, pa.DataType], file: Path) -> None:
    with closing(_Stream(chunks)) as stream:
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


def _arrow_type(column: psycopg.Column) -> pa.DataType:
    if column.type_code == NUMERIC_OID:
        return pa.decimal128(column.precision or 38, column.scale or 0)
    return TYPES.get(column.type_code, pa.string())


class _Stream(io.RawIOBase):
    """Chunks of bytes as a file for Arrow's CSV reader, which reads ahead in a thread of its own."""

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
        """Stop after the chunk that is being read."""
        with self.reading:
            self.chunks.close()
        super().close()
