"""Runs of the stream: what several runs send together is what one run sends, wherever each of them ends."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.progress import Progress
from healthgen_db.stream.source import send
from healthgen_db.stream.source.log import Log
from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.source.positions import open_positions
from healthgen_db.stream.source.run import Streamed, StreamOptions, run_stream
from healthgen_db.stream.targets.bronze import BronzeTarget
from healthgen_db.stream.targets.folder import Folder
from healthgen_db.stream.targets.target import Message, Target
from tests.db.stream.conftest import HOSPITAL

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


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Callable[[Target], None]:
    """Give a function that puts a receiver in the place of the next target."""

    def put(receiver: Target) -> None:
        monkeypatch.setattr("healthgen_db.stream.source.run.open_target_of", lambda *_: receiver)

    return put


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send few messages at a time, and save the position often."""
    monkeypatch.setattr("healthgen_db.stream.source.run.CHUNK", 37)
    monkeypatch.setattr(send, "MOST_UNSAVED", 100)


def stream(dsn: str, stop: Stop | None = None, **options: Any) -> Streamed:
    return run_stream(dsn, SCHEMA, StreamOptions(**options), Progress(), stop or Stop())


@pytest.fixture(scope="module")
def keys(hospital_dsn: str, query: Query) -> list[int]:
    rows = query(hospital_dsn, "SELECT event_key FROM adt_events ORDER BY recorded_at, event_key")
    return [key for (key,) in rows]


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


def test_a_later_load_goes_on(
    databases: Databases,
    hospital_copy: str,
    run_load: Callable[..., Any],
    receive: Callable[[Target], None],
    query: Query,
) -> None:
    hospital = HOSPITAL | {"today": date(2026, 7, 3)}
    first = Receiver()
    receive(first)
    stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=0.2)
    run_load(hospital_copy, how={"block_size": 300}, **hospital)
    second, whole = Receiver(), Receiver()
    receive(second)
    stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=0.2)
    receive(whole)
    stream(hospital_copy, to="mllp://127.0.0.1:2", dirty=0.2)
    assert 0 < len(second.sent) < len(first.sent)
    assert {*second.keys, *first.keys} >= {*whole.keys}
    assert second.references == 0


def test_another_dataset_needs_restart(
    hospital_copy: str, run_load: Callable[..., Any], receive: Callable[[Target], None], query: Query
) -> None:
    receive(Receiver())
    stream(hospital_copy, to="mllp://127.0.0.1:1", until="2026-05-20")
    query(hospital_copy, "UPDATE datasets SET seed = 5, config = config || '{\"seed\": 5}'")
    with pytest.raises(ConfigError, match=r"seed was 42 and is 5 now, dataset was .* --restart"):
        stream(hospital_copy, to="mllp://127.0.0.1:1")
    receiver = Receiver()
    receive(receiver)
    stream(hospital_copy, to="mllp://127.0.0.1:1", restart=True)
    assert receiver.references == 1
    [(rows,)] = query(hospital_copy, "SELECT count(*) FROM adt_events")
    assert len(receiver.sent) == rows


def test_what_no_receiver_can_repair_is_sent_again_clean(
    hospital_copy: str, receive: Callable[[Target], None], query: Query
) -> None:
    clean, dirty, again = Receiver(), Receiver(), Receiver()
    receive(clean)
    stream(hospital_copy, to="mllp://127.0.0.1:2")
    receive(dirty)
    stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=0.2)
    position = query(
        hospital_copy,
        "SELECT sent_at, event_key, messages FROM positions ORDER BY 3",
        schema="healthcare_feed",
    )
    receive(again)
    assert stream(hospital_copy, to="mllp://127.0.0.1:1", resend=True).messages == len(again.sent) > 20
    bad = query(
        hospital_copy,
        "SELECT message_id::bigint FROM answers WHERE NOT repairable AND resent_at IS NOT NULL",
        schema="healthcare_feed",
    )
    payloads = {message.event_key: message.payload for message in clean.sent}
    assert sorted(message.event_key for message in again.sent) == sorted(key for (key,) in bad)
    assert all(message.payload == payloads[message.event_key] for message in again.sent)
    assert stream(hospital_copy, to="mllp://127.0.0.1:1", resend=True).messages == 0
    assert position == query(
        hospital_copy,
        "SELECT sent_at, event_key, messages FROM positions ORDER BY 3",
        schema="healthcare_feed",
    )


def test_one_stream_at_a_time_sends_to_a_receiver(
    hospital_copy: str, receive: Callable[[Target], None]
) -> None:
    receive(Receiver())
    with open_positions(hospital_copy, SCHEMA, "mllp://127.0.0.1:1"):
        with pytest.raises(WarehouseError, match="another healthgen stream sends to mllp://"):
            stream(hospital_copy, to="mllp://127.0.0.1:1")
        assert stream(hospital_copy, to="mllp://127.0.0.1:2", until="2026-05-02").complete


def test_a_stream_at_a_speed_reads_little_ahead(
    hospital_copy: str, receive: Callable[[Target], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = Receiver(stop_after=5)
    receive(receiver)
    widths: list[Any] = []
    rows = Log._rows

    def read(log: Log, cursor: Any, begins: Any, ends: Any, keys: Any = ()) -> Any:
        widths.append(ends - begins)
        return rows(log, cursor, begins, ends, keys)

    monkeypatch.setattr(Log, "_rows", read)
    stream(hospital_copy, receiver.stop, to="mllp://127.0.0.1:1", speed=7200.0, since="2026-06-10T08:00")
    assert len(receiver.sent) >= 5
    assert max(widths).total_seconds() <= 30 * 7200


def test_progress_says_how_far_the_run_is(
    hospital_dsn: str, keys: list[int], receive: Callable[[Target], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Notes(Progress):
        lines: ClassVar[list[str]] = []

        def note(self, message: str) -> None:
            self.lines.append(message)

    monkeypatch.setattr(send, "NOTE_SECONDS", 0.0)
    receive(Receiver())
    progress = Notes()
    run_stream(hospital_dsn, SCHEMA, StreamOptions(to="-"), progress, Stop())
    assert len(progress.lines) > 30
    assert re.fullmatch(
        rf"{len(keys):,} messages, to 2026-06-30 \d\d:\d\d, [\d,]+ a second", progress.lines[-1]
    )


def test_the_positions_of_different_options_do_not_mix(
    hospital_copy: str, receive: Callable[[Target], None]
) -> None:
    receive(Receiver())
    stream(hospital_copy, to="mllp://127.0.0.1:1", until="2026-05-10")
    with pytest.raises(
        ConfigError, match=r"dirty was 0\.0 and is 0\.1 now; use the same options to go on, or --restart"
    ):
        stream(hospital_copy, to="mllp://127.0.0.1:1", dirty=0.1)
    with pytest.raises(ConfigError, match="hospital was not given and is "):
        stream(hospital_copy, to="mllp://127.0.0.1:1", hospital="1")
