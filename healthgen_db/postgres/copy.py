"""Copying Arrow columns into a table by binary COPY: pgpq encodes them, psycopg sends them."""

import psycopg
import pyarrow as pa
from pgpq import ArrowToPostgresBinaryEncoder
from psycopg import sql

from healthgen_db.postgres.error_messages import errors_mapped

# Rows encoded at a time. The bytes of a whole work unit would take more memory than everything else in a worker.
SLICE_ROWS = 16_384


def copy_rows(connection: psycopg.Connection, table: sql.Identifier, rows: pa.RecordBatch | pa.Table) -> None:
    """Append rows to a table by one COPY. Columns are matched by name.

    Binary COPY converts nothing, so the Arrow types must match those of the columns (int16 for smallint, ...). Raises
    WarehouseError for what the server refuses.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, rows.schema.names))
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(table, names)
    whole = rows if isinstance(rows, pa.Table) else pa.Table.from_batches([rows])
    encoder = ArrowToPostgresBinaryEncoder(rows.schema)
    with errors_mapped(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(encoder.write_header())
        for batch in whole.to_batches(max_chunksize=SLICE_ROWS):
            copy.write(encoder.write_batch(batch))
        copy.write(encoder.finish())
