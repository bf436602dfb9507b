"""The schemas of stages beside a warehouse's schema: SQL files create them."""

import re
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from healthgen_db.config.resources import resource
from healthgen_db.postgres.catalog import in_schema, schema_exists
from healthgen_db.postgres.error_messages import errors_mapped

COMMENT = re.compile(rb"^COMMENT ON .*?;$", re.MULTILINE | re.DOTALL)


def table_files(name: str) -> list[Path]:
    """Return the files that create the tables of the schema <schema>_<name>: sql/<name>/tables/*.sql."""
    return sorted(resource("sql", name, "tables").glob("*.sql"))


def renew_comments(connection: psycopg.Connection, schema: str) -> None:
    """Write the comments of all schemas beside a warehouse anew, because an older healthgen wrote other ones."""
    for folder in resource("sql").glob("*/tables"):
        side = f"{schema}_{folder.parent.name}"
        if schema_exists(connection, side):
            with in_schema(connection, side):
                for file in sorted(folder.glob("*.sql")):
                    for statement in COMMENT.findall(file.read_bytes()):
                        connection.execute(statement)


def make_side_schema(connection: psycopg.Connection, side: str, main: str, files: Sequence[Path]) -> None:
    """Create a schema, and run the files with it and the main schema on the search path. The caller commits."""
    with errors_mapped():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(side)))
        with in_schema(connection, side, main):
            for file in files:
                connection.execute(file.read_bytes())
