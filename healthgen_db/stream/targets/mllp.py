"""The target mllp://host:port: HL7 messages, each acknowledged by the receiver before the next one is sent."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from zlib import crc32

from healthgen_db.stream.mllp.answers import Answer
from healthgen_db.stream.mllp.connection import MllpConnection, Patience
from healthgen_db.stream.targets.target import Message

_SHOWN = 5
"""So many refusals are shown one by one; the others are counted."""
_MOST_BY_CONNECTION = 100


class MllpTarget:
    """Sends over one connection or several.

    Every message waits for the answer to the one before it in its connection. The messages of an encounter go over the
    same connection, so they stay in order. A message that the receiver refuses (AE or AR) is counted in `refused` and
    not sent again.
    """

    def __init__(
        self,
        host: str,
        port: int,
        patience: Patience | None = None,
        note: Callable[[str], None] = lambda _: None,
        connections: int = 1,
    ) -> None:
        """note: shows a line to the user, such as the reason of a refusal."""
        self._name = f"mllp://{host}:{port}"
        self._note = note
        self._connections = [
            MllpConnection(host, port, patience or Patience(), note) for _ in range(connections)
        ]
        self._threads = ThreadPoolExecutor(connections)
        self.refused: Counter[str] = Counter()
        """Number of messages by refusal: AE and AR."""

    @property
    def most(self) -> int:
        """Messages that it should be given at a time, at most: they take seconds, and send() cannot be stopped."""
        return _MOST_BY_CONNECTION * len(self._connections)

    @property
    def resent(self) -> int:
        """How often a message was sent again, because its connection broke or its answer did not come in time."""
        return sum(connection.resent for connection in self._connections)

    def begin(self, reference: bytes) -> None:
        """Send nothing: a reference snapshot is JSON, and MLLP carries HL7. `healthgen ingest --reference` reads it."""

    def send(self, messages: Sequence[Message]) -> None:
        """Send messages, and return when all are answered.

        Raises StreamError if the receiver does not answer for as long as the patience lasts.
        """
        shares: list[list[Message]] = [[] for _ in self._connections]
        for message in messages:
            shares[crc32(message.key.encode()) % len(shares)].append(message)
        running = [
            self._threads.submit(_deliver, connection, share)
            for connection, share in zip(self._connections, shares, strict=True)
        ]
        for share, future in zip(shares, running, strict=True):
            for message, answer in zip(share, future.result(), strict=True):
                self._count(message, answer)

    def flush(self) -> None:
        """Do nothing: send() returns when all are acknowledged."""

    def close(self) -> None:
        """Close the connections, after messages that are on their way, and say how many were refused."""
        self._threads.shutdown()
        for connection in self._connections:
            connection.close()
        if self.refused:
            counts = " and ".join(f"{count:,} with {code}" for code, count in sorted(self.refused.items()))
            self._note(f"{self._name} refused {self.refused.total():,} messages: {counts}")

    def _count(self, message: Message, answer: Answer) -> None:
        if answer.code == "AA":
            return
        self.refused[answer.code] += 1
        shown = self.refused.total()
        if shown <= _SHOWN:
            self._note(f"{self._name} refused message {message.event_key}: {answer.code} {answer.text}")
        if shown == _SHOWN:
            self._note(f"{self._name}: more refusals are counted and not shown")


def _deliver(connection: MllpConnection, messages: Sequence[Message]) -> list[Answer]:
    return [connection.deliver(message.payload, str(message.event_key)) for message in messages]
