"""The event queue: what happens next, in the order of time; at the same second in the order of ids and kinds."""

from enum import IntEnum, auto
from heapq import heappush
from typing import Any


class Kind(IntEnum):
    """The kinds of events. At the same second and for the same id, the smaller kind comes first."""

    LEAVES = 0
    BED_READY = auto()
    BED_BLOCKED = auto()
    BED_UNBLOCKED = auto()
    ASSESSED = auto()
    TRIAGED = auto()
    SEEN_IN_HALL = auto()
    WALKS_OUT = auto()
    DECIDED = auto()
    DEPARTS = auto()
    ADMITTED = auto()
    ASSIGN = auto()
    OUTLIER = auto()
    MOVES_IN = auto()
    STEP = auto()
    SURGERY_DUE = auto()
    SURGERY_ENDS = auto()
    ROOM_READY = auto()
    BEGINS = auto()
    SURGE = auto()
    HOUR = auto()


LAST_ID = 2**62
"""Sorts after all ids: the count at the full hour comes after everything else that happens at this second."""


class Clock:
    """The events to come, as a heap of (time, id, kind, whose)."""

    def __init__(self) -> None:
        self.heap: list[tuple[int, int, int, Any]] = []
        self.hour = 0
        """The hour of the day in the hospital's time zone."""

    def plan(self, time: int, number: int, kind: Kind, whose: Any = None) -> None:  # noqa: ANN401 - Patient or None
        """Plan an event. Its number is that of the encounter, or -1 minus that of a bed or room."""
        heappush(self.heap, (time, number, kind, whose))
