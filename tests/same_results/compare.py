"""Runs checks in PostgreSQL and on Parquet files, and lists what differs between the results."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from healthgen_db.checks.results import CheckResult, Validation
from healthgen_db.checks.rule_files import Check, Metric
from healthgen_db.checks.run import RULE_HEAD, RULE_TAIL
from healthgen_db.parquet.duckdb_tables import open_dataset
from healthgen_db.parquet.manifest import require_manifest
from healthgen_db.parquet.place import Place
from healthgen_db.parquet.validate import run_checks
from healthgen_db.parquet.warehouse import dataset_of
from healthgen_db.postgres.connection import connect, tune_for_analysis

SCHEMA = "healthcare"

# PostgreSQL divides and sums decimals, DuckDB doubles.
RELATIVE = 1e-9
# Roots of a difference of nearly equal numbers: an error in the 16th digit of these is one in the 8th of the root.
ROOTS = {"doctor_panel_cv", "same_day_rate_by_hospital_stddev_pct"}
ABSOLUTE_OF_ROOTS = 1e-6


@contextmanager
def session(dsn: str) -> Iterator[psycopg.Connection]:
    """Open a session as validation does, with the schemas of the dataset on its search path."""
    with closing(connect(dsn, schema=SCHEMA, autocommit=True)) as connection:
        tune_for_analysis(connection)
        connection.execute(f"SET search_path TO {SCHEMA}, {SCHEMA}_messy")
        yield connection


def results_in_postgres(connection: psycopg.Connection, checks: Iterable[Check]) -> list[CheckResult]:
    """Run checks in the transaction of the connection, so that they see its changes."""
    return [_result(connection, check) for check in checks]


def _result(connection: psycopg.Connection, check: Check) -> CheckResult:
    if isinstance(check, Metric):
        row = connection.execute(check.query.encode()).fetchone()
        assert row is not None
        return CheckResult(check, None if row[0] is None else float(row[0]), (*row, None)[1], 0)
    row = connection.execute(RULE_HEAD + check.query.encode() + RULE_TAIL).fetchone()
    assert row is not None
    return CheckResult(check, row[0], None, 0, row[1] or [])


def results_on_files(folder: Path, checks: Sequence[Check]) -> Validation:
    """Run checks on the files of a Parquet dataset."""
    place = Place(str(folder))
    with open_dataset(place, threads=2) as connection:
        return run_checks(connection, dataset_of(require_manifest(place)), checks)


def differences(postgres: Sequence[CheckResult], files: Validation) -> list[str]:
    """Return a line for each difference between the results of the same checks."""
    here = {found.check.id: found for found in files.results}
    not_run = [f"{each.check.id}: {each.reason}" for each in files.not_run]
    both = [(found, here[found.check.id]) for found in postgres if found.check.id in here]
    return [*not_run, *(line for each in both for line in _differences(*each))]


def _differences(postgres: CheckResult, files: CheckResult) -> Iterator[str]:
    name = postgres.check.id
    if not _same_value(name, postgres.value, files.value):
        yield f"{name}: {postgres.value} in PostgreSQL, {files.value} on the files"
    if not _same_value(name, postgres.rows, files.rows):
        yield f"{name}: from {postgres.rows} rows in PostgreSQL, from {files.rows} on the files"
    if _whole(postgres) and _in_order(postgres.sample) != _in_order(files.sample):
        yield f"{name}: {postgres.sample} in PostgreSQL, {files.sample} on the files"


def _whole(rule: CheckResult) -> bool:
    """Return whether the sample has all rows. Rules sort them by a key, so any of the equal ones may be left out."""
    return rule.value == len(rule.sample)


def _in_order(sample: Sequence[dict[str, Any]]) -> list[str]:
    """Return the rows as texts that are equal for equal values."""
    return sorted(str({name: _written(value) for name, value in row.items()}) for row in sample)


def _written(value: object) -> object:
    """Return a value in one form. There are several for a moment, for a number, and for values in any order."""
    if isinstance(value, float):
        return f"{value:.9g}"
    if isinstance(value, str):
        with suppress(ValueError):
            return datetime.fromisoformat(value).timestamp()
        return " ".join(sorted(value.split()))
    return value


def _same_value(name: str, one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    if name in ROOTS:
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=ABSOLUTE_OF_ROOTS)
    return math.isclose(one, other, rel_tol=RELATIVE)
