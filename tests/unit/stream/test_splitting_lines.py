"""Bytes become messages, however they are cut into chunks; standard input gives again what was not stored."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healthgen_db.stream.receive.lines import BEFORE_HL7, LINES, Lines, Splitter
from healthgen_db.stream.receive.source import Received

HL7 = [b"MSH|^~\\&|A\rPID|1\r", b"MSH|^~\\&|B\rPID|MSH inside\r", b"MSH|^~\\&|C\r"]


def messages(splitter: Splitter, data: bytes, cuts: list[int]) -> list[bytes]:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    found = [message for begin, end in pairwise(places) for message in splitter.feed(data[begin:end])]
    return found + splitter.end()


@given(st.lists(st.integers(0, 10_000), max_size=30))
def test_lines_in_any_chunks(cuts: list[int]) -> None:
    data = b'\xef\xbb\xbf{"a":1}\r\n\n\r\n{"b":"\xff\x00"}\nrubbish\n{"no":"end"}'
    assert messages(Splitter(LINES), data, cuts) == [
        b'{"a":1}\r',
        b'{"b":"\xff\x00"}',
        b"rubbish",
        b'{"no":"end"}',
    ]


@pytest.mark.parametrize("between", [b"", b"\n", b"\n\n"])
@given(cuts=st.lists(st.integers(0, 10_000), max_size=30))
def test_hl7_in_any_chunks(between: bytes, cuts: list[int]) -> None:
    assert messages(Splitter(BEFORE_HL7), between.join([*HL7, b""]), cuts) == HL7


def test_a_message_that_is_too_long_is_cut_and_kept() -> None:
    splitter = Splitter(LINES, most_bytes=10)
    found = splitter.feed(b"short\n" + b"x" * 25) + splitter.feed(b"yy\nshort again\n")
    assert found == [b"short", b"x" * 10, b"x" * 10, b"xxxxxyy", b"short again"]


@pytest.fixture
def pipe() -> Iterator[tuple[Lines, int]]:
    """Give a source that reads a pipe, and the end of the pipe to write to."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream:
        source = Lines(stream)
        yield source, writing
        # Until its thread has read the end, it may still read: from the next test's pipe, if that gets this number.
        while source.poll(10, 5):
            pass


def texts(received: list[Received]) -> list[tuple[int, bytes]]:
    return [(each.offset, each.raw) for each in received]


def test_lines_are_given_until_the_end(pipe: tuple[Lines, int]) -> None:
    source, writing = pipe
    source.start(lambda _: 7)
    assert source.poll(10, 0.01) == []
    os.write(writing, b"one\ntwo\nthree")
    first = source.poll(1, 5)
    assert texts(first) == [(7, b"one")]
    source.committed(first)
    second = source.poll(10, 5)
    assert texts(second) == [(8, b"two")]
    os.close(writing)
    third = source.poll(10, 5)
    assert texts(third) == [(9, b"three")]
    source.committed(second)
    assert not source.ended
    source.committed(third)
    assert source.ended
    assert source.lag() is None


def test_lines_that_were_not_stored_come_again(pipe: tuple[Lines, int]) -> None:
    source, writing = pipe
    offsets = iter([0, 100])
    source.start(lambda _: next(offsets))
    os.write(writing, b"one\ntwo\nthree\n")
    os.close(writing)
    source.dropped(source.poll(2, 5))
    assert texts(source.poll(10, 5)) == [(100, b"one"), (101, b"two"), (102, b"three")]
