"""Identity columns: the sequences behind them, left past the last row, so that an INSERT needs no id."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.schema.schema_names import in_schema

__all__ = ["advance_identities"]


def advance_identities(connection: psycopg.Connection, schema: str) -> None:
    """Set the sequence of every identity column of the schema to go on after the greatest value there."""
    query = resource("sql", "load", "identity_columns.sql").read_text(encoding="utf-8")
    rows = connection.cursor(row_factory=tuple_row)
    with errors_mapped(), in_schema(connection, schema), rows as cursor:
        for table, column, sequence in cursor.execute(query).fetchall():
            statement = sql.SQL("SELECT setval(%s, coalesce(max({c}), 1), max({c}) IS NOT NULL) FROM {t}")
            cursor.execute(statement.format(c=sql.Identifier(column), t=sql.Identifier(table)), [sequence])
