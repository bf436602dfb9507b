"""Sends messages to a target, and saves the position when the target has them for good."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.progress import Advance
from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.fault_contents import broken
from healthgen_db.stream.source.faults import Sending
from healthgen_db.stream.source.feed import Feed, Place
from healthgen_db.stream.source.pace import CHUNK, Pace, Stop
from healthgen_db.stream.source.positions import Position, Positions
from healthgen_db.stream.targets.folder import quarter
from healthgen_db.stream.targets.target import Message, Target

# A position is saved after so many messages, or seconds. A stream that is killed sends at most these again.
MOST_UNSAVED, UNSAVED_SECONDS = 20_000, 1.0
NOTE_SECONDS = 10.0


@dataclass
class Sender:
    """One run to one target."""

    target: Target
    encode: Callable[[AdtEvent], bytes]
    feed: Feed
    stop: Stop
    speed: float | None = None
    """Seconds of the dataset in a second; None: as fast as possible."""
    positions: Positions | None = None
    """None: no position is kept."""
    position: Position | None = None
    """That from which the run goes on, with the options of this run."""
    whole_quarters: bool = False
    """Whether the target has messages for good only when their quarter of an hour is over."""
    note: Callable[[str], None] = lambda _: None
    """Shows a line to the user."""
    most: int = CHUNK
    """Messages that the target is given at a time, at most. The run can stop only between them."""

    def __post_init__(self) -> None:
        """Begin to count."""
        self.messages = 0
        self.last: Sending | None = None
        self._unsaved: list[Sending] = []
        self._saved_at = self._noted_at = self._began_at = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.monotonic() - self._began_at

    def run(self, after: Place | None, until: datetime | None, advance: Advance) -> bool:
        """Send what comes after a place and before a moment. Return False if it was stopped before the end."""
        pace = Pace(self.speed, self.stop)
        for page in self.feed.pages(after, until):
            for part in pace.chunks(page, self.most):
                if part:
                    self._send(part)
                    advance(len(part))
                    self._show(part[-1])
                if self._is_time():
                    self._save(ended=False)
            if self.stop.wanted:
                self._save(ended=False)
                return False
        self._save(ended=True)
        return True

    def _send(self, part: Sequence[Sending]) -> None:
        self.target.send([self._message(each) for each in part])
        self.messages += len(part)
        self.last = part[-1]
        self._unsaved += part

    def _message(self, sending: Sending) -> Message:
        event = sending.event
        payload = self.encode(event)
        if sending.cut is not None:
            payload = broken(payload, sending.cut)
        return Message(sending.sent_at, event.event_key, sending.copy, event.key, payload)

    def _is_time(self) -> bool:
        return len(self._unsaved) >= MOST_UNSAVED or time.monotonic() - self._saved_at >= UNSAVED_SECONDS

    def _save(self, *, ended: bool) -> None:
        """Save the position after the last message that the target has for good."""
        count = len(self._unsaved)
        if self.whole_quarters and not ended:
            count = _whole(self._unsaved)
        safe, self._unsaved = self._unsaved[:count], self._unsaved[count:]
        self._saved_at = time.monotonic()
        if self.positions is None:
            self.target.flush()
        elif safe or ended:
            with errors_mapped(), self.positions.connection.transaction():
                if not self.whole_quarters or ended:
                    self.target.flush()
                if safe:
                    self._write(self.positions, safe)

    def _write(self, positions: Positions, safe: Sequence[Sending]) -> None:
        self.feed.record(positions.connection, positions.feed, positions.target, safe)
        place = self.feed.next_after(safe[-1])
        if place is not None and self.position is not None:
            sent_at, event_key, copy = place
            messages = self.position.messages + len(safe)
            self.position = replace(
                self.position, sent_at=sent_at, event_key=event_key, copy=copy, messages=messages
            )
            positions.save(self.position)

    def _show(self, last: Sending) -> None:
        """Show from time to time how far the run is."""
        if time.monotonic() - self._noted_at >= NOTE_SECONDS:
            self._noted_at = time.monotonic()
            self.note(
                f"{self.messages:,} messages, to {last.sent_at:%Y-%m-%d %H:%M},"
                f" {self.messages / self.seconds:,.0f} a second"
            )


def _whole(sendings: Sequence[Sending]) -> int:
    """Return how many messages are of an earlier quarter of an hour than the last one."""
    if not sendings:
        return 0
    began = quarter(sendings[-1].sent_at)
    return next(
        (index + 1 for index in range(len(sendings) - 1, -1, -1) if sendings[index].sent_at < began), 0
    )
