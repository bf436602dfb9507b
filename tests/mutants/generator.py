"""Runs every mutant of the generator, and tells which rule or metric notices it.

    uv run --all-extras --dev python -m tests.mutants.generator
    uv run --all-extras --dev python -m tests.mutants.generator --only billing.py

Each mutant is applied to a copy of the package. The copy loads a dataset into a database of its own and checks it. The
mutant is noticed if a rule is broken, or if a metric leaves its band that is in its band on clean data. A few mutants
name a unit test instead, which must fail. The exit code is 1 if a mutant survives. A run needs about 10 seconds of
processor time for each mutant.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from tests.mutants.mutants import Mutant, copy_package, read_mutants

COMMAND = "from healthgen_db.cli.main import main; main()"
UNIT_TESTS = Path(__file__).parents[1] / "unit"
PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
SCHEMA = "healthcare"
TODAY = ("--today", "2026-06-30", "--seed", "8")
# Large enough for every metric to be judged.
DATASETS = {
    "nationwide": ("--patients", "50000", "--zip-target", "500", *TODAY),
    "one_hospital": (
        "--patients",
        "30000",
        "--preset",
        "single-hospital",
        "--local-decay",
        "8",
        "--local-top-n",
        "300",
        *TODAY,
    ),
    "clinic": ("--preset", "clinic", *TODAY),
    "later": ("--patients", "50000", "--origin", "2024-06-30", *TODAY),
}
# Exit codes of healthgen load and of pytest.
FINE, FAILED = 0, 1


@dataclass(frozen=True)
class CheckResult:
    """What one rule or metric found in a dataset."""

    passed: bool
    value: float | None

    def __str__(self) -> str:
        """Return the value, short."""
        return "no value" if self.value is None else f"{self.value:.4g}"


CheckResults = dict[str, CheckResult]


class Workshop:
    """Loads datasets with changed copies of the package, each into a database of its own."""

    def __init__(self, server_dsn: str) -> None:
        self.server_dsn = server_dsn
        self.clean: dict[str, CheckResults] = {}

    def load_clean(self, dataset: str) -> None:
        """Load a dataset without a change. Raises SystemExit if something in it is not as it should be."""
        results = self.results(dataset, None)
        if failed := [name for name, check_result in results.items() if not check_result.passed]:
            raise SystemExit(f"the clean dataset {dataset} does not pass: {', '.join(failed)}")
        self.clean[dataset] = results

    def results(self, dataset: str, mutant: Mutant | None) -> CheckResults:
        """Load a dataset with the mutant applied, and return what every rule and metric found."""
        with tempfile.TemporaryDirectory(prefix="healthgen-mutant-") as folder, self._database() as dsn:
            package = copy_package(Path(folder))
            if mutant is not None:
                mutant.apply(package)
            options = (*DATASETS[dataset], "--schema", SCHEMA, "--dsn", dsn, "--workers", "1", "--quiet")
            _run(folder, "-c", COMMAND, "load", *options)
            return _read_results(dsn)

    def noticed_by(self, mutant: Mutant) -> list[str]:
        """Return the rules and metrics that notice a mutant, each with its value before and after."""
        if mutant.unit_test:
            return [mutant.unit_test] if _unit_test_fails(mutant) else []
        clean, results = self.clean[mutant.dataset], self.results(mutant.dataset, mutant)
        failed = {name: check_result for name, check_result in results.items() if not check_result.passed}
        return [f"{name} {clean[name]} -> {check_result}" for name, check_result in failed.items()]

    @contextmanager
    def _database(self) -> Iterator[str]:
        name = f"healthgen_mutant_{os.urandom(6).hex()}"
        with closing(connect(self.server_dsn, autocommit=True)) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            try:
                yield make_conninfo(self.server_dsn, dbname=name)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(folder: str, *arguments: str) -> int:
    """Run Python with the copy of the package in this folder, and return the exit code: FINE or FAILED.

    Raises SystemExit for any other exit code, because a mutant that does not run proves nothing.
    """
    ended = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": folder},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode not in (FINE, FAILED) or "Traceback" in ended.stderr:
        raise SystemExit(f"{' '.join(arguments)}: exit code {ended.returncode}\n{ended.stderr}{ended.stdout}")
    return ended.returncode


def _check_unit_tests(mutants: list[Mutant]) -> None:
    """Run the unit tests that notice mutants without a mutant, all at once. Raises SystemExit if one of them fails."""
    tests = sorted({f"{UNIT_TESTS}/{mutant.unit_test}" for mutant in mutants if mutant.unit_test})
    with tempfile.TemporaryDirectory(prefix="healthgen-mutant-") as folder:
        copy_package(Path(folder))
        if tests and _run(folder, *PYTEST, *tests) == FAILED:
            raise SystemExit("a unit test that notices mutants fails without a mutant")


def _unit_test_fails(mutant: Mutant) -> bool:
    """Say whether the mutant's unit test fails with the mutant."""
    with tempfile.TemporaryDirectory(prefix="healthgen-mutant-") as folder:
        mutant.apply(copy_package(Path(folder)))
        return _run(folder, *PYTEST, f"{UNIT_TESTS}/{mutant.unit_test}") == FAILED


def _read_results(dsn: str) -> CheckResults:
    """Read the check results of the dataset, published or not."""
    with closing(connect(dsn)) as connection:
        schemas = connection.execute(
            "SELECT schemaname FROM pg_tables WHERE tablename = 'validation_results' ORDER BY schemaname DESC"
        ).fetchall()
        query = sql.SQL(
            "SELECT check_id, passed, value FROM {}.validation_results ORDER BY kind DESC, check_id"
        )
        rows = connection.execute(query.format(sql.Identifier(schemas[0][0]))).fetchall()
    return {name: CheckResult(passed, value) for name, passed, value in rows}


@contextmanager
def _server() -> Iterator[str]:
    """Give the DSN of HEALTHGEN_TEST_DSN, or start an embedded server for the run."""
    if given := os.environ.get("HEALTHGEN_TEST_DSN"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="healthgen-mutants-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "server")
        server.start()
        try:
            yield server.dsn()
        finally:
            server.destroy()


def main() -> int:
    """Run the mutants, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="WORD", help="mutants with this word in file or effect")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="mutants that run side by side")
    options = parser.parse_args()
    mutants = [mutant for mutant in read_mutants() if options.only in f"{mutant.file} {mutant.takes_away}"]
    survivors = 0
    with _server() as server_dsn, ThreadPoolExecutor(options.jobs) as pool:
        workshop = Workshop(server_dsn)
        datasets = {mutant.dataset for mutant in mutants if not mutant.unit_test}
        list(pool.map(workshop.load_clean, sorted(datasets)))
        _check_unit_tests(mutants)

        def run(mutant: Mutant) -> tuple[list[str], float]:
            began = perf_counter()
            return workshop.noticed_by(mutant), perf_counter() - began

        for mutant, (noticed, seconds) in zip(mutants, pool.map(run, mutants), strict=True):
            survivors += not noticed
            print(f"{seconds:5.1f} s  {mutant.file}: {mutant.takes_away}")
            for line in noticed[:3] or ["SURVIVES: no rule or metric notices it"]:
                print(f"         {line}")
            if len(noticed) > 3:
                print(f"         and {len(noticed) - 3} more")
            sys.stdout.flush()
    print(f"{len(mutants)} mutants, {survivors} survivors")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
