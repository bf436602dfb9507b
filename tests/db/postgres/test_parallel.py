"""Tasks at the same time: the first error stops the others, whatever they do at that moment."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from functools import partial

import psycopg
import pytest

from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.parallel import Task, run_tasks


def test_a_task_that_is_between_two_statements_is_broken_off_too(dsn: str) -> None:
    begun = threading.Event()
    finished: list[str] = []

    def fail(_: psycopg.Connection) -> None:
        begun.wait()
        raise ValueError("the first error")

    def go_on(connection: psycopg.Connection) -> None:
        # As if the request to cancel had come just before the second statement.
        with suppress(psycopg.errors.QueryCanceled):
            begun.set()
            connection.execute("SELECT pg_sleep(60)")
        connection.execute("SET statement_timeout = '30s'")
        try:
            connection.execute("SELECT pg_sleep(60)")
        except psycopg.errors.QueryCanceled as error:
            finished.append(str(error.diag.message_primary))

    tasks: list[Task] = [go_on, fail]
    with pytest.raises(ValueError, match="the first error"):
        run_tasks(lambda: closing(connect(dsn, autocommit=True)), tasks, connections=2, done=lambda _: None)
    assert finished == ["canceling statement due to user request"]


def test_no_task_runs_on_a_connection_after_an_error(dsn: str) -> None:
    begun: list[int] = []

    def fail(number: int, connection: psycopg.Connection) -> None:
        begun.append(number)
        connection.execute("BEGIN")
        connection.execute("SELECT 1 / 0")

    tasks: list[Task] = [partial(fail, number) for number in range(50)]
    with pytest.raises(psycopg.errors.DivisionByZero):
        run_tasks(lambda: closing(connect(dsn, autocommit=True)), tasks, connections=1, done=lambda _: None)
    assert begun == [0]
