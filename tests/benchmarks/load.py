"""Times a load against the floor, against psql, and against a larger load; prints the figures as JSON.

    uv run python -m tests.benchmarks.load --patients 200000 --large 2000000

The benchmark starts a server of its own in a new HEALTHGEN_HOME, with the settings that every user gets. The load is
the command itself, with the start of Python. Each compared figure is the best of --repeat.

This table shows what was tried at 200,000 patients on 2 cores. Figures are seconds, or CPU seconds where it says so,
because other work on the machine changes CPU seconds less.

| tried | result | kept |
| --- | --- | --- |
| VACUUM (FREEZE, ANALYZE) before keys, not ANALYZE after them | keys 6.4 -> 4.7 CPU s, VACUUM 0.5 -> 0.7 CPU s | yes |
| wait for the disk before this VACUUM | it marks all pages, not 2/3; constraints 2.9 -> 2.5 | yes |
| COPY FREEZE in the transaction that truncates, no log of rows | copy 1.3 -> 1.1 CPU s, keys as with VACUUM | no: (1) |
| CHECKs stay on during COPY | copy +0.4, adding them -0.5 CPU s | yes |
| a new schema from the script of the migrations, not by Alembic | 0.9 -> 0.1 with the imports | yes |
| workers start before the lock, and get the world | copying starts after 0.9, not 2.6 | yes |
| fingerprint while foreign keys are proven | -0.3 | yes |
| index on billing (patient_id, visit_id), not (patient_id) | proof of its key 0.45 -> 0.12 CPU s | yes |
| no parallel workers for index builds of 2 sessions | constraints -0.17 | yes |
| NOT VALID, then VALIDATE, compared with ADD at once | 0.95 both on one connection | yes: (2) |
| binary COPY compared with text and CSV, from files, one connection | 1.7 compared with 2.25 and 2.4 | yes |
| processes compared with threads that compute blocks | 0.47 compared with 0.77; one alone 0.87 | yes |
| one COPY for each table, open over 6 blocks | 0.91 compared with 0.92 | no |
| writes of 1,024, 4,096, 16,384, 65,536 rows | 0.91, 0.90, 0.92, 1.02 | 16,384 |
| blocks of 8,192, 12,288, 16,384 patients | copy 1.55, 1.56, 1.46 | 16,384 |
| server settings one by one (tests/benchmarks/settings.py) | two runs differ by 5 %; all are within that | as shipped |
| reference rows copied at the same time as work units | copy starts 0.4 earlier, ends as before | no |
| without 3 implied foreign keys and 3 indexes that no query needs | constraints 5.2 -> 3.8 | yes |
| pyarrow without pandas, where pandas is installed | outside of the phases 1.5 -> 1.2 | yes |
| keys to large tables proven by a merge, not a hash table | that of follow-ups 0.45 -> 0.18 CPU s | yes |
| foreign keys of doctors and their hospitals proven after their rows are copied | reference 0.37 -> 0.22 | yes |

(1) It needs one transaction for each table. So a killed load would start again, and two workers could not write one
table.
(2) ADD at once locks both tables against other keys, VALIDATE does not. So two tables are proven at the same time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from psycopg import sql

from healthgen_db.config.options import Config
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.world.world import World, build_world
from tests.benchmarks.ways import FinishedFiles, copy_in_one_psql, copy_on_the_server, fresh_tables, pgbench

TODAY = date(2026, 6, 30)
SEED = 8
ZIP_TARGET = 5800
MEGABYTE = 1024  # the kernel counts kilobytes
LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Run:
    """One healthgen command, timed from outside."""

    seconds: float
    peak_megabytes: float
    """Peak RSS of the largest process: the command and its workers, without the server."""
    report: dict[str, Any]
    printed: str = ""


def healthgen(*arguments: str) -> Run:
    """Run a healthgen command to its end."""
    begin = perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("healthgen"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    with ThreadPoolExecutor(1) as watcher:
        watching = watcher.submit(peak_megabytes, process)
        printed, _ = process.communicate()
        seconds = perf_counter() - begin
    if process.returncode != 0:
        raise SystemExit(f"healthgen {' '.join(arguments)} ended with {process.returncode}: {printed}")
    return Run(seconds, watching.result(), json.loads(printed) if "--json" in arguments else {}, printed)


def peak_megabytes(process: subprocess.Popen[str]) -> float:
    """Return the peak RSS of the largest process of a session (VmHWM), read until its leader has ended."""
    peak = 0
    while process.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if os.getsid(int(folder.name)) == process.pid:
                    found = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
                    peak = max(peak, int(found[1]) if found else 0)
        sleep(LOOK_SECONDS)
    return peak / MEGABYTE


def load(patients: int, *more: str) -> Run:
    """Load a dataset with a fixed seed and today."""
    return healthgen(
        "load", "--patients", str(patients), "--seed", str(SEED), "--today", str(TODAY),
        "--zip-target", str(ZIP_TARGET), "--json", *more,
    )  # fmt: skip


def best(times: int, measure: Callable[[], float]) -> float:
    """Return the least of several measurements."""
    return min(measure() for _ in range(times))


def compute_and_copy(dsn: str, world: World, patients: int) -> dict[str, float]:
    """Compute all blocks, and copy them over one connection into bare tables; time both, block by block."""
    stage = PatientsStage()
    stage.prepare(world)  # its lookup tables are made once per process
    computing = copying = 0.0
    with (
        fresh_tables(dsn, world, "one_connection", bare=True),
        connect(dsn, schema="one_connection") as connection,
    ):
        connection.commit()
        for unit in stage.work_units(world):
            begin = perf_counter()
            batches = dict(stage.rows(world, unit, NothingHandedOn()))
            middle = perf_counter()
            for table, batch in batches.items():
                copy_rows(connection, sql.Identifier(table), batch)
            connection.commit()
            computing += middle - begin
            copying += perf_counter() - middle
    return {"compute_seconds": computing, "copy_seconds": copying, "compute_to_copy": computing / copying}


def measure(server: Server, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures."""
    patients, repeat = options.patients, options.repeat
    dsn = server.dsn()
    world = build_world(Config(patients=patients, seed=SEED, today=TODAY, zip_target=ZIP_TARGET))
    loads = [load(patients, "--no-validate") for _ in range(repeat)]
    fastest = min(loads, key=lambda run: run.seconds)
    rows = sum(fastest.report["rows"].values())
    checked = load(patients)
    files = FinishedFiles(dsn, "healthcare", folder, patients)
    floor = best(repeat, lambda: copy_on_the_server(dsn, world, files, vacuum=False))
    vacuumed = best(repeat, lambda: copy_on_the_server(dsn, world, files, vacuum=True))
    after = best(repeat, lambda: copy_in_one_psql(dsn, world, files, server, constraints_after=True))
    in_place = copy_in_one_psql(dsn, world, files, server, constraints_after=False)
    figures: dict[str, Any] = {
        "patients": patients,
        "rows": rows,
        "load_seconds": fastest.seconds,
        "load_rows_per_second": rows / fastest.seconds,
        "phases": fastest.report["seconds"],
        "floor_seconds": floor,
        "load_to_floor": fastest.seconds / floor,
        "floor_vacuumed_seconds": vacuumed,
        "psql_copy_constraints_after_seconds": after,
        "load_to_psql_copy": fastest.seconds / after,
        "psql_copy_constraints_in_place_seconds": in_place,
        "validate_seconds": checked.report["seconds"]["validate"],
        "validate_to_load": checked.report["seconds"]["validate"] / fastest.seconds,
        "one_connection": compute_and_copy(dsn, world, patients),
        "pgbench": pgbench(server, rows),
    }
    if options.large:
        middle, large = load(options.large // 20, "--no-validate"), load(options.large, "--no-validate")
        large_rows = sum(large.report["rows"].values())
        figures["large"] = {
            "patients": options.large,
            "rows": large_rows,
            "load_seconds": large.seconds,
            "load_rows_per_second": large_rows / large.seconds,
            "phases": large.report["seconds"],
            "seconds_per_row_to_small": (large.seconds / large_rows) / (fastest.seconds / rows),
            "peak_megabytes": large.peak_megabytes,
            "peak_megabytes_at_a_twentieth": middle.peak_megabytes,
        }
    return figures


def machine() -> dict[str, Any]:
    """Return what machine this is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=200_000)
    parser.add_argument(
        "--large", type=int, default=0, help="also load this many patients once (try 2000000)"
    )
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="healthgen-benchmark-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ["HEALTHGEN_HOME"] = str(folder / "home")
        os.environ.pop("HEALTHGEN_DSN", None)
        # Python compiles imported modules only once, as on a user's machine.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        try:
            first = healthgen("load", "--patients", "1000", "--json")
            help_seconds = best(options.repeat, lambda: healthgen("--help").seconds)
            server = Server()
            files = server.status().data.parent / "files"
            files.mkdir()
            files.chmod(0o777)
            figures = measure(server, files, options)
        finally:
            Server().destroy()
    figures = {
        "machine": machine(),
        "first_load_seconds": first.seconds,
        "help_seconds": help_seconds,
        **figures,
    }
    print(
        json.dumps(json.loads(json.dumps(figures), parse_float=lambda text: round(float(text), 3)), indent=2)
    )


if __name__ == "__main__":
    main()
