"""Validation: runs rules and metrics in parallel on one snapshot, and records the results."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from healthgen_db.checks.query_errors import query_error
from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Check, Metric, Rule, read_metrics, read_rules
from healthgen_db.history.datasets import require_dataset, side_schemas
from healthgen_db.history.insert import insert
from healthgen_db.postgres.catalog import catalog_rows, table_exists, unreplaced
from healthgen_db.postgres.connection import connect, tune_for_analysis
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Connect, Task, run_tasks
from healthgen_db.postgres.snapshots import shared_snapshot, use_snapshot
from healthgen_db.postgres.writes import write_if_allowed

APPLICATION_NAME = "healthgen validate"
MOST_CONNECTIONS = 8

# The server computes the violating rows once and counts them, so the memory of this process stays small.
RULE_HEAD = b"WITH violating AS MATERIALIZED (\n"
RULE_TAIL = b"""
)
SELECT
    (SELECT count(*) FROM violating),
    (SELECT json_agg(s) FROM (SELECT * FROM violating LIMIT 5) AS s)
"""
ADD_TO_PATH = (
    "SELECT set_config('search_path', current_setting('search_path') || ', ' || quote_ident(%s), FALSE)"
)


def validate(
    dsn: str,
    schema: str,
    *,
    connections: int | None = None,
    rules: Sequence[Rule] | None = None,
    metrics: Sequence[Metric] | None = None,
    progress: Callable[[int, int], None] | None = None,
    timed_in: str | None = None,
) -> Validation:
    """Run rules and metrics (by default all shipped ones) over the current dataset of a schema.

    connections: number of parallel queries, at most 8; by default one per core, and at least 2.
    progress: called after every check, with the number of finished checks and the number of all checks.
    timed_in: the schema whose last run shows which checks are slow; by default the same schema.

    Raises RuleFileError if the query of a file fails, SchemaError for a schema of another revision, WarehouseError if
    the server fails or the schema has no dataset.
    """
    checks = [*(read_rules() if rules is None else rules), *(read_metrics() if metrics is None else metrics)]
    connections = min(connections or max(os.cpu_count() or 1, 2), MOST_CONNECTIONS)
    with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
        started_at, started = datetime.now(UTC), time.perf_counter()
        with (
            errors_mapped(),
            unreplaced(connection, schema, doing="validated"),
            shared_snapshot(connection) as snapshot,
        ):
            dataset = require_dataset(connection, schema)
            ordered = _longest_first(connection, timed_in or schema, checks)
            session = partial(_join, dsn, schema, list(side_schemas(connection, schema).values()), snapshot)
            results = _run(session, ordered, connections, progress)
        seconds = time.perf_counter() - started
        result = Validation(schema, dataset, started_at, seconds, tuple(results))
        return _recorded(connection, result)


@contextmanager
def _join(dsn: str, schema: str, sides: Sequence[str], snapshot: str) -> Iterator[psycopg.Connection]:
    """Open another session that uses the snapshot.

    sides: other schemas of the dataset, such as its messy copy; their checks read them together with the clean tables.
    """
    with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
        tune_for_analysis(connection)
        with errors_mapped():
            for side in sides:
                connection.execute(ADD_TO_PATH, [side])
            use_snapshot(connection, snapshot)
        yield connection


def _longest_first(connection: psycopg.Connection, schema: str, checks: Sequence[Check]) -> list[Check]:
    """Return the checks, slow ones first, so that no slow check runs alone at the end.

    The last run shows how long each check takes. New checks come first, in the order of the length of their queries.
    """
    seconds: dict[str, float] = {}
    if table_exists(connection, schema, "validation_results"):
        rows = catalog_rows(connection, schema, "checks", "previous_seconds.sql")
        seconds = {row["check_id"]: row["seconds"] for row in rows}
    return sorted(checks, key=lambda check: (-seconds.get(check.id, float("inf")), -len(check.query)))


def _run(
    session: Connect,
    checks: Sequence[Check],
    connections: int,
    progress: Callable[[int, int], None] | None,
) -> list[CheckResult]:
    results: list[CheckResult] = []

    def done(_: int) -> None:
        if progress is not None:
            progress(len(results), len(checks))

    tasks: list[Task] = [partial(_run_check, check, results) for check in checks]
    run_tasks(session, tasks, connections=connections, done=done)
    return sorted(results, key=lambda found: (found.kind != "rule", found.check.id))


def _run_check(check: Check, results: list[CheckResult], connection: psycopg.Connection) -> None:
    """Run one check and append its result."""
    started = time.perf_counter()
    read = _figure if isinstance(check, Metric) else _violations
    try:
        value, rows, sample = read(check, connection)
    except psycopg.Error as error:
        raise query_error(check, error, head=len(RULE_HEAD) if isinstance(check, Rule) else 0) from error
    results.append(CheckResult(check, value, rows, time.perf_counter() - started, sample))


def _violations(rule: Check, connection: psycopg.Connection) -> tuple[int, None, list[dict[str, Any]]]:
    """Return the number of violating rows, and the first of them."""
    row = connection.execute(RULE_HEAD + rule.query.encode() + RULE_TAIL).fetchone()
    assert row is not None  # noqa: S101 - a query without FROM returns one row
    return row[0], None, row[1] or []


def _figure(metric: Check, connection: psycopg.Connection) -> tuple[float | None, int | None, list[Any]]:
    """Return the value of the metric and, if its query returns n, the number of rows behind the value."""
    cursor = connection.execute(metric.query.encode())
    names = [column.name for column in cursor.description or ()]
    rows = cursor.fetchmany(2)
    if names not in (["value"], ["value", "n"]):
        raise metric.error(
            f"a metric returns the column value, and may return n after it, not {', '.join(names)}"
        )
    if len(rows) != 1:
        raise metric.error("a metric returns exactly one row")
    value, rows_behind = (*rows[0], None)[:2]
    try:
        return None if value is None else float(value), rows_behind, []
    except ValueError:
        raise metric.error(f"the value of a metric is a number, not {value!r}") from None


def _recorded(connection: psycopg.Connection, result: Validation) -> Validation:
    """Write the result into the load history. If the role may not write, return the result with the reason."""
    run = result.run_row()

    def write(connection: psycopg.Connection) -> None:
        cursor = connection.cursor(row_factory=scalar_row)
        statement = insert("validation_runs", run) + sql.SQL(" RETURNING run_id")
        run_id = cursor.execute(statement, run).fetchone()
        rows = [
            row | {"run_id": run_id, "sample": Jsonb(row["sample"]) if row["sample"] else None}
            for row in result.result_rows()
        ]
        if rows:
            cursor.executemany(insert("validation_results", rows[0]), rows)

    return replace(result, reason_not_recorded=write_if_allowed(connection, write))
