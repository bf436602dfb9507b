"""Progress and notes on standard error: bars on a terminal, lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from healthgen_db.progress import Advance, Progress


@contextmanager
def watching(*, quiet: bool) -> Iterator[Progress]:
    """Yield an observer that shows progress during the block."""
    console = Console(stderr=True, highlight=False)
    if quiet:
        yield Progress()
    elif console.is_terminal:
        with RichProgress(
            TextColumn("{task.description:<16}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[counted]}"),
            TextColumn("[dim]{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[seconds]}"),
            console=console,
        ) as bars:
            yield Bars(bars)
    else:
        yield Lines(console)


class Lines(Progress):
    """A line for each phase when it ends, for logs."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Count the steps, and write a line with their number and the seconds at the end."""
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
            counted = f", {done:,} {unit if done > 1 else unit.removesuffix('s')}" if done else ""
            if total is not None and done < total:
                counted = f", {done:,} of {total:,} {unit}"
            self.note(f"{name}: {ending}{counted}, {seconds:.2f} s")

    def note(self, message: str) -> None:
        """Write the message as a line. If nobody reads standard error any more, the work continues."""
        with suppress(OSError):
            print(message, file=self.console.file, flush=True)


class Bars(Progress):
    """A bar for each phase, which stays when the phase has ended."""

    def __init__(self, bars: RichProgress) -> None:
        self.bars = bars

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        """Show a bar that fills, or a bar that only moves if the number of steps is unknown."""
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

    def note(self, message: str) -> None:
        """Write the message above the bars."""
        self.bars.console.print(message, markup=False)
