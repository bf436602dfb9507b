"""Validation of a Parquet dataset: DuckDB runs the rules and metrics of a warehouse, translated, over the files."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
from sqlglot.errors import SqlglotError

from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.results import CheckResult, NotRun, Validation
from healthgen_db.checks.rule_files import Check, Metric
from healthgen_db.config.errors import WarehouseError
from healthgen_db.history.datasets import Dataset
from healthgen_db.parquet.duckdb_tables import first_line, open_dataset
from healthgen_db.parquet.manifest import Manifest, require_manifest, require_same_tables
from healthgen_db.parquet.place import Place
from healthgen_db.parquet.translate import Translation, translate
from healthgen_db.parquet.warehouse import complete_warehouse, dataset_of
from healthgen_db.progress import Progress

# The rows are computed once. As texts: Python needs no types of DuckDB.
RULE_HEAD = "WITH violating AS MATERIALIZED (\n"
RULE_TAIL = """
)
SELECT
    (SELECT count(*) FROM violating),
    (SELECT to_json(list(s)) FROM (SELECT * FROM violating LIMIT 5) AS s)
"""
# DuckDB does not understand a query, or cannot compute with its values. Other errors are about files and memory.
QUERY_FAULTS = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError)


def validate_parquet(place: Place, *, progress: Progress) -> Validation:
    """Run the rules and metrics that belong to a Parquet dataset. Nothing is written.

    A check that DuckDB cannot run is in `not_run` of the result.

    Raises ConfigError if the place has no complete dataset, SchemaError if it has the tables of another
    healthgen, WarehouseError if its files are not complete or cannot be read.
    """
    manifest = require_manifest(place)
    _check_files(place, manifest)
    rules, metrics = check_folders(parts_with_checks(manifest))
    with (
        progress.phase("validate", total=len(rules) + len(metrics), unit="checks") as advance,
        open_dataset(place) as connection,
    ):
        found = run_checks(connection, dataset_of(manifest), [*rules, *metrics], advance)
    return replace(found, files=str(place))


def _check_files(place: Place, manifest: Manifest) -> None:
    """Raise an error unless the dataset has the tables of this healthgen, and all its files."""
    require_same_tables(place, manifest)
    for table, written in manifest.tables.items():
        sizes = place.sizes(table).values()
        if (len(sizes), sum(sizes)) != (written["files"], written["bytes"]):
            raise WarehouseError(
                f"{place}/{table} has {len(sizes)} files of {sum(sizes):,} bytes, and should have {written['files']}"
                f" of {written['bytes']:,}; write the dataset again with --overwrite"
            )


def parts_with_checks(manifest: Manifest) -> list[str]:
    """Return the names of the stages of a dataset and of its other schemas, which have checks of their own."""
    sides = {table.partition(".")[0] for table in manifest.tables if "." in table}
    return [*(stage["name"] for stage in manifest.stages), *sorted(sides)]


def run_checks(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    checks: Sequence[Check],
    done: Callable[[int], None] = lambda _: None,
) -> Validation:
    """Run checks over the tables of a connection, one after the other: DuckDB uses all cores for each.

    done: called with 1 after every check
    """
    started_at, started = datetime.now(UTC), time.perf_counter()
    results: list[CheckResult] = []
    not_run: list[NotRun] = []
    translated: list[tuple[Check, Translation]] = []
    for check in checks:
        try:
            translated.append((check, translate(check.query)))
        except SqlglotError as error:
            not_run.append(NotRun(check, first_line(error)))
            done(1)
    complete_warehouse(connection, dataset, {name for _, query in translated for name in query.tables})
    for check, query in translated:
        begun = time.perf_counter()
        try:
            value, rows, sample = _run(connection, check, query.query)
            results.append(CheckResult(check, value, rows, time.perf_counter() - begun, sample))
        except QUERY_FAULTS as error:
            not_run.append(NotRun(check, first_line(error)))
        done(1)
    return Validation(
        schema="",
        dataset=dataset,
        started_at=started_at,
        seconds=time.perf_counter() - started,
        results=tuple(results),
        not_run=tuple(not_run),
    )


def _run(
    connection: duckdb.DuckDBPyConnection, check: Check, query: str
) -> tuple[float | None, int | None, list[dict[str, Any]]]:
    """Return the value of a check, the number of rows behind it, and the first rows that violate a rule."""
    if isinstance(check, Metric):
        value, rows = (*_only_row(connection, query), None)[:2]
        return None if value is None else float(value), rows, []
    violating, sample = _only_row(connection, RULE_HEAD + query + RULE_TAIL)
    return violating, None, json.loads(sample or "[]")


def _only_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    (row,) = connection.execute(query).fetchall()
    return row
