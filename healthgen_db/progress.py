"""Progress of long work: phases with steps, and notes. How they look is decided elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Protocol

Advance = Callable[[int], None]


class Progress(Protocol):
    """An observer of long work."""

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Begin a phase, which ends with the context. It yields a function that counts the steps done of total."""

    def note(self, message: str) -> None:
        """Show a message of one line."""


class Silence:
    """Progress that nobody sees."""

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


class Callback:
    """Progress as calls of a function: call(phase, done, total), with total None where it is not known."""

    def __init__(self, call: Callable[[str, int, int | None], None]) -> None:
        self.call = call

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Call at the beginning of a phase with 0, and after each step with what is done so far."""
        del unit
        done = 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps
            self.call(name, done, total)

        self.call(name, 0, total)
        yield advance

    def note(self, message: str) -> None:
        """Show nothing."""


class Stopwatch:
    """Passes phases on to an observer, and keeps the seconds of each in the order they began."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Pass a phase on and time it, whether it succeeds or not. A phase that comes again adds to its seconds."""
        begin = perf_counter()
        try:
            with self.progress.phase(name, total=total, unit=unit) as advance:
                yield advance
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + perf_counter() - begin, 4)

    def note(self, message: str) -> None:
        """Pass it on."""
        self.progress.note(message)
