"""The target of MLLP over real connections, with rude receivers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from healthgen_db.config.errors import StreamError
from healthgen_db.stream.mllp.answers import answer, judge
from healthgen_db.stream.mllp.connection import Patience
from healthgen_db.stream.mllp.framing import Frames, framed
from healthgen_db.stream.receive.mllp import MllpSource
from healthgen_db.stream.targets.mllp import MllpTarget
from tests.unit.stream.mllp_messages import MESSAGES, NOW, PATIENCE, RAW, SOON, polled

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
        # On Linux, this ends accept() at once. Elsewhere it is an error, and accept() ends when its time is up.
        with contextlib.suppress(OSError):
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
