"""The schemas of stages beside a warehouse's schema: SQL files create them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from healthgen_db.config.resources import resource
from healthgen_db.postgres.catalog import drop_schema, in_schema, schema_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalars

FRESH_SUFFIX = "_new"
# The subfolders of sql/<name> with the files that create the schema <schema>_<name>.
FOLDERS = ("tables", "views")
COMMENTS = """
SELECT format('COMMENT ON SCHEMA %%I IS %%L', %(side)s::text, obj_description(oid, 'pg_namespace'))
FROM pg_catalog.pg_namespace
WHERE nspname = %(fresh)s
UNION ALL
SELECT
    CASE
        WHEN a.attname IS NULL AND c.relkind = 'v'
            THEN format('COMMENT ON VIEW %%I.%%I IS %%L', %(side)s::text, c.relname, d.description)
        WHEN a.attname IS NULL
            THEN format('COMMENT ON TABLE %%I.%%I IS %%L', %(side)s::text, c.relname, d.description)
        ELSE format('COMMENT ON COLUMN %%I.%%I.%%I IS %%L', %(side)s::text, c.relname, a.attname, d.description)
    END
FROM pg_catalog.pg_description AS d
INNER JOIN pg_catalog.pg_class AS c
    ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND c.relkind IN ('r', 'v')
LEFT JOIN pg_catalog.pg_attribute AS a ON d.objoid = a.attrelid AND d.objsubid = a.attnum AND a.attnum > 0
WHERE
    c.relnamespace = to_regnamespace(quote_ident(%(fresh)s))
    AND to_regclass(format('%%I.%%I', %(side)s::text, c.relname)) IS NOT NULL
"""


def side_files(name: str) -> list[Path]:
    """Return the files that create the tables and views of the schema <schema>_<name>, with all parts of its stage."""
    return [path for folder in FOLDERS for path in sorted(resource("sql", name, folder).rglob("*.sql"))]


def renew_comments(connection: psycopg.Connection, schema: str) -> None:
    """Renew the comments of the schemas beside a warehouse, because an older healthgen wrote other ones.

    A temporary schema with empty tables has the new comments. The caller commits.
    """
    for name in sorted({path.parent.name for each in FOLDERS for path in resource("sql").glob(f"*/{each}")}):
        side = f"{schema}_{name}"
        if schema_exists(connection, side):
            fresh = side + FRESH_SUFFIX
            make_side_schema(connection, fresh, schema, side_files(name))
            with errors_mapped():
                for statement in scalars(connection, COMMENTS, {"side": side, "fresh": fresh}):
                    connection.execute(statement.encode())
                drop_schema(connection, fresh)


def make_side_schema(connection: psycopg.Connection, side: str, main: str, files: Sequence[Path]) -> None:
    """Create a schema, and run the files with it and the main schema on the search path. The caller commits."""
    with errors_mapped():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(side)))
        run_files(connection, side, main, files)


def run_files(connection: psycopg.Connection, side: str, main: str, files: Iterable[Path]) -> None:
    """Run SQL files with a schema and the main schema on the search path. The caller commits."""
    with errors_mapped(), in_schema(connection, side, main):
        for file in files:
            connection.execute(file.read_bytes())
