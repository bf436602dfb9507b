"""The dashboards of Grafana: every query runs as a reader, gives rows, and has the columns that its panel names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from healthgen_db.reader.drop import drop_readers
from healthgen_db.reader.make_roles import Wanted
from healthgen_db.reader.readers import make_readers
from tests.grafana import DASHBOARDS, Query, TimeRange, expanded, queries, variables

SCHEMA = "healthcare"
# The provisioned time range.
DAYS = 90
# What the transformation groupingToMatrix names the column of the rows.
MATRIX = "{rowField}\\{columnField}"


@pytest.fixture(scope="module")
def reader(star_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a session of a reader. Its search path is that of its login."""
    (login,) = make_readers(star_dsn, SCHEMA, Wanted()).logins
    with closing(psycopg.connect(login.url, autocommit=True)) as connection:
        yield connection
    drop_readers(star_dsn, SCHEMA)


@pytest.fixture(scope="module")
def hospitals(reader: psycopg.Connection) -> dict[str, list[tuple[str, Any]]]:
    """Give the texts and values of the variable hospital, by dashboard."""
    return {
        name: reader.execute(variables(dashboard)["hospital"].encode()).fetchall()
        for name, dashboard in DASHBOARDS.items()
    }


@pytest.fixture(scope="module")
def now(reader: psycopg.Connection) -> datetime:
    """Give the end of the dataset's today."""
    row = reader.execute("SELECT max(date) + 1 FROM dim_date WHERE NOT is_after_today").fetchone()
    assert row is not None
    return datetime.combine(row[0], datetime.min.time(), UTC) - timedelta(seconds=1)


def test_the_hospitals_have_names(hospitals: dict[str, list[tuple[str, Any]]]) -> None:
    for found in hospitals.values():
        assert found
        assert all(text and value > 0 for text, value in found)


@pytest.mark.parametrize("query", queries(), ids=lambda query: query.name)
def test_a_query_gives_what_its_panel_shows(
    query: Query, reader: psycopg.Connection, hospitals: dict[str, list[tuple[str, Any]]], now: datetime
) -> None:
    time_range = TimeRange(now - timedelta(days=DAYS), now).of(query.panel)
    values = {"hospital": hospitals[query.dashboard][0][1]}
    cursor = reader.execute(expanded(query.text, time_range, values).encode())
    rows = cursor.fetchall()
    names = [column.name for column in cursor.description or []]
    # Nothing but numbers of None is an empty panel.
    assert rows
    assert all(any(row[place] is not None for row in rows) for place in range(len(names)))
    assert shown(query.panel) <= {*names, *matrix_columns(query.panel)}
    if query.is_time_series:
        times = [row[names.index("time")] for row in rows]
        assert times == sorted(times)
        assert len(set(times)) == len(times) > 1


@pytest.mark.parametrize(
    "query", [query for query in queries() if query.follows_the_time_range], ids=lambda query: query.name
)
def test_a_time_range_before_the_data_is_empty_and_the_data_panel_says_so(
    query: Query, reader: psycopg.Connection, hospitals: dict[str, list[tuple[str, Any]]]
) -> None:
    start = datetime(1990, 1, 1, tzinfo=UTC)
    values = {"hospital": hospitals[query.dashboard][0][1]}
    cursor = reader.execute(expanded(query.text, TimeRange(start, start + timedelta(9)), values).encode())
    rows = cursor.fetchall()
    if query.panel["title"] == "The data":
        names = [column.name for column in cursor.description or []]
        assert [row[names.index("Days with data in the time range")] for row in rows] == [0]
    else:
        assert rows == []


def test_the_link_to_the_data_has_its_last_days(
    reader: psycopg.Connection, hospitals: dict[str, list[tuple[str, Any]]], now: datetime
) -> None:
    (query,) = [query for query in queries() if query.panel["title"] == "The data"]
    time_range = TimeRange(now, now)
    values = {"hospital": hospitals[query.dashboard][0][1]}
    cursor = reader.execute(expanded(query.text, time_range, values).encode())
    row = dict(
        zip([column.name for column in cursor.description or []], cursor.fetchone() or [], strict=True)
    )
    start, end = (datetime.fromtimestamp(row[name] / 1000, UTC) for name in ("from_ms", "to_ms"))
    assert end.date() == now.date() == row["Last day"]
    assert (end.date() - start.date()).days == DAYS - 1
    properties = [
        each["value"][0]["url"]
        for override in query.panel["fieldConfig"]["overrides"]
        for each in override["properties"]
        if each["id"] == "links"
    ]
    assert all(
        "from=${__data.fields.from_ms.numeric}&to=${__data.fields.to_ms.numeric}" in url for url in properties
    )


def shown(panel: dict[str, Any]) -> set[str]:
    """Return the names of columns that a panel refers to."""
    names = {override["matcher"]["options"] for override in panel["fieldConfig"]["overrides"]}
    names |= {
        value
        for transformation in panel.get("transformations", [])
        for key, value in transformation["options"].items()
        if key.endswith("Field")
    }
    return names | ({panel["options"]["xField"]} if "xField" in panel["options"] else set())


def matrix_columns(panel: dict[str, Any]) -> list[str]:
    """Return the names of columns that transformations make."""
    return [MATRIX.format(**transformation["options"]) for transformation in panel.get("transformations", [])]
