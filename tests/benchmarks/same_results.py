"""Proves that rules and metrics give the same results on Parquet files, by DuckDB, as in PostgreSQL.

    uv run --all-extras --dev python -m tests.benchmarks.same_results [few week ...]

The datasets are those of tests/same_results/datasets.py, by default all of them. Each one is loaded into a server of
its own, and written as Parquet files. All its rules and metrics run on both sides. Then each failing example and each
effect changes the rows in the server, one at a time. The changed tables are exported to Parquet files, and the checks
run on both sides again: all rules for a failing example, the metrics that notice it for an effect.

--mutants compares mutants of all rules (tests/mutants/rules.py) too, after all changes at once: queries that nobody has
looked at, on rows that are wrong in many ways. PostgreSQL refuses some of them, and a few would take too long.

Prints a line for each difference, and one for each dataset. The exit code is 1 if there is a difference.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg.conninfo import make_conninfo

from healthgen_db.checks.rule_files import Check
from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from tests.in_process import write_parquet
from tests.mutants.rules import read_columns, rule_mutants
from tests.same_results.changes import Change, apply_all
from tests.same_results.compare import SCHEMA, differences, results_in_postgres, results_on_files, session
from tests.same_results.datasets import DATASETS, SmallDataset
from tests.same_results.export import export_changed, export_dataset
from tests.server_folders import server_folder


@dataclass
class Tally:
    """What was compared."""

    results: int = 0
    broken: set[str] = field(default_factory=set)
    """The rules that found rows."""
    lines: list[str] = field(default_factory=list)

    def compare(self, where: str, connection: psycopg.Connection, folder: Path, checks: list[Check]) -> None:
        """Run the checks on both sides, and print what differs."""
        here = results_in_postgres(connection, checks)
        found = [f"{where}: {line}" for line in differences(here, results_on_files(folder, checks))]
        print(*found, sep="\n", end="\n" if found else "", flush=True)
        self.lines += found
        self.results += len(here)
        self.broken |= {each.check.id for each in here if each.kind == "rule" and each.value}


def compare_mutants(name: str, dataset: SmallDataset, dsn: str, folder: Path) -> Tally:
    """Compare the results of mutants of all rules after all changes of a dataset."""
    tally = Tally()
    with session(dsn) as connection, connection.transaction(force_rollback=True):
        columns = read_columns(connection, SCHEMA)
        apply_all(connection, dataset.changes)
        export_dataset(connection, SCHEMA, folder / "all_changes")
        for rule in dataset.checks[0]:
            mutants: list[Check] = [
                replace(rule, id=f"{rule.id}, mutant {number}", query=query)
                for number, query in enumerate(rule_mutants(rule.query, columns))
            ]
            accepted = [each for each in mutants if accepts(connection, each)]
            tally.compare(f"{name}, mutants", connection, folder / "all_changes", accepted)
    return tally


def accepts(connection: psycopg.Connection, check: Check) -> bool:
    """Return whether PostgreSQL can run the query of a check in a few seconds."""
    try:
        with connection.transaction():
            connection.execute("SET LOCAL statement_timeout = '2s'")
            connection.execute(check.query.encode())
            connection.execute("SET LOCAL statement_timeout = 0")
    except psycopg.Error:
        return False
    return True


def compare_dataset(name: str, dataset: SmallDataset, dsn: str, folder: Path) -> Tally:
    """Compare the results of a dataset, as it was made and after each change."""
    rules, metrics = dataset.checks
    tally = Tally()
    dataset.make(dsn)
    with session(dsn) as connection:
        export_dataset(connection, SCHEMA, folder / "exported")
        tally.compare(f"{name}, exported", connection, folder / "exported", [*rules, *metrics])
        if dataset.options is not None:
            write_parquet(folder / "written", dataset.config)
            tally.compare(f"{name}, written", connection, folder / "written", [*rules, *metrics])
    for change in dataset.changes:
        noticed: list[Check] = [each for each in metrics if each.id in change.metrics]
        with changed(dsn, change) as connection, tempfile.TemporaryDirectory(dir=folder) as copy:
            export_changed(connection, SCHEMA, Path(copy), folder / "exported")
            tally.compare(f"{name}, {change.name}", connection, Path(copy), noticed or [*rules])
    return tally


@contextmanager
def changed(dsn: str, change: Change) -> Iterator[psycopg.Connection]:
    """Give a session whose transaction has made the change; it is rolled back."""
    with session(dsn) as connection, connection.transaction(force_rollback=True):
        change.apply(connection)
        yield connection


def main() -> int:
    """Compare the datasets that are named, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="dataset", help=", ".join(DATASETS))
    parser.add_argument("--mutants", action="store_true", help="compare mutants of all rules, too")
    arguments = parser.parse_args()
    differing = 0
    with server_folder() as folder:
        server = Server(folder / "server")
        server.start()
        for name in arguments.names or DATASETS:
            with closing(connect(server.dsn(), autocommit=True)) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            (folder / name).mkdir()
            given = (name, DATASETS[name], make_conninfo(server.dsn(), dbname=name), folder / name)
            differing += shown(compare_dataset, *given)
            if arguments.mutants:
                differing += shown(compare_mutants, *given)
    return 1 if differing else 0


def shown(compare: Callable[..., Tally], name: str, dataset: SmallDataset, dsn: str, folder: Path) -> int:
    """Compare, print what was compared, and return the number of differences."""
    begin = perf_counter()
    tally = compare(name, dataset, dsn, folder)
    print(
        f"{name}, {compare.__name__}: {len(dataset.changes)} changes, {tally.results} results, {len(tally.broken)}"
        f" queries found wrong rows, {len(tally.lines)} differences ({perf_counter() - begin:.0f} s,"
        f" load average {os.getloadavg()[0]:.1f})",
        flush=True,
    )
    return len(tally.lines)


if __name__ == "__main__":
    sys.exit(main())
