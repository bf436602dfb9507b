"""A receiver of the stream that tests can kill, and how they stream to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from healthgen_db.progress import Progress
from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.source.run import Streamed, StreamOptions, run_stream
from healthgen_db.stream.targets.target import Message

SCHEMA = "healthcare"
Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]


class KilledError(Exception):
    """The process ends here, as if by kill -9."""


@dataclass
class Receiver:
    """A receiver that has for good what was flushed, and may be killed or told to stop after so many messages."""

    stop: Stop = field(default_factory=Stop)
    stop_after: int | None = None
    kill_after: int | None = None
    references: int = 0
    sent: list[Message] = field(default_factory=list)
    flushed: int = 0
    number: int = 0

    def begin(self, reference: bytes) -> None:
        assert json.loads(reference)["hospitals"]
        assert len(self.sent) == self.flushed
        self.references += 1

    def send(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if self.kill_after == self.number:
                raise KilledError
            self.sent.append(message)
            self.number += 1
        if self.stop_after is not None and self.number >= self.stop_after and not self.stop.wanted:
            self.stop.set()

    def flush(self) -> None:
        self.flushed = len(self.sent)

    def close(self) -> None:
        """Keep what was sent."""

    @property
    def keys(self) -> list[tuple[int, int]]:
        return [(message.event_key, message.copy) for message in self.sent]


def stream(dsn: str, stop: Stop | None = None, **options: Any) -> Streamed:
    return run_stream(dsn, SCHEMA, StreamOptions(**options), Progress(), stop or Stop())
