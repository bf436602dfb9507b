"""Times one Parquet dataset on a cluster of one and of two workers, and beside it a load; prints JSON.

    uv run --all-extras --dev python -m tests.benchmarks.spark.speed --patients 400000 --rounds 2

All are measured in one run and in turns, so that a noisy machine disturbs all of them. Each worker has one core. Only
the phase that computes and writes rows is compared: a cluster and Java start once, whatever the size. The load computes
and copies with two processes, without rules; it uses the embedded server of HEALTHGEN_HOME.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.spark.commands import healthgen, load_average
from tests.spark_cluster import cluster

TODAY = "2026-06-30"


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--patients", default="400000")
    parser.add_argument("--rounds", type=int, default=2)
    given = parser.parse_args()
    dataset = ["--patients", given.patients, "--today", TODAY]
    rounds = []
    for _ in range(given.rounds):
        begin = load_average()
        one, two = (on_cluster(dataset, workers) for workers in (1, 2))
        rounds.append({"one worker": one, "two workers": two, "load": a_load(dataset)})
        rounds[-1]["load average"] = {"begin": begin, "end": load_average()}
        print(json.dumps(rounds[-1]), file=sys.stderr)
    print(json.dumps({"rounds": rounds, "best": best(rounds)}, indent=2))


def on_cluster(dataset: list[str], workers: int) -> dict[str, float]:
    """Generate the dataset on a new cluster, and return seconds and rows a second."""
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=workers) as started:
        out = ["--out", str(Path(folder) / "lake"), "--master", started.url]
        answer = healthgen("spark", "generate", *dataset, *out).answer
    rows = sum(answer["rows"].values())
    seconds = answer["seconds"]
    return {
        "rows": rows,
        "generate seconds": seconds["generate"],
        "rows a second": round(rows / seconds["generate"]),
        "fingerprint seconds": seconds["fingerprint"],
    }


def a_load(dataset: list[str]) -> dict[str, float]:
    """Load the dataset, and return seconds and rows a second."""
    answer = healthgen(
        "load", *dataset, "--no-validate", "--restart", "--workers", "2", "--schema", "speed"
    ).answer
    rows = sum(answer["rows"].values())
    return {
        "rows": rows,
        "copy seconds": answer["seconds"]["copy"],
        "rows a second": round(rows / answer["seconds"]["copy"]),
        "all seconds": answer["total_seconds"],
        "rows a second of all": round(rows / answer["total_seconds"]),
    }


def best(rounds: list[dict[str, dict[str, float]]]) -> dict[str, float]:
    """Return the best rows a second of each way, and how two workers compare with one."""
    found = {
        way: max(each[way]["rows a second"] for each in rounds)
        for way in ("one worker", "two workers", "load")
    }
    return found | {"two workers / one": round(found["two workers"] / found["one worker"], 2)}


if __name__ == "__main__":
    main()
