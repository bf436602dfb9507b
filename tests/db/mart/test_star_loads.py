"""Loads with the star: killed in it, with and without it, with objects of users in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from datetime import date
from typing import Any

import psycopg
import pytest

from healthgen_db.config.errors import SchemaError
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.stage_list import MART
from tests.db.loading.killed import AT_WORK, run_until_killed
from tests.new_database import new_database

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Schemas = Callable[[str], list[str]]

SEED = 2
STAR: dict[str, Any] = {"seed": SEED, "mart": True, "origin": date(2026, 6, 30)} | AT_WORK
# In its dimensions and its facts, at the keys of all tables, and in its views.
MOMENTS = [
    ("1", "PHASE=mart:4"),
    ("2", "PHASE=mart:22"),
    ("2", "PHASE=constraints:150"),
    ("1", "CALL=run_files:2"),
]


@pytest.fixture(scope="module")
def whole(databases: Callable[..., AbstractContextManager[str]], run_load: RunLoad) -> LoadResult:
    """Return the result of an uninterrupted load."""
    with databases(empty=True) as dsn:
        return run_load(dsn, **STAR)


@pytest.mark.parametrize(("workers", "moment"), MOMENTS)
def test_a_load_killed_in_the_star_goes_on_to_the_same_rows(
    empty_dsn: str, run_load: RunLoad, schemas: Schemas, whole: LoadResult, workers: str, moment: str
) -> None:
    run_until_killed(empty_dsn, str(SEED), workers, moment, "0", "2026-06-30", "operations mart")
    assert not {"healthcare", "healthcare_mart"} & set(schemas(empty_dsn))
    result = run_load(empty_dsn, **STAR)
    assert result.resumed
    assert result.fingerprint == whole.fingerprint
    assert schemas(empty_dsn) == ["healthcare", "healthcare_mart", "healthcare_mimic"]


@pytest.fixture
def foreign_dsn(other_server_dsn: str) -> Iterator[str]:
    """Give an empty database whose texts, dates and times are those of another part of the world."""
    with closing(connect(other_server_dsn)) as connection:
        if connection.info.server_version < 15_00_00:
            pytest.skip("PostgreSQL 14 has no ICU locales for databases")
    # Hawaiian has all vowels before the first consonant.
    hawaiian = "ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'haw' LOCALE 'C'"
    settings = {"timezone": "Pacific/Kiritimati", "datestyle": "SQL, DMY"}
    with ExitStack() as stack:
        try:
            dsn = stack.enter_context(new_database(other_server_dsn, hawaiian, settings))
        except psycopg.errors.FeatureNotSupported:
            pytest.skip("the other server, on which this test runs, was built without ICU")
        yield dsn


def test_the_language_and_the_time_zone_of_the_server_change_no_row(
    foreign_dsn: str, run_load: RunLoad, query: Query, whole: LoadResult
) -> None:
    assert query(foreign_dsn, "SELECT 'zu' < 'za', 'o' < 'b'") == [(False, True)]
    assert run_load(foreign_dsn, **STAR).fingerprint.digests == whole.fingerprint.digests


def test_the_star_comes_and_goes_with_its_option(
    empty_dsn: str, run_load: RunLoad, query: Query, schemas: Schemas, healthgen: Callable[..., Any]
) -> None:
    without = run_load(empty_dsn)
    assert schemas(empty_dsn) == ["healthcare"]
    result = run_load(empty_dsn, mart=True)
    assert schemas(empty_dsn) == ["healthcare", "healthcare_mart"]
    assert result.side_schemas == {"mart": "healthcare_mart"}
    # The rows of the warehouse are the same; those of the star are in the fingerprint.
    digests = result.fingerprint.digests
    assert {name: digests[name] for name in without.fingerprint.digests} == without.fingerprint.digests
    assert set(digests) - set(without.fingerprint.digests) == set(MART.tables)
    assert result.rows["mart.fact_visit"] == result.rows["visits"] > 0
    # Without operations, the star has no tables for them.
    tables = query(empty_dsn, "SELECT tablename FROM pg_tables WHERE schemaname = 'healthcare_mart'")
    assert {f"mart.{name}" for (name,) in tables} == set(MART.tables)
    assert fingerprint(empty_dsn, "healthcare") == result.fingerprint
    assert "mart.fact_bill" in healthgen("fingerprint", "--dsn", empty_dsn).out
    shown = healthgen("status", "--dsn", empty_dsn, "--json").values
    assert shown["mart_schema"] == "healthcare_mart"
    assert shown["dataset"]["rows"] == result.rows
    assert "schema healthcare_mart" in healthgen("status", "--dsn", empty_dsn).out
    run_load(empty_dsn)
    assert schemas(empty_dsn) == ["healthcare"]


def test_a_star_without_operations_replaces_one_with_them(
    empty_dsn: str, run_load: RunLoad, query: Query
) -> None:
    run_load(empty_dsn, **STAR)
    query(empty_dsn, "CREATE TABLE healthcare_mart.fact_note ()")
    with pytest.raises(SchemaError, match=r"schema healthcare_mart contains .* drop them: table fact_note;"):
        run_load(empty_dsn, mart=True)
    query(empty_dsn, "DROP TABLE healthcare_mart.fact_note")
    run_load(empty_dsn, mart=True)
    tables = query(empty_dsn, "SELECT tablename FROM pg_tables WHERE schemaname = 'healthcare_mart'")
    assert {f"mart.{name}" for (name,) in tables} == set(MART.tables)


def test_objects_of_users_in_the_star_stop_a_load_by_name(
    empty_dsn: str, run_load: RunLoad, query: Query, schemas: Schemas
) -> None:
    run_load(empty_dsn, mart=True)
    query(empty_dsn, "CREATE VIEW healthcare_mart.my_visits AS SELECT * FROM healthcare_mart.fact_visit")
    for options in ({"mart": True}, {}):
        with pytest.raises(SchemaError, match=r"schema healthcare_mart contains .*: view my_visits;"):
            run_load(empty_dsn, seed=SEED, **options)
    query(empty_dsn, "DROP VIEW healthcare_mart.my_visits")
    query(empty_dsn, "CREATE SCHEMA notebook")
    query(empty_dsn, "CREATE VIEW notebook.bills AS SELECT * FROM healthcare_mart.wide_bill")
    with pytest.raises(SchemaError, match=r"notebook\.bills"):
        run_load(empty_dsn, seed=SEED, mart=True)
    assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(42,)]
    run_load(empty_dsn, seed=SEED, mart=True, how={"replace": True})
    assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(SEED,)]
