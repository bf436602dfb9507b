"""Arrow columns into a table: binary COPY, encoded by pgpq, sent by psycopg."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from psycopg import sql

from healthgen_db.postgres.connection import errors_mapped

__all__ = ["copy_batch", "copy_table"]

# Rows that are encoded at a time: the bytes of a whole block would be the largest thing in a worker's memory.
SLICE_ROWS = 16_384


def copy_batch(connection: psycopg.Connection, table: str, batch: pa.RecordBatch) -> None:
    """Append the batch to the table on the search path; columns are matched by name.

    Binary COPY takes values as they come: the batch's types must be the columns' (int16 for smallint, ...).
    """
    _copy(connection, table, batch.schema, iter([batch]))


def copy_table(connection: psycopg.Connection, table: str, rows: pa.Table) -> None:
    """Append an Arrow table, in its own chunks, by one COPY."""
    _copy(connection, table, rows.schema, iter(rows.to_batches()))


def _copy(
    connection: psycopg.Connection, table: str, schema: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> None:
    encoder = ArrowToPostgresBinaryEncoder(schema)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, schema.names))
    )
    with errors_mapped(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for batch in batches:
            for begin in range(0, batch.num_rows, SLICE_ROWS):
                copy.write(encoder.write_batch(batch.slice(begin, SLICE_ROWS)))
        copy.write(encoder.finish())
