"""Progress and notes on standard error: bars on a terminal, lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, ProgressColumn, Task, TextColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from healthgen_db.progress import Advance, Progress

# The narrowest terminals for a bar with all columns, and for one with the number of steps.
WIDE, MEDIUM = 100, 72


@contextmanager
def watching(*, quiet: bool) -> Iterator[Progress]:
    """Yield an observer that shows progress during the block."""
    console = Console(stderr=True, highlight=False)
    # FORCE_COLOR, which many set for logs, makes Rich believe in a terminal. Bars in a log are unreadable.
    terminal = console.is_terminal and not console.is_dumb_terminal and console.file.isatty()
    if quiet:
        yield Progress()
    elif terminal:
        yield Bars(console)
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
    """A bar for each phase, which stays when the phase has ended.

    Rich redraws bars from where the cursor is. So they are only alive during phases, and reports come between them.
    """

    def __init__(self, console: Console) -> None:
        self.bars = RichProgress(*_columns(console.width), console=console, redirect_stdout=False)
        self.running = 0

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

        self.running += 1
        self.bars.start()
        try:
            yield advance
        finally:
            self.bars.update(task, seconds=f"{perf_counter() - begin:.1f} s")
            if total is None:
                self.bars.update(task, total=1, completed=1)
            self.bars.stop_task(task)
            self.running -= 1
            if not self.running:
                self._leave()

    def _leave(self) -> None:
        """Draw the bars for the last time, and begin the next ones below."""
        self.bars.stop()
        for ended in self.bars.task_ids:
            self.bars.remove_task(ended)

    def note(self, message: str) -> None:
        """Write the message above the bars. The terminal breaks a long line, so that a path in it can be copied."""
        self.bars.console.print(message, markup=False, soft_wrap=True)


class TimeColumn(ProgressColumn):
    """The seconds of a phase that has ended, or the time that is left."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        """Return the time, aligned right."""
        left = task.time_remaining
        shown = task.fields["seconds"] or ("" if left is None else f"{timedelta(seconds=int(left))} left")
        return Text(f"{shown:>12}", style="cyan")


def _columns(width: int) -> list[ProgressColumn]:
    """Return the columns that fit a terminal of this width. Each has a fixed width: a bar is drawn without the next."""
    if width < MEDIUM:
        return [
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=max(width - 26, 4)),
            TimeColumn(),
        ]
    rate = [TextColumn("[dim]{task.fields[rate]:>12}")] if width >= WIDE else []
    return [
        TextColumn("{task.description:<16}"),
        BarColumn(bar_width=24 if width >= WIDE else width - 62),
        TextColumn("{task.fields[counted]:<31}"),
        *rate,
        TimeColumn(),
    ]
