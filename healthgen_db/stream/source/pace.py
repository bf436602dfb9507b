"""The speed of a stream: when each message is due, and the wish to stop."""

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from healthgen_db.stream.source.faults import Sending
from healthgen_db.systems import this_system

CHUNK = 5_000
"""Messages that are sent at a time, at most."""
# Messages that are due within so many seconds are sent together.
TICK = 0.05
# A longer wait is interrupted so often: what was sent before it can be saved meanwhile.
LONGEST_WAIT = 1.0


class Stop:
    """The wish to stop: set by Ctrl-C, SIGTERM or, on Windows, Ctrl-Break. A second Ctrl-C ends the process at once."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def wanted(self) -> bool:
        """Whether to stop."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is wanted to stop."""
        self._event.wait(seconds)

    def set(self, number: int = signal.SIGINT, frame: FrameType | None = None) -> None:
        """Ask to stop after what is being sent."""
        del frame
        # A supervisor may send SIGTERM to a whole group, and to the process once more.
        if self._event.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._event.set()


@contextmanager
def stopping() -> Iterator[Stop]:
    """Yield what the signals to stop set during the block. Only the main thread gets signals."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop.set) for number in this_system().stop_signals}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Pace:
    """Lets messages through when they are due.

    speed: seconds of the dataset in a second; None: as fast as the receiver takes them
    """

    def __init__(self, speed: float | None, stop: Stop) -> None:
        self._speed = speed
        self._stop = stop
        self._first: tuple[datetime, float] | None = None

    def chunks(self, page: Sequence[Sending], most: int = CHUNK) -> Iterator[Sequence[Sending]]:
        """Yield the messages of a page, `most` at a time, when they are due. Ends early if it is wanted to stop.

        In a long wait, it yields nothing (an empty part) every second.
        """
        sent = 0
        while sent < len(page) and not self._stop.wanted:
            due = min(sent + most, len(page))
            if self._speed is not None:
                due = self._due(page, sent, due, self._speed)
            if not self._stop.wanted:
                yield page[sent:due]
            sent = due

    def _due(self, page: Sequence[Sending], begin: int, end: int, speed: float) -> int:
        """Wait until the message at `begin` is due, a second at most, and return which is the first one that is not."""
        if self._first is None:
            self._first = page[begin].sent_at, time.monotonic()
        first, began = self._first

        def seconds(message: Sending) -> float:
            return (message.sent_at - first).total_seconds() / speed

        self._stop.wait(min(max(began + seconds(page[begin]) - time.monotonic(), 0), LONGEST_WAIT))
        now = time.monotonic() - began + TICK
        return next((index for index in range(begin, end) if seconds(page[index]) > now), end)
