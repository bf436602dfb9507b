"""healthgen ingest from end to end: what it says, how it ends, and that receivers can share the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db.config.errors import ConfigError, StreamError, WarehouseError
from healthgen_db.progress import Progress
from healthgen_db.stream.lake import silver
from healthgen_db.stream.lake.ingest import Ingested, IngestOptions, ingest
from healthgen_db.stream.lake.refiner import Refiner
from healthgen_db.stream.receive.source import Received
from tests.db.crash.processes import wait_until
from tests.db.stream.lake_tables import SCHEMA, lake, messages_of, store

Query = Callable[..., list[tuple[Any, ...]]]
Healthgen = Callable[..., Any]
COMMAND = Path(sys.executable).with_name("healthgen")
SILVER = f"{SCHEMA}_silver"


@pytest.fixture(scope="module")
def messages(hospital_dsn: str) -> list[bytes]:
    return messages_of(hospital_dsn)


class Topic:
    """A source in memory, of which any number of receivers read the same messages."""

    name = "memory"

    def __init__(self, messages: Sequence[bytes], most: int = 300) -> None:
        self.messages = messages
        self.most = most
        self.dropped_batches = 0
        self.next_offset: Callable[[int], int] = lambda _: 0
        self.place = 0
        self.confirmed = 0
        self.closed = False

    @property
    def ended(self) -> bool:
        return self.confirmed >= len(self.messages)

    def start(self, next_offset: Callable[[int], int]) -> None:
        self.next_offset = next_offset
        self.place = self.confirmed = next_offset(0)

    def poll(self, most: int, seconds: float) -> list[Received]:
        del seconds
        batch = self.messages[self.place : self.place + min(most, self.most)]
        found = [Received(raw, 0, self.place + n) for n, raw in enumerate(batch)]
        self.place += len(found)
        return found

    def committed(self, received: Sequence[Received]) -> None:
        self.confirmed = received[-1].offset + 1

    def dropped(self, received: Sequence[Received]) -> None:
        del received
        self.dropped_batches += 1
        self.start(self.next_offset)

    def lag(self) -> int | None:
        return len(self.messages) - self.place

    def close(self) -> None:
        self.closed = True


def counted(query: Query, dsn: str) -> tuple[int, int]:
    """Return the messages in bronze, and the events in silver."""
    [(stored,)] = query(dsn, "SELECT count(*) FROM messages", schema=f"{SCHEMA}_bronze")
    [(events,)] = query(dsn, "SELECT count(*) FROM adt_events", schema=SILVER)
    return stored, events


def test_receivers_of_the_same_messages_take_each_once(dsn: str, messages: list[bytes], query: Query) -> None:
    topics = [Topic(messages), Topic(messages)]
    results: list[Ingested] = []

    def receive(topic: Topic) -> None:
        results.append(ingest(dsn, SCHEMA, topic, IngestOptions(with_gold=False), Progress()))

    threads = [threading.Thread(target=receive, args=(topic,)) for topic in topics]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted(query, dsn) == (len(messages), len(messages) - 1)
    assert sum(result.received for result in results) == len(messages)
    assert sum(result.refined for result in results) == len(messages)
    assert [topic.closed for topic in topics] == [True, True]
    assert query(dsn, "SELECT count(*) FROM quarantine", schema=SILVER) == [(0,)]


def test_it_says_what_it_did(
    dsn: str, messages: list[bytes], query: Query, healthgen: Healthgen, tmp_path: Path
) -> None:
    reference, *events = messages
    (tmp_path / "reference.json").write_bytes(reference)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.ndjson").write_bytes(b"\n".join(events[:500]))
    where = ("--dsn", dsn, "--until-idle", 0.5, "--json")
    # Without the reference, nobody knows the hospital.
    result = healthgen("ingest", "--from", tmp_path / "in", *where).values
    assert not result["knows_hospitals"]
    assert [result[name] for name in ("received", "batches", "refined", "events", "quarantined")] == [
        500, 1, 500, 0, 500,
    ]  # fmt: skip
    (tmp_path / "in" / "b.ndjson").write_bytes(b"\n".join(events[500:2000]))
    more = ("--reference", tmp_path / "reference.json", "--replay-quarantine", "--keep-days", 3)
    result = healthgen("ingest", "--from", tmp_path / "in", *where, *more).values
    assert result["received"] == 1500
    assert result["knows_hospitals"]
    assert result["released"] == 500
    assert result["windows"] > 0
    assert result["dropped_days"] == 0
    assert counted(query, dsn) == (2001, 2000)
    days = "SELECT count(DISTINCT ended_at) FROM kpi_values WHERE window_kind = 'day'"
    assert query(dsn, days, schema=f"{SCHEMA}_gold")[0][0] > 20
    screen = healthgen("ingest", "--dsn", dsn, "--quiet").out
    assert "messages read by silver" in screen


def test_what_waits_in_bronze(dsn: str, messages: list[bytes], healthgen: Healthgen) -> None:
    with lake(dsn) as connection:
        store(connection, messages[:200])
    result = healthgen("ingest", "--dsn", dsn, "--no-gold", "--json").values
    assert (result["received"], result["refined"], result["events"], result["windows"]) == (0, 200, 199, 0)


def test_signals_end_it_after_a_whole_batch(dsn: str, messages: list[bytes], query: Query) -> None:
    arguments = [str(COMMAND), "ingest", "--from", "-", "--dsn", dsn, "--json", "--no-gold"]
    process = subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    with process:
        process.stdin.write(b"\n".join(messages[:1000]) + b"\n")
        process.stdin.flush()
        stored = "SELECT count(*) FROM healthcare_bronze.messages"

        def all_stored() -> bool:
            try:
                return query(dsn, stored, schema=None) == [(1000,)]
            except psycopg.errors.UndefinedTable:
                return False

        wait_until(all_stored, "1,000 messages in bronze")
        # The input stays open, so only the signal can end it.
        os.kill(process.pid, signal.SIGINT)
        process.wait(timeout=30)
        assert process.returncode == 0
    assert counted(query, dsn) == (1000, 999)


def test_silver_is_tried_again_after_an_error(
    dsn: str, messages: list[bytes], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthgen_db.stream.lake.refiner.RETRY_SECONDS", 0.05)
    with lake(dsn) as connection:
        connection.execute(f"ALTER TABLE {SILVER}.adt_events RENAME TO hidden".encode())
        refiner = Refiner(dsn, SCHEMA, with_gold=False, advance=lambda _: None)
        store(connection, messages[:50])
        refiner.wake()
        wait_until(lambda: refiner.error is not None, "the error of silver")
        # What comes meanwhile is stored.
        store(connection, messages[50:100])
        connection.execute(f"ALTER TABLE {SILVER}.hidden RENAME TO adt_events".encode())
        refiner.finish()
        assert counted(query, dsn) == (100, 99)
        connection.execute(f"ALTER TABLE {SILVER}.adt_events RENAME TO hidden".encode())
        store(connection, messages[100:200])
        with pytest.raises(WarehouseError, match="adt_events"):
            ingest(dsn, SCHEMA, None, IngestOptions(with_gold=False), Progress())


def test_silver_goes_on_after_any_error(
    dsn: str, messages: list[bytes], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthgen_db.stream.lake.refiner.RETRY_SECONDS", 0.05)
    refine, errors = silver.refine, [KeyError("no such time zone")]

    def refine_after_an_error(*values: Any) -> silver.Refined:
        if errors:
            raise errors.pop()
        return refine(*values)

    monkeypatch.setattr(silver, "refine", refine_after_an_error)
    with lake(dsn) as connection:
        refiner = Refiner(dsn, SCHEMA, with_gold=False, advance=lambda _: None)
        wait_until(lambda: refiner.error is not None, "the error of silver")
        store(connection, messages[:50])
        refiner.finish()
    assert counted(query, dsn) == (50, 49)


def test_a_source_that_fails(dsn: str, messages: list[bytes], query: Query) -> None:
    class Failing(Topic):
        def poll(self, most: int, seconds: float) -> list[Received]:
            if self.place:
                raise StreamError("the broker is gone")
            return super().poll(most, seconds)

    topic = Failing(messages)
    threads = threading.active_count()
    with pytest.raises(StreamError, match="the broker is gone"):
        ingest(dsn, SCHEMA, topic, IngestOptions(with_gold=False), Progress())
    assert topic.closed
    assert threading.active_count() == threads
    # What was stored before is there, and the next run goes on behind it.
    assert counted(query, dsn)[0] == 300
    assert ingest(dsn, SCHEMA, Topic(messages), IngestOptions(with_gold=False), Progress()).received == (
        len(messages) - 300
    )
    assert counted(query, dsn) == (len(messages), len(messages) - 1)


def test_a_source_is_closed_if_the_run_cannot_begin(dsn: str, tmp_path: Path) -> None:
    for place, options, error in (
        (dsn, IngestOptions(reference=tmp_path / "missing"), ConfigError),
        ("host=127.0.0.1 port=1", IngestOptions(), WarehouseError),
    ):
        topic = Topic([])
        with pytest.raises(error):
            ingest(place, SCHEMA, topic, options, Progress())
        assert topic.closed


def test_a_source_is_closed_before_silver_catches_up(
    dsn: str, messages: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = Topic(messages)
    finish = Refiner.finish
    closed: list[bool] = []

    def noting(refiner: Refiner) -> None:
        closed.append(topic.closed)
        finish(refiner)

    monkeypatch.setattr(Refiner, "finish", noting)
    ingest(dsn, SCHEMA, topic, IngestOptions(with_gold=False), Progress())
    assert closed == [True]


def test_lag_is_shown(dsn: str, messages: list[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthgen_db.stream.lake.ingest.LAG_SECONDS", 0.0)
    said: list[str] = []

    class Listening(Progress):
        def note(self, message: str) -> None:
            said.append(message)

    ingest(dsn, SCHEMA, Topic(messages, most=1000), IngestOptions(with_gold=False), Listening())
    assert any(f"{len(messages) - 1000:,} messages wait at memory, " in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "ftp://host/x"], "there is no such source; write -, kafka://"),
        (["--from", "mllp://host"], "write mllp://host:port"),
        (["--from", "/no/such/folder"], "there is no such folder"),
        (["--until-idle", "5"], "there is no --from that could be idle"),
        (["--reference", "/no/such/file"], "--reference /no/such/file: cannot be read"),
        (["--reference", __file__], "is no reference snapshot; make one with"),
        (["--batch", "0"], "--batch"),
    ],
)
def test_wrong_options(dsn: str, healthgen: Healthgen, arguments: list[str], said: str) -> None:
    ended = healthgen("ingest", "--dsn", dsn, *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_the_time_without_messages_is_measured(dsn: str, messages: list[bytes]) -> None:
    began = time.monotonic()

    class Silent(Topic):
        @property
        def ended(self) -> bool:
            return False

    result = ingest(
        dsn, SCHEMA, Silent(messages[:100]), IngestOptions(until_idle=0.3, with_gold=False), Progress()
    )
    assert result.received == 100
    assert time.monotonic() - began > 0.3
