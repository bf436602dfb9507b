"""Errors of a running session: one line that says what is wrong and what to do, with the cause chained."""

from __future__ import annotations

import os
import socket

import psycopg
import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import connection_error, errors_mapped


@pytest.mark.parametrize(
    ("sqlstate", "advice"),
    [
        (
            "53100",
            "the server's disk is full, or a quota is used up; free some space there, then run the same command again",
        ),
        ("53200", "the server is out of memory; lower its memory settings, or use fewer --workers"),
        ("53300", "the server has no free connection; close some, or use fewer --workers"),
        ("57P02", "the server crashed and restarts; wait, then run the same command again"),
        ("57P03", "the server is not accepting connections; wait, then run the same command again"),
        ("25P03", "the server ended a transaction that was idle (idle_in_transaction_session_timeout)"),
        (
            "25P04",
            "the server ended a long transaction; raise the transaction_timeout that --dsn or PGOPTIONS",
        ),
        ("40P01", "it conflicts with another session; run the same command again"),
        ("08006", "the connection to the server was lost; run the same command again"),
    ],
)
def test_server_failures_say_what_to_do(fact_rows: psycopg.Connection, sqlstate: str, advice: str) -> None:
    fail = "DO $$ BEGIN RAISE EXCEPTION 'it failed' USING ERRCODE = '{}', DETAIL = E'the\\nwhy'; END $$"
    with pytest.raises(WarehouseError) as caught, errors_mapped():
        fact_rows.execute(fail.format(sqlstate).encode())
    assert str(caught.value).startswith(f"it failed (the why): {advice}")
    assert caught.value.sqlstate == sqlstate
    assert isinstance(caught.value.__cause__, psycopg.Error)


def test_statement_timeout(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("SET statement_timeout = '10ms'")
    with (
        pytest.raises(WarehouseError, match="the statement_timeout that --dsn or PGOPTIONS sets") as caught,
        errors_mapped(),
    ):
        fact_rows.execute("SELECT pg_sleep(10)")
    assert caught.value.sqlstate == "57014"


def test_lock_timeout(fact_rows: psycopg.Connection, fact_rows_dsn: str) -> None:
    fact_rows.execute("LOCK TABLE patients")
    with (
        pytest.raises(WarehouseError, match="another session holds a lock on it") as caught,
        connect(fact_rows_dsn, schema="healthcare") as other,
        errors_mapped(),
    ):
        other.execute("LOCK TABLE patients NOWAIT")
    assert caught.value.sqlstate == "55P03"


def test_read_only(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute("SET TRANSACTION READ ONLY")
    with (
        pytest.raises(WarehouseError, match=r"is a standby \(then use the primary\), or --dsn"),
        errors_mapped(),
    ):
        fact_rows.execute("CREATE TABLE t ()")


def test_session_ended_by_the_server(fact_rows: psycopg.Connection, fact_rows_dsn: str) -> None:
    with connect(fact_rows_dsn) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [fact_rows.info.backend_pid])
    with (
        pytest.raises(WarehouseError, match="the server was shut down, or somebody") as caught,
        errors_mapped(),
    ):
        fact_rows.execute("SELECT 1")
    assert caught.value.sqlstate == "57P01"


def test_connection_lost(fact_rows: psycopg.Connection) -> None:
    with socket.socket(fileno=os.dup(fact_rows.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)
    with (
        pytest.raises(WarehouseError, match="the connection to the server was lost") as caught,
        errors_mapped(),
    ):
        fact_rows.execute("SELECT 1")
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)


def test_a_connection_lost_before_a_rollback_is_told_once(
    fact_rows: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    with fact_rows.transaction(force_rollback=True):
        fact_rows.execute("SELECT 1")
        with socket.socket(fileno=os.dup(fact_rows.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
    assert not caplog.records
    with pytest.raises(WarehouseError, match="the connection"), errors_mapped():
        fact_rows.execute("SELECT 1")


@pytest.mark.parametrize(
    ("statement", "sqlstate", "table", "constraint"),
    [
        ("INSERT INTO patients TABLE patients", "23505", "patients", "pk_patients"),
        (
            *("UPDATE patients SET insurance_provider_id = 9", "23503"),
            *("patients", "fk_patients_insurance_provider_id"),
        ),
        ("UPDATE patients SET age = 141", "23514", "patients", "ck_patients_age"),
        ("UPDATE patients SET age = NULL", "23502", "patients", None),
    ],
)
def test_refused_rows_name_table_and_constraint(
    fact_rows: psycopg.Connection, statement: str, sqlstate: str, table: str, constraint: str | None
) -> None:
    with pytest.raises(WarehouseError) as caught, errors_mapped():
        fact_rows.execute(statement.encode())
    error = caught.value
    assert (error.sqlstate, error.table, error.constraint) == (sqlstate, table, constraint)
    assert "\n" not in str(error)


def test_missing_table_says_how_to_make_it(empty_dsn: str) -> None:
    with (
        pytest.raises(WarehouseError, match="create the tables first with: healthgen load"),
        connect(empty_dsn, schema="healthcare") as connection,
        errors_mapped(),
    ):
        connection.execute("SELECT * FROM patients")


def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), errors_mapped():
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (
            "the database system is starting up",
            "wait until the server is up, then run the same command again",
        ),
        ("the database system is not yet accepting connections", "wait until the server is up"),
        ("the database system is in recovery mode", "wait until the server is up"),
        ("terminating connection because of crash of another server process", "wait until the server is up"),
        ("the database system is shutting down", "start the server again, then run the same command again"),
        ("terminating connection due to immediate shutdown command", "start the server again"),
        ("terminating connection due to administrator command", "start the server again"),
        ("terminating connection due to unexpected postmaster exit", "start the server again"),
        ("terminating connection because of unexpected SIGQUIT signal", "start the server again"),
        (
            "the database system is not accepting connections",
            "the server is a standby that answers no queries",
        ),
        ("canceling authentication due to timeout", "the server is too busy; run the same command again"),
        ("could not fork new process for connection: Cannot allocate memory", "the server can start no more"),
        (
            'pg_hba.conf rejects connection for host "::1", user "u"',
            "the server's pg_hba.conf does not allow",
        ),
        ('role "u" does not exist', "correct the user of --dsn"),
    ],
)
def test_a_server_that_refuses_a_connection_for_a_while(said: str, advice: str) -> None:
    """These are the words of PostgreSQL 14 to 18: most come only while a server starts, crashes or stops."""
    refused = psycopg.OperationalError(
        f'connection failed: connection to server at "127.0.0.1", port 5432 failed: FATAL:  {said}\nDETAIL:  why'
    )
    error = str(connection_error(refused, {"host": "127.0.0.1", "port": "5432"}))
    assert error.startswith(f"cannot connect to host=127.0.0.1 port=5432: FATAL: {said}; {advice}")
