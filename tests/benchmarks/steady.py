"""Shows how steady datasets are: eight series by month, and for each the worst month and the trend of several seeds.

    uv run python -m tests.benchmarks.steady --seeds 5 --origin 2026-06-30 --today 2036-06-30

Each seed is loaded into the embedded server and measured by the metrics ..._worst_month_pct and ..._trend_pct. A metric
with too few events is shown and not judged. The exit code is 1 if a judged metric is outside its band.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from datetime import date
from typing import Any

from healthgen_db import Config, load
from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.rule_files import read_metrics
from healthgen_db.checks.run import validate
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.target import open_target

SCHEMA = "steady"
MONTHS = "SELECT month, series, value FROM monthly_activity ORDER BY month, series"
METRICS = [
    metric
    for metric in read_metrics()
    if metric.id.endswith(("_worst_month_pct", "_trend_pct")) and "monthly_steadiness" in metric.query
]

Rows = list[tuple[Any, ...]]


def measured(config: Config) -> tuple[list[CheckResult], Rows]:
    """Load a dataset; return the results of the metrics, and the rows of monthly_activity."""
    load(config, schema=SCHEMA, check_rules=False, replace=True, restart=True)
    dsn = open_target(None, SCHEMA, Progress()).dsn
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        months = connection.execute(MONTHS).fetchall()
    return list(validate(dsn, SCHEMA, rules=[], metrics=METRICS).metrics), months


def print_months(months: Rows) -> None:
    """Print one line for each month, and one column for each series."""
    names = sorted({series for _, series, _ in months})
    table: dict[date, dict[str, float | None]] = defaultdict(dict)
    for month, series, value in months:
        table[month][series] = value
    print("| month | " + " | ".join(names) + " |\n|" + " --- |" * (len(names) + 1))
    for month, values in table.items():
        cells = ("" if values.get(name) is None else f"{values[name]:.2f}" for name in names)
        print(f"| {month:%Y-%m} | " + " | ".join(cells) + " |")


def main() -> int:
    """Measure all seeds, print the tables, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=100_000)
    parser.add_argument("--seeds", type=int, default=5, help="seeds 1 to this one")
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 6, 30))
    parser.add_argument("--origin", type=date.fromisoformat, default=None, help="by default today")
    options = parser.parse_args()
    found: dict[str, list[CheckResult]] = defaultdict(list)
    for seed in range(1, options.seeds + 1):
        config = Config(
            patients=options.patients,
            seed=seed,
            today=options.today,
            origin=options.origin or options.today,
        )
        results, months = measured(config)
        if seed == 1:
            print_months(months)
        for result in results:
            found[result.check.id].append(result)
    print("\n| metric | largest of the seeds | judged in |\n| --- | --- | --- |")
    for name, results in found.items():
        largest = max((result.value or 0.0 for result in results), key=abs)
        judged = sum(result.judged for result in results)
        print(f"| {name} | {largest:.2f} | {judged} of {len(results)} |")
    return int(not all(result.passed for results in found.values() for result in results))


if __name__ == "__main__":
    sys.exit(main())
