"""Shows a hospital at work by month and by hour of the day, each figure beside its published one.

    uv run python -m tests.benchmarks.operations --dsn "$(uv run healthgen db url)" --schema healthcare

The schema has a dataset with --operations. The first month, in which the hospital fills up, is left out.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg

from healthgen_db.postgres.connection import connect

FILE = Path(__file__).with_suffix(".toml")
SCOPE = """
CREATE TEMP TABLE scope AS
SELECT encounters.*, time_zone FROM encounters JOIN hospitals USING (hospital_id)
WHERE registered_at >= {first} AND registered_at < {last}
"""


class Hospital:
    """The dataset of a schema."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        first, last = self.rows("SELECT min(hour) + '30 days', max(hour) FROM unit_hours")[0]
        self.first, self.last = first, last

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(query.encode()).fetchall()

    def figures(self, figures: Iterable[dict[str, str]], first: datetime, last: datetime) -> dict[str, float]:
        """Return figures of the encounters registered from `first` to before `last`."""
        scope = {"first": f"'{first.isoformat()}'", "last": f"'{last.isoformat()}'"}
        self.rows_of_no_interest("DROP TABLE IF EXISTS scope")
        self.rows_of_no_interest(SCOPE.format(**scope))
        self.rows_of_no_interest("ANALYZE scope")
        days = (last - first).total_seconds() / 86_400
        found = {}
        for figure in figures:
            query = figure["query"].format(days=days, **scope)
            found[figure["title"]] = float(self.rows(query)[0][0] or 0)
        return found

    def rows_of_no_interest(self, statement: str) -> None:
        """Run a statement without rows."""
        self.connection.execute(statement.encode())


def months(first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    """Return the begin and end of each whole month."""
    days = [first.replace(day=1, hour=0) + timedelta(days=31 * number) for number in range(1, 60)]
    edges = [day.replace(day=1) for day in days]
    return [(begin, end) for begin, end in pairwise(edges) if end <= last]


def main() -> None:
    """Print the figures of the whole time, by month and by hour."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--dsn", required=True)
    options.add_argument("--schema", default="healthcare")
    given = options.parse_args()
    with closing(connect(given.dsn, schema=given.schema, autocommit=True)) as connection:
        hospital = Hospital(connection)
        figures = tomllib.loads(FILE.read_text(encoding="utf-8"))
        whole = hospital.figures(figures["figures"], hospital.first, hospital.last)
        print(f"{'':40}{'found':>10}  published")
        for figure in figures["figures"]:
            print(f"{figure['title']:40}{whole[figure['title']]:10.2f}  {figure['published']}")
        monthly = [figure for figure in figures["figures"] if "by_month" in figure]
        by_month = [
            (begin, hospital.figures(monthly, begin, end))
            for begin, end in months(hospital.first, hospital.last)
        ]
        for figure in monthly:
            print(f"\n{figure['title']}, by month from {by_month[0][0]:%Y-%m}")
            print(" ".join(f"{found[figure['title']]:.2f}" for _, found in by_month))
        for figure in figures["by_hour"]:
            values = dict(hospital.rows(figure["query"]))
            print(f"\n{figure['title']}, by local hour 0 to 23")
            print(" ".join(f"{float(values.get(hour, 0)):.1f}" for hour in range(24)))


if __name__ == "__main__":
    main()
