"""The command line's load in a process of its own: which phase it is in, and how it ended."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .processes import children, kill, members, wait_until

COMMAND = Path(sys.executable).with_name("healthgen")
PHASES = (
    "migrate",
    "reference",
    "copy",
    "vacuum",
    "constraints",
    "validate",
    "publish",
    "drop old",
)
# A load with a messy copy finishes that in between.
FOLLOWING = dict(pairwise(PHASES)) | {"messy": "validate"}

PHASE_ENDED = re.compile(
    r"(?P<phase>[a-z ]+): (?P<ending>done|stopped)(, [\d,]+ [a-z]+)?( of [\d,]+)?, [\d.]+ s"
)
NOTES = re.compile(
    r"[\d,]+ patients, seed \d+, today .*"
    r"|going on with the load of dataset \d+, begun .*"
    r"|waiting [\d.]+ s at most, .*"
    r"|\w+__retired_\d+ is still being read; .*"
    r"|the messy copy \w+ was of the old dataset, and is gone with it"
)


class LoadProcess:
    """A load that runs, in a process group of its own, so that what it leaves behind can be found."""

    def __init__(self, *arguments: object, **environment: str) -> None:
        self.process = subprocess.Popen(
            [COMMAND, "load", "--json", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
            start_new_session=True,
        )
        self.out: list[str] = []
        self.lines: list[str] = []
        self.changed = threading.Condition()
        pipes = ((self.process.stdout, self.out), (self.process.stderr, self.lines))
        self.readers = [threading.Thread(target=self._read, args=each) for each in pipes]
        for reader in self.readers:
            reader.start()

    def __enter__(self) -> Self:
        """Give the load; whatever becomes of it, nothing of it is left at the end."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes of the load."""
        for pid in members(self.process.pid):
            kill(pid)
        for reader in self.readers:
            reader.join()
        with self.process:
            self.process.wait()

    @property
    def phase(self) -> str | None:
        """The phase it is in, or was in when it ended; None before the first and after the last."""
        phase: str | None = None
        for line in list(self.lines):
            if match := PHASE_ENDED.fullmatch(line):
                if match["ending"] == "stopped":
                    return match["phase"]
                phase = FOLLOWING.get(match["phase"])
            elif line.startswith("going on with"):
                phase = "copy"
            elif "patients, seed" in line:
                phase = "migrate"
        return phase

    @property
    def published(self) -> bool:
        """Whether it has said that its dataset is published."""
        return any(line.startswith("publish: done") for line in self.lines)

    def reach(self, phase: str) -> None:
        """Wait until it is in the phase, past it, or at its end."""
        later = PHASES[PHASES.index(phase) :]
        self.wait_for(lambda: self.phase in later, f"phase {phase}")

    def says(self, words: str) -> None:
        """Wait until it says something on standard error, or ends."""
        self.wait_for(lambda: any(words in line for line in self.lines), words)

    def wait_for(self, true: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        """Wait until something is true of what it said, or it ends."""
        with self.changed:
            there = self.changed.wait_for(lambda: true() or self.process.poll() is not None, seconds)
        assert there, (what, self.lines)

    def run_for(self, seconds: float) -> None:
        """Let it run for so long, or until its end."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def await_workers(self) -> list[int]:
        """Return its worker processes, children of the one that makes them; none if it ends without any."""
        workers: list[int] = []
        while not workers and self.process.poll() is None:
            workers = [pid for child in children(self.process.pid) for pid in children(child)]
        return workers

    def end(self, seconds: float = 60.0) -> int:
        """Wait until it has ended by itself and nothing of it is left; return its exit code."""
        code = self.process.wait(seconds)
        wait_until(lambda: not members(self.process.pid), "the end of all processes of the load", 10.0)
        for reader in self.readers:
            reader.join()
        return code

    def values(self) -> Any:
        """Return what it printed as JSON, after a success."""
        assert self.end() == 0, self.lines
        return json.loads("".join(self.out))

    def complaint(self) -> str:
        """Return the one line that says why it failed, after a failure that it noticed."""
        code = self.end()
        assert code == 3, (code, self.lines)
        assert not self.out
        errors = [line for line in self.lines if line.startswith("error: ")]
        rest = [line for line in self.lines if not line.startswith("error: ")]
        strange = [line for line in rest if not (PHASE_ENDED.fullmatch(line) or NOTES.fullmatch(line))]
        assert len(errors) == 1, self.lines
        assert not strange, self.lines
        return errors[0].removeprefix("error: ")

    def _read(self, pipe: Any, lines: list[str]) -> None:
        for line in pipe:
            with self.changed:
                lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()
