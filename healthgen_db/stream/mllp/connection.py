"""A connection to an MLLP receiver: it carries one message at a time, and makes itself anew when it breaks."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from healthgen_db.config.errors import StreamError
from healthgen_db.stream.mllp.answers import Answer, read
from healthgen_db.stream.mllp.framing import Frames, framed

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds."""

    answer: float = 30.0
    """For the answer to a message, before the connection counts as dead."""
    receiver: float = 120.0
    """For a receiver that cannot be reached or does not answer, before giving up."""


class MllpConnection:
    """Delivers messages to a receiver, each after the answer to the one before."""

    def __init__(self, host: str, port: int, patience: Patience, note: Callable[[str], None]) -> None:
        """note: shows a line to the user."""
        self._address = (host, port)
        self._patience = patience
        self._note = note
        self._socket: socket.socket | None = None
        self._frames = Frames()
        self._answers: list[bytes] = []
        self.resent = 0
        """How often a message was sent again."""

    def deliver(self, message: bytes, message_id: str) -> Answer:
        """Send a message until it is answered, and return the answer.

        If the connection breaks, or the answer does not come in time, the message is sent again over a new connection:
        the receiver may get it twice, and never not at all.

        Raises StreamError if the receiver does not answer for as long as the patience lasts.
        """
        give_up_at = time.monotonic() + self._patience.receiver
        pause = _FIRST_PAUSE
        while True:
            try:
                return self._exchange(message, message_id)
            except OSError as error:  # also TimeoutError
                self.close()
                if pause == _FIRST_PAUSE:
                    self._note_trouble(error)
                if time.monotonic() + pause > give_up_at:
                    raise self._unreachable(message_id, error) from error
                time.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                self.resent += 1

    def close(self) -> None:
        """Close the connection. The next message makes a new one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _exchange(self, message: bytes, message_id: str) -> Answer:
        """Send a message and return its answer. Raises OSError if the connection breaks or no answer comes in time."""
        connection = self._socket or self._connect()
        deadline = time.monotonic() + self._patience.answer
        connection.settimeout(self._patience.answer)
        connection.sendall(framed(message))
        while (found := self._answer_to(message_id)) is None:
            self._receive(connection, deadline)
        return found

    def _connect(self) -> socket.socket:
        self._frames, self._answers = Frames(), []
        self._socket = socket.create_connection(self._address, timeout=self._patience.answer)
        # A message is one small packet that must leave at once; without this, it may wait for the packet before it.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _answer_to(self, message_id: str) -> Answer | None:
        """Return the answer to a message if it has come. An AA that names another message is ignored."""
        while self._answers:
            found = read(self._answers.pop(0))
            # Who refuses a broken message may not know its id. Only one message is on its way, so it is this one.
            if found is not None and (found.code != "AA" or found.message_id == message_id):
                return found
        return None

    def _receive(self, connection: socket.socket, deadline: float) -> None:
        # A timeout of 0 would mean: do not wait at all.
        connection.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            data = connection.recv(_CHUNK)
        except TimeoutError as error:
            raise TimeoutError(f"no answer in {self._patience.answer:g} s") from error
        if not data:
            raise ConnectionError("the receiver closed the connection")
        self._answers += self._frames.feed(data)

    def _note_trouble(self, error: OSError) -> None:
        host, port = self._address
        self._note(
            f"mllp://{host}:{port}: {error}; trying again for up to {self._patience.receiver:g} s (a receiver starts"
            f" with: healthgen ingest --from mllp://{host}:{port})"
        )

    def _unreachable(self, message_id: str, error: OSError) -> StreamError:
        host, port = self._address
        return StreamError(
            f"mllp://{host}:{port} did not acknowledge message {message_id} for {self._patience.receiver:g} s:"
            f" {error}. Start the receiver (such as healthgen ingest --from mllp://{host}:{port}) and run the same"
            " command again: it goes on from the last position that was saved"
        )
