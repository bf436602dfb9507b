"""The schemas of stages beside a warehouse's schema: SQL files create them."""

from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from healthgen_db.config.resources import resource
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.error_messages import errors_mapped


def table_files(name: str) -> list[Path]:
    """Return the files that create the tables of the schema <schema>_<name>: sql/<name>/tables/*.sql."""
    return sorted(resource("sql", name, "tables").glob("*.sql"))


def make_side_schema(connection: psycopg.Connection, side: str, main: str, files: Sequence[Path]) -> None:
    """Create a schema, and run the files with it and the main schema on the search path. The caller commits."""
    with errors_mapped():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(side)))
        with in_schema(connection, side, main):
            for file in files:
                connection.execute(file.read_bytes())
