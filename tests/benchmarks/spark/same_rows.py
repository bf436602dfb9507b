"""Computes one dataset in several ways, and compares their portable fingerprints; prints JSON.

    uv run --all-extras --dev python -m tests.benchmarks.spark.same_rows --patients 200000

The ways: one and two cores of this machine, a cluster of two workers, the same cluster with an executor that is killed
midway, spark-submit on it, and a load into PostgreSQL (the embedded server of HEALTHGEN_HOME). The exit code is 1 if
two fingerprints differ. More options of the dataset follow after --, such as: -- --preset hospital
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pyspark

from tests.benchmarks.spark.commands import COMMAND, healthgen, load_average
from tests.db.crash.processes import kill, wait_until
from tests.spark_cluster import Cluster, cluster

TODAY = "2026-06-30"
SPARK_SUBMIT = Path(pyspark.__file__).parent / "bin" / "spark-submit"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--patients", default="200000")
    parser.add_argument("more", nargs="*")
    given = parser.parse_args()
    dataset = ["--patients", given.patients, "--today", TODAY, *given.more]
    found: dict[str, object] = {}

    def note(way: str, fingerprint: object) -> None:
        found[way] = fingerprint
        print(f"{way}: {fingerprint}", file=sys.stderr)

    with tempfile.TemporaryDirectory() as name, cluster(Path(name)) as started:
        folder = Path(name)
        for master in ("local[1]", "local[2]"):
            note(master, generated(dataset, folder / master, master))
        note("cluster", generated(dataset, folder / "cluster", started.url))
        note("executor killed", with_killed_executor(dataset, folder / "killed", started))
        note("spark-submit", submitted(dataset, folder / "submitted", started.url))
    healthgen("load", *dataset, "--no-validate", "--restart", "--schema", "same_rows")
    note("PostgreSQL", healthgen("fingerprint", "--portable", "--schema", "same_rows").answer["fingerprint"])
    print(json.dumps(found | {"load average": load_average()}, indent=2))
    sys.exit(len(set(found.values())) != 1)


def generated(dataset: list[str], out: Path, master: str) -> object:
    """Return the fingerprint of a Parquet dataset."""
    finished = healthgen("spark", "generate", *dataset, "--out", str(out), "--master", master)
    return finished.answer.get("fingerprint", finished.errors)


def with_killed_executor(dataset: list[str], out: Path, started: Cluster) -> object:
    """Return the fingerprint of a Parquet dataset; when its first part is complete, an executor is killed."""
    killed: list[int] = []

    def kill_one() -> None:
        wait_until(lambda: any(out.glob("_unfinished/patients-*.json")), "a part is complete", 600)
        killed.append(started.executors()[0])
        kill(killed[0])

    killer = threading.Thread(target=kill_one)
    killer.start()
    fingerprint = generated(dataset, out, started.url)
    killer.join()
    return fingerprint if killed else "no executor was killed"


def submitted(dataset: list[str], out: Path, master: str) -> object:
    """Return the fingerprint of a Parquet dataset that spark-submit has made."""
    script = subprocess.run(
        [COMMAND, "spark", "script"], check=True, capture_output=True, text=True
    ).stdout.strip()
    spark = [str(SPARK_SUBMIT), "--master", master, "--conf", "spark.driver.host=127.0.0.1"]
    # It passes on all that Python prints as standard output, so progress would be there, too.
    options = [*dataset, "--out", str(out), "--json", "--quiet"]
    own = os.environ | {"PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([*spark, script, *options], env=own, capture_output=True, text=True, check=False)
    return (
        json.loads(done.stdout)["fingerprint"] if done.returncode == 0 else done.stdout + done.stderr[-2000:]
    )


if __name__ == "__main__":
    main()
