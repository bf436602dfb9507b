"""Targets and a source of MLLP together, over real connections."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from healthgen_db.stream.receive.mllp import MllpSource
from healthgen_db.stream.targets.mllp import MllpTarget
from tests.unit.stream.mllp_messages import MESSAGES, PATIENCE, RAW, SOON, polled


@pytest.fixture
def source() -> Iterator[MllpSource]:
    with contextlib.closing(MllpSource(port=0)) as source:
        source.start(lambda _: 0)
        yield source


def by_encounter(raws: Sequence[bytes]) -> dict[str, list[bytes]]:
    """Return the messages of each encounter or bed in the order in which each of them came first."""
    keys = dict(zip(RAW, (message.key for message in MESSAGES), strict=True))
    found: dict[str, list[bytes]] = {}
    for raw in dict.fromkeys(raws):
        found.setdefault(keys[raw], []).append(raw)
    return found


def test_several_connections_keep_the_messages_of_an_encounter_in_order(source: MllpSource) -> None:
    target = MllpTarget(*source.address, PATIENCE, connections=4)
    sending = threading.Thread(target=target.send, args=(MESSAGES,))
    sending.start()
    stored: list[bytes] = []
    most = 0
    while len(stored) < len(MESSAGES):
        received = polled(source, 1) + source.poll(10, 0.01)
        most = max(most, len(received))
        source.committed(received)
        stored += [each.raw for each in received]
    sending.join()
    target.close()
    assert most > 1
    assert by_encounter(stored) == by_encounter(RAW)


def test_nothing_is_lost_between_targets_and_a_source_that_is_restarted() -> None:
    """Two targets send; the source is closed and opened again with messages that were read and not stored."""
    source = MllpSource(port=0)
    source.start(lambda _: 0)
    address = source.address
    targets = [MllpTarget(*address, PATIENCE, connections=connections) for connections in (1, 3)]
    halves = [MESSAGES[:21], MESSAGES[21:]]
    threads = [
        threading.Thread(target=target.send, args=(half,))
        for target, half in zip(targets, halves, strict=True)
    ]
    for thread in threads:
        thread.start()
    stored: list[bytes] = []
    restarts = 0

    def next_offset(_: int) -> int:
        return len(stored)

    deadline = time.monotonic() + 2 * SOON
    while any(thread.is_alive() for thread in threads) and time.monotonic() < deadline:
        received = source.poll(10, 0.02)
        if len(stored) >= 10 * (restarts + 1) and received and restarts < 2:
            source.close()
            restarts += 1
            source = MllpSource(*address)
            source.start(next_offset)
            continue
        stored += [each.raw for each in received]
        source.committed(received)
    for thread in threads:
        thread.join()
    source.close()
    for target in targets:
        target.close()
    assert restarts == 2
    assert set(stored) == set(RAW)
    for half in halves:
        sent = [message.payload for message in half]
        assert by_encounter([raw for raw in stored if raw in sent]) == by_encounter(sent)
