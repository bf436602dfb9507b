"""Kills loads by a Spark cluster at random moments, runs them again, and compares with a load by processes.

    uv run --all-extras --dev python -m tests.benchmarks.spark.kills --kills 10

It starts an embedded server, a cluster with two workers on this machine, and `healthgen spark generate --to-postgres`
for a network of hospitals at work, with a messy copy and a star. While units are loaded, it kills the driver, an
executor, a Python worker, the session of an executor, or the session that holds the lock of the load. A command that
ends with an error is run again, and after each complete load the next one begins. The exit code is 1 if a complete
dataset differs from that of `healthgen load`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from healthgen_db.config.errors import WarehouseError
from healthgen_db.history.loaded_units import loaded_units
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from tests.db.crash.processes import kill
from tests.server_folders import server_folder
from tests.spark_cluster import Cluster, cluster

COMMAND = Path(sys.executable).with_name("healthgen")
DATASET = (
    "--patients 4000 --block-size 200 --today 2026-06-30 --start 2026-03-01 --zip-target 40 --hospitals 6"
    " --operations --single-hospital --messy 0.05 --mart"
)
TRUTH, SCHEMA = "truth", "killed"
LOADING = f"{SCHEMA}__loading"
PATIENCE_SECONDS = 900
SESSIONS = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE %s"
SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'killed%' ORDER BY 1"
ALL_SCHEMAS = [SCHEMA, f"{SCHEMA}_mart", f"{SCHEMA}_messy", f"{SCHEMA}_mimic"]


@dataclass(frozen=True)
class Loaded:
    """What a complete load looks like."""

    fingerprint: str
    units: dict[str, int]
    """Units by stage."""


class Loads:
    """One load after the other, until all kills are done."""

    def __init__(self, server: Server, cluster: Cluster, random: Random, dataset: str) -> None:
        self.dsn = server.dsn()
        self.cluster = cluster
        self.random = random
        self.dataset = dataset.split()
        self.complete = 0
        self.wrong = 0
        self.begin = time.monotonic()
        self.targets: dict[str, Callable[[subprocess.Popen[str]], bool]] = {
            "driver": lambda driver: self._kill([driver.pid]),
            "executor": lambda _: self._kill(cluster.executors()),
            "python worker": lambda _: self._kill(cluster.python_workers()),
            "session of an executor": lambda _: self._end_session("worker"),
            "session with the lock": lambda _: self._end_session("load"),
        }

    def load_by_processes(self) -> None:
        """Load without Spark: this is what to expect."""
        options = ["--schema", TRUTH, "--dsn", self.dsn, "--no-validate", "--quiet", "--json", *self.dataset]
        ended = subprocess.run([COMMAND, "load", *options], stdout=subprocess.PIPE, text=True, check=True)
        self.expected = Loaded(json.loads(ended.stdout)["fingerprint"], self._units(TRUTH))
        self.say(f"fingerprint {self.expected.fingerprint}, units {self.expected.units}")

    def kill(self, targets: Sequence[str], most_seconds: float) -> None:
        """Kill the targets at random moments, each when units were loaded since the last one. Then finish the load."""
        driver = self._start()
        before: dict[str, int] = {}
        for number, target in enumerate(targets, 1):
            moment = time.monotonic() + self.random.uniform(0, most_seconds)
            while time.monotonic() < moment or not self._hit(target, driver, before):
                time.sleep(0.5)
                driver = self._kept_running(driver)
            before = self._units(LOADING)
            self.say(f"{number:2} {target} killed, {sum(before.values())} units loaded")
        while driver.wait(PATIENCE_SECONDS):
            driver = self._kept_running(driver)
        self._check()

    def say(self, line: str) -> None:
        """Print a line with the seconds since the beginning."""
        print(f"{time.monotonic() - self.begin:5.0f} s  {line}", flush=True)

    def _start(self) -> subprocess.Popen[str]:
        options = [
            "--to-postgres",
            self.dsn,
            "--schema",
            SCHEMA,
            "--master",
            self.cluster.url,
            "--no-validate",
        ]
        return subprocess.Popen(
            [COMMAND, "spark", "generate", *options, *self.dataset],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _kept_running(self, driver: subprocess.Popen[str]) -> subprocess.Popen[str]:
        """Return the driver, or a new one if it has ended."""
        if driver.poll() is None:
            return driver
        _, errors = driver.communicate()
        if driver.returncode:
            self.say(f"   exit {driver.returncode}: {(errors.strip().splitlines() or [''])[-1]}")
        else:
            self._check()
        return self._start()

    def _check(self) -> None:
        """Compare the dataset that was published with the load by processes. Each load has published one dataset."""
        self.complete += 1
        query = "SELECT dataset_id, fingerprint FROM current_dataset"
        ((dataset_id, fingerprint),) = self._query(query, schema=SCHEMA)
        found = Loaded(fingerprint, self._units(SCHEMA)), dataset_id
        schemas = [name for (name,) in self._query(SCHEMAS)]
        equal = found == (self.expected, self.complete) and schemas == ALL_SCHEMAS
        self.wrong += not equal
        self.say(f"   load {self.complete}: " + ("equal" if equal else f"WRONG: {found}, schemas {schemas}"))

    def _hit(self, target: str, driver: subprocess.Popen[str], before: Mapping[str, int]) -> bool:
        """Kill the target, if more units are loaded than before and others are left. Return whether it was there."""
        units = self._units(LOADING)
        return units not in ({}, before) and "mart" not in units and self.targets[target](driver)

    def _units(self, schema: str) -> dict[str, int]:
        """Return the number of loaded units by stage of the newest dataset; nothing if there is none."""
        found: dict[str, int] = {}
        try:
            for (dataset_id,) in self._query("SELECT max(dataset_id) FROM datasets", schema=schema):
                with connect(self.dsn, schema=schema, autocommit=True) as connection:
                    for each in loaded_units(connection, dataset_id):
                        found[each.stage] = found.get(each.stage, 0) + 1
        except WarehouseError:
            return {}
        return found

    def _kill(self, pids: Sequence[int]) -> bool:
        if pids:
            kill(self.random.choice(pids))
        return bool(pids)

    def _end_session(self, role: str) -> bool:
        pids = [pid for (pid,) in self._query(SESSIONS, (f"healthgen {role} {SCHEMA} (%",))]
        if pids:
            self._query("SELECT pg_terminate_backend(%s)", (self.random.choice(pids),))
        return bool(pids)

    def _query(
        self, statement: str, parameters: tuple[object, ...] = (), *, schema: str | None = None
    ) -> Any:
        with connect(self.dsn, schema=schema, autocommit=True) as connection, errors_mapped():
            return connection.execute(statement, parameters or None).fetchall()


def main() -> int:
    """Load, kill, and print a line for each kill and each complete load."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--most-seconds", type=float, default=15.0, help="between two kills")
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--dataset", default=DATASET, help="options of healthgen spark generate")
    options = parser.parse_args()
    with server_folder() as folder, cluster(folder, workers=2) as machines:
        os.environ["HEALTHGEN_HOME"] = str(folder / "home")
        server = Server(folder / "server")
        server.start()
        loads = Loads(server, machines, Random(options.seed), options.dataset)
        loads.load_by_processes()
        targets = [list(loads.targets)[number % len(loads.targets)] for number in range(options.kills)]
        loads.random.shuffle(targets)
        loads.kill(targets, options.most_seconds)
    return 1 if loads.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
