"""The source of MLLP over real connections, with plain senders."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence

import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.mllp.answers import Answer, read
from healthgen_db.stream.mllp.framing import Frames, framed
from healthgen_db.stream.receive.mllp import MllpSource
from tests.unit.stream.mllp_messages import MESSAGES, RAW, SOON, polled


@pytest.fixture
def source() -> Iterator[MllpSource]:
    with contextlib.closing(MllpSource(port=0)) as source:
        source.start(lambda _: 0)
        yield source


@contextlib.contextmanager
def sender(source: MllpSource) -> Iterator[socket.socket]:
    with socket.create_connection(source.address, timeout=SOON) as connection:
        yield connection


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
