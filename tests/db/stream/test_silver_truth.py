"""Silver is the warehouse again, in whatever order the messages of its log come, and however often."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.lake import silver
from tests.db.stream.lake_tables import (
    COLUMNS,
    SCHEMA,
    lake,
    messages_of,
    notes,
    quarantined,
    refine_all,
    rows,
    store,
)
from tests.servers import _database

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]
SILVER = f"{SCHEMA}_silver"


@pytest.fixture(scope="module")
def messages(hospital_dsn: str) -> list[bytes]:
    return messages_of(hospital_dsn)


@pytest.fixture(scope="module")
def in_order_dsn(databases: Databases, messages: list[bytes]) -> Iterator[str]:
    """Give a lake that got the log in order, in one batch."""
    with databases(empty=True) as dsn:
        with lake(dsn) as connection:
            store(connection, messages)
            refine_all(connection)
        yield dsn


@pytest.fixture
def lake_dsn(databases: Databases) -> Iterator[str]:
    with databases(empty=True) as dsn:
        yield dsn


def shuffled(messages: list[bytes], seed: int) -> list[list[bytes]]:
    """Return the snapshot, and the events in random order with duplicates, as batches of random sizes."""
    random_order = random.Random(seed)
    reference, *events = messages
    events += random_order.sample(events, len(events) // 10)
    random_order.shuffle(events)
    batches = [[reference]]
    while events:
        size = random_order.choice((1, 7, 500, 2000))
        batches.append(events[:size])
        events = events[size:]
    return batches


def same_tables(query: Query, one: str, other: str, *, other_is_silver: bool) -> bool:
    """Return whether all tables have the same rows; fail with the first table that has not."""
    for table in COLUMNS:
        found, expected = (
            rows(query, one, table, of_silver=True),
            rows(query, other, table, of_silver=other_is_silver),
        )
        assert len(found) > 50, table
        assert found - expected == set(), table
        assert expected - found == set(), table
    return True


def recorded(query: Query, dsn: str, table: str) -> set[tuple[Any, ...]]:
    """Return the rows of the warehouse of which every event is in the log.

    The log ends with what was recorded by the dataset's now. What happened in the 25 hours before may not be in it.
    """
    moment = {
        "encounters": "coalesce(left_at, registered_at)",
        "ed_stays": "coalesce(departed_at, arrived_at)",
        "bed_stays": "coalesce(left_at, entered_at)",
        "bed_status_periods": "coalesce(ended_at, began_at)",
        "adt_events": "recorded_at - interval '25 hours'",
    }[table]
    statement = (
        f"SELECT {COLUMNS[table]} FROM {table} WHERE {moment} <"
        " (SELECT max(recorded_at) - interval '25 hours' FROM adt_events)"
    )
    return set(query(dsn, statement))


def test_in_order(hospital_dsn: str, in_order_dsn: str, query: Query) -> None:
    for table in COLUMNS:
        found, expected = (
            rows(query, in_order_dsn, table, of_silver=True),
            recorded(query, hospital_dsn, table),
        )
        assert len(expected) > 50, table
        assert expected - found == set(), table
        # What silver has besides is of the last 25 hours, and the warehouse has a row for it.
        keys = {row[0] for row in rows(query, hospital_dsn, table, of_silver=False)}
        assert {row[0] for row in found} <= keys, table
    assert quarantined(query, in_order_dsn) == []


def test_diagnoses_and_patients(hospital_dsn: str, in_order_dsn: str, query: Query) -> None:
    diagnoses = "SELECT encounter_id, condition_id FROM encounters WHERE left_at IS NOT NULL"
    found = set(query(in_order_dsn, diagnoses, schema=SILVER))
    assert found <= set(query(hospital_dsn, diagnoses))
    assert len({condition for _, condition in found}) > 10
    people = "SELECT patient_id, first_name, last_name, date_of_birth, gender, zipcode, state FROM patients"
    assert set(query(in_order_dsn, people, schema=SILVER)) <= set(query(hospital_dsn, people))


def test_in_any_order(lake_dsn: str, in_order_dsn: str, messages: list[bytes], query: Query) -> None:
    with lake(lake_dsn) as connection:
        for batch in shuffled(messages, 1):
            store(connection, batch)
        refined = refine_all(connection, most_messages=500)
    assert same_tables(query, lake_dsn, in_order_dsn, other_is_silver=True)
    repeated = (len(messages) - 1) // 10
    assert refined.messages == len(messages) + repeated
    assert refined.events == len(messages) - 1
    found = notes(query, lake_dsn)
    assert found["duplicate", ""] == repeated
    assert found["out of order", ""] > 1000
    assert found["late", ""] > 100


def test_on_another_version_of_postgres(
    other_server_dsn: str, in_order_dsn: str, messages: list[bytes], query: Query
) -> None:
    with _database(other_server_dsn, "template0") as dsn:
        with lake(dsn) as connection:
            for batch in shuffled(messages, 2):
                store(connection, batch)
            refine_all(connection)
        assert same_tables(query, dsn, in_order_dsn, other_is_silver=True)


def test_a_run_that_dies_changes_nothing(
    lake_dsn: str, in_order_dsn: str, messages: list[bytes], query: Query
) -> None:
    half = len(messages) // 2
    with lake(lake_dsn) as connection:
        store(connection, messages[:half])
        refine_all(connection)
        store(connection, messages[half:])
        # Each file of the transform writes a table that this one does not see; the last one fails.
        broken = sql.SQL("ALTER TABLE {} ADD CHECK (refined_at IS NULL) NOT VALID")
        batches = sql.Identifier(f"{SCHEMA}_bronze", "batches")
        connection.execute(broken.format(batches))
        before = rows(query, lake_dsn, "encounters", of_silver=True)
        with pytest.raises(WarehouseError, match="batches"):
            silver.refine(connection, SCHEMA)
        assert rows(query, lake_dsn, "encounters", of_silver=True) == before
        assert silver.waiting(connection, SCHEMA) == len(messages) - half
        connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT batches_refined_at_check").format(batches))
        refine_all(connection)
    assert same_tables(query, lake_dsn, in_order_dsn, other_is_silver=True)


def test_one_run_at_a_time(lake_dsn: str, messages: list[bytes]) -> None:
    with lake(lake_dsn) as connection, connect(lake_dsn, autocommit=True) as other:
        store(connection, messages[:100])
        with other.transaction():
            assert silver.refine(other, SCHEMA).messages == 100
            assert silver.refine(connection, SCHEMA) == silver.Refined(busy=True)
            # Another lake of the same database is not concerned.
            with lake(lake_dsn, "other") as third:
                assert silver.refine(third, "other") == silver.Refined()
        assert silver.refine(connection, SCHEMA) == silver.Refined()


def test_what_gold_has_to_compute_again(lake_dsn: str, messages: list[bytes], query: Query) -> None:
    changes = f"SELECT from_at FROM {SCHEMA}_gold.changes"
    late = messages[300]

    def changed(connection: psycopg.Connection, batch: list[bytes]) -> list[Any]:
        connection.execute(f"DELETE FROM {SCHEMA}_gold.changes".encode())
        store(connection, batch)
        refine_all(connection)
        return [moment for (moment,) in query(lake_dsn, changes)]

    with lake(lake_dsn) as connection:
        assert len(changed(connection, [each for each in messages if each != late])) == 1
        assert changed(connection, messages[50:90]) == []
        [from_at] = changed(connection, [late])
    newest = "SELECT occurred_at FROM adt_events ORDER BY message_number DESC LIMIT 1"
    assert [(from_at,)] == query(lake_dsn, newest, schema=SILVER)
