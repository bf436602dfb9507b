"""Queries mean the same in DuckDB as in PostgreSQL, where sqlglot alone would change what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import psycopg
import pytest

from healthgen_db.parquet.translate import prepare, translate

# Each query returns one row. The line before it says what is tried.
TEXT = Path(__file__).with_name("queries.sql").read_text(encoding="utf-8")
QUERIES = dict(re.findall(r"^-- (.+)\n([^;]+);$", TEXT, re.MULTILINE))
# The same in both.
TABLES = """
CREATE TEMP TABLE t (
    day date, moment timestamptz, small smallint, whole integer, big bigint, money numeric(12, 2),
    ratio double precision, word text, nothing text
);
INSERT INTO t VALUES
    ('2024-01-31', '2024-02-01 03:30:00+00', 1, 1, 1, 2.10, 0.123456789, 'Left of 7', NULL),
    ('2024-02-29', '2024-12-31 23:30:00+00', 2, 2, 3, 2.25, 0.25, 'left', NULL),
    ('2026-07-01', '2026-07-01 00:00:00+00', 4, 4, 3, 3.80, 0.5, 'right', NULL);
CREATE TEMP TABLE keyed (whole integer PRIMARY KEY, word text);
INSERT INTO keyed VALUES (1, 'one'), (2, 'two'), (4, 'four');
"""


@pytest.fixture(scope="module")
def postgres(server_dsn: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server_dsn, options="-c TimeZone=UTC", autocommit=True) as connection:
        connection.execute(TABLES.encode())
        yield connection


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(TABLES)
        prepare(connection)
        yield connection


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_means_the_same(
    name: str, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection
) -> None:
    query = QUERIES[name]
    row = postgres.execute(query.encode()).fetchone()
    assert row is not None
    found = duck.execute(translate(query).query).fetchone()
    assert found is not None
    assert [as_double(value) for value in found] == [nearly(as_double(value)) for value in row]


def as_double(value: object) -> object:
    """Return a decimal as a double, and any other value as it is."""
    return float(value) if isinstance(value, Decimal) else value


def nearly(value: object) -> object:
    """Return what is equal to a value, or to a double that is nearly the same."""
    return pytest.approx(value, rel=1e-12) if isinstance(value, float) else value


def test_all_queries_are_tried() -> None:
    assert len(QUERIES) == TEXT.count(";") > 30


def test_the_tables_of_a_query_are_those_of_its_subqueries_too() -> None:
    query = "WITH a AS (SELECT * FROM visits) SELECT (SELECT count(*) FROM current_dataset) FROM a"
    assert translate(query).tables >= {"visits", "current_dataset"}
