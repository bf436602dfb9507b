"""Progress of long work: phases with steps, and notes. cli/show decides how they look."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter

Advance = Callable[[int], None]


class Progress:
    """An observer of long work. This base class shows nothing."""

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Begin a phase, which ends with the context. The context yields a function that counts finished steps.

        total: the number of steps; None if it is unknown. unit: what the steps are, in the plural.
        """
        del name, total, unit
        return nullcontext(lambda _: None)

    def note(self, message: str) -> None:
        """Show a message of one line."""


class Callback(Progress):
    """Progress as calls of a function: call(phase, done, total); total is None if it is unknown."""

    def __init__(self, call: Callable[[str, int, int | None], None]) -> None:
        self.call = call

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Call the function with 0 at the beginning of a phase, and with the finished steps after each step."""
        del unit
        done = 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps
            self.call(name, done, total)

        advance(0)
        yield advance


class Stopwatch(Progress):
    """Passes phases on to an observer, and adds up the seconds of each phase, in the order of their first begin."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Pass a phase on and time it, also if it fails."""
        begin = perf_counter()
        try:
            with self.progress.phase(name, total=total, unit=unit) as advance:
                yield advance
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + perf_counter() - begin, 4)

    def note(self, message: str) -> None:
        """Pass it on."""
        self.progress.note(message)
