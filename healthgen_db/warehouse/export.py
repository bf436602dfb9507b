"""Export: the flat views as files, CSV or Parquet, streamed from one snapshot in the order of their keys."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from psycopg import IsolationLevel, sql

from healthgen_db.errors import ConfigError, WarehouseError
from healthgen_db.warehouse.database import connect, errors_mapped
from healthgen_db.warehouse.progress import Progress

__all__ = ["FORMATS", "export"]

# The file, which names the table of the reference too, and the key that its rows are sorted by.
KEYS = {"patients": "patient_id", "visits": "visit_id", "billing": "billing_id"}

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

Chunks = Iterator[bytes]
Writer = Callable[[psycopg.Connection, str, Chunks, Path], None]


def export(
    dsn: str, schema: str, folder: Path, *, file_format: str = "csv", progress: Progress
) -> dict[str, Path]:
    """Write patients, visits and billing of a schema into the folder, and return the files.

    The folder is made if need be. A file appears when it is complete, and all of them are of one dataset.
    Raises ConfigError for a folder that cannot be written to, WarehouseError for what the server refuses.
    """
    write = FORMATS[file_format]
    with connect(dsn, schema=schema, application_name="healthgen export") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        files = {name: folder / f"{name}.{file_format}" for name in KEYS}
        with errors_mapped(), _writable(folder), connection.transaction():
            _require_dataset(connection, schema)
            for name, key in KEYS.items():
                partial = files[name].with_suffix(f".{file_format}.partial")
                with progress.phase(f"export {name}", unit="rows") as advance:
                    write(connection, name, _chunks(connection, name, key, advance), partial)
            for file in files.values():
                file.with_suffix(f".{file_format}.partial").replace(file)
    return files


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise ConfigError(f"--outdir {folder}: cannot be written to ({error})") from error


def _require_dataset(connection: psycopg.Connection, schema: str) -> None:
    if connection.execute("SELECT 1 FROM current_dataset").fetchone() is None:
        raise WarehouseError(f"schema {schema} holds no dataset; make one first with: healthgen load")


def _chunks(connection: psycopg.Connection, name: str, key: str, advance: Callable[[int], None]) -> Chunks:
    """Give a view's rows as CSV with a header, many lines at a time."""
    query = sql.SQL("COPY (SELECT * FROM {} ORDER BY {}) TO STDOUT (FORMAT CSV, HEADER)").format(
        sql.Identifier(f"{name}_flat"), sql.Identifier(key)
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


def _write_csv(_connection: psycopg.Connection, _name: str, chunks: Chunks, file: Path) -> None:
    with file.open("wb") as stream:
        stream.writelines(chunks)


def _write_parquet(connection: psycopg.Connection, name: str, chunks: Chunks, file: Path) -> None:
    types = _column_types(connection, name)
    reader = pacsv.open_csv(
        pa.PythonFile(_Stream(chunks), mode="r"),
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


def _column_types(connection: psycopg.Connection, name: str) -> Mapping[str, pa.DataType]:
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(f"{name}_flat"))
    return {column.name: _arrow_type(column) for column in connection.execute(query).description or ()}


def _arrow_type(column: psycopg.Column) -> pa.DataType:
    if column.type_code == NUMERIC_OID:
        return pa.decimal128(column.precision or 38, column.scale or 0)
    return TYPES.get(column.type_code, pa.string())


class _Stream(io.RawIOBase):
    """Chunks of bytes as a file to read from, for Arrow's CSV reader."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable buffer
        if not self.rest:
            self.rest = next(self.chunks, b"")
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size


FORMATS: dict[str, Writer] = {"csv": _write_csv, "parquet": _write_parquet}
