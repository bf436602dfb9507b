"""The source for Kafka says that nothing is there only after a read that came later than the broker's answer."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from confluent_kafka import Message, TopicPartition

from healthgen_db.stream.kafka.client import Client
from healthgen_db.stream.receive import kafka
from healthgen_db.stream.receive.kafka import KafkaSource


class SlowConsumer:
    """A stand-in for the client's consumer: the answer arrives after the first read, and its message later."""

    def __init__(self, _: dict[str, Any]) -> None:
        self.reads = 0
        self.on_assign: Callable[..., None] = lambda *_: None

    def subscribe(self, _: list[str], **calls: Callable[..., None]) -> None:
        self.on_assign = calls["on_assign"]

    def assign(self, places: list[TopicPartition]) -> None:
        pass

    def consume(self, most: int, limit: float) -> list[Message]:
        del most, limit
        self.reads += 1
        if self.reads == 1:
            self.on_assign(self, [TopicPartition("adt", 0, 0)])
        if self.reads != 3:
            return []
        message = SimpleNamespace(
            error=lambda: None, value=lambda: b"A01", partition=lambda: 0, offset=lambda: 0
        )
        return [cast("Message", message)]

    def list_topics(self, topic: str, timeout: float) -> None:
        pass

    def get_watermark_offsets(self, place: TopicPartition, *, cached: bool) -> tuple[int, int] | None:
        del place, cached
        return (0, 1) if self.reads >= 2 else None


def test_a_message_that_comes_after_the_answer_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "topic_id", lambda _: "")
    client = SimpleNamespace(
        address=SimpleNamespace(topic="adt"), make=lambda _, properties: SlowConsumer(properties)
    )
    source = KafkaSource(cast("Client", client), "group")
    source.start(lambda _: 0)
    assert [message.raw for message in source.poll(10, 0.0)] == [b"A01"]
    assert source.poll(10, 0.0) == []
