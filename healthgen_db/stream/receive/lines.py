"""The source `-`: standard input, one message a line. Messages of HL7 have carriage returns inside, and no line breaks.

Splitting bytes into messages is also here; the folder splits its files in the same way.
"""

import os
import queue
import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import BinaryIO

from healthgen_db.stream.receive.source import Received

MOST_BYTES = 64 << 20
"""A longer message is cut into pieces of this size. Each piece is a message, so nothing is lost."""
BATCH_BYTES = 128 << 20
"""A batch ends when it has so many bytes, so that large messages do not fill the memory."""
LINES = re.compile(rb"\n")
"""What stands between messages of JSON."""
BEFORE_HL7 = re.compile(rb"\n+(?=MSH)|(?<=\r)(?=MSH)")
"""What stands between messages of HL7: line feeds before the next MSH.

A carriage return belongs to the message: it ends the last segment, and without it the message was cut off.
"""
_CHUNK = 1 << 20
# Chunks of standard input that wait. Reading stops when there are so many.
_MOST_CHUNKS = 16
_BOM = b"\xef\xbb\xbf"
_PARTITION = 0


class Splitter:
    """Cuts a stream of bytes into messages. Empty lines are no messages."""

    def __init__(self, between: re.Pattern[bytes], most_bytes: int = MOST_BYTES) -> None:
        """between: what stands between two messages."""
        self._between = between
        self._most = most_bytes
        self._rest = bytearray()
        self._searched = 0
        self._began = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the messages that are complete with the next bytes."""
        self._rest += chunk
        if not self._began and len(self._rest) >= len(_BOM):
            self._began = True
            # Files of Windows begin with this mark, which is no part of the first message.
            if self._rest.startswith(_BOM):
                del self._rest[: len(_BOM)]
        found, begin = [], 0
        for match in self._between.finditer(self._rest, self._searched):
            found.append(bytes(self._rest[begin : match.start()]))
            begin = match.end()
        del self._rest[:begin]
        # A break may lie at the end of these bytes, so the search goes on a few bytes before it.
        self._searched = max(0, len(self._rest) - 8)
        while len(self._rest) > self._most:
            found.append(bytes(self._rest[: self._most]))
            del self._rest[: self._most]
            self._searched = 0
        return [message for each in found if (message := _message(each))]

    def end(self) -> list[bytes]:
        """Return the last message, if it had no end."""
        message = _message(bytes(self._rest))
        self._rest.clear()
        self._searched = 0
        return [message] if message else []


def _message(piece: bytes) -> bytes:
    """Return a message without the line feeds around it; nothing if it has only line breaks."""
    return piece.strip(b"\n") if piece.strip(b"\r\n") else b""


class Lines:
    """Reads lines from a stream. What was read and not stored is kept, and given again.

    A stream cannot be read again. So what was read before the process died is lost, unless the sender sends it again.
    """

    name = "lines"

    def __init__(self, stream: BinaryIO) -> None:
        self._descriptor = stream.fileno()
        self._splitter = Splitter(LINES)
        self._chunks: queue.Queue[bytes] = queue.Queue(_MOST_CHUNKS)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._given: list[Received] = []
        self._next_offset: Callable[[int], int] = lambda _: 0
        self._offset = 0
        self._exhausted = False

    @property
    def ended(self) -> bool:
        """Whether the stream has ended and all of its messages were stored."""
        return self._exhausted and not self._waiting and not self._given

    def start(self, next_offset: Callable[[int], int]) -> None:
        """Begin to read. The messages are numbered on from those of earlier runs."""
        self._next_offset = next_offset
        self._offset = next_offset(_PARTITION)
        # Reading a terminal or a pipe may wait without limit, so another thread does it.
        threading.Thread(target=self._read, daemon=True).start()

    def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages; an empty list if none came in that time."""
        deadline = monotonic() + seconds
        while len(self._waiting) < most and self._waiting_bytes < BATCH_BYTES and not self._exhausted:
            try:
                # What is there is given at once.
                chunk = self._chunks.get(block=not self._waiting, timeout=max(0.0, deadline - monotonic()))
            except queue.Empty:
                break
            self._exhausted = not chunk
            found = self._splitter.feed(chunk) if chunk else self._splitter.end()
            self._waiting += found
            self._waiting_bytes += sum(map(len, found))
        count = min(most, len(self._waiting))
        given = [Received(self._waiting.popleft(), _PARTITION, self._offset + i) for i in range(count)]
        self._offset += count
        self._given += given
        self._waiting_bytes -= sum(len(each.raw) for each in given)
        return given

    def committed(self, received: Sequence[Received]) -> None:
        """Forget messages that are stored."""
        del self._given[: len(received)]

    def dropped(self, received: Sequence[Received]) -> None:
        """Give the messages again, with new numbers."""
        del received
        self._waiting.extendleft(each.raw for each in reversed(self._given))
        self._waiting_bytes += sum(len(each.raw) for each in self._given)
        self._given.clear()
        self._offset = self._next_offset(_PARTITION)

    def lag(self) -> int | None:
        """Return None: nobody knows what the sender still has."""
        return None

    def close(self) -> None:
        """Leave the stream as it is: it belongs to the process."""

    def _read(self) -> None:
        chunk = b"begin"
        while chunk:
            # The buffered stream would keep a lock while it waits, and Python could not end.
            try:
                chunk = os.read(self._descriptor, _CHUNK)
            except OSError:
                chunk = b""
            self._chunks.put(chunk)
