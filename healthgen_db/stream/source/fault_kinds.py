"""Which fault each event of a dirty stream has: a pure function of the seed and the event, at most one each."""

from collections.abc import Sequence

import numpy as np

from healthgen_db.stream.contract.event import AdtEvent
from healthgen_db.world.draws import Draws, lookup_table

DUPLICATE, LATE, OUT_OF_ORDER = "duplicate", "late", "out_of_order"
CANCELLED, IMPOSSIBLE_AGE = "cancelled", "impossible_age"
FUTURE_ADMISSION, BROKEN = "future_admission", "broken"
REPAIRABLE = (DUPLICATE, LATE, OUT_OF_ORDER, CANCELLED, IMPOSSIBLE_AGE)
"""Faults after which a careful receiver still ends with the right tables."""
IRREPARABLE = (FUTURE_ADMISSION, BROKEN)
FAULTS = REPAIRABLE + IRREPARABLE

# What is wrong with an event depends on what it tells, which only the event itself knows.
_OF_CONTENT = "content"
# [A] Shares of the faults, in percent.
_WEIGHTS = {DUPLICATE: 22, LATE: 18, OUT_OF_ORDER: 18, BROKEN: 12, _OF_CONTENT: 30}
_KINDS = tuple(_WEIGHTS)
_TABLE = lookup_table(list(_WEIGHTS.values()))
# Faults of what an event tells, by its trigger. All others have IMPOSSIBLE_AGE.
_CONTENT = {
    "A01": (FUTURE_ADMISSION, CANCELLED, IMPOSSIBLE_AGE),
    "A02": (CANCELLED, IMPOSSIBLE_AGE),
    "A03": (CANCELLED, IMPOSSIBLE_AGE),
    "A04": (FUTURE_ADMISSION,),
    "A06": (FUTURE_ADMISSION, CANCELLED, IMPOSSIBLE_AGE),
}

NUMBERS = 100
"""Numbers of an encounter's events: event_key is encounter_id * NUMBERS + number, from 1 on."""
FIRST_FREE = 70
"""The log uses no number from here on, so mistaken events that a dirty stream adds have them."""
# Each mistaken event needs two numbers: its own, and that of the event that cancels it.
_PLACES = (NUMBERS - FIRST_FREE) // 2


class Kinds:
    """The faults of one seed. share: the share of events with a fault, 0 to 1."""

    def __init__(self, share: float, seed: int) -> None:
        self.draws = Draws(seed)
        self._share = share

    def drawn(self, keys: Sequence[int]) -> list[str | None]:
        """Return the fault that was drawn for each event key, None for events without one; see `settled`."""
        key = np.array(keys, dtype=np.int64)
        kinds: list[str | None] = [None] * len(key)
        chosen = np.flatnonzero(self.draws.uniform("stream.fault", key) < self._share)
        if len(chosen):
            numbers = self.draws.categorical("stream.fault_kind", key[chosen], _TABLE)
            for at, number in zip(chosen.tolist(), numbers.tolist(), strict=True):
                kinds[at] = _KINDS[number]
        return kinds

    def settled(self, event: AdtEvent, kind: str) -> str:
        """Return the fault that an event really has, as not every event can have every fault."""
        if kind == OUT_OF_ORDER:
            return OUT_OF_ORDER if self._comes_before_another(event) else LATE
        return self._of_content(event) if kind == _OF_CONTENT else kind

    def below(self, name: str, key: int, bound: int) -> int:
        """Return a whole number in [0, bound) for an event key."""
        return int(self.draws.below(name, np.array([key], dtype=np.int64), bound)[0])

    def _of_content(self, event: AdtEvent) -> str:
        if event.patient is None:
            return DUPLICATE
        kinds = _CONTENT.get(event.trigger, (IMPOSSIBLE_AGE,))
        kind = kinds[self.below("stream.fault_of_content", event.event_key, len(kinds))]
        if kind == CANCELLED and not self._has_free_numbers(event):
            return DUPLICATE
        if kind == IMPOSSIBLE_AGE and not self._another_tells_the_age(event):
            return DUPLICATE
        return kind

    def _comes_before_another(self, event: AdtEvent) -> bool:
        """Whether the next event of the encounter is sent in time, so that an event can come after it."""
        if event.encounter_id is None:
            return False
        return self.drawn([event.event_key + 1])[0] not in (LATE, OUT_OF_ORDER)

    def _has_free_numbers(self, event: AdtEvent) -> bool:
        """Whether no earlier event of the encounter may use the same two numbers of mistaken events."""
        number = event.event_key % NUMBERS
        earlier = range(event.event_key - _PLACES, event.event_key - number, -_PLACES)
        return number < FIRST_FREE and _OF_CONTENT not in self.drawn(list(earlier))

    def _another_tells_the_age(self, event: AdtEvent) -> bool:
        """Whether the first event of the encounter tells the birth date, and can be read."""
        first = event.event_key - event.event_key % NUMBERS + 1
        return event.event_key > first and self.drawn([first])[0] not in (BROKEN, _OF_CONTENT)


def free_numbers(event_key: int) -> tuple[int, int]:
    """Return the event keys of a mistaken event beside an event, and of what cancels it."""
    number = event_key % NUMBERS
    first = event_key - number + FIRST_FREE + 2 * (number % _PLACES)
    return first, first + 1
