"""A load keeps the readers reading: new datasets, new schemas, other loading roles, and loads at the same moment."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.publish import lock_waits, swap
from healthgen_db.reader.drop import drop_readers
from healthgen_db.reader.make_roles import Wanted
from healthgen_db.reader.readers import make_readers
from healthgen_db.schema.migrate import upgrade
from healthgen_db.stream.lake.schemas import LAKE, ensure_schemas

from .conftest import EVERYTHING, SCHEMA, Place, Role, RunLoad, Session

SEED = "SELECT seed FROM current_dataset"
# The tables and views of a schema that its reader may not read. The search path is the schema of the warehouse.
UNREADABLE = """
SELECT relname
FROM pg_class
WHERE
    relkind IN ('r', 'v', 'm', 'p') AND relnamespace = %s::regnamespace AND NOT has_table_privilege(oid, 'SELECT')
"""


class Notes(Progress):
    """Collects the notes of a load, and tells when it waits for a lock."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.waiting = threading.Event()

    def note(self, message: str) -> None:
        self.notes.append(message)
        if "is locked" in message:
            self.waiting.set()


def test_an_open_session_reads_the_next_dataset_with_its_new_schemas(
    loaded: Place, run_load: RunLoad, session: Session
) -> None:
    reader = session(loaded.readers(1).logins[0].url)
    reader.prepare_threshold = 0
    assert reader.execute(SEED).fetchone() == (1,)
    result = run_load(loaded.dsn, seed=2, **EVERYTHING)
    # The same session, the same prepared statement.
    assert reader.execute(SEED).fetchone() == (2,)
    assert set(result.side_schemas) == {"messy", "mimic", "mart"}
    for schema in (SCHEMA, *result.side_schemas.values()):
        assert reader.execute(UNREADABLE, [schema]).fetchall() == []
        with connect(loaded.dsn, autocommit=True) as connection:
            connection.execute(f"CREATE TABLE {schema}.made_later AS SELECT 7 AS value")
        assert reader.execute(f"SELECT value FROM {schema}.made_later").fetchone() == (7,)
    # The mart was not there when the session began, and is found by its search path.
    assert reader.execute("SELECT count(*) > 0 FROM fact_visit").fetchone() == (True,)
    assert reader.execute(f"SELECT count(*) > 0 FROM {SCHEMA}_mimic.patients").fetchone() == (True,)
    assert reader.execute(f"SELECT count(*) > 0 FROM {SCHEMA}_messy.visits_flat").fetchone() == (True,)


def test_readers_may_be_made_before_the_first_load(
    empty_dsn: str, run_load: RunLoad, session: Session
) -> None:
    readers = make_readers(empty_dsn, SCHEMA, Wanted())
    assert any("does not exist yet" in note for note in readers.notes)
    reader = session(readers.logins[0].url)
    run_load(empty_dsn, seed=1)
    assert reader.execute(SEED).fetchone() == (1,)
    drop_readers(empty_dsn, SCHEMA)


def test_a_load_without_readers_grants_nothing(loaded: Place) -> None:
    with connect(loaded.dsn) as connection:
        query = "SELECT count(*) FROM pg_class WHERE relnamespace = 'healthcare'::regnamespace AND relacl IS NOT NULL"
        assert connection.execute(query).fetchone() == (0,)


def test_another_login_may_load_the_next_dataset(
    new_role: Role, empty_dsn: str, run_load: RunLoad, session: Session
) -> None:
    first = new_role()
    second = new_role(f"IN ROLE {first}")
    with connect(empty_dsn, autocommit=True) as connection:
        connection.execute(f"GRANT CREATE ON DATABASE {connection.info.dbname} TO {first}")
    upgrade(make_conninfo(empty_dsn, user=first, password="secret"), SCHEMA)
    reader = session(make_readers(empty_dsn, SCHEMA, Wanted()).logins[0].url)
    as_second = make_conninfo(empty_dsn, user=second, password="secret")
    notes = Notes()
    run_load(as_second, seed=2, progress=notes)
    assert reader.execute(SEED).fetchone() == (2,)
    with connect(as_second, autocommit=True) as connection:
        connection.execute("CREATE TABLE healthcare.made_later AS SELECT 7 AS value")
    assert reader.execute("SELECT value FROM made_later").fetchone() == (7,)
    assert [note for note in notes.notes if "default privileges" in note] == []
    drop_readers(empty_dsn, SCHEMA)


def test_silver_and_gold_are_readable_and_bronze_is_not(loaded: Place, session: Session) -> None:
    with connect(loaded.dsn, autocommit=True) as connection:
        ensure_schemas(connection, SCHEMA, ["silver"])
    readers = loaded.readers(1)
    assert readers.schemas == [SCHEMA, f"{SCHEMA}_silver"]
    with connect(loaded.dsn, autocommit=True) as connection:
        ensure_schemas(connection, SCHEMA, LAKE)
    reader = session(readers.logins[0].url)
    for name in ("silver", "gold"):
        assert reader.execute(UNREADABLE, [f"{SCHEMA}_{name}"]).fetchall() == []
    reader.execute(f"SELECT * FROM {SCHEMA}_gold.kpi_values LIMIT 1")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema healthcare_bronze"):
        reader.execute(f"SELECT * FROM {SCHEMA}_bronze.messages")


def test_a_user_schema_with_the_name_of_silver_stays_closed(loaded: Place, session: Session) -> None:
    with connect(loaded.dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA healthcare_silver")
        connection.execute("CREATE TABLE healthcare_silver.salaries (a int)")
    readers = loaded.readers(1)
    assert readers.schemas == [SCHEMA]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        session(readers.logins[0].url).execute("SELECT * FROM healthcare_silver.salaries")


class Meeting:
    """Keeps passwords. While the readers are being made, it waits until a load waits for them."""

    def __init__(self) -> None:
        self.notes = Notes()
        self.inside = threading.Event()

    def reader_passwords(self) -> dict[str, str]:
        return {}

    def save_reader_passwords(self, _passwords: dict[str, str]) -> None:
        self.inside.set()
        assert self.notes.waiting.wait(60)


def test_a_load_that_publishes_while_readers_are_made_waits_for_them(
    loaded: Place, run_load: RunLoad, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []
    meeting = Meeting()

    def make() -> None:
        urls.append(make_readers(loaded.dsn, SCHEMA, Wanted(), meeting).logins[0].url)

    making = threading.Thread(target=make)
    take_locks = lock_waits.take_publish_locks

    def make_readers_first(*arguments: Any, **more: Any) -> None:
        making.start()
        assert meeting.inside.wait(60)
        take_locks(*arguments, **more)

    monkeypatch.setattr(swap, "take_publish_locks", make_readers_first)
    run_load(loaded.dsn, seed=2, progress=meeting.notes)
    making.join()
    assert session(urls[0]).execute(SEED).fetchone() == (2,)


def test_readers_that_are_made_during_publishing_wait_for_the_new_dataset(
    loaded: Place, run_load: RunLoad, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls: list[str] = []
    making = threading.Thread(target=lambda: urls.append(loaded.readers(1).logins[0].url))
    lock_out = lock_waits.lock_out_readers

    def make_readers_first(connection: psycopg.Connection, *arguments: Any, **more: Any) -> None:
        making.start()
        blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        while connection.execute(blocked).fetchone() == (0,):
            assert making.is_alive()
        lock_out(connection, *arguments, **more)

    monkeypatch.setattr(swap, "lock_out_readers", make_readers_first)
    run_load(loaded.dsn, seed=2)
    making.join()
    assert session(urls[0]).execute(SEED).fetchone() == (2,)
