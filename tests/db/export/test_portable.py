"""The portable fingerprint in PostgreSQL: what the definition says, on every server, and what the files have."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from healthgen_db import Config
from healthgen_db.config.errors import WarehouseError
from healthgen_db.export import portable_postgres
from healthgen_db.export.portable import POSTGRES, TABLES, portable, total_query
from healthgen_db.export.portable_postgres import portable_fingerprint
from healthgen_db.loading import load
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.parquet.fingerprint import duckdb_fingerprint
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Callback
from healthgen_db.publish import swap
from tests import portable_reader as reader
from tests.in_process import write_parquet
from tests.new_database import new_database
from tests.odd_rows import TABLES as ODD_TABLES
from tests.odd_rows import odd_rows

SCHEMA = "healthcare"
Databases = Callable[..., AbstractContextManager[str]]
RunLoad = Callable[..., LoadResult]
HOSPITAL: dict[str, Any] = {
    "patients": 2400,
    "today": date(2026, 6, 30),
    "start": date(2026, 5, 25),
    "conditions": "full",
    "operations": True,
    "single_hospital": True,
    "hospital_state": "WI",
}


@pytest.fixture(scope="module")
def hospital(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give a database with a small hospital at work, and its star, which files do not have."""
    with databases(empty=True) as dsn:
        run_load(dsn, **HOSPITAL, mart=True, how={"block_size": None})
        yield dsn


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """Give the same hospital as Parquet files, and its manifest."""
    folder = tmp_path_factory.mktemp("hospital") / "lake"
    return folder, write_parquet(folder, Config(**HOSPITAL), duckdb_fingerprint)


def test_a_hospital_is_the_same_in_a_schema_and_in_files(hospital: str, files: tuple[Path, Manifest]) -> None:
    found = portable_fingerprint(hospital, SCHEMA)
    with connect(hospital, autocommit=True) as connection:
        rows = reader.rows_of_schema(connection, SCHEMA)
    assert found.digests == {
        table: reader.table_digest(table, rows[table]) for table in sorted(rows) if rows[table]
    }
    assert found.whole == reader.fingerprint(rows)
    assert files[1].portable == found
    assert files[1].fingerprint == found.whole
    assert list(found.digests) == TABLES


@pytest.fixture
def odd_schema(dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection to a database with tables that have odd values and no constraints."""
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        for table in ODD_TABLES:
            copy, original = sql.Identifier("odd", table), sql.Identifier(SCHEMA, table)
            connection.execute("CREATE SCHEMA IF NOT EXISTS odd")
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {} WITH NO DATA").format(copy, original))
            for row in odd_rows(table):
                statement = sql.SQL("INSERT INTO {} VALUES ({})").format(
                    copy, sql.SQL(", ").join(sql.Placeholder() * len(row))
                )
                connection.execute(statement, list(row.values()))
        yield connection


def test_postgres_agrees_with_an_independent_reader(odd_schema: psycopg.Connection) -> None:
    totals = []
    for table in ODD_TABLES:
        query = total_query(POSTGRES, table, sql.Identifier("odd", table).as_string(odd_schema))
        ((rows, total),) = odd_schema.execute(query.encode()).fetchall()
        totals.append((table, rows, int(total)))
    expected = {table: [tuple(row.values()) for row in odd_rows(table)] for table in ODD_TABLES}
    assert portable(totals).digests == {
        table: reader.table_digest(table, rows) for table, rows in expected.items()
    }


@pytest.fixture
def foreign_dsn(other_server_dsn: str) -> Iterator[str]:
    """Give an empty database of another version of PostgreSQL, if there is one, with settings of another country."""
    settings = {"timezone": "Asia/Kathmandu", "datestyle": "SQL, DMY", "extra_float_digits": "-10"}
    with new_database(other_server_dsn, "ENCODING 'UTF8' LOCALE 'C'", settings) as dsn:
        yield dsn


def test_settings_and_versions_of_servers_change_nothing(
    foreign_dsn: str, run_load: RunLoad, hospital: str
) -> None:
    run_load(foreign_dsn, **HOSPITAL, how={"block_size": None})
    assert portable_fingerprint(foreign_dsn, SCHEMA) == portable_fingerprint(hospital, SCHEMA)


def test_pieces_and_connections_change_nothing(hospital: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = portable_fingerprint(hospital, SCHEMA, connections=1)
    monkeypatch.setattr(portable_postgres, "PIECE_PAGES", 1)
    pieces: list[int] = []
    progress = Callback(lambda _, done, total: pieces.append(total or 0))
    assert portable_fingerprint(hospital, SCHEMA, connections=3, progress=progress) == whole
    assert pieces[0] > len(TABLES)


def during(act: Callable[[], object]) -> Callback:
    """Return an observer that does something once, when the snapshot is taken and no row is read yet."""

    def call(_phase: str, done: int, _total: int | None) -> None:
        if done == 0:
            act()

    return Callback(call)


def test_all_connections_read_the_same_snapshot(old_dsn: str) -> None:
    before = portable_fingerprint(old_dsn, SCHEMA)

    def change() -> None:
        with connect(old_dsn, schema=SCHEMA, autocommit=True) as other:
            other.execute("UPDATE patients SET last_name = 'Nobody'")
            other.execute("DELETE FROM billing")

    assert portable_fingerprint(old_dsn, SCHEMA, progress=during(change)) == before
    after = portable_fingerprint(old_dsn, SCHEMA)
    assert {table for table in before.digests if before.digests[table] != after.digests.get(table)} == {
        "billing",
        "patients",
    }


def test_no_row_moves_to_another_page_meanwhile(old_dsn: str) -> None:
    def move() -> None:
        with connect(old_dsn, schema=SCHEMA, autocommit=True) as other:
            other.execute("SET lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("VACUUM FULL visits")

    assert portable_fingerprint(old_dsn, SCHEMA, progress=during(move))


def test_a_portable_fingerprint_is_never_one_of_two_datasets(
    old_dsn: str, run_load: RunLoad, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where the server does not show loads who reads with a snapshot.
    monkeypatch.setattr(swap, "lock_out_readers", lambda *_, **__: None)
    monkeypatch.setattr(load, "RETIRED_PATIENCE_SECONDS", 0.1)
    with pytest.raises(WarehouseError, match="schema healthcare was replaced while it was being read"):
        portable_fingerprint(old_dsn, SCHEMA, progress=during(lambda: run_load(old_dsn, seed=2)))


def test_the_command_reads_a_schema_or_files(
    healthgen: Callable[..., Any], hospital: str, files: tuple[Path, Manifest]
) -> None:
    folder, manifest = files
    of_schema = healthgen("fingerprint", "--portable", "--dsn", hospital, "--json")
    of_files = healthgen("fingerprint", "--portable", "--parquet", folder, "--json")
    assert (of_schema.code, of_files.code) == (0, 0)
    assert of_schema.values == of_files.values
    assert of_files.values["fingerprint"] == manifest.fingerprint
    # The faster digest is another one.
    assert healthgen("fingerprint", "--dsn", hospital, "--json").values["fingerprint"] != manifest.fingerprint


def test_files_that_were_changed_are_named(healthgen: Callable[..., Any], tmp_path: Path) -> None:
    config = Config(patients=20, today=date(2026, 6, 30))
    write_parquet(tmp_path / "lake", config, duckdb_fingerprint)
    shutil.rmtree(tmp_path / "lake" / "states")
    ended = healthgen("fingerprint", "--portable", "--parquet", tmp_path / "lake")
    assert ended.code == 1
    assert "the files are not as they were written: states differ from the manifest" in ended.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--parquet", "."], "--parquet: files have only the portable digest; add --portable"),
        (["--portable", "--parquet", "."], "there is no manifest.json"),
        (["--portable", "--parquet", ".", "--schema", "mine"], "leave --schema out"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    healthgen: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = healthgen("fingerprint", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
