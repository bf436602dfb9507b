"""Runs of the stream: what several runs send together is what one run sends, wherever each of them ends."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.targets.bronze import BronzeTarget
from healthgen_db.stream.targets.folder import Folder
from healthgen_db.stream.targets.target import Message, Target
from tests.db.stream.stream_receiver import KilledError, Receiver, stream

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.usefixtures("often")


def test_runs_that_are_stopped_send_each_message_once(
    hospital_copy: str, keys: list[int], receive: Callable[[Target], None]
) -> None:
    draw, received = random.Random(1), []
    for run in range(8):
        receiver = Receiver(stop_after=None if run == 7 else draw.randint(1, 500))
        receive(receiver)
        result = stream(hospital_copy, receiver.stop, to="mllp://127.0.0.1:1")
        assert result.complete == (run == 7)
        assert result.messages == len(receiver.sent) == receiver.flushed
        assert receiver.references == (run == 0)
        received += [key for key, _ in receiver.keys]
    assert received == keys


@pytest.mark.parametrize("dirty", [0.0, 0.2])
def test_runs_that_are_killed_lose_nothing(
    hospital_copy: str, receive: Callable[[Target], None], query: Query, dirty: float
) -> None:
    whole = Receiver()
    receive(whole)
    stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=dirty)
    answers = "SELECT message_id, fault, sent_at, detail FROM answers WHERE target = %s ORDER BY message_id"
    expected = query(hospital_copy, answers, ("mllp://127.0.0.1:1",), schema="healthcare_feed")

    draw, twice = random.Random(2), 0
    received: list[Message] = []
    for run in range(7):
        receiver = Receiver(kill_after=None if run == 6 else draw.randint(0, 450))
        receive(receiver)
        if run == 6:
            stream(hospital_copy, to="mllp://127.0.0.1:2", dirty=dirty)
        else:
            with pytest.raises(KilledError):
                stream(hospital_copy, to="mllp://127.0.0.1:2", dirty=dirty)
        # What was on its way when the process was killed may have arrived or not.
        arrived = receiver.sent[: max(receiver.flushed, draw.randint(0, len(receiver.sent)))]
        first = arrived[0] if arrived else None
        twice += (
            0
            if first is None
            else len(received)
            - next((place for place, before in enumerate(received) if before == first), len(received))
        )
        received = [
            message for message in received if first is None or order(message) < order(first)
        ] + arrived
    assert received == whole.sent
    assert 0 < twice < 6 * (100 + 37 + 1)
    found = query(hospital_copy, answers, ("mllp://127.0.0.1:2",), schema="healthcare_feed")
    assert found == expected
    assert bool(found) == bool(dirty)


def order(message: Message) -> tuple[datetime, int, int]:
    return message.sent_at, message.event_key, message.copy


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("dirty", [0.0, 0.2])
def test_a_folder_that_is_filled_in_several_runs_is_as_of_one(
    hospital_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dirty: float
) -> None:
    stream(hospital_copy, to=str(tmp_path / "one"), dirty=dirty)
    whole, draw, send_one = contents(tmp_path / "one"), random.Random(3), Folder.send
    for run in range(6):
        stop, left = Stop(), draw.randint(0, 450)

        def sent(self: Folder, messages: Sequence[Message]) -> None:
            nonlocal left
            send_one(self, messages)
            left -= len(messages)
            if left <= 0 and run % 2:  # noqa: B023
                raise KilledError
            if left <= 0 and not stop.wanted:  # noqa: B023
                stop.set()  # noqa: B023

        monkeypatch.setattr(Folder, "send", send_one if run == 5 else sent)
        try:
            stream(hospital_copy, stop, to=str(tmp_path / "several"), dirty=dirty)
        except KilledError:
            assert run % 2
        complete = contents(tmp_path / "several")
        assert all(whole[name] == content for name, content in complete.items())
    assert complete == whole


def test_bronze_has_each_message_once_whenever_a_run_ends(
    hospital_copy: str, keys: list[int], query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw, flush = random.Random(4), BronzeTarget.flush
    for run in range(6):
        left = draw.randint(1, 4)

        def flushed(self: BronzeTarget) -> None:
            nonlocal left
            left -= 1
            flush(self)
            if left == 0:
                # The batch is written, but neither it nor the position is committed.
                raise KilledError

        monkeypatch.setattr(BronzeTarget, "flush", flush if run == 5 else flushed)
        if run == 5:
            assert stream(hospital_copy).complete
        else:
            with pytest.raises(KilledError):
                stream(hospital_copy)
    rows = query(
        hospital_copy,
        "SELECT (raw::jsonb ->> 'message_id')::bigint FROM messages ORDER BY message_number",
        schema="healthcare_bronze",
    )
    assert [key for (key,) in rows] == [None, *keys]
    [(messages, target)] = query(
        hospital_copy, "SELECT messages, target FROM positions", schema="healthcare_feed"
    )
    assert (messages, target) == (len(keys), "postgres")


def test_periods_that_meet_are_the_whole(
    hospital_copy: str, keys: list[int], receive: Callable[[Target], None], query: Query
) -> None:
    [(cut,)] = query(
        hospital_copy,
        "SELECT to_char(recorded_at AT TIME ZONE h.time_zone, 'YYYY-MM-DD\"T\"HH24:MI:SS') FROM adt_events"
        " JOIN hospitals AS h USING (hospital_id) ORDER BY recorded_at OFFSET 700 LIMIT 1",
    )
    received = []
    for period in ({"until": cut}, {"since": cut, "until": "2026-06-15"}, {"since": "2026-06-16"}):
        receiver = Receiver()
        receive(receiver)
        assert stream(hospital_copy, to="-", **period).complete
        received += [key for key, _ in receiver.keys]
        assert receiver.sent
    assert received == keys


def test_dirty_periods_that_meet_are_the_whole(hospital_copy: str, receive: Callable[[Target], None]) -> None:
    whole = Receiver()
    receive(whole)
    stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=0.3)
    received: list[tuple[int, int]] = []
    for until in ("2026-05-12", "2026-05-12T20:00", "2026-06-01T03:17", "2026-06-20", None):
        receiver = Receiver()
        receive(receiver)
        stream(hospital_copy, to="mllp://127.0.0.1:2", dirty=0.3, until=until)
        received += receiver.keys
    assert list(dict.fromkeys(received)) == whole.keys
    # What was late when a period ended is sent again.
    assert len(received) < 1.1 * len(whole.keys)
