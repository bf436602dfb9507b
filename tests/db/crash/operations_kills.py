"""Kills loads with operations in the phases that only they have, and checks that each is resumed to the same dataset.

    python -m tests.db.crash.operations_kills --kills 30 --seed 1

The suite itself kills such a load at chosen moments (tests/db/operations/test_operations_loads.py).
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from random import Random

from healthgen_db.local_server.server import Server

from .kill_series import BACKEND, LOADER, POSTMASTER, SERVER, WORKER, KillSeries
from .loadprocess import HOSPITALS

OPTIONS = (
    *("--operations", "--single-hospital", "--conditions", "full", "--origin", "2026-05-31"),
    *("--start", "2025-12-01"),
)
NATIONWIDE = ("--operations", "--zip-target", 8, "--start", "2026-03-01", "--messy", 0.05)
# The views of the phase mimic are made in some hundredths of a second, so more kills are aimed at the hospitals.
PHASES = (HOSPITALS, HOSPITALS, "mimic")
AT_ONCE = 0.5
TARGETS = (LOADER, WORKER, BACKEND, SERVER, POSTMASTER)


def main() -> None:
    """Kill, and print what each kill has hit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random = Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="healthgen-kills-"))
    folder.chmod(0o755)
    all_series = []
    try:
        for number, options in enumerate((OPTIONS, NATIONWIDE)):
            server = Server(folder / f"server-{number}")
            server.start()
            all_series.append(KillSeries(server, Random(random.random()), options))
        for series in all_series:
            series.measure()
        aimed = 0
        while sum(series.kills.total() for series in all_series) < given.kills:
            series, phase = all_series[aimed % 2], PHASES[aimed % len(PHASES)]
            target = TARGETS[aimed % len(TARGETS)] if phase == HOSPITALS else random.choice([LOADER, BACKEND])
            # The phases are short, so half of the kills come as soon as they can.
            print(series.kill_once(phase, target, at_once=random.random() < AT_ONCE), flush=True)
            aimed += 1
        for series in all_series:
            seed = series.next_seed
            assert series.load_undisturbed(seed) == series.expected[seed]
            print(dict(series.kills))
    finally:
        for series in all_series:
            series.server.destroy()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
