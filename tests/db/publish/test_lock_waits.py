"""Other sessions that lock the old dataset: for which ones publishing waits, and which ones it names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from healthgen_db.checks.run import validate
from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.status import status
from healthgen_db.history import lock
from healthgen_db.history.lock import load_lock
from healthgen_db.loading import load as load_module
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.publish import grants, lock_waits
from healthgen_db.publish import swap as publishing
from healthgen_db.publish.retired import drop_retired

OLD, NEW = 1, 2

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]


class Told(Progress):
    """Progress that keeps all notes, and calls a function at each one."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.act = act
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)
        self.act()


@contextmanager
def at_work(dsn: str, *statements: str) -> Iterator[psycopg.Connection]:
    """Hold a transaction open that has run these statements."""
    with closing(connect(dsn, schema="healthcare", application_name="a colleague")) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))
        yield connection


# A lock of each mode that locks out writers: on a fact table, a reference table, a table of the load history and a
# view; and locks of writers of the load history.
HELD = [
    ("patients", "ACCESS EXCLUSIVE"),
    ("billing", "SHARE"),
    ("states", "SHARE ROW EXCLUSIVE"),
    ("datasets", "EXCLUSIVE"),
    ("validation_runs", "ACCESS EXCLUSIVE"),
    ("validation_results", "ROW EXCLUSIVE"),
    ("validation_runs", "SHARE UPDATE EXCLUSIVE"),
    ("visits_flat", "ACCESS EXCLUSIVE"),
]


@pytest.mark.parametrize(("table", "mode"), HELD)
def test_who_holds_writers_off_is_named_and_waited_for(
    old_dsn: str, run_load: RunLoad, query: Query, table: str, mode: str
) -> None:
    with at_work(old_dsn, f"LOCK TABLE {table} IN {mode} MODE") as colleague:
        seen = []

        def let_go() -> None:
            # Sessions that do not need the lock do not wait for publishing.
            seen.extend(query(old_dsn, "SELECT count(*) FROM load_blocks"))
            colleague.rollback()

        told = Told(let_go)
        assert run_load(old_dsn, seed=NEW, progress=told, how={"lock_timeout": 60}).published
        pid = colleague.info.backend_pid
    assert len(seen) == 1
    [note] = told.notes
    assert note.startswith("waiting 60 s at most, as the old dataset is locked")
    assert f"server process {pid} (a colleague, idle in transaction, user " in note
    assert ") has locked healthcare." in note
    assert query(old_dsn, "SELECT seed FROM current_dataset") == [(NEW,)]


def test_a_lock_that_is_not_let_go_ends_the_load_and_the_next_one_goes_on(
    empty_dsn: str, run_load: RunLoad, query: Query, digest: Callable[[str], str]
) -> None:
    old = run_load(empty_dsn, seed=OLD)
    told = Told()
    with at_work(empty_dsn, "ALTER TABLE visits ADD COLUMN note text") as colleague:
        with pytest.raises(
            WarehouseError,
            match=rf"not published, .* locked for 0\.2 s \(--lock-timeout\): server process"
            rf" {colleague.info.backend_pid} \(a colleague, .*\) has locked healthcare\.visits;"
            " run the same command again",
        ) as caught:
            run_load(empty_dsn, seed=NEW, progress=told, how={"lock_timeout": 0.2})
        assert caught.value.sqlstate == "55P03"
        assert len(told.notes) == 1
    assert digest(empty_dsn) == old.fingerprint.whole
    result = run_load(empty_dsn, seed=NEW)
    assert result.resumed
    assert result.published
    assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(NEW,)]


def test_who_waits_to_lock_behind_a_reader_is_waited_for_too(
    old_dsn: str, run_load: RunLoad, query: Query
) -> None:
    with (
        at_work(old_dsn, "SELECT FROM patients") as reader,
        at_work(old_dsn) as migration,
    ):
        altering = threading.Thread(
            target=migration.execute, args=["ALTER TABLE patients ALTER COLUMN address SET NOT NULL"]
        )
        altering.start()
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'patients'::regclass"
        while query(old_dsn, waits) == [(0,)]:
            pass
        with pytest.raises(
            WarehouseError, match=r"\(a colleague, active, user \w+\) waits to lock healthcare\.patients"
        ):
            run_load(old_dsn, seed=NEW, how={"lock_timeout": 0.2})
        reader.rollback()
        altering.join()
        migration.rollback()
    assert run_load(old_dsn, seed=NEW).resumed


# Sessions in a transaction that do not lock out writers.
WELCOME = {
    "a reader": "SELECT count(*) FROM patients_flat, validation_runs",
    "a reader who locks rows": "SELECT * FROM visits LIMIT 1 FOR UPDATE",
    "a writer": "UPDATE billing SET patient_id = patient_id WHERE billing_id = 10100",
    "ANALYZE": "ANALYZE visits",
}


@pytest.mark.parametrize("statement", WELCOME.values(), ids=WELCOME.keys())
def test_nobody_else_stops_a_publishing_or_is_broken_off(
    old_dsn: str, run_load: RunLoad, query: Query, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr(lock_waits, "READERS_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(load_module, "RETIRED_PATIENCE_SECONDS", 0.2)
    told = Told()
    with at_work(old_dsn, statement) as colleague:
        assert run_load(old_dsn, seed=NEW, progress=told, how={"lock_timeout": 0.1}).published
        assert told.notes == ["healthcare__retired_1 is still being read; the next load drops it"]
        assert query(old_dsn, "SELECT seed FROM current_dataset") == [(NEW,)]
        colleague.execute("SELECT count(*) FROM states")
        colleague.commit()
    with connect(old_dsn, autocommit=True) as connection:
        assert drop_retired(connection, "healthcare", patience=0) == []
    assert status(old_dsn, "healthcare").retired == []


def test_a_validation_that_ends_while_a_dataset_is_published_is_kept(
    empty_dsn: str, run_load: RunLoad, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_load(empty_dsn, seed=OLD, how={"validate": True})
    recording = threading.Thread(
        target=validate, args=[empty_dsn, "healthcare"], kwargs={"rules": [], "metrics": []}
    )
    waits = (
        "SELECT count(*) FROM pg_locks AS l JOIN pg_class AS c ON c.oid = l.relation"
        " WHERE NOT l.granted AND c.relname = 'validation_runs'"
    )

    def meanwhile(*arguments: Any) -> None:
        # The history is carried over already. Now a validation of the old dataset ends.
        recording.start()
        while recording.is_alive() and query(empty_dsn, waits) == [(0,)]:
            pass
        grants.carry_over_grants(*arguments)

    monkeypatch.setattr(publishing, "carry_over_grants", meanwhile)
    run_load(empty_dsn, seed=NEW, how={"validate": True})
    recording.join()
    runs = query(empty_dsn, "SELECT dataset_id, rules > 0 FROM validation_runs ORDER BY run_id")
    assert runs == [(1, True), (2, True), (1, False)]


def test_books_that_are_locked_when_a_load_begins_are_not_waited_for_for_ever(
    old_dsn: str, run_load: RunLoad
) -> None:
    with at_work(old_dsn, "LOCK TABLE datasets"), pytest.raises(WarehouseError, match="holds a lock on it"):
        run_load(old_dsn, seed=NEW, how={"lock_timeout": 0.2})
    assert run_load(old_dsn, seed=NEW).published


def test_a_load_whose_lock_is_lost_goes_no_further(
    empty_dsn: str, run_load: RunLoad, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = run_load(empty_dsn, seed=OLD)
    end = (
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE starts_with(application_name, 'healthgen load') AND datname = current_database()"
    )
    restore = load_module.Load._restore_constraints

    def unlocked(self: load_module.Load) -> None:
        assert query(empty_dsn, end, schema=None) == [(True,)]
        restore(self)

    with monkeypatch.context() as patched:
        patched.setattr(load_module.Load, "_restore_constraints", unlocked)
        with pytest.raises(
            WarehouseError, match=r"held the lock of this load, was ended by another session; run the same"
        ):
            run_load(empty_dsn, seed=NEW)
    assert query(empty_dsn, "SELECT fingerprint FROM current_dataset") == [(old.fingerprint.whole,)]
    assert run_load(empty_dsn, seed=NEW).resumed


def test_the_lock_of_a_load_killed_just_now_is_waited_for(
    empty_dsn: str, run_load: RunLoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "KILLED_HOLDER_SECONDS", 60.0)
    killed = load_lock(empty_dsn, "healthcare", lock_timeout=30)
    session = killed.__enter__()
    ending = threading.Timer(0.3, session.close)
    ending.start()
    assert run_load(empty_dsn, seed=NEW).published
    ending.join()
