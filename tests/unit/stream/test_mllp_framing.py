"""Frames of MLLP: messages are found in whatever pieces the bytes come."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.stream.mllp.framing import MOST_BYTES, Frames, framed

MESSAGES = st.lists(st.binary(max_size=40).map(lambda raw: raw.translate(None, b"\x0b\x1c")), max_size=6)
GARBAGE = st.binary(max_size=10).map(lambda raw: raw.translate(None, b"\x0b"))


def fed(data: bytes, cuts: list[int]) -> list[bytes]:
    frames, begin = Frames(), 0
    found: list[bytes] = []
    for cut in [*sorted(cuts), len(data)]:
        found += frames.feed(data[begin:cut])
        begin = max(begin, cut)
    return found


@settings(max_examples=50, deadline=None)
@given(MESSAGES, GARBAGE, st.data())
def test_messages_are_found_in_any_pieces(messages: list[bytes], garbage: bytes, data: st.DataObject) -> None:
    sent = garbage + garbage.join(framed(message) for message in messages)
    cuts = data.draw(st.lists(st.integers(0, len(sent))))
    assert fed(sent, cuts) == messages
    assert fed(sent, list(range(len(sent)))) == messages


def test_a_frame_needs_no_carriage_return() -> None:
    assert list(Frames().feed(b"\x0bone\x1c\x0btwo\x1c")) == [b"one", b"two"]


def test_a_sender_that_begins_again_is_understood() -> None:
    frames = Frames()
    assert list(frames.feed(b"\x0bMSH|cut o")) == []
    assert list(frames.feed(framed(b"MSH|whole"))) == [b"MSH|whole"]


def test_a_message_without_an_end_is_cut_off() -> None:
    frames = Frames()
    found = list(frames.feed(b"\x0b" + b"x" * MOST_BYTES))
    assert found == []
    [long] = frames.feed(b"yy")
    assert len(long) > MOST_BYTES
    assert list(frames.feed(b"the rest\x1c\r" + framed(b"next"))) == [b"next"]


def test_a_message_of_the_greatest_length_is_whole() -> None:
    message = b"x" * MOST_BYTES
    assert list(Frames().feed(framed(message))) == [message]
