"""Sessions: settings by which results are the same everywhere, and errors that say what to do."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.connection import connect, server_version
from healthgen_db.schema.schema_names import check_schema

BAD_NAMES = [
    "",
    "  ",
    "a\0b",
    "x" * 64,
    "é" * 32,
    "pg_mine",
    "PG_mine",
    "information_schema",
    "$user",
    "\udcff",
]


def setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DateStyle", "ISO, YMD"),
        ("TimeZone", "UTC"),
        ("client_encoding", "UTF8"),
        ("search_path", '"My ""Schema"""'),
        ("application_name", "healthgen test"),
    ],
)
def test_settings_hold_against_other_defaults_and_a_rollback(empty_dsn: str, name: str, value: str) -> None:
    contrary = "-c DateStyle=German -c TimeZone=Asia/Tokyo -c search_path=public -c client_encoding=LATIN1"
    dsn = make_conninfo(empty_dsn, options=contrary)
    with connect(dsn, schema='My "Schema"', application_name="healthgen test") as connection:
        assert not connection.autocommit
        connection.rollback()
        assert setting(connection, name) == value


LIMITS = {
    "default_transaction_read_only": ("on", "off"),
    "statement_timeout": ("7s", "0"),
    "lock_timeout": ("7s", "0"),
    "idle_session_timeout": ("7s", "0"),
    "idle_in_transaction_session_timeout": ("7s", "0"),
}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_of_a_database_do_not_hold_and_those_asked_for_do(empty_dsn: str, name: str) -> None:
    limit, none = LIMITS[name]
    with connect(empty_dsn, autocommit=True) as connection:
        statement = sql.SQL("ALTER DATABASE {} SET {} = {}")
        database = sql.Identifier(connection.info.dbname)
        connection.execute(statement.format(database, sql.Identifier(name), sql.Literal(limit)))
    with connect(empty_dsn) as connection:
        assert setting(connection, name) == none
    with connect(make_conninfo(empty_dsn, options=f"-c {name}={limit}")) as connection:
        assert setting(connection, name) == limit


def test_search_path_is_the_servers_without_a_schema(empty_dsn: str) -> None:
    with connect(empty_dsn, autocommit=True) as connection:
        assert connection.autocommit
        assert setting(connection, "search_path") == '"$user", public'


def test_url_and_key_value_reach_the_same_database(empty_dsn: str) -> None:
    with connect(empty_dsn) as connection:
        info = connection.info
        name = info.dbname
        url = f"postgresql://{info.user}:{info.password}@{info.host}:{info.port}/{name}"
    with connect(url) as again:
        assert again.info.dbname == name


def test_server_version_is_short(fact_rows: psycopg.Connection) -> None:
    major, *rest = server_version(fact_rows).split(".")
    assert int(major) == fact_rows.info.server_version // 10_000
    assert rest


@pytest.mark.parametrize("name", BAD_NAMES)
def test_schema_names_that_postgres_would_not_keep(empty_dsn: str, name: str) -> None:
    with pytest.raises(ConfigError, match=r"--schema .*choose another name"):
        connect(empty_dsn, schema=name).close()
    with pytest.raises(ConfigError, match=r"--schema .*choose another name"):
        check_schema(name)


@pytest.mark.parametrize("name", ["x" * 40, "healthcare__loading", "healthcare__retired_3_messy"])
def test_schema_names_leave_room_for_the_load(name: str) -> None:
    with pytest.raises(ConfigError, match=r"--schema .*choose"):
        check_schema(name)


@pytest.mark.parametrize("name", ["healthcare", "Health Care", "x" * 39, 'quo"te'])
def test_other_schema_names_are_fine(name: str) -> None:
    check_schema(name)
