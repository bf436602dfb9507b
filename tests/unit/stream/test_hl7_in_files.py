"""HL7 messages in files and on standard input: they come out as they went in."""

from __future__ import annotations

import re

import pytest

from healthgen_db.stream.formats.hl7 import encode
from healthgen_db.stream.receive.lines import BEFORE_HL7, LINES, Splitter
from tests.unit.stream.sample_events import events, places

MESSAGES = [encode(event, places()) for event in events(60)]
CUT = [MESSAGES[0][:100], *MESSAGES[1:3], MESSAGES[3][:-1]]
"""Messages of which some were cut off: their last segment has no end."""


@pytest.mark.parametrize("between", [LINES, BEFORE_HL7])
@pytest.mark.parametrize("messages", [MESSAGES, CUT])
@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_messages_come_out_as_they_went_in(
    messages: list[bytes], size: int, between: re.Pattern[bytes]
) -> None:
    written = b"".join(message + b"\n" for message in messages)
    splitter = Splitter(between)
    found = []
    for begin in range(0, len(written), size):
        found += splitter.feed(written[begin : begin + size])
    assert found + splitter.end() == messages


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_files_of_others_are_split(end: bytes) -> None:
    """Segments end as lines do, and messages follow each other without anything between."""
    written = b"".join(message.replace(b"\r", end) for message in MESSAGES)
    splitter = Splitter(BEFORE_HL7)
    found = splitter.feed(written) + splitter.end()
    assert [message.rstrip() + end for message in found] == [
        message.replace(b"\r", end) for message in MESSAGES
    ]
