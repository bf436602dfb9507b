"""Frames of MLLP: a message stands between a start byte (0x0B) and an end byte (0x1C) with a carriage return."""

from collections.abc import Iterator

START = b"\x0b"
END = b"\x1c"
MOST_BYTES = 1 << 20
"""A message that is longer is cut here. A real ADT message has one or two thousand bytes."""


def framed(message: bytes) -> bytes:
    """Return a message in its frame. HL7 escapes control characters, so none of the bytes can be inside."""
    return START + message + END + b"\r"


class Frames:
    """Finds messages in the bytes of one connection, in whatever pieces they come."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._searched = 0
        """No end byte stands before this place of the buffer."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes; yield each message that is complete with them.

        Bytes between frames are ignored, such as the carriage return after an end byte. A start byte inside a message
        means that the sender broke off and began again: only what follows it counts. A message without an end within
        MOST_BYTES is yielded cut off, as more than MOST_BYTES bytes; the rest of it is ignored.
        """
        self._buffer += data
        while (message := self._next()) is not None:
            yield message

    def _next(self) -> bytes | None:
        begin = self._buffer.find(START)
        if begin < 0:
            self._drop(len(self._buffer))
            return None
        end = self._buffer.find(END, max(begin, self._searched))
        if end < 0 and len(self._buffer) - begin <= MOST_BYTES + 1:
            self._searched = len(self._buffer)
            return None
        if end < 0:
            end = len(self._buffer)
        begin = self._buffer.rfind(START, begin, end)
        message = bytes(self._buffer[begin + 1 : end])
        self._drop(end + 1)
        return message

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._searched = 0
