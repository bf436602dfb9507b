"""The speed of a stream: messages leave when they are due, and a wish to stop is granted at once."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.faults import Sending
from healthgen_db.stream.source.pace import CHUNK, Pace, Stop, stopping

BEGIN = datetime(2026, 6, 30, 7, tzinfo=UTC)


def sendings(*minutes: float) -> list[Sending]:
    moments = [BEGIN + timedelta(minutes=each) for each in minutes]
    return [Sending(at, AdtEvent(key, "A01", at, at, 1)) for key, at in enumerate(moments)]


def test_the_fastest_stream_does_not_wait() -> None:
    page = sendings(*range(2 * CHUNK + 1))
    begin = time.monotonic()
    assert [len(part) for part in Pace(None, Stop()).chunks(page)] == [CHUNK, CHUNK, 1]
    assert time.monotonic() - begin < 5


def test_messages_leave_when_they_are_due() -> None:
    # An hour in a second: 0, 0.5, 0.505 and 1 s after the begin.
    pace, begin = Pace(3600, Stop()), time.monotonic()
    left = []
    for page in (sendings(0), sendings(30, 30.3, 60)):
        left += [(len(part), time.monotonic() - begin) for part in pace.chunks(page)]
    assert [number for number, _ in left] == [1, 2, 1]
    for (_, at), due in zip(left, (0, 0.5, 1), strict=True):
        assert due - 0.06 <= at < due + 0.4


def test_a_stream_that_is_late_catches_up() -> None:
    # 0.2 s of messages, after the receiver took 0.3 s for the first one.
    pace, page = Pace(3600, Stop()), sendings(*range(13))
    parts = pace.chunks(page)
    first = len(next(parts))
    assert first < 13
    time.sleep(0.3)
    assert [len(part) for part in parts] == [13 - first]


def test_a_long_wait_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("healthgen_db.stream.source.pace.LONGEST_WAIT", 0.1)
    begin = time.monotonic()
    left = [len(part) for part in Pace(60, Stop()).chunks(sendings(0, 0.35))]
    assert time.monotonic() - begin >= 0.25
    assert left[0] == left[-1] == 1
    assert sum(left) == 2
    # Else what was sent before the wait would be saved after it.
    assert 2 <= left.count(0) <= 4


def test_a_wish_to_stop_ends_a_long_wait() -> None:
    stop = Stop()
    parts = Pace(1, stop).chunks(sendings(0, 60, 120))
    assert len(next(parts)) == 1
    stop.set()
    begin = time.monotonic()
    assert list(parts) == []
    assert time.monotonic() - begin < 5


def test_signals_stop_and_the_second_one_ends_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stopping() as stop:
        assert not stop.wanted
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wanted
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
