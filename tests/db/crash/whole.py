"""What a schema publishes, every row and constraint of it, in a form that compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import psycopg

from healthgen_db.export.fingerprint import TableDigest, table_digest
from healthgen_db.history.datasets import last_dataset
from healthgen_db.loading.constraints import Constraint, read_constraints
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import qualified, side_schema

SCHEMA = "healthcare"
# Tables that tell of loads; all others make up a dataset.
HISTORY_TABLES = {
    "alembic_version",
    "datasets",
    "load_blocks",
    "load_definitions",
    "validation_runs",
    "validation_results",
}


@dataclass(frozen=True)
class Whole:
    """A dataset: the digest of every table, constraints and indexes as they stand, and what its book says."""

    tables: tuple[TableDigest, ...]
    messy: tuple[TableDigest, ...]
    """Of the messy copy; none if there is none."""
    definitions: frozenset[Constraint]
    seed: int
    rows: tuple[int, ...]
    fingerprint: str


def published(dsn: str, schema: str = SCHEMA) -> Whole:
    """Return what the schema publishes, as one moment shows it."""
    with connect(dsn, schema=schema, application_name="crash test") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        dataset = last_dataset(connection, schema)
        assert dataset is not None
        assert dataset.rows is not None
        assert dataset.fingerprint is not None
        return Whole(
            tables=_digests(connection, schema),
            messy=_digests(connection, side_schema(schema, "messy")),
            definitions=frozenset(
                read_constraints(connection, [qualified(schema, table) for table in dataset.tables])
            ),
            seed=dataset.seed,
            rows=tuple(dataset.rows[table] for table in dataset.tables),
            fingerprint=dataset.fingerprint,
        )


def _digests(connection: psycopg.Connection, schema: str) -> tuple[TableDigest, ...]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
    names = [name for (name,) in connection.execute(query, [schema]) if name not in HISTORY_TABLES]
    with in_schema(connection, schema):
        return tuple(table_digest(connection, name) for name in names)


def schemas(dsn: str) -> list[str]:
    """List the schemas of a database that are not Postgres' own."""
    query = (
        "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')"
        " ORDER BY 1"
    )
    with connect(dsn, application_name="crash test") as connection:
        return [name for (name,) in connection.execute(query)]


class Sessions:
    """A look at the sessions of a server, through one of its own."""

    def __init__(self, dsn: str) -> None:
        self.connection = connect(dsn, autocommit=True, application_name="crash test")

    def __enter__(self) -> Self:
        """Give the look; it ends with the context, or with the server."""
        return self

    def __exit__(self, *ending: object) -> None:
        """Close it."""
        self.connection.close()

    def of_loads(self) -> list[int]:
        """Return the server processes of all sessions that healthgen opened."""
        query = "SELECT pid FROM pg_stat_activity WHERE starts_with(application_name, 'healthgen')"
        return [pid for (pid,) in self.connection.execute(query)]
