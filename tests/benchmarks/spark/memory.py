"""Shows how much memory Spark needs over time for a large Parquet dataset on one machine; prints JSON.

    uv run --all-extras --dev python -m tests.benchmarks.spark.memory --patients 20000000 --out /big/lake

Memory is flat if the second half of the run needs no more than the first. A million patients take 0.5 GB of disk, which
this does not remove.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from statistics import median

from tests.benchmarks.spark.commands import Finished, healthgen, load_average

TODAY = "2026-06-30"
SLICES = 10


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--patients", default="20000000")
    parser.add_argument("--out", required=True)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("more", nargs="*", help="other options of healthgen spark generate, after --")
    given = parser.parse_args()
    before = load_average()
    options = ["--patients", given.patients, "--today", TODAY, "--out", given.out, "--master", given.master]
    finished = healthgen("spark", "generate", *options, *given.more)
    sys.stderr.write(finished.errors)
    print(json.dumps(figures(finished) | {"load average": [before, load_average()]}, indent=2))
    sys.exit(finished.code)


def figures(finished: Finished) -> dict[str, object]:
    """Return the figures of a run."""
    rows = sum(finished.answer.get("rows", {}).values())
    kinds = sorted({kind for sample in finished.samples for kind in sample})
    return {
        "seconds": round(finished.seconds),
        "phases": finished.answer.get("seconds"),
        "rows": rows,
        "rows a second": round(rows / finished.seconds),
        "bytes": finished.answer.get("bytes"),
        "fingerprint": finished.answer.get("fingerprint"),
        "MB by tenth of the run": {
            kind: by_slice([sample[kind] for sample in finished.samples]) for kind in kinds
        }
        | {"all": by_slice([sample.total() for sample in finished.samples])},
        "MB at most": max(sample.total() for sample in finished.samples),
    }


def by_slice(values: Sequence[int]) -> list[float]:
    """Return the median of each tenth of the values."""
    size = max(1, -(-len(values) // SLICES))
    return [median(values[begin : begin + size]) for begin in range(0, len(values), size)]


if __name__ == "__main__":
    main()
