"""What must hold before a load fills anything: the names it works under are its own, and nothing would be lost."""

from __future__ import annotations

import psycopg

from healthgen_db.cohort.messy.faultfile import CHANGES
from healthgen_db.errors import SchemaError
from healthgen_db.warehouse.database import quoted
from healthgen_db.warehouse.foreign import refuse_foreign
from healthgen_db.warehouse.messy import refuse_foreign_in_messy
from healthgen_db.warehouse.names import (
    MESSY_SUFFIX,
    drop_schema,
    loading_schema,
    messy_schema,
    table_exists,
)

__all__ = ["refuse_losses", "refuse_neighbors", "refuse_strangers"]

# The table that tells a schema with a warehouse from others.
WAREHOUSE = "alembic_version"


def refuse_strangers(connection: psycopg.Connection, schema: str) -> None:
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
        refuse_foreign(connection, schema, loading)
        refuse_foreign_in_messy(connection, schema, loading)
    except SchemaError:
        if fresh:
            drop_schema(connection, messy_schema(loading))
            drop_schema(connection, loading)
        raise
