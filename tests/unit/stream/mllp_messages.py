"""Messages that the tests of MLLP send, and how long they wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.mllp.connection import Patience
from healthgen_db.stream.receive.mllp import MllpSource
from healthgen_db.stream.receive.source import Received
from healthgen_db.stream.targets.target import Message
from tests.unit.stream.sample_events import events, places

EVENTS = events(40)
RAW = [encode(event, places()) for event in EVENTS]
NOW = datetime(2026, 7, 1, tzinfo=UTC)
MESSAGES = [Message(NOW, event.event_key, 0, event.key, raw) for event, raw in zip(EVENTS, RAW, strict=True)]
PATIENCE = Patience(answer=0.5, receiver=10.0)
SOON = 5.0


def polled(source: MllpSource, number: int) -> list[Received]:
    """Return the next messages."""
    found: list[Received] = []
    deadline = time.monotonic() + SOON
    while len(found) < number and time.monotonic() < deadline:
        found += source.poll(number - len(found), 0.1)
    return found
