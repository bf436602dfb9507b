"""200 malformed messages on every port: each is in quarantine with its reason, and the good ones between are taken."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.postgres.connection import connect
from healthgen_db.stream.lake import bronze, silver
from healthgen_db.stream.lake.schemas import LAKE, ensure_schemas
from healthgen_db.stream.mllp.answers import read
from healthgen_db.stream.mllp.framing import Frames, framed
from healthgen_db.stream.receive.source import Received
from tests.brokers import HOST, free_port
from tests.malformed import GOOD, GOOD_HL7, HOSPITAL, MALFORMED, Malformed, good_events

Query = Callable[..., list[tuple[Any, ...]]]
Healthgen = Callable[..., Any]
COMMAND = Path(sys.executable).with_name("healthgen")
IN_LINES = [each for each in MALFORMED if each.on_one_line]


def mixed(malformed: list[Malformed], good: list[bytes]) -> list[bytes]:
    """Return a snapshot and messages, the good ones among the malformed, the first ones before them."""
    payloads = [each.payload for each in malformed]
    step = len(payloads) // (len(good) - 3)
    for at, message in enumerate(good[3:]):
        payloads.insert(at * (step + 1), message)
    return [HOSPITAL.encode(), *good[:3], *payloads]


@pytest.fixture(scope="module")
def lake(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    with databases(empty=True) as dsn:
        yield dsn


def test_there_are_200_of_every_kind() -> None:
    assert len({each.payload for each in MALFORMED}) == len({each.name for each in MALFORMED}) == 200
    assert len(Counter(each.reason for each in MALFORMED)) == 14
    assert len(IN_LINES) == 197
    assert all(each.in_one_frame for each in MALFORMED)


def check(query: Query, dsn: str, schema: str, malformed: list[Malformed]) -> None:
    """Compare quarantine with the reasons, and silver with the good events."""
    found = query(
        dsn,
        "SELECT coalesce(raw_bytes, convert_to(raw, 'UTF8')), reason, detail FROM quarantine",
        schema=f"{schema}_silver",
    )
    got = {payload: (reason, detail or "") for payload, reason, detail in found}
    assert len(found) == len(got)
    reasons = {each.name: got.get(each.payload, ("",))[0] for each in malformed}
    assert reasons == {each.name: each.reason for each in malformed}
    assert len(got) == len(malformed)
    assert [each.name for each in malformed if each.named not in got[each.payload][1]] == []
    events = query(dsn, "SELECT event_key FROM adt_events", schema=f"{schema}_silver")
    assert sorted(key for (key,) in events) == sorted(event.event_key for event in good_events())
    assert query(dsn, "SELECT count(*) FROM encounters", schema=f"{schema}_silver") == [(2,)]


@pytest.mark.parametrize("good", [GOOD, GOOD_HL7], ids=["json", "hl7"])
def test_in_bronze(lake: str, query: Query, good: list[bytes]) -> None:
    schema = f"bronze_{len(good[0])}"
    payloads = mixed(MALFORMED, good)
    with connect(lake, autocommit=True) as connection:
        ensure_schemas(connection, schema, LAKE)
        for first in range(0, len(payloads), 50):
            batch = [Received(raw, 0, first + at) for at, raw in enumerate(payloads[first : first + 50])]
            bronze.store(connection, schema, "lines", batch)
            silver.refine(connection, schema)
    check(query, lake, schema, MALFORMED)


def test_on_standard_input(lake: str, query: Query) -> None:
    subprocess.run(
        [COMMAND, "ingest", "--from", "-", "--dsn", lake, "--schema", "lines", "--quiet", "--no-gold"],
        input=b"\n".join(mixed(IN_LINES, GOOD_HL7)),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    check(query, lake, "lines", IN_LINES)


def test_in_a_folder(lake: str, query: Query, healthgen: Healthgen, tmp_path: Path) -> None:
    payloads = mixed(IN_LINES, GOOD)
    for first in range(0, len(payloads), 70):
        file = tmp_path / f"adt-{first:03}.ndjson"
        file.write_bytes(b"".join(payload + b"\n" for payload in payloads[first : first + 70]))
    assert ingest(healthgen, lake, "folder", tmp_path).code == 0
    check(query, lake, "folder", IN_LINES)
    assert len(list((tmp_path / "processed").iterdir())) == 4


def ingest(healthgen: Healthgen, dsn: str, schema: str, origin: object, *more: object) -> Any:
    where = ("--dsn", dsn, "--schema", schema, "--quiet", "--no-gold")
    return healthgen("ingest", "--from", origin, "--until-idle", 1, *where, *more)


def test_on_a_topic(lake: str, query: Query, healthgen: Healthgen, topic_url: str) -> None:
    from confluent_kafka import Producer  # noqa: PLC0415 - only tests of Kafka need it

    servers, _, topic = topic_url.removeprefix("kafka://").partition("/")
    producer = Producer({"bootstrap.servers": servers, "message.max.bytes": 2_000_000, "log_level": 0})
    failures = []
    payloads = mixed(MALFORMED, GOOD_HL7)
    for payload in payloads:
        producer.produce(topic, payload, key=b"one", on_delivery=lambda error, _: failures.append(error))
    producer.flush()
    assert set(failures) == {None}
    # On a busy machine, the broker may need longer than the idle second for the next messages.
    for _ in range(5):
        assert ingest(healthgen, lake, "topic", topic_url).code == 0
        if query(lake, "SELECT count(*) FROM messages", schema="topic_bronze") == [(len(payloads),)]:
            break
    check(query, lake, "topic", MALFORMED)


def test_over_mllp(lake: str, query: Query, healthgen: Healthgen, tmp_path: Path) -> None:
    reference = tmp_path / "reference.json"
    port = free_port()
    snapshot, *payloads = mixed(MALFORMED, GOOD_HL7)
    reference.write_bytes(snapshot)
    answers: list[bytes] = []
    sender = threading.Thread(target=send, args=(port, payloads, answers))
    sender.start()
    try:
        ended = ingest(healthgen, lake, "mllp", f"mllp://{HOST}:{port}", "--reference", reference)
    finally:
        sender.join()
    assert ended.code == 0
    check(query, lake, "mllp", MALFORMED)
    assert len(answers) == len(payloads)
    codes = {
        payload: getattr(read(answer), "code", None)
        for payload, answer in zip(payloads, answers, strict=True)
    }
    assert {codes[payload] for payload in GOOD_HL7} == {"AA"}
    assert {codes[each.payload] for each in MALFORMED} == {"AA", "AE", "AR"}


def send(port: int, payloads: list[bytes], answers: list[bytes]) -> None:
    """Send noise and messages to a port as soon as it is open, in pieces of odd sizes, and collect the answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = socket.create_connection((HOST, port))
            break
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                return
            time.sleep(0.05)
    noise = b"GET / HTTP/1.1\r\n\r\n\x1c\r" + b"\x0bMSH|half a frame"
    data = noise + b"".join(map(framed, payloads)) + b"\x0bMSH|^~\\&|no end"
    with connection:
        threading.Thread(target=connection.sendall, args=(data,), daemon=True).start()
        frames = Frames()
        while len(answers) < len(payloads) and (received := connection.recv(65_536)):
            answers += frames.feed(received)
