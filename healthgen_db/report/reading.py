"""Reading: every query of the sections runs once, on several sessions that share a snapshot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.history.datasets import require_dataset
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect, tune_for_analysis
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task, run_tasks
from healthgen_db.postgres.snapshots import shared_snapshot, use_snapshot
from healthgen_db.progress import Progress
from healthgen_db.report.content import Facts, Rows, Section

APPLICATION_NAME = "healthgen report"
MOST_CONNECTIONS = 4
# These read all visits or all bills. They begin first, so that none of them runs alone at the end.
SLOW_FIRST = ("payment_days", "monthly_steadiness", "monthly_activity", "charges", "bills")


def read(dsn: str, schema: str, sections: Sequence[Section], progress: Progress) -> Facts:
    """Return what the queries of the sections found in the published dataset of a schema. Nothing is written.

    Raises WarehouseError if there is no dataset or the server fails, SchemaError for a schema of another revision.
    """
    names = dict.fromkeys(name for section in sections for name in section.queries)
    ordered = sorted(names, key=lambda name: name not in SLOW_FIRST)
    found: dict[str, Rows] = {}
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        errors_mapped(),
        unreplaced(connection, schema, doing="read"),
        shared_snapshot(connection) as snapshot,
    ):
        dataset = require_dataset(connection, schema)

        @contextmanager
        def session() -> Iterator[psycopg.Connection]:
            with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as other:
                tune_for_analysis(other)
                use_snapshot(other, snapshot)
                yield other

        connections = min(max(os.cpu_count() or 1, 2), MOST_CONNECTIONS)
        with progress.phase("queries", total=len(ordered), unit="queries") as done:
            tasks = [_task(name, found) for name in ordered]
            run_tasks(session, tasks, connections=connections, done=done)
    return Facts(schema, dataset, found)


def _task(name: str, found: dict[str, Rows]) -> Task:
    query = resource("sql", "report", f"{name}.sql").read_bytes()

    def run(connection: psycopg.Connection) -> None:
        with connection.cursor(row_factory=dict_row) as cursor:
            found[name] = cursor.execute(query).fetchall()

    return run
