"""The target for Kafka: what arrives, in which partitions, and what is said if it does not arrive."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from confluent_kafka import Consumer, TopicPartition

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.stream.kafka.opening import open_kafka_source, open_kafka_target
from healthgen_db.stream.targets.target import Message
from tests.brokers import HOST, broker, free_port

NOW = datetime.fromisoformat("2026-06-30T12:00:00")
REFERENCE = b'{"reference_id":"a"}'


def messages(count: int, *, size: int = 0) -> list[Message]:
    """Return messages of which every seventh has the same key."""
    return [
        Message(NOW, number, 0, f"key-{number % 7}", b"%d" % number + b" " * size) for number in range(count)
    ]


def send(url: str, count: int, **options: object) -> None:
    with closing(open_kafka_target(url, **options)) as target:  # type: ignore[arg-type]
        target.begin(REFERENCE)
        target.send(messages(count))
        target.flush()


def read(url: str, partitions: int, count: int) -> dict[int, list[bytes]]:
    """Return the first `count` messages of a topic by partition."""
    address, _, topic = url.removeprefix("kafka://").partition("/")
    consumer = Consumer({"bootstrap.servers": address, "group.id": "none", "enable.auto.commit": False})
    found: dict[int, list[bytes]] = {partition: [] for partition in range(partitions)}
    with closing(consumer):
        consumer.assign([TopicPartition(topic, partition, 0) for partition in found])
        while sum(map(len, found.values())) < count:
            messages = consumer.consume(count, 5)
            assert messages, found
            for message in messages:
                assert message.error() is None
                found[message.partition() or 0].append(message.value() or b"")
    return found


def test_the_reference_comes_first_and_keys_stay_in_order(topic_url: str) -> None:
    send(topic_url, 500, partitions=3)
    partitions = read(topic_url, 3, 503)
    assert [found[0] for found in partitions.values()] == [REFERENCE] * 3
    numbers = [[int(raw) for raw in found[1:]] for found in partitions.values()]
    assert sorted(number for found in numbers for number in found) == list(range(500))
    assert all(found == sorted(found) for found in numbers)
    keys = [{number % 7 for number in found} for found in numbers]
    assert sum(map(len, keys)) == len(set.union(*keys)) == 7


def test_the_topic_is_made_with_its_partitions_and_stays_so(topic_url: str) -> None:
    with closing(open_kafka_target(topic_url)) as target:
        assert target.partitions == 4  # type: ignore[attr-defined]
    with closing(open_kafka_target(topic_url)) as target:
        assert target.partitions == 4  # type: ignore[attr-defined]
    with pytest.raises(
        ConfigError, match=r"--partitions 3: the topic .* is there with 4; leave out --partitions"
    ):
        open_kafka_target(topic_url, partitions=3)


def test_a_small_queue_holds_the_sender_up(topic_url: str, tmp_path: Path) -> None:
    small = tmp_path / "small.properties"
    small.write_text("queue.buffering.max.messages=10\n")
    send(topic_url, 300, partitions=1, config=small)
    assert read(topic_url, 1, 301)[0] == [REFERENCE, *(b"%d" % number for number in range(300))]


def test_flush_gives_the_reason_if_messages_do_not_arrive(tmp_path: Path) -> None:
    impatient = tmp_path / "impatient.properties"
    impatient.write_text("message.timeout.ms=2500\n")
    with (
        broker() as running,
        closing(open_kafka_target(f"kafka://{HOST}:{running.port}/adt", config=impatient)) as target,
    ):
        target.begin(REFERENCE)
        running.kill()
        target.send(messages(10))
        with pytest.raises(StreamError, match=r"timed out.*\(.*\); the same command goes on"):
            target.flush()
        # It stays failed: a later flush must not look like success.
        with pytest.raises(StreamError, match="timed out"):
            target.flush()
        with pytest.raises(StreamError, match="timed out"):
            target.send(messages(1))


def test_a_message_that_is_too_long_is_refused(topic_url: str) -> None:
    with (
        closing(open_kafka_target(topic_url)) as target,
        pytest.raises(StreamError, match="too large"),
    ):
        target.send(messages(1, size=9_000_000))


@pytest.fixture
def stranger() -> Iterator[int]:
    """Give the port of a server that speaks something else: it greets as a mail server does."""

    def greet() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                with client:
                    client.sendall(b"220 mail.example.org ready\r\n")
                    client.recv(100)

    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=greet)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("end", [open_kafka_target, partial(open_kafka_source, group="nobody")])
def test_no_broker_or_another_server_is_said_soon(
    end: Callable[[str], object], stranger: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthgen_db.stream.kafka.topics.ANSWER_WITHIN", 0.5)
    nobody = free_port()
    with pytest.raises(
        StreamError, match=rf"no broker of Kafka answers at {HOST}:{nobody} .*refused.*start it"
    ):
        end(f"kafka://{HOST}:{nobody}/adt")
    with pytest.raises(StreamError, match=rf"no broker of Kafka answers at {HOST}:{stranger} "):
        end(f"kafka://{HOST}:{stranger}/adt")
