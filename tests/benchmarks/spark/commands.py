"""A command of healthgen with all its processes: what it prints, how long it takes, how much memory it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.db.crash.processes import children

COMMAND = Path(sys.executable).parent / "healthgen"
KINDS = {"java": "Java", "pyspark.daemon": "workers", "pyspark/daemon": "workers"}


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    answer: dict[str, Any]
    """What --json printed."""
    errors: str
    seconds: float
    samples: list[Counter[str]]
    """MB by kind of process, from the begin to the end."""


def healthgen(*arguments: str, every: float = 1.0) -> Finished:
    """Run a command to its end, and look at the memory of all its processes every so many seconds."""
    begin = time.perf_counter()
    samples = []
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen([COMMAND, *arguments, "--json"], stdout=output, stderr=errors)
        while process.poll() is None:
            samples.append(memory(process.pid))
            time.sleep(every)
        seconds = time.perf_counter() - begin
        output.seek(0)
        errors.seek(0)
        printed = output.read()
        answer = json.loads(printed) if printed else {}
        return Finished(process.returncode, answer, errors.read(), seconds, samples)


def memory(pid: int) -> Counter[str]:
    """Return the MB of a process and all its descendants, by kind. Pages that processes share are counted once."""
    found: Counter[str] = Counter()
    for each in tree(pid):
        try:
            command = Path(f"/proc/{each}/cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kind = next((kind for mark, kind in KINDS.items() if mark in command), "driver")
        found[kind] += round(sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return found


def tree(pid: int) -> Iterator[int]:
    """Yield a process and its descendants."""
    yield pid
    for child in children(pid):
        yield from tree(child)


def load_average() -> float:
    """Return how many processes have worked or waited on this machine in the last minute."""
    return round(os.getloadavg()[0], 1)
