"""Progress on a terminal: bars that fit its width and do not write over reports; lines where there is no terminal."""

from __future__ import annotations

import re
import sys
from io import StringIO

import pytest
from rich.console import Console

from healthgen_db.cli.show.progress_bars import Bars, Lines, watching

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def drawn(terminal: Terminal) -> list[str]:
    """Return the lines on the terminal, every state of a bar that was drawn."""
    return [line for line in re.split(r"[\r\n]+", CONTROL.sub("", terminal.getvalue())) if line.strip()]


def terminal_as_stderr(monkeypatch: pytest.MonkeyPatch, kind: str) -> Terminal:
    """Make a terminal the standard error of a test. pytest sets its own one after fixtures, so this is none."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", kind)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (40, ["constraints"]),
        (80, ["constraints", "1,234,567 of 1,234,567 patients"]),
        (120, ["constraints", "1,234,567 of 1,234,567 patients", "/s"]),
    ],
)
def test_bars_fit_the_terminal(width: int, shown: list[str]) -> None:
    terminal = Terminal()
    bars = Bars(Console(file=terminal, force_terminal=True, width=width, legacy_windows=False))
    with bars.phase("constraints", total=1_234_567, unit="patients") as advance:
        advance(1_234_567)
    lines = drawn(terminal)
    assert max(map(len, lines)) <= width
    assert all(text in lines[-1] for text in [*shown, " s"])
    assert "…" not in lines[-1]


def test_a_report_between_phases_is_not_drawn_over() -> None:
    terminal = Terminal()
    bars = Bars(Console(file=terminal, force_terminal=True, width=80, legacy_windows=False))
    with bars.phase("copy"), bars.phase("vacuum"):
        pass
    assert terminal.getvalue().endswith("\n\x1b[?25h")
    before = len(terminal.getvalue())
    terminal.write("the report\n")
    with bars.phase("publish"):
        pass
    # Bars that have ended are not drawn again, and the cursor does not go up to lines of others.
    after = terminal.getvalue()[before:]
    assert "copy" not in after
    assert "vacuum" not in after
    assert after.startswith("the report\n\x1b[?25l")
    # The first drawing of a bar cannot go up; the later ones go up by the one line of this bar.
    assert not re.search(r"\x1b\[[2-9]A", after)


def test_a_terminal_gets_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal_as_stderr(monkeypatch, "xterm-256color")
    with watching(quiet=False) as progress:
        assert isinstance(progress, Bars)


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_as_stderr(monkeypatch, "dumb")
    with watching(quiet=False) as progress, progress.phase("copy"):
        assert isinstance(progress, Lines)
    assert re.fullmatch(r"copy: done, 0\.\d\d s\n", terminal.getvalue())


def test_a_log_in_color_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys, "stderr", StringIO())
    with watching(quiet=False) as progress:
        assert isinstance(progress, Lines)
