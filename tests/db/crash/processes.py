"""Processes of this machine: whose children they are, and which group they belong to."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A process that lives; the dead that nobody has buried yet are none."""

    pid: int
    parent: int
    group: int


def processes() -> list[Process]:
    """List all living processes."""
    if (PROC / "self" / "stat").exists():
        told = [_stat(folder) for folder in PROC.glob("[0-9]*")]
    else:
        listed = subprocess.run(["ps", "-A", "-o", "pid=,stat=,ppid=,pgid="], capture_output=True, check=True)
        told = [line.split() for line in listed.stdout.decode().splitlines()]
    return [
        Process(int(pid), int(parent), int(group))
        for pid, state, parent, group in (words for words in told if words)
        if not state.startswith("Z")
    ]


def _stat(folder: Path) -> list[str]:
    try:
        # The name in parentheses may hold anything, spaces and parentheses too.
        return [folder.name, *(folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[:3]]
    except OSError:  # gone meanwhile
        return []


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    return [each.pid for each in processes() if each.parent == pid]


def members(group: int) -> list[int]:
    """Return the processes of a group."""
    return [each.pid for each in processes() if each.group == group]


def kill(pid: int) -> bool:
    """End a process without a chance to tidy up; tell whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def kill_with_children(pid: int) -> bool:
    """End a process and its children at one moment: stopped first, it can make no more of them."""
    try:
        os.kill(pid, signal.SIGSTOP)
    except ProcessLookupError:
        return False
    for victim in [pid, *children(pid)]:
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    return True


def wait_until(true: Callable[[], object], what: str, seconds: float = 30.0) -> None:
    """Wait until something is true; fail if it is not after so many seconds."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.01)
