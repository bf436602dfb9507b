"""The screen: progress and notes on standard error, as bars on a terminal and as lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from healthgen_db.progress import Advance, Progress, Silence


@contextmanager
def watching(*, quiet: bool) -> Iterator[Progress]:
    """Give what shows the progress of a verb, for as long as it works."""
    console = Console(stderr=True, highlight=False)
    if quiet:
        yield Silence()
    elif console.is_terminal:
        with _bars(console) as bars:
            yield Bars(bars)
    else:
        yield Lines(console)


class Lines:
    """A line for each phase when it ends, for logs."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Count what is done, and say how much and how long at the end."""
        return self._phase(name, total, unit)

    def note(self, message: str) -> None:
        """Write the message as a line; whoever reads them may have left, and the work goes on without."""
        with suppress(OSError):
            print(message, file=self.console.file, flush=True)

    @contextmanager
    def _phase(self, name: str, total: int | None, unit: str) -> Iterator[Advance]:
        done = 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps

        begin = perf_counter()
        ending = "stopped"
        try:
            yield advance
            ending = "done"
        finally:
            seconds = perf_counter() - begin
            counted = f", {done:,} {unit}" if done else ""
            share = f" of {total:,}" if total is not None and done < total else ""
            self.note(f"{name}: {ending}{counted}{share}, {seconds:.2f} s")


class Bars:
    """A bar for each phase, which stays when the phase has ended."""

    def __init__(self, bars: RichProgress) -> None:
        self.bars = bars

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        """Show a bar that fills, or one that moves where nobody knows how much there is to do."""
        return self._phase(name, total, unit)

    def note(self, message: str) -> None:
        """Write the message above the bars."""
        self.bars.console.print(message, markup=False)

    @contextmanager
    def _phase(self, name: str, total: int | None, unit: str) -> Iterator[Advance]:
        task = self.bars.add_task(name, total=total, counted="", rate="", seconds="")
        begin = perf_counter()
        done = 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps
            seconds = perf_counter() - begin
            counted = f"{done:,} of {total:,} {unit}" if total is not None else f"{done:,} {unit}"
            rate = f"{done / seconds:,.0f}/s" if unit != "steps" else ""
            self.bars.update(task, completed=done, counted=counted, rate=rate)

        try:
            yield advance
        finally:
            self.bars.update(task, seconds=f"{perf_counter() - begin:.1f} s")
            if total is None:
                self.bars.update(task, total=1, completed=1)
            self.bars.stop_task(task)


def _bars(console: Console) -> RichProgress:
    return RichProgress(
        TextColumn("{task.description:<16}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[counted]}"),
        TextColumn("[dim]{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[seconds]}"),
        console=console,
    )
