"""The load history, KPI values, models and predictions: their rows are copied from the old schema to the new one."""

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import table_exists
from healthgen_db.postgres.queries import scalars

# The tables whose rows are carried over, in an order that foreign keys allow.
HISTORY_TABLES = (
    "datasets",
    "validation_runs",
    "validation_results",
    "kpis",
    "kpi_values",
    "los_models",
    "los_predictions",
)


def carry_over_history(connection: psycopg.Connection, old: str, new: str) -> None:
    """Copy the rows of the old schema, which keep their numbers. A schema of an older healthgen has fewer tables."""
    if not table_exists(connection, new, "datasets"):
        # Beside the schema of a dataset there are others, such as its messy copy, without a load history.
        return
    tables = [table for table in HISTORY_TABLES if table_exists(connection, old, table)]
    if "validation_results" not in tables:
        return
    _renumber_runs(connection, old, new)
    for table in tables:
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
    """Increase the numbers of the new schema's runs, because the old schema's runs have the same numbers from 1 on."""
    # One statement, because results refer to runs, and foreign keys are checked at the end of a statement. The shift is
    # the greatest number in both schemas, so that no run gets a number that another run still has.
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
