"""Processes of this machine: list them by parent or by group, and kill them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.posix import skip_on_windows

PROC = Path("/proc")


def children(pid: int) -> list[int]:
    """Return the child processes of a process."""
    return [child for child, parent, _ in _living() if parent == pid]


def living() -> list[int]:
    """Return all processes."""
    return [pid for pid, _, _ in _living()]


def members(group: int) -> list[int]:
    """Return the processes of a process group."""
    return [pid for pid, _, own_group in _living() if own_group == group]


def kill(pid: int) -> bool:
    """Kill a process with SIGKILL; return whether it existed."""
    skip_on_windows()
    return _send(pid, signal.SIGKILL)


def kill_with_children(pid: int) -> bool:
    """Kill a process and its children. It is stopped first, so that it cannot start further children."""
    skip_on_windows()
    found = _send(pid, signal.SIGSTOP)
    for target in [pid, *children(pid)] if found else []:
        kill(target)
    return found


def wait_until(condition: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Wait until the condition is true; fail after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.01)


def _send(pid: int, number: signal.Signals) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _living() -> list[tuple[int, int, int]]:
    """Return process id, parent and group of all processes except zombies."""
    skip_on_windows()
    if (PROC / "self" / "stat").exists():
        lines = [_stat(folder) for folder in PROC.glob("[0-9]*")]
    else:
        lines = subprocess.check_output(["ps", "-A", "-o", "pid=,stat=,ppid=,pgid="], text=True).splitlines()
    rows = [line.split() for line in lines if line]
    return [
        (int(pid), int(parent), int(group)) for pid, state, parent, group in rows if not state.startswith("Z")
    ]


def _stat(folder: Path) -> str:
    """Return pid, state, parent and group of one process, as ps prints them; nothing if it has ended."""
    try:
        # The name in parentheses may contain spaces and parentheses, so the last parenthesis ends it.
        words = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return " ".join([folder.name, *words[:3]])
