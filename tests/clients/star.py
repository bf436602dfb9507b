"""The star as the catalog has it: what each client must find."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass

import psycopg

TABLES = """
    SELECT c.relname::text, obj_description(c.oid, 'pg_class')
    FROM pg_class AS c
    WHERE c.relnamespace = %s::regnamespace AND c.relkind = %s
"""
COLUMNS = """
    SELECT c.relname::text, a.attname::text, col_description(c.oid, a.attnum)
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'v')
"""
KEYS = """
    SELECT k.contype::text, k.conrelid::regclass::text, a.attname::text, k.confrelid::regclass::text, b.attname::text
    FROM pg_constraint AS k
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    LEFT JOIN pg_attribute AS b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.connamespace = %s::regnamespace AND k.contype IN ('p', 'f')
"""


@dataclass(frozen=True)
class Star:
    """Tables, keys and comments of a star."""

    tables: dict[str, str]
    """Comments by table."""
    views: dict[str, str]
    """Comments by view."""
    columns: dict[tuple[str, str], str]
    """Comments by table or view, and column."""
    primary_keys: dict[str, str]
    """The column of the primary key by table."""
    foreign_keys: set[tuple[str, str, str, str]]
    """Table, column, table it refers to, column."""


def read_star(url: str, schema: str) -> Star:
    """Read the star in a schema from the catalog."""
    # The name of a table on the search path has no schema in front.
    with psycopg.connect(url, options=f"-c search_path={schema}") as connection:
        tables: dict[str, str] = dict(connection.execute(TABLES, [schema, "r"]).fetchall())
        views: dict[str, str] = dict(connection.execute(TABLES, [schema, "v"]).fetchall())
        columns = {(table, name): text for table, name, text in connection.execute(COLUMNS, [schema])}
        keys = connection.execute(KEYS, [schema]).fetchall()
    return Star(
        tables,
        views,
        columns,
        {table: column for kind, table, column, *_ in keys if kind == "p"},
        {(table, column, other, key) for kind, table, column, other, key in keys if kind == "f"},
    )


def given(description: str | None) -> tuple[str, str]:
    """Return the URL and the schema of the star from the command line."""
    parser = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("url", help="of a reader: healthgen db url --reader")
    parser.add_argument("schema", nargs="?", default="healthcare_mart", help="of the star (healthcare_mart)")
    found = parser.parse_args()
    return found.url, found.schema
