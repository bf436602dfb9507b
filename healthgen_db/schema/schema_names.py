"""The names of the schemas of a warehouse: the published one, the one being loaded, those to be dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import ConfigError, HealthgenError, WarehouseError
from healthgen_db.postgres.connection import LOADING_SUFFIX, check_schema_name, errors_mapped

__all__ = [
    "MESSY_SUFFIX",
    "check_schema",
    "drop_schema",
    "in_schema",
    "loading_schema",
    "mark_retired",
    "messy_schema",
    "next_retired_schema",
    "retired_schemas",
    "schema_exists",
    "table_exists",
    "unreplaced",
]

RETIRED_SUFFIX = "__retired_"
MESSY_SUFFIX = "_messy"
# What tells a schema that was put aside from one that somebody has given such a name.
RETIRED_COMMENT = "Replaced by a later load of healthgen, which drops it when nobody reads it any more."
# Of the 63 bytes that Postgres gives a name, the longest suffix takes its part, with eight digits.
LONGEST_SCHEMA = 63 - len(RETIRED_SUFFIX) - 8


def check_schema(schema: str, *, messy: bool = False) -> None:
    """Raise ConfigError unless a warehouse's schema may be called so, with room for what a load adds.

    messy: whether a messy copy is to go with it, whose name is longer.
    """
    check_schema_name(schema)
    longest = LONGEST_SCHEMA - (len(MESSY_SUFFIX) if messy else 0)
    if len(schema.encode()) > longest:
        reason = f"longer than {longest} bytes{', which --messy needs' if messy else ''}"
        raise ConfigError(f"--schema {schema}: {reason}; choose a shorter name")
    if re.search(
        rf"({RETIRED_SUFFIX}\d+|{LOADING_SUFFIX}{MESSY_SUFFIX}|{RETIRED_SUFFIX}\d+{MESSY_SUFFIX})$", schema
    ):
        raise ConfigError(f"--schema {schema}: names ending like this are kept for loads; choose another")


def loading_schema(schema: str) -> str:
    """Return the name of the schema that a load fills before it takes the given one's place."""
    return schema + LOADING_SUFFIX


def messy_schema(schema: str) -> str:
    """Return the name of the schema with the messy copy of the given one, which it follows through every rename."""
    return schema + MESSY_SUFFIX


def retired_schemas(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the schemas that were published once and wait to be dropped, oldest first, messy ones included."""
    return [name for _, name, comment in _retired(connection, schema) if comment == RETIRED_COMMENT]


def mark_retired(connection: psycopg.Connection, schema: str) -> None:
    """Mark a schema as one that a load has put aside: without the mark it is never dropped, whatever its name."""
    statement = sql.SQL("COMMENT ON SCHEMA {} IS {}")
    connection.execute(statement.format(sql.Identifier(schema), sql.Literal(RETIRED_COMMENT)))


def next_retired_schema(connection: psycopg.Connection, schema: str) -> str:
    """Return a free name for the published schema to be renamed to."""
    last = max((number for number, *_ in _retired(connection, schema)), default=0)
    return f"{schema}{RETIRED_SUFFIX}{last + 1}"


def _retired(connection: psycopg.Connection, schema: str) -> list[tuple[int, str, str]]:
    """Return number, name and comment of the schemas that bear such a name."""
    query = "SELECT nspname, coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_catalog.pg_namespace"
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(query).fetchall()
    named = re.compile(rf"{re.escape(schema + RETIRED_SUFFIX)}(\d{{1,8}})(?:{MESSY_SUFFIX})?")
    return sorted(
        (int(match[1]), name, comment) for name, comment in rows if (match := named.fullmatch(name))
    )


def schema_exists(connection: psycopg.Connection, schema: str) -> bool:
    """Tell whether there is such a schema."""
    row = connection.execute("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s", [schema]).fetchone()
    return row is not None


def table_exists(connection: psycopg.Connection, schema: str, table: str) -> bool:
    """Tell whether the schema has such a table."""
    row = connection.execute(
        "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = %s", [schema, table]
    ).fetchone()
    return row is not None


def drop_schema(connection: psycopg.Connection, schema: str) -> None:
    """Drop the schema with everything in it and everything that depends on it."""
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


@contextmanager
def in_schema(connection: psycopg.Connection, schema: str) -> Iterator[None]:
    """Put only this schema on the search path, and put the path back at the end."""
    with connection.cursor(row_factory=tuple_row) as cursor:
        (before,) = cursor.execute("SELECT current_setting('search_path')").fetchone() or ("",)
    connection.execute("SELECT set_config('search_path', quote_ident(%s), FALSE)", [schema])
    yield
    connection.execute("SELECT set_config('search_path', %s, FALSE)", [before])


@contextmanager
def unreplaced(connection: psycopg.Connection, schema: str, *, doing: str) -> Iterator[None]:
    """Raise WarehouseError after the block, also instead of its error, if the name stands for another schema by then.

    A snapshot freezes rows, but a name leads to what bears it at the moment: reading table after table, who is
    overtaken by a publishing would read some of the old dataset and some of the new. connection: in autocommit,
    and transactions lie inside the block, as one that is under way would not see the change.

    doing: what the schema is read for, as in "validated".
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
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(query, [schema]).fetchone()
    return None if row is None else int(row[0])
