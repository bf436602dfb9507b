"""The command `healthgen load` in a process of its own: its phase, its output and its exit code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
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
# A load with operations copies patients, then hospitals, and makes views after the constraints.
HOSPITALS = "copy hospitals"
OPERATIONS_PHASES = (*PHASES[:3], HOSPITALS, *PHASES[3:5], "mimic", *PHASES[5:])
# A load with a messy copy has the phase messy before validate.
AFTER_MESSY = {"messy": "validate"}

PHASE_ENDED = re.compile(
    r"(?P<phase>[a-z ]+): (?P<ending>done|stopped)(, [\d,]+( of [\d,]+)? (?P<unit>[a-z]+))?, [\d.]+ s"
)
NOTES = re.compile(
    r"[\d,]+ patients, seed \d+, today .*"
    r"|[\d,]+ newcomers who register after --origin .*"
    r"|continuing the load of dataset \d+, which began on .*"
    r"|waiting [\d.]+ s at most, .*"
    r"|\w+__retired_\d+ is still being read; .*"
    r"|the messy schema \w+ belonged to the old dataset, and is dropped with it"
)


class LoadProcess:
    """A running load. It has a process group of its own, so that tests find all its processes."""

    def __init__(self, *arguments: object, **environment: str) -> None:
        self.output = tempfile.TemporaryFile("w+")  # noqa: SIM115 - __exit__ closes it
        self.process = subprocess.Popen(
            [COMMAND, "load", "--json", *map(str, arguments)],
            stdout=self.output,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
            start_new_session=True,
        )
        self.phases = OPERATIONS_PHASES if "--operations" in arguments else PHASES
        self.lines: list[str] = []
        """What it has printed to standard error until now."""
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def __enter__(self) -> Self:
        """Return the load; at the end of the with block, no process of it is left."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill all processes of the load."""
        for pid in members(self.process.pid):
            kill(pid)
        self.reader.join()
        with self.process, self.output:
            self.process.wait()

    @property
    def phase(self) -> str | None:
        """The current phase, or the phase in which it ended; None before the first and after the last."""
        phase: str | None = None
        following = dict(pairwise(self.phases)) | AFTER_MESSY
        for line in list(self.lines):
            if match := PHASE_ENDED.fullmatch(line):
                ended = HOSPITALS if match["unit"] == "hospitals" else match["phase"]
                if match["ending"] == "stopped":
                    return ended
                phase = following.get(ended)
            elif line.startswith("continuing the load"):
                phase = "copy"
            elif "patients, seed" in line:
                phase = "migrate"
        return phase

    @property
    def published(self) -> bool:
        """Whether it has printed that its dataset is published."""
        return any(line.startswith("publish: done") for line in self.lines)

    def wait_for_phase(self, phase: str) -> None:
        """Wait until it is in this phase or in a later one, or ends."""
        later = self.phases[self.phases.index(phase) :]
        self._wait_for(lambda: self.phase in later, f"phase {phase}")

    def wait_for_line(self, words: str) -> None:
        """Wait until it prints a line with these words to standard error, or ends."""
        self._wait_for(lambda: any(words in line for line in self.lines), words)

    def run_for(self, seconds: float) -> None:
        """Wait for so many seconds, or until it ends."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def wait_for_workers(self) -> list[int]:
        """Return its worker processes, which its child process has started; none if it ends without workers."""
        workers: list[int] = []
        while not workers and self.process.poll() is None:
            workers = [pid for child in children(self.process.pid) for pid in children(child)]
        return workers

    def wait_for_end(self) -> int:
        """Wait until all its processes have ended by themselves; return the exit code."""
        code = self.process.wait(60)
        wait_until(lambda: not members(self.process.pid), "the end of all processes of the load", 10.0)
        self.reader.join()
        return code

    def values(self) -> Any:
        """Wait for its success, and return the JSON that it printed."""
        assert self.wait_for_end() == 0, self.lines
        return json.loads(self._printed())

    def error_message(self) -> str:
        """Wait for its failure with exit code 3, and return the one error message that it printed."""
        code = self.wait_for_end()
        assert code == 3, (code, self.lines)
        assert not self._printed()
        errors = [line for line in self.lines if line.startswith("error: ")]
        others = [line for line in self.lines if not line.startswith("error: ")]
        unexpected = [line for line in others if not (PHASE_ENDED.fullmatch(line) or NOTES.fullmatch(line))]
        assert len(errors) == 1, self.lines
        assert not unexpected, self.lines
        return errors[0].removeprefix("error: ")

    def _printed(self) -> str:
        self.output.seek(0)
        return self.output.read()

    def _wait_for(self, condition: Callable[[], bool], what: str) -> None:
        with self.changed:
            found = self.changed.wait_for(lambda: condition() or self.process.poll() is not None, 60.0)
        assert found, (what, self.lines)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()
