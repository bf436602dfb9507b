"""What a target can do, and what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(slots=True)
class Message:
    """One message, ready to be sent."""

    sent_at: datetime
    """In the time of the dataset: when it was recorded, or later in a dirty stream."""
    event_key: int
    """0 for a reference snapshot."""
    copy: int
    """0, or 1 for a duplicate that was added on purpose."""
    key: str
    """Key of the partition."""
    payload: bytes


class Target(Protocol):
    """A receiver of messages. Every method raises a HealthgenError that says what to do if the receiver fails."""

    def begin(self, reference: bytes) -> None:
        """Send a reference snapshot before anything else, to every partition."""

    def send(self, messages: Sequence[Message]) -> None:
        """Send messages in order. They may still be on their way when this returns."""

    def flush(self) -> None:
        """Return when the receiver has all messages for good."""

    def close(self) -> None:
        """Let go of the receiver. What was not flushed may be lost, and is sent again next time."""
