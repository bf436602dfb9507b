"""What long work tells whoever watches: phases with steps, and notes; how it looks is not its business."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Protocol

__all__ = ["Advance", "Progress", "Silence", "Stopwatch"]

Advance = Callable[[int], None]


class Progress(Protocol):
    """Somebody who watches."""

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Begin a phase, which ends with the context; the function given counts what is done of total."""

    def note(self, message: str) -> None:
        """Say something worth a line."""


class Silence:
    """Nobody watches."""

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Do nothing."""
        del name, total, unit
        return nullcontext(_ignore)

    def note(self, message: str) -> None:
        """Do nothing."""


def _ignore(done: int) -> None:
    del done


class Stopwatch:
    """Passes phases on to a watcher and keeps the seconds of each, in the order they began."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Pass a phase on and time it, whether it succeeds or not; one that comes again adds to its seconds."""
        begin = perf_counter()
        try:
            with self.progress.phase(name, total=total, unit=unit) as advance:
                yield advance
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + perf_counter() - begin, 4)

    def note(self, message: str) -> None:
        """Pass it on."""
        self.progress.note(message)
