"""What a run sends: the log as it is, the log with faults, or again what no receiver could read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

import psycopg

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.answers import Answer, mark_resent, save_answers
from healthgen_db.stream.source.faults import LONGEST_DELAY, Faults, Sending
from healthgen_db.stream.source.log import Log

Place = tuple[datetime, int, int]
"""sent_at, event_key and copy: messages are sent in this order."""
BATCH = 5_000


class Feed(Protocol):
    """What a run sends."""

    def pages(self, after: Place | None, until: datetime | None) -> Iterator[Sequence[Sending]]:
        """Yield messages in the order of their places.

        after: only those after this place, which need not be the place of a message. until: only those before it.
        """

    def next_after(self, sending: Sending) -> Place | None:
        """Return the place after which the next run goes on, once the receiver has a message; None: as before."""

    def record(self, connection: psycopg.Connection, feed: str, target: str, sent: Sequence[Sending]) -> None:
        """Write down what is wrong with messages that the receiver has for good. The caller commits.

        feed: name of the schema with the table answers
        """


@dataclass
class CleanFeed:
    """The log as it is: each event is sent when it was recorded."""

    log: Log

    def pages(self, after: Place | None, until: datetime | None) -> Iterator[list[Sending]]:
        """Yield the events of the log."""
        for events in self.log.pages(after and after[:2], until):
            yield [Sending(event.recorded_at, event) for event in events]

    def next_after(self, sending: Sending) -> Place:
        """Return the place of the message."""
        return sending.place

    def record(self, connection: psycopg.Connection, feed: str, target: str, sent: Sequence[Sending]) -> None:
        """Do nothing: there are no answers."""


@dataclass
class DirtyFeed:
    """The log with faults. units: the unit of each bed_id."""

    log: Log
    faults: Faults
    _last: Place | None = field(default=None, init=False)

    def pages(self, after: Place | None, until: datetime | None) -> Iterator[list[Sending]]:
        """Yield messages. What is late may be sent after the end of the log."""
        begin = after and (after[0] - LONGEST_DELAY, 0)
        for batch in _batches(self.faults.sendings(self._noted(self.log.pages(begin, until)))):
            if until is not None and batch[-1].sent_at >= until:
                yield [
                    each for each in batch if each.sent_at < until and (after is None or each.place > after)
                ]
                return
            yield batch if after is None else [each for each in batch if each.place > after]

    def next_after(self, sending: Sending) -> Place | None:
        """Return the place of the message, or the end of the log for what is sent after it.

        When the log is longer, what was sent after its end is sent again. Otherwise new events would be left out.
        """
        return sending.place if self._last is None else min(sending.place, self._last)

    def record(self, connection: psycopg.Connection, feed: str, target: str, sent: Sequence[Sending]) -> None:
        """Write the answers."""
        answers: list[Answer] = [each.answer for each in sent if each.answer is not None]
        if answers:
            save_answers(connection, feed, target, answers)

    def _noted(self, pages: Iterable[list[AdtEvent]]) -> Iterator[list[AdtEvent]]:
        for page in pages:
            self._last = page[-1].recorded_at, page[-1].event_key, 0
            yield page


@dataclass
class ResendFeed:
    """Events that the receiver got in a form that nobody can repair, now as they are. The position stays.

    keys: their event keys, in the order in which they are sent
    """

    log: Log
    keys: Sequence[int]

    def pages(self, after: Place | None, until: datetime | None) -> Iterator[list[Sending]]:
        """Yield the events, whatever the position is."""
        for first in range(0, len(self.keys), BATCH):
            events = self.log.events(self.keys[first : first + BATCH])
            yield [Sending(event.recorded_at, event) for event in events]

    def next_after(self, sending: Sending) -> None:
        """Return None: the position stays."""

    def record(self, connection: psycopg.Connection, feed: str, target: str, sent: Sequence[Sending]) -> None:
        """Note in the answers that the events were sent again."""
        mark_resent(connection, feed, target, [each.event.event_key for each in sent])


def _batches(sendings: Iterable[Sending]) -> Iterator[list[Sending]]:
    iterator = iter(sendings)
    while batch := list(islice(iterator, BATCH)):
        yield batch
