"""Bronze keeps every message, whatever its bytes are, exactly once, and drops old days."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.stream.lake import bronze, silver
from healthgen_db.stream.receive.source import Received
from tests.db.stream.lake_tables import SCHEMA, lake, refine_all, store

Query = Callable[..., list[tuple[Any, ...]]]
BRONZE = f"{SCHEMA}_bronze"
WHOLE = "SELECT coalesce(raw_bytes, convert_to(raw, 'UTF8')) FROM messages ORDER BY message_number"


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    with lake(dsn) as connection:
        yield connection


def received(partition: int, first: int, *raw: bytes) -> list[Received]:
    return [Received(each, partition, first + place) for place, each in enumerate(raw)]


def test_any_bytes(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    rubbish = [
        b"",
        b"\x00",
        b'{"name":"\x00"}',
        b"\xff\xfe",
        bytes(range(256)),
        "\N{SNOWMAN} \\N \\. \t \r".encode(),
        b'{"a":' * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"number":1e999999999}',
        b'{"lone":"\\ud800"}',
        b'{"nul":"\\u0000"}',
        b'{"x":"' + b"x" * 10_000_000 + b'"}',
        b"MSH" + b"|" * 1_000_000,
    ]
    store(connection, rubbish)
    assert [each for (each,) in query(dsn, WHOLE, schema=BRONZE)] == rubbish
    refined = refine_all(connection)
    assert (refined.messages, refined.events, refined.quarantined) == (len(rubbish), 0, len(rubbish))
    reasons = "SELECT reason FROM quarantine ORDER BY message_number"
    assert [reason for (reason,) in query(dsn, reasons, schema=f"{SCHEMA}_silver")] == [
        "neither JSON nor HL7",
        *["not UTF-8 text"] * 4,
        "neither JSON nor HL7",
        "not JSON",
        "neither JSON nor HL7",
        *["not JSON"] * 3,
        "field missing",
        "not HL7",
    ]


def test_offsets_move_with_the_messages(connection: psycopg.Connection, dsn: str, query: Query) -> None:
    offsets = "SELECT partition, next_offset FROM offsets ORDER BY partition"
    bronze.store(connection, SCHEMA, "kafka:adt", [*received(3, 10, b"a", b"b"), *received(1, 0, b"c")])
    # A topic may have gaps.
    bronze.store(connection, SCHEMA, "kafka:adt", received(3, 20, b"d"))
    assert query(dsn, offsets, schema=BRONZE) == [(1, 1), (3, 21)]
    with pytest.raises(bronze.Fenced, match="partition 3, from 20 on"):
        bronze.store(connection, SCHEMA, "kafka:adt", [*received(1, 1, b"e"), *received(3, 20, b"d")])
    assert query(dsn, offsets, schema=BRONZE) == [(1, 1), (3, 21)]
    assert query(dsn, "SELECT count(*), sum(messages) FROM batches", schema=BRONZE) == [(2, 4)]
    assert len(query(dsn, WHOLE, schema=BRONZE)) == 4
    assert bronze.next_offset(connection, SCHEMA, "kafka:adt", 3) == 21
    assert bronze.next_offset(connection, SCHEMA, "kafka:other", 3) == 0


def test_two_receivers_of_the_same_messages(dsn: str, query: Query) -> None:
    with lake(dsn):
        pass
    ended: list[str] = []

    def receive() -> None:
        with connect(dsn, autocommit=True) as connection:
            for first in range(0, 200, 10):
                batch = received(0, first, *[b"%d" % (first + n) for n in range(10)])
                try:
                    bronze.store(connection, SCHEMA, "kafka:adt", batch)
                except bronze.Fenced:
                    ended.append("fenced")
                else:
                    ended.append("stored")

    threads = [threading.Thread(target=receive) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [int(raw) for (raw,) in query(dsn, "SELECT raw FROM messages", schema=BRONZE)]
    assert len(found) == len(set(found))
    assert len(ended) == 60
    assert ended.count("stored") * 10 == len(found)
    assert max(found) == 199


def test_nothing_is_stored_if_the_connection_is_lost(
    connection: psycopg.Connection, dsn: str, query: Query
) -> None:
    batch = received(0, 0, b"one", b"two")

    def lost() -> Iterator[Received]:
        yield batch[0]
        query(dsn, "SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,), schema=None)
        yield batch[1]

    class Losing(list[Received]):
        def __iter__(self) -> Iterator[Received]:
            self.reads = getattr(self, "reads", 0) + 1
            return super().__iter__() if self.reads == 1 else lost()

    with pytest.raises(WarehouseError):
        bronze.store(connection, SCHEMA, "lines", Losing(batch))
    with connect(dsn, autocommit=True) as again:
        assert bronze.next_offset(again, SCHEMA, "lines", 0) == 0
        bronze.store(again, SCHEMA, "lines", batch)
    assert query(dsn, WHOLE, schema=BRONZE) == [(b"one",), (b"two",)]


def test_days_are_partitions_and_old_ones_are_dropped(
    connection: psycopg.Connection, dsn: str, query: Query
) -> None:
    def store_on(days_ago: int) -> None:
        store(connection, [b"old"])
        # As if the batch had come on another day.
        [(today,)] = query(dsn, "SELECT max(received_at) FROM messages", schema=BRONZE)
        day = today - timedelta(days=days_ago)
        bronze._ensure_partition(connection, BRONZE, day)
        for table in ("batches", "messages"):
            statement = f"UPDATE {table} SET received_at = %s WHERE received_at = %s"
            query(dsn, statement, (day, today), schema=BRONZE)

    def days() -> int:
        inherited = "SELECT count(*) FROM pg_inherits WHERE inhparent = 'messages'::regclass"
        return int(query(dsn, inherited, schema=BRONZE)[0][0])

    for days_ago in (40, 20, 3):
        store_on(days_ago)
    refine_all(connection)
    store_on(10)
    store(connection, [b"new"])
    assert days() == 5
    assert len(bronze.drop_old_partitions(connection, SCHEMA, 30)) == 1
    # Silver has not read the day before 10 days, so that day stays, and all after it.
    assert len(bronze.drop_old_partitions(connection, SCHEMA, 0)) == 1
    assert silver.waiting(connection, SCHEMA) == 2
    assert refine_all(connection).messages == 2
    assert len(bronze.drop_old_partitions(connection, SCHEMA, 0)) == 2
    assert query(dsn, "SELECT raw FROM messages", schema=BRONZE) == [("new",)]
    assert query(dsn, "SELECT count(*) FROM quarantine", schema=f"{SCHEMA}_silver") == [(5,)]
