"""A load that kills its own process at a given moment, and the function that runs it in a process of its own.

Arguments: DSN, seed, workers, and the moment: CALL=name:n (the n-th call of a function of the load) or
PHASE=name:n (the n-th step of a phase); then the rate of faults in a messy copy, if there is to be one, a today after
origin, if there are to be newcomers, and the words operations for a hospital at work, mart for a star.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from healthgen_db import Config, api
from healthgen_db.generate import patients_stage
from healthgen_db.loading import begin, load, load_unit, sql_stages
from healthgen_db.loading.processes import warm_up
from healthgen_db.messy import messy_copy
from healthgen_db.progress import Advance, Progress
from tests.posix import skip_on_windows

TIMEOUT_SECONDS = 120

# The functions whose call can end the load, and the modules that call them.
OWNERS = {
    "reference_tables": patients_stage,
    "drop_constraints": begin,
    "loaded_units": load,
    "copy_rows": load_unit,
    "messy_batches": messy_copy,
    "complete_dataset": load,
    "drop_retired": load,
    "fill_tables": load,
    "create_views": load,
    "run_files": sql_stages,
}

ORIGIN = date(2026, 6, 30)
# A hospital at work for a few weeks.
AT_WORK = {"operations": True, "single_hospital": True, "start": date(2026, 5, 15)}


def run_until_killed(*arguments: str) -> None:
    """Run main with these arguments in a process of its own, and check that it is killed."""
    skip_on_windows()
    workers = arguments[2]
    with tempfile.NamedTemporaryFile("r") as errors:
        code = _forked(errors.name, arguments) if workers == "1" else _started(errors.name, arguments)
        assert code == -signal.SIGKILL, errors.read()


def _started(errors: str, arguments: tuple[str, ...]) -> int:
    """Run this file as a script. Its workers have the pipe too, so if one lived longer, the timeout would fail."""
    with Path(errors).open("w") as file:
        command = [sys.executable, __file__, *arguments]
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=file, timeout=TIMEOUT_SECONDS, check=False
        )
    return ended.returncode


def _forked(errors: str, arguments: tuple[str, ...]) -> int | None:
    """Fork a process that has imported everything (tests/servers.py): imports take longer than such a load."""
    context = multiprocessing.get_context("forkserver")
    process = context.Process(target=_main_of_fork, args=(errors, arguments), daemon=True)
    process.start()
    process.join(TIMEOUT_SECONDS)
    process.kill()
    return process.exitcode


def _main_of_fork(errors: str, arguments: tuple[str, ...]) -> None:
    with Path(errors).open("w") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    main(*arguments)


def main(
    dsn: str,
    seed: str,
    processes: str,
    moment: str,
    rate: str = "0",
    today: str = ORIGIN.isoformat(),
    words: str = "",
) -> None:
    """Load until the given moment."""
    if int(processes) > 1:
        warm_up(["healthgen_db.loading.workers", "healthgen_db.stage_list"])
    kind, _, when = moment.partition("=")
    name, _, count = when.partition(":")
    progress = Deadly(name if kind == "PHASE" else "", int(count))
    if kind == "CALL":
        setattr(OWNERS[name], name, deadly(getattr(OWNERS[name], name), int(count)))
    as_of = date.fromisoformat(today)
    more: dict[str, Any] = {"mart": "mart" in words} | (AT_WORK if "operations" in words else {})
    config = Config(patients=60, seed=int(seed), today=as_of, origin=ORIGIN, messy=float(rate), **more)
    api.load(config, dsn, workers=int(processes), block_size=10, progress=progress)


def deadly(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """Return a function that kills the process at its count-th call."""
    calls = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count:
            die()
        return function(*arguments, **named)

    return call


class Deadly(Progress):
    """Progress that kills the process at the count-th step of a phase."""

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.count = count

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        steps = 0

        def advance(_done: int) -> None:
            nonlocal steps
            steps += 1
            if name == self.name and steps == self.count:
                die()

        yield advance


def die() -> None:
    """End the process at once, without any cleanup."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
