"""What must hold before a load fills anything: the names it works under are its own, and nothing would be lost."""

from __future__ import annotations

import psycopg
from psycopg.rows import tuple_row

from healthgen_db.config.errors import SchemaError
from healthgen_db.messy.fault_file import CHANGES
from healthgen_db.postgres.connection import errors_mapped, quoted
from healthgen_db.publish.messy_schema import is_replaced, refuse_user_objects_in_messy
from healthgen_db.publish.user_objects import refuse_user_objects
from healthgen_db.schema.schema_names import (
    MESSY_SUFFIX,
    drop_schema,
    loading_schema,
    messy_schema,
    table_exists,
)

__all__ = ["check_names", "refuse_losses", "refuse_neighbors"]

# The table that tells a schema with a warehouse from others.
WAREHOUSE = "alembic_version"


def check_names(connection: psycopg.Connection, schema: str, *, messy: bool) -> None:
    """Raise SchemaError if a schema under a name that a load of this one works under is in its way.

    messy: whether the load makes a messy copy.
    """
    with errors_mapped():
        _refuse_names_taken(connection, schema)
        refuse_neighbors(connection, schema, messy=messy)
        _require_ownership(connection, schema)


def refuse_neighbors(connection: psycopg.Connection, schema: str, *, messy: bool) -> None:
    """Raise SchemaError if a whole warehouse and another's messy copy would need the same name.

    messy: whether this load makes a copy. No --replace lets one of them go for the other.
    """
    copy = messy_schema(schema)
    if messy and table_exists(connection, copy, WAREHOUSE):
        raise SchemaError(
            f"schema {copy} is a warehouse of its own, and the messy copy of {schema} would bear that name;"
            f" load without --messy, into another --schema, or rename that one:"
            f" ALTER SCHEMA {quoted(copy)} RENAME TO ..."
        )
    if schema.endswith(MESSY_SUFFIX) and table_exists(connection, schema, CHANGES):
        raise SchemaError(
            f"schema {schema} is the messy copy of {schema.removesuffix(MESSY_SUFFIX)}; load into another"
            f" --schema, or drop the copy first: DROP SCHEMA {quoted(schema)} CASCADE"
        )


def refuse_losses(connection: psycopg.Connection, schema: str, *, fresh: bool) -> None:
    """Raise SchemaError if publishing the loading schema would drop what no load made.

    fresh: whether the loading schema was only just made, for comparison; then it goes again.
    """
    loading = loading_schema(schema)
    try:
        refuse_user_objects(connection, schema, loading)
        refuse_user_objects_in_messy(connection, schema, loading)
    except SchemaError:
        if fresh:
            with connection.transaction():
                drop_schema(connection, messy_schema(loading))
                drop_schema(connection, loading)
        raise


def _refuse_names_taken(connection: psycopg.Connection, schema: str) -> None:
    """Raise SchemaError if somebody else has a schema under a name that a load of this one works under."""
    loading = loading_schema(schema)
    for name, ours in ((loading, WAREHOUSE), (messy_schema(loading), CHANGES)):
        query = (
            "SELECT 1 FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace(quote_ident(%s)) LIMIT 1"
        )
        used = connection.execute(query, [name]).fetchone() is not None
        if used and not table_exists(connection, name, ours):
            raise SchemaError(
                f"schema {name} is not healthgen's, and a load of {schema} would work under that name;"
                " rename or drop it, or load into another --schema"
            )


def _require_ownership(connection: psycopg.Connection, schema: str) -> None:
    """Raise SchemaError unless this role may rename what is to be replaced, which a load does at its very end."""
    query = (
        "SELECT nspname, pg_get_userbyid(nspowner), current_user FROM pg_catalog.pg_namespace"
        " WHERE nspname = ANY(%s) AND NOT pg_has_role(nspowner, 'USAGE') ORDER BY nspname"
    )
    theirs = [schema]
    if is_replaced(connection, schema, loading_schema(schema)):
        theirs.append(messy_schema(schema))
    with connection.cursor(row_factory=tuple_row) as cursor:
        found = cursor.execute(query, [theirs]).fetchone()
    if found is not None:
        name, owner, role = found
        raise SchemaError(
            f"schema {name} belongs to {owner}, so {role} may not replace it; load as {owner}, into another"
            f" --schema, or have the role granted: GRANT {quoted(owner)} TO {quoted(role)}",
            sqlstate="42501",
        )
