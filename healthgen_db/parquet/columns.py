"""The columns of a table in Parquet: the types, the order and the comments of its columns in the database."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from healthgen_db.schema.tables import metadata

# Under this name, Spark keeps its own description of the columns in a file. Only there it finds comments.
SPARK_KEY = b"org.apache.spark.sql.parquet.row.metadata"
COMMENT = b"comment"

ARROW_TYPES: dict[type[sa.types.TypeEngine[Any]], pa.DataType] = {
    sa.BigInteger: pa.int64(),
    sa.SmallInteger: pa.int16(),
    sa.Integer: pa.int32(),
    sa.Text: pa.string(),
    sa.Boolean: pa.bool_(),
    sa.Date: pa.date32(),
    sa.DateTime: pa.timestamp("us", "UTC"),
    sa.Double: pa.float64(),
    # As 23:59:00. Spark before 4.1 and other readers know no times of day.
    sa.Time: pa.string(),
}
SPARK_TYPES = {
    pa.int64(): "long",
    pa.int16(): "short",
    pa.int32(): "integer",
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.timestamp("us", "UTC"): "timestamp",
    pa.float64(): "double",
}


def table_schema(table: str, rows: pa.Schema | None = None) -> pa.Schema:
    """Return the columns of a table, with comments.

    rows: the columns as they are computed, for a table that only SQL files describe, such as "messy.patients_flat".

    Raises KeyError for a table that nothing describes.
    """
    if table not in metadata.tables and rows is not None:
        return rows
    described = metadata.tables[table]
    fields = [
        pa.field(
            each.name, _arrow_type(each.type), nullable=bool(each.nullable), metadata={COMMENT: each.comment}
        )
        for each in described.columns
    ]
    return pa.schema(fields, metadata={COMMENT: described.comment or "", SPARK_KEY: _for_spark(fields)})


def as_stored(rows: pa.RecordBatch | pa.Table, schema: pa.Schema) -> pa.Table:
    """Return rows with the columns of a schema. Columns that the rows do not have are null."""
    columns = [
        _cast(rows[field.name], field.type)
        if field.name in rows.schema.names
        else pa.nulls(rows.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _arrow_type(kind: sa.types.TypeEngine[Any]) -> pa.DataType:
    if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Double):
        return pa.decimal128(kind.precision or 38, kind.scale or 0)
    return ARROW_TYPES[type(kind)]


def _cast(column: pa.Array | pa.ChunkedArray, kind: pa.DataType) -> pa.Array | pa.ChunkedArray:
    if pa.types.is_time(column.type):
        return pc.utf8_slice_codeunits(column.cast(pa.string()), 0, len("23:59:00"))
    return column if column.type == kind else column.cast(kind)


def _for_spark(fields: list[pa.Field]) -> str:
    """Return the columns as Spark describes them in the files that it writes."""
    columns = [
        {
            "name": field.name,
            "type": f"decimal({field.type.precision},{field.type.scale})"
            if pa.types.is_decimal(field.type)
            else SPARK_TYPES[field.type],
            "nullable": True,
            "metadata": {"comment": field.metadata[COMMENT].decode()},
        }
        for field in fields
    ]
    return json.dumps({"type": "struct", "fields": columns})
