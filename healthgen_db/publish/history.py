"""The load history of the old schema, carried over into the new one: datasets, validation runs and their results."""

from __future__ import annotations

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import table_exists
from healthgen_db.postgres.queries import scalars

# The tables whose rows are carried over, in an order that their keys allow.
HISTORY_TABLES = ("datasets", "validation_runs", "validation_results")


def carry_over_history(connection: psycopg.Connection, old: str, new: str) -> None:
    """Copy earlier datasets, validation runs and their results, which keep their numbers."""
    if not all(table_exists(connection, each, table) for table in HISTORY_TABLES for each in (old, new)):
        return
    _renumber_runs(connection, old, new)
    for table in HISTORY_TABLES:
        there, here = (_columns(connection, schema, table) for schema in (old, new))
        columns = sql.SQL(", ").join(sql.Identifier(name) for name in here if name in there)
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
        connection.execute(
            statement.format(sql.Identifier(new, table), columns, columns, sql.Identifier(old, table))
        )


def _columns(connection: psycopg.Connection, schema: str, table: str) -> list[str]:
    query = (
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum"
    )
    return scalars(connection, query, [sql.Identifier(schema, table).as_string()])


def _renumber_runs(connection: psycopg.Connection, old: str, new: str) -> None:
    """Move the numbers of the new schema's runs past those of the old one, as both count from 1."""
    # One statement, because results refer to runs, and foreign keys are checked when a statement ends. The shift is
    # past the numbers of both schemas, so that no run takes the number of one that has not moved yet.
    statement = sql.SQL(
        "WITH numbers AS (SELECT run_id FROM {old_runs} UNION ALL SELECT run_id FROM {runs}),"
        " shift AS (SELECT max(run_id) AS by FROM numbers),"
        " runs AS (UPDATE {runs} SET run_id = run_id + shift.by FROM shift)"
        " UPDATE {results} SET run_id = run_id + shift.by FROM shift"
    ).format(
        old_runs=sql.Identifier(old, "validation_runs"),
        runs=sql.Identifier(new, "validation_runs"),
        results=sql.Identifier(new, "validation_results"),
    )
    connection.execute(statement)
