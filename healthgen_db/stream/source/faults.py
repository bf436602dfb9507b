"""The dirty stream: the events of the log with the faults of real feeds, in the order in which they are sent.

A fault depends on the seed and on its event alone, and delays a message by at most LONGEST_DELAY. So a sender that
stopped reads the log again from that long before its position, and gets the same messages in the same order.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.stream.source.answers import Answer, answer
from healthgen_db.stream.source.fault_contents import (
    born_on,
    impossible_birth_date,
    in_the_future,
    mistake_beside,
)
from healthgen_db.stream.source.fault_kinds import (
    BROKEN,
    CANCELLED,
    DUPLICATE,
    FUTURE_ADMISSION,
    IMPOSSIBLE_AGE,
    LATE,
    OUT_OF_ORDER,
    Kinds,
)

LONGEST_DELAY = timedelta(hours=73)
"""A message is sent at most this long after its event was recorded."""
# [A] Late messages come 1 to 72 hours late, duplicates up to half an hour.
_LATE = (3600, 72 * 3600)
_DUPLICATE = 1800
# A message waits this long for the next event of its encounter. If none comes, it is late and not out of order.
_PATIENCE = timedelta(hours=24)
# [A] It comes up to a minute after that event.
_AFTER_ANOTHER = 60
_CUTS = 1 << 30


@dataclass(slots=True)
class Sending:
    """One message to send."""

    sent_at: datetime
    """In the time of the dataset, from recorded_at on."""
    event: AdtEvent
    """As it is told, with its fault."""
    copy: int = 0
    """0, or 1 for a duplicate."""
    answer: Answer | None = None
    """What is wrong with it, to be written with the position after it."""
    cut: int | None = None
    """For fault_contents.broken: the payload does not come through whole. None: it does."""

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Its place in the order of sending."""
        return self.sent_at, self.event.event_key, self.copy


class Faults:
    """The faults of one seed. share: the share of events with a fault, 0 to 1. units: the unit of each bed_id."""

    def __init__(self, share: float, seed: int, units: Mapping[int, int]) -> None:
        self._kinds = Kinds(share, seed)
        self._neighbors = neighbors_of(units)
        self._later: list[tuple[tuple[datetime, int, int], Sending]] = []
        # Events that wait for the next one of their encounter, by its event_key, and in the order of their patience.
        self._waiting: dict[int, AdtEvent] = {}
        self._impatient: deque[AdtEvent] = deque()

    def sendings(self, pages: Iterable[Sequence[AdtEvent]]) -> Iterator[Sending]:
        """Yield messages in the order of (sent_at, event_key, copy), from events in that of (recorded_at, event_key).

        Holds only the messages that are sent later than the last event that was read.
        """
        for page in pages:
            drawn = self._kinds.drawn([event.event_key for event in page])
            for event, kind in zip(page, drawn, strict=True):
                self._stop_waiting(event)
                yield from self._due((event.recorded_at, event.event_key, 0))
                if kind is None:
                    yield Sending(event.recorded_at, event)
                else:
                    self._send(event, self._kinds.settled(event, kind))
        while self._impatient:
            self._give_up(self._impatient.popleft())
        while self._later:
            yield heappop(self._later)[1]

    def _due(self, place: tuple[datetime, int, int]) -> Iterator[Sending]:
        while self._later and self._later[0][0] < place:
            yield heappop(self._later)[1]

    def _send(self, event: AdtEvent, kind: str) -> None:
        """Put the messages of an event with a fault where they are taken from when it is time."""
        at, kinds, key = event.recorded_at, self._kinds, event.event_key
        if kind == LATE:
            seconds = _LATE[0] + kinds.below("stream.late", key, _LATE[1] - _LATE[0] + 1)
            self._push_late(event, seconds)
        elif kind == OUT_OF_ORDER:
            self._waiting[key + 1] = event
            self._impatient.append(event)
        elif kind == IMPOSSIBLE_AGE:
            born = impossible_birth_date(event, kinds)
            detail = {"date_of_birth": born.isoformat()}
            self._push(Sending(at, born_on(event, born), answer=answer(event, kind, at, detail)))
        elif kind == FUTURE_ADMISSION:
            changed = in_the_future(event, kinds)
            detail = {"occurred_at": changed.occurred_at.isoformat()}
            self._push(Sending(at, changed, answer=answer(event, kind, at, detail)))
        elif kind == BROKEN:
            cut = kinds.below("stream.cut", key, _CUTS)
            self._push(Sending(at, event, answer=answer(event, kind, at, {}), cut=cut))
        else:
            self._push(Sending(at, event))
            self._add(event, kind)

    def _add(self, event: AdtEvent, kind: str) -> None:
        """Add a duplicate of an event, or a mistake and what cancels it."""
        if kind == DUPLICATE:
            at = event.recorded_at + timedelta(
                seconds=1 + self._kinds.below("stream.again", event.event_key, _DUPLICATE)
            )
            self._push(Sending(at, event, copy=1, answer=answer(event, kind, at, {})))
        elif kind == CANCELLED:
            mistaken, cancelling = mistake_beside(event, self._kinds, self._neighbors)
            detail = {"mistaken": mistaken.message_id, "cancelling": cancelling.message_id}
            at = mistaken.recorded_at
            self._push(Sending(at, mistaken, answer=answer(event, kind, at, detail)))
            self._push(Sending(cancelling.recorded_at, cancelling))

    def _stop_waiting(self, event: AdtEvent) -> None:
        """Send what waited for this event, and what waited too long."""
        while self._impatient and self._impatient[0].recorded_at + _PATIENCE <= event.recorded_at:
            self._give_up(self._impatient.popleft())
        before = self._waiting.pop(event.event_key, None)
        if before is not None:
            seconds = 1 + self._kinds.below("stream.after_another", before.event_key, _AFTER_ANOTHER)
            at = event.recorded_at + timedelta(seconds=seconds)
            detail = {"after": event.message_id}
            self._push(Sending(at, before, answer=answer(before, OUT_OF_ORDER, at, detail)))

    def _give_up(self, event: AdtEvent) -> None:
        if self._waiting.pop(event.event_key + 1, None) is not None:
            self._push_late(event, int(_PATIENCE.total_seconds()))

    def _push_late(self, event: AdtEvent, seconds: int) -> None:
        at = event.recorded_at + timedelta(seconds=seconds)
        self._push(Sending(at, event, answer=answer(event, LATE, at, {"seconds": seconds})))

    def _push(self, sending: Sending) -> None:
        heappush(self._later, (sending.place, sending))


def neighbors_of(units: Mapping[int, int]) -> dict[int, int]:
    """Return another bed of the same unit for each bed, itself if the unit has no other. units: unit of each bed_id."""
    beds: dict[int, list[int]] = {}
    for bed in sorted(units):
        beds.setdefault(units[bed], []).append(bed)
    return {
        bed: other for unit in beds.values() for bed, other in zip(unit, unit[1:] + unit[:1], strict=True)
    }
