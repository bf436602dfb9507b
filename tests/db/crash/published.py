"""What a schema publishes: digests of all rows, the constraints, and the load history, in a form to compare."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from healthgen_db.export.fingerprint import TableDigest, table_digest
from healthgen_db.history.datasets import last_dataset
from healthgen_db.loading.constraints import Constraint, read_constraints
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import qualified, side_schema

SCHEMA = "healthcare"
# These tables describe loads. All other tables belong to the dataset.
HISTORY_TABLES = {
    "alembic_version",
    "datasets",
    "load_blocks",
    "load_definitions",
    "kpis",
    "kpi_values",
    "los_models",
    "los_predictions",
    "validation_runs",
    "validation_results",
}


@dataclass(frozen=True)
class Published:
    """A published dataset: the digest of every table, all constraints and indexes, and its load history."""

    tables: tuple[TableDigest, ...]
    messy: tuple[TableDigest, ...]
    """The tables of the messy copy; empty if there is none."""
    constraints: frozenset[Constraint]
    seed: int
    rows: tuple[int, ...]
    fingerprint: str


def published(dsn: str, schema: str = SCHEMA) -> Published:
    """Return what the schema publishes, read in one snapshot."""
    with connect(dsn, schema=schema, application_name="crash test") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        dataset = last_dataset(connection, schema)
        assert dataset is not None
        assert dataset.rows is not None
        assert dataset.fingerprint is not None
        tables = [qualified(schema, table) for table in dataset.tables]
        return Published(
            tables=_digests(connection, schema),
            messy=_digests(connection, side_schema(schema, "messy")),
            constraints=frozenset(read_constraints(connection, tables)),
            seed=dataset.seed,
            rows=tuple(dataset.rows[table] for table in dataset.tables),
            fingerprint=dataset.fingerprint,
        )


def load_sessions(connection: psycopg.Connection) -> list[int]:
    """Return the process ids of all sessions that healthgen has opened on the server of this connection."""
    query = "SELECT pid FROM pg_stat_activity WHERE starts_with(application_name, 'healthgen')"
    return [pid for (pid,) in connection.execute(query)]


def _digests(connection: psycopg.Connection, schema: str) -> tuple[TableDigest, ...]:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1"
    names = [name for (name,) in connection.execute(query, [schema]) if name not in HISTORY_TABLES]
    return tuple(table_digest(connection, schema, name) for name in names)
