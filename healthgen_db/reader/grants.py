"""Grants: what the group of readers may read, and how a new dataset stays readable."""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from healthgen_db.config.errors import SchemaError
from healthgen_db.history.datasets import side_schemas
from healthgen_db.postgres.catalog import schema_exists, table_exists
from healthgen_db.postgres.queries import scalar, scalars
from healthgen_db.reader.names import group_name
from healthgen_db.reader.roles import has_readers
from healthgen_db.schema.schema_names import side_schema

# The schemas of the stream that readers may read. Bronze has messages as they came, with faults in them.
STREAM_SCHEMAS = ("silver", "gold")
# The roles that make tables in a schema. A schema may have another owner than its tables.
OWNERS = """
SELECT pg_get_userbyid(nspowner)::text FROM pg_catalog.pg_namespace
WHERE nspname = %s AND pg_has_role(nspowner, 'USAGE')
UNION
SELECT pg_get_userbyid(relowner) FROM pg_catalog.pg_class
WHERE relnamespace = to_regnamespace(quote_ident(%s)) AND pg_has_role(relowner, 'USAGE')
"""
_STREAM_COMMENT = r"Layout \d+\.$"


def readable_schemas(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the schemas that readers of a warehouse may read, if they exist: its own, and those beside it.

    Raises SchemaError if the schema exists and is no warehouse.
    """
    if not schema_exists(connection, schema):
        return []
    if not table_exists(connection, schema, "alembic_version"):
        raise SchemaError(
            f"schema {schema} is no warehouse of healthgen; choose another --schema, or load one: healthgen load"
        )
    sides = [*side_schemas(connection, schema).values()]
    return [schema, *sides, *_stream_schemas(connection, schema)]


def grant_reading(connection: psycopg.Connection, group: str, schemas: Iterable[str]) -> None:
    """Let a group read all tables and views of these schemas, and those that their owners make there later.

    The role of the connection owns the schemas. The caller commits.
    """
    to_group = sql.SQL(" TO {}").format(sql.Identifier(group))
    for schema in schemas:
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {}").format(name) + to_group)
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {}").format(name) + to_group)
        later = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} GRANT SELECT ON TABLES")
        for owner in scalars(connection, OWNERS, [schema, schema]):
            connection.execute(later.format(sql.Identifier(owner), name) + to_group)


def keep_reading(connection: psycopg.Connection, schema: str, schemas: Iterable[str]) -> None:
    """Let the readers of a warehouse read schemas that were just made for it; do nothing if it has no readers."""
    if has_readers(connection, schema):
        grant_reading(connection, group_name(connection.info.dbname, schema), schemas)


def _stream_schemas(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return silver and gold if healthgen made them. A user's schema may have such a name, but not such a comment."""
    query = "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = %s AND obj_description(oid, 'pg_namespace') ~ %s"
    names = [side_schema(schema, name) for name in STREAM_SCHEMAS]
    return [name for name in names if scalar(connection, query, [name, _STREAM_COMMENT]) is not None]
