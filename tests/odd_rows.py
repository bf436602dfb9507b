"""Rows with odd values of every type, for tests of fingerprints: as Parquet files, and as Python values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from healthgen_db.parquet.columns import table_schema

TEXTS = ["", "|", "3:abc", "a|b", "Zoë Núñez 東京 🚑", " ", "\\", "'", '"', "line\nbreak", "null", "é" * 300]
MOMENTS = [
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
]
# Values for each type, in turn. The longest list decides the number of rows.
VALUES: dict[str, list[object]] = {
    "string": list(TEXTS),
    "int16": [0, -1, 32_767, -32_768],
    "int32": [0, 7, -2_147_483_648],
    "int64": [0, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808],
    "bool": [True, False],
    "date32[day]": [date(1, 1, 1), date(1969, 12, 31), date(2024, 2, 29), date(9999, 12, 31)],
    "timestamp[us, tz=UTC]": list(MOMENTS),
    "double": [0.0, -0.0, -0.0000005, 0.0000005, 40.712776, -74.005974, 1e9, 0.1 + 0.2, -1e-300],
}
DECIMALS = ["0", "-0.5", "1.25", "-99.99"]
TIMES = [time(7), time(23, 59, 59), time(0)]
# Together they have columns of every type.
TABLES = ["billing", "ed_stays", "shift_types", "zip_codes"]


def odd_rows(table: str) -> list[dict[str, object]]:
    """Return rows with odd values; in some rows, all values are null."""
    columns = {}
    for field in table_schema(table):
        if field.name == "starts":
            values: list[object] = list(TIMES)
        elif pa.types.is_decimal(field.type):
            unit = Decimal(1).scaleb(-field.type.scale)
            values = [
                Decimal(each).quantize(unit) if field.type.precision > field.type.scale + 1 else unit
                for each in DECIMALS
            ]
        else:
            values = VALUES[str(field.type)]
        columns[field.name] = [*values, None]
    count = max(map(len, columns.values()))
    rows = [
        {name: values[number % len(values)] for name, values in columns.items()} for number in range(count)
    ]
    nothing = dict.fromkeys(columns)
    return [*rows, *rows[:2], nothing, nothing]


def write_odd_rows(folder: Path, tables: Sequence[str] = TABLES) -> dict[str, list[tuple[object, ...]]]:
    """Write the tables with odd rows as Parquet files, and return their rows."""
    found = {}
    for table in tables:
        rows = odd_rows(table)
        found[table] = [tuple(row.values()) for row in rows]
        schema = table_schema(table)
        # Columns that are never null in a dataset are null here.
        stored = [{name: _stored(value) for name, value in row.items()} for row in rows]
        nullable = pa.schema([field.with_nullable(True) for field in schema], metadata=schema.metadata)
        (folder / table).mkdir(parents=True)
        pq.write_table(
            pa.Table.from_pylist(stored, schema=nullable),
            folder / table / f"{table}.parquet",
            store_decimal_as_integer=True,
        )
    return found


def _stored(value: object) -> object:
    return value.isoformat() if isinstance(value, time) else value
