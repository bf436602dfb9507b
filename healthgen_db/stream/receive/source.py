"""What a source can do, and what it gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(slots=True)
class Received:
    """One message as it came."""

    raw: bytes
    partition: int
    """Partition of the topic; 0 for sources without partitions."""
    offset: int
    """Place in the partition, from 0 on and without a gap in one partition of a batch."""


class Source(Protocol):
    """A sender of messages. Every method raises a HealthgenError that says what to do if the sender fails."""

    @property
    def name(self) -> str:
        """What bronze calls it, such as kafka:adt."""

    @property
    def ended(self) -> bool:
        """Whether nothing more can come."""

    def start(self, next_offset: Callable[[int], int]) -> None:
        """Begin. next_offset(partition) reads from the database which message is the next one to read."""

    def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages; an empty list if none came in that time."""

    def committed(self, received: Sequence[Received]) -> None:
        """Take note that messages are in the database for good: acknowledge them to the sender."""

    def dropped(self, received: Sequence[Received]) -> None:
        """Take note that messages were not stored, as another receiver had them: go on from next_offset."""

    def lag(self) -> int | None:
        """Return how many messages wait to be read; None if the source cannot know."""

    def close(self) -> None:
        """Let go of the sender."""
