"""MLLP over real connections: the source with plain senders, the target with rude receivers, and both together."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import pytest

from healthgen_db.config.errors import ConfigError, StreamError
from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.mllp.answers import Answer, answer, judge, read
from healthgen_db.stream.mllp.connection import Patience
from healthgen_db.stream.mllp.framing import Frames, framed
from healthgen_db.stream.receive.mllp import MllpSource
from healthgen_db.stream.receive.source import Received
from healthgen_db.stream.targets.mllp import MllpTarget
from healthgen_db.stream.targets.target import Message
from tests.unit.stream.sample_events import events, places

EVENTS = events(40)
RAW = [encode(event, places()) for event in EVENTS]
NOW = datetime(2026, 7, 1, tzinfo=UTC)
MESSAGES = [Message(NOW, event.event_key, 0, event.key, raw) for event, raw in zip(EVENTS, RAW, strict=True)]
PATIENCE = Patience(answer=0.5, receiver=10.0)
SOON = 5.0


@pytest.fixture
def source() -> Iterator[MllpSource]:
    with contextlib.closing(MllpSource(port=0)) as source:
        source.start(lambda _: 0)
        yield source


@contextlib.contextmanager
def sender(source: MllpSource) -> Iterator[socket.socket]:
    with socket.create_connection(source.address, timeout=SOON) as connection:
        yield connection


def polled(source: MllpSource, number: int) -> list[Received]:
    """Return the next messages."""
    found: list[Received] = []
    deadline = time.monotonic() + SOON
    while len(found) < number and time.monotonic() < deadline:
        found += source.poll(number - len(found), 0.1)
    return found


def answers(connection: socket.socket, number: int) -> list[tuple[str, str]]:
    """Return the next answers that a sender gets: code and message."""
    frames = Frames()
    found: list[Answer | None] = []
    while len(found) < number:
        data = connection.recv(65536)
        assert data, "the receiver closed the connection"
        found += [read(each) for each in frames.feed(data)]
    return [(each.code, each.message_id) for each in found if each]


def expected(numbers: Sequence[int], code: str = "AA") -> list[tuple[str, str]]:
    return [(code, MESSAGES[number].payload.decode().split("|")[9]) for number in numbers]


# The source


def test_messages_are_acknowledged_only_after_they_are_stored(source: MllpSource) -> None:
    with sender(source) as connection:
        connection.sendall(framed(RAW[0]))
        received = polled(source, 1)
        assert source.poll(1, 0.01) == []
        connection.settimeout(0.05)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        source.committed(received)
        connection.settimeout(SOON)
        assert answers(connection, 1) == expected([0])


def test_a_message_may_come_byte_by_byte(source: MllpSource) -> None:
    with sender(source) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in framed(RAW[0])[:-2]:
            connection.sendall(bytes([byte]))
            assert source.poll(1, 0) == []
        connection.sendall(b"\x1c")
        received = polled(source, 1)
        assert [each.raw for each in received] == RAW[:1]
        connection.sendall(b"\r")
        source.committed(received)
        assert answers(connection, 1) == expected([0])


def test_two_messages_may_come_in_one_packet(source: MllpSource) -> None:
    with sender(source) as connection:
        connection.sendall(b"garbage" + framed(RAW[0]) + b"\r\n\r\n" + framed(RAW[1]))
        received = polled(source, 2)
        assert [each.raw for each in received] == RAW[:2]
        source.committed(received)
        assert answers(connection, 2) == expected([0, 1])


def test_offsets_go_on_from_the_database() -> None:
    with contextlib.closing(MllpSource(port=0)) as source:
        source.start(lambda partition: 17 + partition)
        with sender(source) as connection:
            connection.sendall(framed(RAW[0]) + framed(RAW[1]) + framed(RAW[2]))
            received = polled(source, 2)
            source.committed(received)
            received += polled(source, 1)
        assert [(each.partition, each.offset) for each in received] == [(0, 17), (0, 18), (0, 19)]


def test_messages_that_were_not_stored_come_again(source: MllpSource) -> None:
    with sender(source) as connection:
        connection.sendall(b"".join(map(framed, RAW[:3])))
        received = polled(source, 2)
        source.start(lambda _: 40)
        source.dropped(received)
        again = polled(source, 3)
        assert [each.raw for each in again] == RAW[:3]
        assert [each.offset for each in again] == [40, 41, 42]
        source.committed(again)
        assert answers(connection, 3) == expected([0, 1, 2])


def test_refused_messages_are_given_too(source: MllpSource) -> None:
    wrong = [b"no HL7", RAW[0].replace(b"ADT^", b"ORU^", 1), RAW[0][:-3], b""]
    with sender(source) as connection:
        connection.sendall(b"".join(map(framed, wrong)))
        received = polled(source, 4)
        assert [each.raw for each in received] == wrong
        source.committed(received)
        assert [code for code, _ in answers(connection, 4)] == ["AE", "AR", "AE", "AE"]


def test_two_senders_share_a_batch_and_get_their_own_answers(source: MllpSource) -> None:
    with sender(source) as one, sender(source) as other:
        one.sendall(framed(RAW[0]) + framed(RAW[1]))
        other.sendall(framed(RAW[2]))
        received = polled(source, 3)
        assert sorted(each.raw for each in received) == sorted(RAW[:3])
        source.committed(received)
        assert answers(one, 2) == expected([0, 1])
        assert answers(other, 1) == expected([2])


def test_a_sender_that_goes_away_disturbs_nobody(source: MllpSource) -> None:
    with sender(source) as stays:
        with sender(source) as goes:
            goes.sendall(framed(RAW[0]) + b"\x0bMSH|half a mess")
            received = polled(source, 1)
            assert [each.raw for each in received] == RAW[:1]
            goes.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0"
            )  # it resets the connection
        source.poll(1, 0.05)
        source.committed(received)
        stays.sendall(framed(RAW[1]))
        received = polled(source, 1)
        assert [each.raw for each in received] == RAW[1:2]
        source.committed(received)
        assert answers(stays, 1) == expected([1])
        assert source.lag() == 0


def test_a_sender_that_has_said_all_still_gets_its_answers(source: MllpSource) -> None:
    with sender(source) as connection:
        connection.sendall(framed(RAW[0]))
        connection.shutdown(socket.SHUT_WR)
        received = polled(source, 1)
        assert source.poll(1, 0.05) == []
        source.committed(received)
        assert answers(connection, 1) == expected([0])
        assert connection.recv(1) == b""


def test_answers_wait_for_a_sender_that_does_not_read(source: MllpSource) -> None:
    many = 2_000
    # Small buffers, so that the answers do not fit.
    source._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 20_000)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 20_000)
        connection.settimeout(SOON)
        connection.connect(source.address)
        writer = threading.Thread(target=connection.sendall, args=(framed(RAW[0]) * many,))
        writer.start()
        source.committed(polled(source, many))
        writer.join()
        [waiting] = source._connections
        assert len(waiting.answers) > 100_000
        frames, found = Frames(), 0
        while found < many:
            source.poll(1, 0.001)
            found += len(list(frames.feed(connection.recv(65536))))
        assert found == many


def test_nothing_comes_after_the_time_to_wait(source: MllpSource) -> None:
    began = time.monotonic()
    assert source.poll(10, 0.1) == []
    assert 0.1 <= time.monotonic() - began < 2
    assert not source.ended


def test_an_address_in_use_is_refused(source: MllpSource) -> None:
    host, port = source.address
    with pytest.raises(ConfigError, match=rf"mllp://127\.0\.0\.1:{port}: cannot listen there"):
        MllpSource(host, port)


# The target


Behavior = Callable[[socket.socket, int, bytes], bool]
"""What a receiver does with its connection, the number of the message it got, and the message; False: hang up."""


@contextlib.contextmanager
def receiver(
    behavior: Behavior, patience: Patience = PATIENCE
) -> Iterator[tuple[MllpTarget, list[bytes], list[str]]]:
    """Serve one connection after another; yield a target for it, the messages it got, and the notes of the target."""
    got: list[bytes] = []
    notes: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(SOON)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    frames, going = Frames(), True
                    connection.settimeout(SOON)
                    while going and (data := connection.recv(65536)):
                        for message in frames.feed(data):
                            got.append(message)
                            going = going and behavior(connection, len(got), message)

    thread = threading.Thread(target=serve)
    thread.start()
    target = MllpTarget("127.0.0.1", listener.getsockname()[1], patience, notes.append)
    try:
        yield target, got, notes
    finally:
        target.close()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def acknowledge(connection: socket.socket, message: bytes) -> None:
    connection.sendall(framed(answer(message, judge(message), NOW)))


def test_each_message_waits_for_its_answer() -> None:
    def slow(connection: socket.socket, number: int, message: bytes) -> bool:
        for byte in framed(answer(message, judge(message), NOW)):
            connection.sendall(bytes([byte]))
        return True

    with receiver(slow) as (target, got, notes):
        target.begin(b"{}")
        target.send(MESSAGES[:3])
        target.flush()
        assert got == RAW[:3]
        assert (target.refused, target.resent, notes) == ({}, 0, [])


def test_a_refusal_is_counted_and_the_stream_goes_on() -> None:
    def refuse(connection: socket.socket, number: int, message: bytes) -> bool:
        code = {1: "AE", 2: "AR"}.get(number, "AA")
        message_id = message.decode().split("|")[9]
        connection.sendall(framed(f"MSH|^~\\&|x\rMSA|{code}|{message_id}|no room\r".encode()))
        return True

    with receiver(refuse) as (target, got, notes):
        target.send(MESSAGES[:4])
        assert got == RAW[:4]
        assert target.refused == {"AE": 1, "AR": 1}
        assert [note.split(" refused ")[1] for note in notes] == [
            f"message {MESSAGES[0].event_key}: AE no room",
            f"message {MESSAGES[1].event_key}: AR no room",
        ]
        target.close()
        assert notes[-1].endswith("refused 2 messages: 1 with AE and 1 with AR")


def test_many_refusals_are_not_all_shown() -> None:
    def refuse(connection: socket.socket, number: int, message: bytes) -> bool:
        connection.sendall(framed(b"MSH|^~\\&|x\rMSA|AE|\r"))
        return True

    with receiver(refuse) as (target, _, notes):
        target.send(MESSAGES[:20])
        assert target.refused == {"AE": 20}
        assert len(notes) == 6
        assert notes[-1].endswith("more refusals are counted and not shown")


@pytest.mark.parametrize("when", ["before the answer", "in the middle of it"])
def test_a_message_is_sent_again_when_the_connection_breaks(when: str) -> None:
    def hang_up(connection: socket.socket, number: int, message: bytes) -> bool:
        if number == 2:
            if when == "in the middle of it":
                connection.sendall(framed(answer(message, judge(message), NOW))[:40])
            return False
        acknowledge(connection, message)
        return True

    with receiver(hang_up) as (target, got, _):
        target.send(MESSAGES[:3])
        assert got == [RAW[0], RAW[1], RAW[1], RAW[2]]
        assert target.resent == 1


def test_a_message_without_an_answer_is_sent_again_over_a_new_connection() -> None:
    connections = set()

    def silent_once(connection: socket.socket, number: int, message: bytes) -> bool:
        connections.add(id(connection))
        if number != 1:
            acknowledge(connection, message)
        return True

    with receiver(silent_once) as (target, got, _):
        target.send(MESSAGES[:2])
        assert got == [RAW[0], RAW[0], RAW[1]]
        assert len(connections) == 2


def test_an_answer_to_another_message_is_no_answer() -> None:
    def confused(connection: socket.socket, number: int, message: bytes) -> bool:
        acknowledge(connection, RAW[30])
        if number == 2:
            connection.sendall(framed(b"MSH|^~\\&|noise\r"))
            acknowledge(connection, message)
        return True

    with receiver(confused) as (target, got, _):
        target.send(MESSAGES[:1])
        assert got == [RAW[0], RAW[0]]


def test_a_receiver_that_never_answers_ends_the_stream() -> None:
    with receiver(lambda *_: True, Patience(answer=0.05, receiver=0.3)) as (target, got, _):
        with pytest.raises(
            StreamError, match=r"did not acknowledge message 1 for 0\.3 s: no answer in 0\.05 s"
        ):
            target.send(MESSAGES[:1])
        assert len(got) >= 2


def test_a_receiver_that_is_not_there_ends_the_stream() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
    target = MllpTarget("127.0.0.1", address[1], Patience(answer=0.1, receiver=0.3))
    with pytest.raises(StreamError, match="Start the receiver"):
        target.send(MESSAGES[:1])


def test_a_receiver_may_come_late() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
    target = MllpTarget(host, port, PATIENCE)
    sending = threading.Thread(target=target.send, args=(MESSAGES[:2],))
    sending.start()
    with contextlib.closing(MllpSource(host, port)) as source:
        source.start(lambda _: 0)
        for raw in RAW[:2]:
            received = polled(source, 1)
            assert [each.raw for each in received] == [raw]
            source.committed(received)
        sending.join()
    target.close()


# Both together


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
