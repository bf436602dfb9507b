"""Publishing: readers see complete datasets, roles keep their privileges, and user objects are not dropped."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import SchemaError
from healthgen_db.export.status import status
from healthgen_db.loading import load as load_module
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.publish import swap as publishing

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]

JOIN = """
    SELECT count(DISTINCT p.patient_id), count(*), (SELECT seed FROM current_dataset)
    FROM patients AS p
    JOIN visits AS v USING (patient_id)
    JOIN billing AS b USING (visit_id)
"""


class Notes(Progress):
    """Progress that keeps all notes."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)


@pytest.fixture
def role(server_dsn: str) -> Iterator[str]:
    """Return a role without privileges."""
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with closing(connect(server_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_a_reader_in_a_loop_sees_only_whole_datasets(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    run_load(empty_dsn, seed=0)
    seen: set[tuple[Any, ...]] = set()
    errors: list[BaseException] = []
    done = threading.Event()

    def read(statement: str) -> None:
        try:
            with connect(empty_dsn, schema="healthcare", autocommit=True) as connection:
                for number in itertools.takewhile(lambda _: not done.is_set(), itertools.count()):
                    row = connection.execute(sql.SQL(statement).format(number=number)).fetchone()
                    seen.add(row or ())
        except BaseException as error:
            errors.append(error)

    # One statement is prepared once, the other is parsed each time.
    readers = [threading.Thread(target=read, args=[text]) for text in (JOIN, JOIN + " -- {number}")]
    for reader in readers:
        reader.start()
    whole = {query(empty_dsn, JOIN)[0]}
    try:
        for seed in (1, 2, 3):
            run_load(empty_dsn, seed=seed, patients=100 + seed)
            whole.add(query(empty_dsn, JOIN)[0])
            deadline = time.monotonic() + 30
            while not (whole <= seen or errors) and time.monotonic() < deadline:
                time.sleep(0.01)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not errors
    assert len(whole) == 4
    assert seen == whole


def test_roles_keep_what_they_were_granted(old_dsn: str, run_load: RunLoad, query: Query, role: str) -> None:
    grants = """
        GRANT USAGE ON SCHEMA healthcare TO {r};
        GRANT SELECT ON patients, visits_flat TO {r};
        GRANT SELECT (visit_id) ON billing TO {r} WITH GRANT OPTION;
        GRANT SELECT ON hospitals TO PUBLIC;
        ALTER DEFAULT PRIVILEGES IN SCHEMA healthcare GRANT SELECT ON TABLES TO {r}
    """
    query(old_dsn, grants.format(r=role))
    run_load(old_dsn, seed=2)
    run_load(old_dsn, seed=3)
    allowed = f"""
        SELECT has_schema_privilege('{role}', 'healthcare', 'USAGE'),
            has_table_privilege('{role}', 'patients', 'SELECT'),
            has_table_privilege('{role}', 'visits_flat', 'SELECT'),
            has_table_privilege('{role}', 'hospitals', 'SELECT'),
            has_column_privilege('{role}', 'billing', 'visit_id', 'SELECT WITH GRANT OPTION')
    """
    assert query(old_dsn, allowed) == [(True,) * 5]
    refused = f"""
        SELECT has_schema_privilege('{role}', 'healthcare', 'CREATE'),
            has_table_privilege('{role}', 'patients', 'INSERT'),
            has_table_privilege('{role}', 'visits', 'SELECT'),
            has_column_privilege('{role}', 'billing', 'total_charge', 'SELECT')
    """
    assert query(old_dsn, refused) == [(False,) * 4]
    query(old_dsn, "CREATE TABLE healthcare.later (x int)")
    assert query(old_dsn, f"SELECT has_table_privilege('{role}', 'later', 'SELECT')") == [(True,)]
    query(old_dsn, f"DROP OWNED BY {role}")


def test_defaults_of_a_role_that_the_loader_may_not_act_for_do_not_stop_a_reload(
    empty_dsn: str, run_load: RunLoad, query: Query, role: str
) -> None:
    [(database,)] = query(empty_dsn, "SELECT current_database()", schema=None)
    teacher = f"{role}_teacher"
    query(
        empty_dsn,
        f"GRANT CREATE ON DATABASE {database} TO {role}; CREATE ROLE {teacher}; ALTER ROLE {role} NOINHERIT;"
        f" GRANT {teacher} TO {role}",
        schema=None,
    )
    try:
        as_role = make_conninfo(empty_dsn, user=role, password="secret")
        run_load(as_role, seed=1)
        query(
            empty_dsn,
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {teacher} IN SCHEMA healthcare GRANT SELECT ON TABLES TO PUBLIC",
        )
        told = Notes()
        run_load(as_role, seed=2, progress=told)
        assert query(as_role, "SELECT seed FROM current_dataset") == [(2,)]
        [note] = told.notes
        assert note.startswith(f"the default privileges of role {teacher} in schema healthcare are lost")
    finally:
        query(empty_dsn, f"DROP OWNED BY {role}, {teacher}; DROP ROLE {teacher}", schema=None)


def test_a_role_that_owns_only_the_database_can_load_and_reload(
    empty_dsn: str, run_load: RunLoad, query: Query, role: str
) -> None:
    [(database,)] = query(empty_dsn, "SELECT current_database()", schema=None)
    query(empty_dsn, f"GRANT CREATE ON DATABASE {database} TO {role}", schema=None)
    as_role = make_conninfo(empty_dsn, user=role, password="secret")
    run_load(as_role, seed=1)
    run_load(as_role, seed=2)
    assert query(as_role, "SELECT seed FROM current_dataset") == [(2,)]
    query(empty_dsn, f"DROP OWNED BY {role}", schema=None)


def test_after_a_reload_by_another_role_the_owner_can_still_work(
    empty_dsn: str, run_load: RunLoad, query: Query, role: str
) -> None:
    [(database,)] = query(empty_dsn, "SELECT current_database()", schema=None)
    query(empty_dsn, f"GRANT CREATE ON DATABASE {database} TO {role}", schema=None)
    as_role = make_conninfo(empty_dsn, user=role, password="secret")
    run_load(as_role, seed=1)
    run_load(empty_dsn, seed=2)
    assert query(as_role, "SELECT seed FROM current_dataset") == [(2,)]
    query(as_role, "DELETE FROM billing WHERE billing_id = 0")
    query(empty_dsn, f"DROP OWNED BY {role}", schema=None)


FOREIGN = {
    "table": ("CREATE TABLE homework (x int PRIMARY KEY, y text CHECK (y <> ''))", "table homework"),
    "view": ("CREATE VIEW seniors AS SELECT * FROM patients WHERE age > 65", "view seniors"),
    "materialized view": ("CREATE MATERIALIZED VIEW m AS SELECT 1 AS one", "materialized view m"),
    "sequence": ("CREATE SEQUENCE mine", "sequence mine"),
    "type": ("CREATE TYPE mood AS ENUM ('sad', 'ok')", "type mood"),
    "index": ("CREATE INDEX by_name ON patients (last_name)", "index patients.by_name"),
    "column": ("ALTER TABLE visits ADD COLUMN notes text", "column visits.notes"),
    "constraint": (
        "ALTER TABLE visits ADD CONSTRAINT short CHECK (room_number > 0)",
        "constraint visits.short",
    ),
    "view elsewhere": ("CREATE VIEW other.v AS SELECT * FROM visits", "view other.v"),
    "key elsewhere": (
        "CREATE TABLE other.t (p bigint CONSTRAINT k REFERENCES patients)",
        "constraint k on table other.t",
    ),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_stops_the_load(
    old_dsn: str, run_load: RunLoad, query: Query, schemas: Callable[[str], list[str]], kind: str
) -> None:
    make, named = FOREIGN[kind]
    query(old_dsn, "CREATE SCHEMA other")
    query(old_dsn, make)
    with pytest.raises(SchemaError, match=rf"would drop them: {named};.*--replace"):
        run_load(old_dsn, seed=2)
    assert query(old_dsn, "SELECT seed FROM current_dataset") == [(1,)]
    # The schema that was created for the comparison is dropped.
    assert schemas(old_dsn) == ["healthcare", "other"]
    run_load(old_dsn, seed=2, how={"replace": True})
    assert query(old_dsn, "SELECT seed FROM current_dataset") == [(2,)]


def test_what_comes_while_the_load_runs_stops_it_too(
    old_dsn: str, run_load: RunLoad, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = publishing.publish

    def late(*arguments: Any, **named: Any) -> None:
        query(old_dsn, "CREATE TABLE homework (x int)")
        publish(*arguments, **named)

    monkeypatch.setattr(load_module, "publish", late)
    with pytest.raises(SchemaError, match="table homework"):
        run_load(old_dsn, seed=2)
    assert query(old_dsn, "SELECT seed FROM current_dataset") == [(1,)]
    query(old_dsn, "DROP TABLE homework")
    monkeypatch.setattr(load_module, "publish", publish)
    assert run_load(old_dsn, seed=2).resumed


def test_a_reader_at_work_keeps_the_old_dataset_until_it_is_done(
    old_dsn: str,
    run_load: RunLoad,
    monkeypatch: pytest.MonkeyPatch,
    schemas: Callable[[str], list[str]],
) -> None:
    monkeypatch.setattr(load_module, "RETIRED_PATIENCE_SECONDS", 0.2)
    with connect(old_dsn, schema="healthcare") as reader:
        assert reader.execute("SELECT seed FROM current_dataset").fetchall() == [(1,)]
        run_load(old_dsn, seed=2)
        assert schemas(old_dsn) == ["healthcare", "healthcare__retired_1"]
        assert status(old_dsn, "healthcare").retired == ["healthcare__retired_1"]
        assert reader.execute("SELECT seed FROM current_dataset").fetchall() == [(2,)]
    # Reading drops nothing, although the schema has no readers any more. The next load drops it.
    assert status(old_dsn, "healthcare").retired == ["healthcare__retired_1"]
    assert schemas(old_dsn) == ["healthcare", "healthcare__retired_1"]
    run_load(old_dsn, seed=3)
    assert status(old_dsn, "healthcare").retired == []
    assert schemas(old_dsn) == ["healthcare"]


def test_a_schema_that_only_bears_such_a_name_is_not_dropped(
    old_dsn: str, run_load: RunLoad, query: Query, schemas: Callable[[str], list[str]]
) -> None:
    query(old_dsn, "CREATE SCHEMA healthcare__retired_1; CREATE TABLE healthcare__retired_1.homework (x int)")
    run_load(old_dsn, seed=2, how={"replace": True})
    assert status(old_dsn, "healthcare").retired == []
    assert schemas(old_dsn) == ["healthcare", "healthcare__retired_1"]


def test_a_replaced_dataset_that_others_depend_on_is_kept_and_they_are_named(
    old_dsn: str,
    run_load: RunLoad,
    query: Query,
    schemas: Callable[[str], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load_module, "RETIRED_PATIENCE_SECONDS", 0.0)
    with connect(old_dsn, schema="healthcare") as reader:
        reader.execute("SELECT 1 FROM patients")
        run_load(old_dsn, seed=2)
        reader.execute("CREATE SCHEMA mine")
        reader.execute("CREATE VIEW mine.old AS SELECT * FROM healthcare__retired_1.visits")
    told = Notes()
    run_load(old_dsn, seed=3, progress=told)
    [note] = told.notes
    assert note.startswith(
        "healthcare__retired_1 is kept, because other objects depend on it: view mine.old;"
    )
    assert schemas(old_dsn) == ["healthcare", "healthcare__retired_1", "mine"]
    run_load(old_dsn, seed=4, how={"replace": True})
    assert schemas(old_dsn) == ["healthcare", "mine"]


def test_a_role_that_only_reads_can_ask_for_the_status(
    old_dsn: str, run_load: RunLoad, query: Query, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_module, "RETIRED_PATIENCE_SECONDS", 0.0)
    query(
        old_dsn,
        f"GRANT USAGE ON SCHEMA healthcare TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA healthcare TO {role}",
    )
    with connect(old_dsn, schema="healthcare") as reader:
        reader.execute("SELECT 1 FROM patients")
        run_load(old_dsn, seed=2)
    found = status(make_conninfo(old_dsn, user=role, password="secret"), "healthcare")
    assert found.dataset is not None
    assert found.dataset.seed == 2
    assert found.retired == ["healthcare__retired_1"]
    query(old_dsn, f"DROP OWNED BY {role}")
