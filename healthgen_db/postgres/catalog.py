"""What the catalog says of a schema: the queries in sql/load, asked with the schema alone on the search path."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.schema.schema_names import in_schema

__all__ = ["catalog_rows", "has_relation"]


def catalog_rows(connection: psycopg.Connection, schema: str, file: str) -> list[dict[str, Any]]:
    """Return what the query of a file in sql/load gives for the schema."""
    query = resource("sql", "load", file).read_text(encoding="utf-8")
    with in_schema(connection, schema), connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def has_relation(connection: psycopg.Connection, schema: str, name: str, column: str | None = None) -> bool:
    """Tell whether the schema has such a table, view or index, with such a column if one is named."""
    query = (
        "SELECT 1 FROM pg_catalog.pg_class AS c WHERE c.relnamespace = quote_ident(%s)::regnamespace"
        " AND c.relname = %s AND (%s::text IS NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute AS a"
        " WHERE a.attrelid = c.oid AND a.attname = %s AND NOT a.attisdropped))"
    )
    return connection.execute(query, [schema, name, column, column]).fetchone() is not None
