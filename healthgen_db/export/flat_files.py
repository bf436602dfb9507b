"""Export: the flat views or their messy copies as CSV or Parquet files, streamed from one snapshot, in key order."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from psycopg import IsolationLevel, sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.files import completed, export_names
from healthgen_db.postgres.connection import connect, errors_mapped
from healthgen_db.progress import Progress
from healthgen_db.schema.schema_names import messy_schema, table_exists, unreplaced

__all__ = ["FORMATS", "export"]

# The file, which names the table of the reference too; what is in it, and the key that its rows are sorted by.
FLAT = {
    "patients": ("patients_flat", "patient_id"),
    "visits": ("visits_flat", "visit_id"),
    "billing": ("billing_flat", "billing_id"),
}
CHANGES = {"messy_changes": ("messy_changes", "change_id")}

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
# Rows come from the server one by one; this many bytes of them make a call of Python's worth while.
CHUNK_BYTES = 1 << 20

Chunks = Generator[bytes, None, None]
Writer = Callable[[psycopg.Connection, str, Chunks, Path], None]


def export(
    dsn: str,
    schema: str,
    folder: Path,
    *,
    file_format: str = "csv",
    messy: bool = False,
    progress: Progress,
) -> dict[str, Path]:
    """Write patients, visits and billing of a schema into the folder, and return the files.

    messy: write its messy copies instead, and the record of their faults into a folder below.

    The folder is made if need be. A file appears when it is complete, and all of them are of one dataset.
    Raises ConfigError for a folder that cannot be written to, WarehouseError for a disk that is full, for what the
    server refuses, and for a dataset that another one has replaced in the meantime.
    """
    write = FORMATS[file_format]
    sources = FLAT | CHANGES if messy else FLAT
    place = messy_schema(schema) if messy else schema
    names = export_names(file_format, messy=messy)
    with connect(dsn, schema=place, autocommit=True, application_name="healthgen export") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with (
            errors_mapped(),
            completed(folder, list(names.values())) as partial,
            unreplaced(connection, place, doing="exported"),
            connection.transaction(),
        ):
            _require_rows(connection, schema, messy=messy)
            for name, (relation, key) in sources.items():
                with (
                    progress.phase(f"export {name}", unit="rows") as advance,
                    # Closed after an error, so that the connection is free to roll back.
                    closing(_chunks(connection, relation, key, advance)) as chunks,
                ):
                    write(connection, relation, chunks, partial[names[name]])
    return {name: folder / file for name, file in names.items()}


def _require_rows(connection: psycopg.Connection, schema: str, *, messy: bool) -> None:
    if messy:
        if not table_exists(connection, messy_schema(schema), "messy_changes"):
            raise WarehouseError(
                f"schema {schema} has no messy copy; make one with the dataset: healthgen load --messy 0.05"
            )
    elif connection.execute("SELECT 1 FROM current_dataset").fetchone() is None:
        raise WarehouseError(f"schema {schema} holds no dataset; make one first with: healthgen load")


def _chunks(
    connection: psycopg.Connection, relation: str, key: str, advance: Callable[[int], None]
) -> Chunks:
    """Give the rows of a view or table as CSV with a header, many lines at a time."""
    # In messy tables the key is text like all else, though never dirty.
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}::bigint) TO STDOUT (FORMAT CSV, HEADER)").format(
        sql.Identifier(relation), sql.Identifier(key)
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
    """Chunks of bytes as a file to read from, for Arrow's CSV reader, which reads ahead in a thread of its own."""

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
        """Give no more chunks, as soon as the one that is being read is there."""
        with self.reading:
            self.chunks.close()
        super().close()


FORMATS: dict[str, Writer] = {"csv": _write_csv, "parquet": _write_parquet}
