"""The source for Kafka: it reads from the offsets of the database, shares partitions, and survives its broker."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import monotonic

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.stream.kafka.group import default_group
from healthgen_db.stream.kafka.opening import open_kafka_source, open_kafka_target
from healthgen_db.stream.receive.source import Received, Source
from tests.brokers import HOST, broker, free_port
from tests.db.crash.proxy import TcpProxy

Open = Callable[..., Source]


class Offsets:
    """Where to read on, as the database says it."""

    def __init__(self) -> None:
        self.next: dict[int, int] = {}

    def __call__(self, partition: int) -> int:
        return self.next.get(partition, 0)

    def store(self, received: list[Received]) -> None:
        """Move them; each message must be the one that was next."""
        for message in received:
            assert message.offset == self(message.partition)
            self.next[message.partition] = message.offset + 1


@pytest.fixture
def offsets() -> Offsets:
    return Offsets()


@pytest.fixture
def open_source(quick_group: Path) -> Iterator[Open]:
    """Give a function that opens a source and starts it; they are closed after the test."""
    opened: list[Source] = []

    def start(url: str, offsets: Callable[[int], int], group: str | None = None) -> Source:
        source = open_kafka_source(url, group=group or url, config=quick_group)
        opened.append(source)
        source.start(offsets)
        return source

    yield start
    for source in opened:
        source.close()


def produce(url: str, count: int, *, partitions: int = 2) -> None:
    """Make the topic and send `count` messages to each partition."""
    address, topic = split(url)
    with closing(open_kafka_target(url, partitions=partitions)):
        producer = Producer({"bootstrap.servers": address})
    for number in range(count * partitions):
        producer.produce(topic, b"%d" % number, partition=number % partitions)
    assert producer.flush(10) == 0


def split(url: str) -> tuple[str, str]:
    """Return the broker and the topic."""
    address, _, topic = url.removeprefix("kafka://").partition("/")
    return address, topic


def drain(source: Source, offsets: Offsets) -> list[Received]:
    """Read and store until nothing comes; return what came."""
    found = []
    while received := source.poll(1000, 0.2):
        offsets.store(received)
        found += received
    return found


def test_it_reads_on_where_the_database_says(topic_url: str, open_source: Open, offsets: Offsets) -> None:
    produce(topic_url, 30)
    first = open_source(topic_url, offsets)
    received = drain(first, offsets)
    assert len(received) == 60
    first.committed(received)
    first.close()
    # The group has committed everything; the database has only a part of it.
    offsets.next = {0: 20, 1: 30}
    second = open_source(topic_url, offsets)
    assert [(message.partition, message.offset) for message in drain(second, offsets)] == [
        (0, n) for n in range(20, 30)
    ]


def test_dropped_messages_are_read_again_from_the_database(
    topic_url: str, open_source: Open, offsets: Offsets
) -> None:
    produce(topic_url, 30)
    source = open_source(topic_url, offsets)
    # The group shares out its partitions meanwhile, which must not look like the end.
    received = source.poll(15, 0.0)
    assert 0 < len(received) <= 15
    assert source.lag() in (None, 60 - len(received))
    # Another receiver stored messages of partition 0 meanwhile, and none of partition 1.
    offsets.next = {0: 25}
    source.dropped(received)
    again = drain(source, offsets)
    assert Counter(message.partition for message in again) == {0: 5, 1: 30}
    assert source.lag() == 0


def test_rubbish_comes_as_it_is(topic_url: str, open_source: Open, offsets: Offsets) -> None:
    produce(topic_url, 1, partitions=1)
    rubbish = [b"", None, b"\xff\x00\xfe", b"{", b"MSH|", b"x" * 1_500_000, "é".encode("latin-1")]
    address, topic = split(topic_url)
    producer = Producer({"bootstrap.servers": address, "message.max.bytes": 5_000_000})
    for value in rubbish:
        producer.produce(topic, value, partition=0)
    assert producer.flush(10) == 0
    received = drain(open_source(topic_url, offsets), offsets)
    assert [message.raw for message in received] == [b"0", *(value or b"" for value in rubbish)]


def test_a_missing_topic_is_not_made(topic_url: str, open_source: Open, offsets: Offsets) -> None:
    for _ in range(2):
        with pytest.raises(
            ConfigError, match=f"there is no topic .*healthgen stream --to {topic_url} makes it"
        ):
            open_source(topic_url, offsets)


def test_messages_that_the_topic_lost_are_an_error(
    topic_url: str, open_source: Open, offsets: Offsets
) -> None:
    produce(topic_url, 3, partitions=1)
    offsets.next = {0: 1000}
    source = open_source(topic_url, offsets)
    with pytest.raises(StreamError, match="no longer has message 1000"):
        drain(source, offsets)


def test_a_topic_that_was_made_again_is_another_source(
    topic_url: str, open_source: Open, offsets: Offsets
) -> None:
    produce(topic_url, 1)
    names = {open_source(topic_url, offsets).name, open_source(topic_url, offsets).name}
    assert len(names) == 1
    address, topic = split(topic_url)
    admin = AdminClient({"bootstrap.servers": address})
    admin.delete_topics([topic])[topic].result(10)
    produce(topic_url, 1)
    assert open_source(topic_url, offsets).name not in names


def test_two_share_the_partitions_and_one_takes_over(
    topic_url: str, open_source: Open, offsets: Offsets
) -> None:
    produce(topic_url, 20)
    sources = [open_source(topic_url, offsets, "pair") for _ in range(2)]
    shares: list[set[int]] = [set(), set()]

    def read(number: int) -> None:
        received = sources[number].poll(1000, 0.1)
        if all(message.offset >= offsets(message.partition) for message in received):
            offsets.store(received)
            shares[number] |= {message.partition for message in received}
        else:
            # The other one read this partition before it changed hands.
            sources[number].dropped(received)

    deadline = monotonic() + 30
    with ThreadPoolExecutor(2) as together:
        while not all(shares) and monotonic() < deadline:
            list(together.map(read, range(2)))
            produce(topic_url, 1)
    assert all(shares), shares
    sources[0].close()
    drain(sources[1], offsets)
    produce(topic_url, 5)
    received = drain(sources[1], offsets)
    assert Counter(message.partition for message in received) == {0: 5, 1: 5}


def test_receivers_into_one_schema_are_one_group_and_others_are_not(server_dsn: str, empty_dsn: str) -> None:
    places = [(server_dsn, "healthcare"), (server_dsn, "spring"), (empty_dsn, "healthcare")]
    groups = [default_group(dsn, schema) for dsn, schema in places]
    assert len(set(groups)) == 3
    assert groups == [default_group(dsn, schema) for dsn, schema in places]


def test_a_cut_does_not_look_like_the_end(open_source: Open, offsets: Offsets) -> None:
    port = free_port()
    with TcpProxy(HOST, port) as proxy, broker(port=port, seen_at=proxy.own_port):
        url = f"kafka://{HOST}:{proxy.own_port}/adt"
        produce(url, 10, partitions=1)
        source = open_source(url, offsets)
        drain(source, offsets)
        proxy.away = True
        proxy.cut()
        back = threading.Timer(0.3, lambda: setattr(proxy, "away", False))
        back.start()
        assert source.poll(1000, 0.1) == []
        assert not back.is_alive(), "an empty answer came while the broker was away"
        produce(url, 10, partitions=1)
        drain(source, offsets)
        assert offsets.next == {0: 20}
        source.close()
