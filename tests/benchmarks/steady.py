"""Shows how steady datasets are: eight series by month, and for each the worst month and the trend of several seeds.

    uv run python -m tests.benchmarks.steady --seeds 5 --origin 2026-06-30 --today 2036-06-30

Each seed is loaded into the embedded server, without validation, and measured by the view monthly_steadiness. The exit
code is 1 if a series is outside its band: 12 % for the worst month, 3 % a year for the trend.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from datetime import date
from typing import Any

from healthgen_db import Config, load
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.target import open_target

SCHEMA = "steady"
WORST, TREND = 12.0, 3.0
STEADINESS = (
    "SELECT series, period, periods, events, worst_pct, trend_pct FROM monthly_steadiness ORDER BY series"
)
MONTHS = "SELECT month, series, value FROM monthly_activity ORDER BY month, series"

Rows = list[tuple[Any, ...]]


def measured(config: Config) -> tuple[Rows, Rows]:
    """Load a dataset; return its rows of monthly_steadiness, and those of monthly_activity."""
    load(config, schema=SCHEMA, check_rules=False, replace=True, restart=True)
    dsn = open_target(None, SCHEMA, Progress()).dsn
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        steadiness = connection.execute(STEADINESS).fetchall()
        return steadiness, connection.execute(MONTHS).fetchall()


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
    found: dict[str, Rows] = defaultdict(list)
    for seed in range(1, options.seeds + 1):
        config = Config(
            patients=options.patients,
            seed=seed,
            today=options.today,
            origin=options.origin or options.today,
        )
        steadiness, months = measured(config)
        if seed == 1:
            print_months(months)
        for series, *figures in steadiness:
            found[series].append(tuple(figures))
    print("\n| series | months in a period | periods | events | worst % | trend % a year |")
    print("| --- | --- | --- | --- | --- | --- |")
    outside = False
    for series, rows in found.items():
        worst, trend = max(row[3] for row in rows), max((row[4] for row in rows), key=abs)
        outside |= worst > WORST or abs(trend) > TREND
        lengths = "/".join(sorted({str(row[0]) for row in rows}))
        print(f"| {series} | {lengths} | {rows[0][1]} | {rows[0][2]} | {worst:.1f} | {trend:.2f} |")
    return int(outside)


if __name__ == "__main__":
    sys.exit(main())
