"""Spoiled messages of every kind: no run stops, and each message is an event, a duplicate, or in quarantine."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from tests.db.stream.lake_tables import encoded, lake, messages_of, notes, quarantined, take

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]
ODD: list[Any] = [
    None, "", 0, -1, 2**31, 2**63, 2**64, 1e308, 1e-5, True, [], {"a": {"b": [1]}}, "x" * 5000, "\\", "\t", "'; DROP",
    "2026-02-30", "2026-02-30T10:00:00-06:00", "0000-01-01", "9999-12-31T23:59:59+14:00", "2026-06-30T24:00:00-05:00",
    "2026-06-30T23:59:60-05:00", "2026-06-30T10:00:00Z", "2026-1-1", "infinity", "now", "4713-01-01", "1e5", "\u0663",
    "12 ", "--5", "-", "+5", "A20", "A99", "1.", "1.x", "NaN", "%s",
]  # fmt: skip
INSIDE = ("patient", "staff")


def spoiled(chance: random.Random, message: bytes) -> bytes:
    """Return a message with one to three values changed or taken away, or with other bytes."""
    document = json.loads(message)
    for _ in range(chance.randint(1, 3)):
        inside = document.get(chance.choice(INSIDE))
        place = inside if isinstance(inside, dict) and chance.random() < 0.3 else document
        name = chance.choice([*place, "unheard_of"])
        if chance.random() < 0.2:
            place.pop(name, None)
        else:
            place[name] = chance.choice(ODD)
    raw = bytearray(encoded(document))
    if chance.random() < 0.2:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    if chance.random() < 0.05:
        raw = raw.replace(b'":', b'":1,"esi":', 1)
    return bytes(raw)


@pytest.fixture(scope="module")
def messages(hospital_dsn: str) -> list[bytes]:
    return messages_of(hospital_dsn)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_spoiled_message_is_somewhere(
    databases: Databases, messages: list[bytes], query: Query, seed: int
) -> None:
    chance = random.Random(seed)
    reference, *events = messages
    batch = [spoiled(chance, each) for each in chance.choices(events, k=1500)]
    with databases(empty=True) as dsn, lake(dsn) as connection:
        take(connection, reference)
        refined = take(connection, *batch)
        assert refined.messages == len(batch)
        found = quarantined(query, dsn)
        assert refined.quarantined == len(found) > 700
        assert refined.events + refined.quarantined + notes(query, dsn).get(("duplicate", ""), 0) == len(
            batch
        )
        assert {reason for reason, detail in found if detail is None} <= {"not UTF-8 text"}
        assert len({reason for reason, _ in found}) >= 8
        # The good events are taken after all that.
        assert take(connection, *events).quarantined < 100
