"""The system catalog: which schemas and tables exist, and SQL files that query it for one schema."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.errors import HealthgenError, WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.queries import scalar, scalars


def catalog_rows(connection: psycopg.Connection, schema: str, *file: str) -> list[dict[str, Any]]:
    """Return the rows of a query file below sql/. It runs with only this schema on the search path."""
    query = resource("sql", *file).read_bytes()
    with in_schema(connection, schema), connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def has_relation(connection: psycopg.Connection, schema: str, name: str, column: str | None = None) -> bool:
    """Return whether the schema has this table, view or index, and if `column` is given, this column of it."""
    query = (
        "SELECT 1 FROM pg_catalog.pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(%s))"
        " AND c.relname = %s AND (%s::text IS NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute AS a"
        " WHERE a.attrelid = c.oid AND a.attname = %s AND NOT a.attisdropped))"
    )
    return connection.execute(query, [schema, name, column, column]).fetchone() is not None


def schema_exists(connection: psycopg.Connection, schema: str) -> bool:
    """Return whether the schema exists."""
    return _schema_oid(connection, schema) is not None


def table_exists(connection: psycopg.Connection, schema: str, table: str) -> bool:
    """Return whether the schema has this table."""
    query = "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = %s"
    return connection.execute(query, [schema, table]).fetchone() is not None


def tables_of(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the names of the tables in the schema, sorted."""
    query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s ORDER BY tablename"
    return scalars(connection, query, [schema])


def drop_schema(connection: psycopg.Connection, schema: str) -> None:
    """Drop the schema, everything in it and everything that depends on it."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


@contextmanager
def in_schema(connection: psycopg.Connection, *schemas: str) -> Iterator[None]:
    """Put only these schemas on the search path, and restore the path at the end of the block."""
    before = scalar(connection, "SELECT current_setting('search_path')")
    path = sql.SQL(", ").join(map(sql.Identifier, schemas)).as_string(connection)
    connection.execute("SELECT set_config('search_path', %s, FALSE)", [path])
    yield
    connection.execute("SELECT set_config('search_path', %s, FALSE)", [before])


@contextmanager
def unreplaced(connection: psycopg.Connection, schema: str, *, doing: str) -> Iterator[None]:
    """Raise WarehouseError after the block if another schema has this name then.

    A snapshot does not include the names of tables. A reader that opens one table after another while a schema is
    replaced would read some old tables and some new ones. The error replaces any error of the block.

    connection: in autocommit, and its transactions begin and end inside the block, because an open transaction does
    not see the replacement. doing: what is done with the schema, such as "validated".
    """
    before = _schema_oid(connection, schema)
    failure: psycopg.Error | HealthgenError | None = None
    try:
        yield
    except (psycopg.Error, HealthgenError) as error:
        failure = error
    if not connection.closed and _schema_oid(connection, schema) != before:
        raise WarehouseError(
            f"schema {schema} was replaced while it was being {doing}; run the same command again"
        ) from failure
    if failure is not None:
        raise failure


def _schema_oid(connection: psycopg.Connection, schema: str) -> int | None:
    query = "SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s"
    oid: int | None = scalar(connection, query, [schema])
    return oid
