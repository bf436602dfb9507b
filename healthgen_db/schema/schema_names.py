"""The names of the schemas of a warehouse: the published one, those beside it, the loading one, the retired ones.

For --schema S, a load fills S__loading and renames it to S. The old S becomes S__retired_1 until it has no readers. A
stage with a schema of its own has S_messy beside S, which is renamed together with S (S__loading_messy).
"""

import re

import psycopg
from psycopg import sql

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.identifiers import IDENTIFIER_BYTES, name_fault
from healthgen_db.stages.stage import LONGEST_SIDE

LOADING_SUFFIX = "__loading"
RETIRED_SUFFIX = "__retired_"
# The comment of a retired schema. A user's schema may have such a name, but not such a comment.
RETIRED_COMMENT = "Replaced by a later load of healthgen, which drops it when nobody reads it any more."
RETIRED_DIGITS = 4
# A name leaves room for the longest ending: __retired_, the digits, and the name of a stage's schema, such as _messy.
LONGEST_NAME = IDENTIFIER_BYTES - len(RETIRED_SUFFIX) - RETIRED_DIGITS - 1 - LONGEST_SIDE


def check_schema(schema: str) -> None:
    """Raise ConfigError unless a warehouse's schema may have this name, and the endings of a load fit after it."""
    # This limit is checked before the larger limit of PostgreSQL, so that messages name only one limit.
    too_long = len(schema.encode("utf-8", "replace")) > LONGEST_NAME
    fault = f"longer than {LONGEST_NAME} bytes" if too_long else name_fault(schema)
    if fault is None and re.search(rf"({LOADING_SUFFIX}|{RETIRED_SUFFIX}\d+)(_[a-z]+)?$", schema):
        fault = "loads use names with this ending"
    if fault is not None:
        raise ConfigError(f"--schema {schema!r}: {fault}; choose another name")


def loading_schema(schema: str) -> str:
    """Return the name of the schema that a load fills before it replaces the published one."""
    return schema + LOADING_SUFFIX


def side_schema(schema: str, name: str) -> str:
    """Return the name of a stage's schema beside a schema, such as healthcare_messy."""
    return f"{schema}_{name}"


def qualified(schema: str, table: str) -> sql.Identifier:
    """Return a stage's table as SQL: "visits" is in the schema, "messy.visits_flat" in the schema beside it."""
    side, _, name = table.rpartition(".")
    return sql.Identifier(side_schema(schema, side) if side else schema, name)


def retired_schemas(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the schemas that were published and will be dropped, oldest first, with the schemas beside them."""
    return [name for _, name, comment in _retired(connection, schema) if comment == RETIRED_COMMENT]


def mark_retired(connection: psycopg.Connection, schema: str) -> None:
    """Mark a schema as retired. Loads drop only schemas with this mark, whatever their names are."""
    statement = sql.SQL("COMMENT ON SCHEMA {} IS {}")
    connection.execute(statement.format(sql.Identifier(schema), sql.Literal(RETIRED_COMMENT)))


def next_retired_schema(connection: psycopg.Connection, schema: str) -> str:
    """Return the next unused name for a retired schema."""
    last = max((number for number, *_ in _retired(connection, schema)), default=0)
    return f"{schema}{RETIRED_SUFFIX}{last + 1}"


def _retired(connection: psycopg.Connection, schema: str) -> list[tuple[int, str, str]]:
    """Return number, name and comment of the schemas with such a name."""
    query = "SELECT nspname, coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_catalog.pg_namespace"
    rows = connection.execute(query).fetchall()
    named = re.compile(rf"{re.escape(schema + RETIRED_SUFFIX)}(\d{{1,{RETIRED_DIGITS}}})(?:_[a-z]+)?")
    return sorted(
        (int(match[1]), name, comment) for name, comment in rows if (match := named.fullmatch(name))
    )
