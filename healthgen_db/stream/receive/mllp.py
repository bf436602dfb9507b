"""The source mllp://host:port: a server that hospitals connect to. All connections together form micro-batches."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from healthgen_db.config.errors import ConfigError
from healthgen_db.stream.mllp.answers import answer, judge
from healthgen_db.stream.mllp.framing import Frames, framed
from healthgen_db.stream.receive.source import Received

_CHUNK = 1 << 16
_BACKLOG = 128
_PARTITION = 0


class _Connection:
    """One sender: its socket, its unfinished frame, and the answers that it waits for."""

    def __init__(self, sender: socket.socket) -> None:
        self.socket = sender
        self.frames = Frames()
        self.answers = bytearray()
        """Answers that wait to be sent."""
        self.owed = 0
        """Messages that have no answer yet."""
        self.reading = True
        """False when the sender has said that it sends nothing more. It may still wait for answers."""
        self.broken = False

    def read(self) -> list[bytes]:
        """Return the messages that have come."""
        try:
            data = self.socket.recv(_CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            self.broken = True
            return []
        # The sender of a message without an end gets no answer, so it sends the message again.
        self.reading = bool(data)
        messages = list(self.frames.feed(data))
        self.owed += len(messages)
        return messages

    def write(self) -> None:
        """Send as much of the answers as the connection takes now."""
        try:
            sent = self.socket.send(self.answers)
        except BlockingIOError:
            return
        except OSError:
            # A sender that does not get its answer sends the message again, and silver takes it once.
            self.broken = True
        else:
            del self.answers[:sent]

    @property
    def finished(self) -> bool:
        """Whether nothing more can be read or answered."""
        return self.broken or not (self.reading or self.owed or self.answers)

    @property
    def events(self) -> int:
        """What to wait for."""
        reading = selectors.EVENT_READ if self.reading else 0
        return reading | (selectors.EVENT_WRITE if self.answers else 0)


class MllpSource:
    """Listens for senders and gives their messages in the order in which they came.

    poll() does all the reading, so nothing is read while a batch is being stored; the system keeps what comes then.
    A message is acknowledged by committed(), when it is in the database for good: AA, AE or AR as `judge` says. A
    sender that goes away before its answer has to send the message again.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 2575) -> None:
        """Listen. port 0 takes a free port. Raises ConfigError if the address cannot be used."""
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            raise ConfigError(
                f"--from mllp://{host}:{port}: cannot listen there: {error}. Name a free port of this machine, such as"
                " mllp://127.0.0.1:2575"
            ) from error
        self._listener.setblocking(False)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        """Host and port on which it listens."""
        self.name = f"mllp://{host}:{port}"
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._connections: set[_Connection] = set()
        self._waiting: deque[tuple[_Connection, bytes]] = deque()
        """Messages that were read and not given by poll()."""
        self._unanswered: dict[int, tuple[_Connection, bytes]] = {}
        """Messages that were given and not stored, by offset."""
        self._next_offset: Callable[[int], int] = lambda _: 0
        self._offset = 0

    @property
    def ended(self) -> bool:
        """Never: another sender may connect."""
        return False

    def start(self, next_offset: Callable[[int], int]) -> None:
        """Count on from the messages that came in earlier runs."""
        self._next_offset = next_offset
        self._offset = next_offset(_PARTITION)

    def poll(self, most: int, seconds: float) -> list[Received]:
        """Return what has come, after waiting up to `seconds` for the first message."""
        deadline = time.monotonic() + seconds
        self._serve(0)
        while not self._waiting and (remaining := deadline - time.monotonic()) > 0:
            self._serve(remaining)
        while len(self._waiting) < most and time.monotonic() < deadline and self._serve(0):
            pass
        return [self._given() for _ in range(min(most, len(self._waiting)))]

    def committed(self, received: Sequence[Received]) -> None:
        """Send the answers to messages that are in the database for good."""
        now = datetime.now(UTC)
        answered = {}
        for each in received:
            connection, message = self._unanswered.pop(each.offset)
            connection.answers += framed(answer(message, judge(message), now))
            connection.owed -= 1
            answered[id(connection)] = connection
        for connection in answered.values():
            if not connection.broken:
                connection.write()
                self._watch(connection)

    def dropped(self, received: Sequence[Received]) -> None:
        """Give the messages again: they were not stored, because another receiver of this name counted on."""
        self._waiting.extendleft(self._unanswered.pop(each.offset) for each in reversed(received))
        self._offset = self._next_offset(_PARTITION)

    def lag(self) -> int | None:
        """Return how many messages have been read and not been given. What senders still hold nobody knows."""
        return len(self._waiting)

    def close(self) -> None:
        """Stop listening, and close all connections."""
        for connection in self._connections:
            connection.socket.close()
        self._selector.close()
        self._listener.close()

    def _given(self) -> Received:
        connection, message = self._waiting.popleft()
        offset, self._offset = self._offset, self._offset + 1
        self._unanswered[offset] = (connection, message)
        return Received(message, _PARTITION, offset)

    def _serve(self, seconds: float) -> bool:
        """Wait up to `seconds` for senders; take new ones, and read and write. Return whether anything happened."""
        ready = self._selector.select(seconds)
        for key, events in ready:
            connection = key.data
            if connection is None:
                self._accept()
                continue
            if events & selectors.EVENT_READ:
                self._waiting.extend((connection, message) for message in connection.read())
            if events & selectors.EVENT_WRITE and not connection.broken:
                connection.write()
            self._watch(connection)
        return bool(ready)

    def _accept(self) -> None:
        try:
            sender, _ = self._listener.accept()
        except OSError:  # it has gone again
            return
        sender.setblocking(False)
        sender.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A sender that lost its power never closes its connection. Without this, such connections would add up.
        sender.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection = _Connection(sender)
        self._connections.add(connection)
        self._watch(connection)

    def _watch(self, connection: _Connection) -> None:
        """Wait for what the connection needs next; let go of it if it is finished."""
        watched = connection.socket in self._selector.get_map()
        if connection.finished:
            self._connections.discard(connection)
            if watched:
                self._selector.unregister(connection.socket)
            connection.socket.close()
        elif connection.events and watched:
            self._selector.modify(connection.socket, connection.events, connection)
        elif connection.events:
            self._selector.register(connection.socket, connection.events, connection)
        elif watched:
            self._selector.unregister(connection.socket)
