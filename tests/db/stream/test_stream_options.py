"""Runs of the stream with options: another dataset, sending again, at a speed, two at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, ClassVar

import pytest

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.progress import Progress
from healthgen_db.stream.source import send
from healthgen_db.stream.source.log import Log
from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.source.positions import open_positions
from healthgen_db.stream.source.run import StreamOptions, run_stream
from healthgen_db.stream.targets.target import Target
from tests.db.stream.conftest import HOSPITAL
from tests.db.stream.stream_receiver import SCHEMA, Receiver, stream

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.usefixtures("often")


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
