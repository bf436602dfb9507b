"""The snapshot that all checks of a run read: one, whatever happens meanwhile, over no more sessions than allowed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import psycopg
from psycopg import sql

from healthgen_db.checks.results import Validation
from healthgen_db.checks.rule_files import Rule
from healthgen_db.checks.run import MOST_CONNECTIONS, validate
from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect

from .checks import SCHEMA, a_metric, a_rule, rows

# A key for pg_advisory_lock: rules that ask for it wait until the test lets them go on.
GATE = 770077
WAIT_AT_GATE = (
    f"SELECT 1 FROM (SELECT pg_advisory_xact_lock_shared({GATE})::text AS opened) AS g WHERE opened <> ''"
)

Databases = Callable[..., AbstractContextManager[str]]


def test_all_sessions_read_one_snapshot(clean_dsn: str) -> None:
    query = "SELECT hashtext(pg_current_snapshot()::text) AS value, pg_backend_pid() AS n FROM pg_sleep(0.05)"
    stop = threading.Event()

    def write() -> None:
        with closing(connect(clean_dsn, schema=SCHEMA, autocommit=True)) as connection:
            while not stop.is_set():
                connection.execute("SELECT pg_current_xact_id()")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        metrics = [a_metric(query, f"metric_{number}") for number in range(8)]
        result = validate(clean_dsn, SCHEMA, connections=2, rules=[], metrics=metrics)
    finally:
        stop.set()
        writer.join()
    assert len({found.rows for found in result.results}) == 2
    assert len({found.value for found in result.results}) == 1


def _is_waiting(connection: psycopg.Connection) -> bool:
    query = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"
    return connection.execute(query, [GATE]).fetchone() is not None


@contextmanager
def validation_at_the_gate(dsn: str, *rules: Rule) -> Iterator[list[Validation | WarehouseError]]:
    """Begin a validation whose first rule waits for as long as the block lasts; then hand over its outcome."""
    outcome: list[Validation | WarehouseError] = []

    def run() -> None:
        try:
            gated = [a_rule(WAIT_AT_GATE, "gate"), *rules]
            outcome.append(validate(dsn, SCHEMA, connections=1, rules=gated, metrics=[]))
        except WarehouseError as error:
            outcome.append(error)

    thread = threading.Thread(target=run)
    with closing(connect(dsn, autocommit=True)) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [GATE])
        thread.start()
        # wait for an event inside the server, which only asking shows; a validation that fails ends it, too
        while thread.is_alive() and not _is_waiting(connection):
            thread.join(timeout=0.01)
        try:
            yield outcome
        finally:
            connection.execute("SELECT pg_advisory_unlock(%s)", [GATE])
            thread.join()


def test_a_change_during_the_run_is_not_seen(small_dsn: str) -> None:
    rule = a_rule("SELECT visit_id FROM visits WHERE room_number = 2000 AND test_results = 'Inconclusive'")
    before = len(rows(small_dsn, rule.query))
    with (
        validation_at_the_gate(small_dsn, rule) as outcome,
        closing(connect(small_dsn, schema=SCHEMA, autocommit=True)) as connection,
    ):
        connection.execute("UPDATE visits SET room_number = 2000, test_results = 'Inconclusive'")
    (result,) = outcome
    assert isinstance(result, Validation)
    assert [found.value for found in result.results] == [before, 0]
    assert len(rows(small_dsn, rule.query)) > before


def test_a_schema_replaced_during_the_run_ends_it(small_dsn: str) -> None:
    with (
        validation_at_the_gate(small_dsn) as outcome,
        closing(connect(small_dsn, autocommit=True)) as connection,
    ):
        connection.execute("ALTER SCHEMA healthcare RENAME TO retired")
        connection.execute("CREATE SCHEMA healthcare")
    (error,) = outcome
    assert isinstance(error, WarehouseError)
    assert "schema healthcare was replaced while it was being validated" in str(error)


def test_no_more_sessions_are_opened_than_the_most(clean_dsn: str) -> None:
    query = "SELECT 0 AS value, pg_backend_pid() AS n FROM pg_sleep(0.2)"
    metrics = [a_metric(query, f"metric_{number}") for number in range(16)]
    result = validate(clean_dsn, SCHEMA, connections=16, rules=[], metrics=metrics)
    assert len({found.rows for found in result.results}) <= MOST_CONNECTIONS


def test_checks_that_take_long_do_not_cost_the_snapshot(small_dsn: str) -> None:
    with closing(connect(small_dsn, autocommit=True)) as connection:
        known = connection.execute(
            "SELECT name FROM pg_settings"
            " WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')"
        ).fetchall()
        for (name,) in known:
            statement = sql.SQL("ALTER DATABASE {} SET {} = '200ms'")
            connection.execute(statement.format(sql.Identifier(connection.info.dbname), sql.Identifier(name)))
    metric = a_metric("SELECT 1 AS value FROM pg_sleep(1)")
    (check_result,) = validate(small_dsn, SCHEMA, rules=[], metrics=[metric]).results
    assert check_result.value == 1
