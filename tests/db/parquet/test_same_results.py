"""Rules and metrics give the same results on Parquet files, by DuckDB, as in PostgreSQL.

This is a small share of the proof: tests/benchmarks/same_results.py has larger datasets, and one change at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from healthgen_db.checks.rule_files import Check
from tests.in_process import write_parquet
from tests.same_results.changes import apply_all
from tests.same_results.compare import SCHEMA, differences, results_in_postgres, results_on_files, session
from tests.same_results.datasets import DATASETS
from tests.same_results.export import export_dataset

Databases = Callable[..., AbstractContextManager[str]]


@pytest.mark.parametrize("name", ["few", "week", "messy"])
def test_the_results_are_the_same_after_all_failing_examples(
    databases: Databases, tmp_path: Path, name: str
) -> None:
    dataset = DATASETS[name]
    rules, _ = dataset.checks
    with databases(empty=True) as dsn:
        dataset.make(dsn)
        with session(dsn) as connection, connection.transaction(force_rollback=True):
            correct = results_in_postgres(connection, rules)
            apply_all(connection, dataset.changes)
            export_dataset(connection, SCHEMA, tmp_path)
            wrong = results_in_postgres(connection, rules)
    found = results_on_files(tmp_path, rules)
    assert differences(wrong, found) == []
    # A few changes cannot be made after others, or others undo them.
    broken = {each.check.id for each in found.violated} & {change.name for change in dataset.changes}
    assert len(broken) > 0.85 * len(dataset.changes)
    # Other results are noticed, too.
    assert len(differences(correct, found)) >= len(broken)


def test_the_results_are_the_same_on_files_of_the_generator(databases: Databases, tmp_path: Path) -> None:
    dataset = DATASETS["everything"]
    checks: list[Check] = [each for kind in dataset.checks for each in kind]
    write_parquet(tmp_path, dataset.config)
    with databases(empty=True) as dsn:
        dataset.make(dsn)
        with session(dsn) as connection:
            here = results_in_postgres(connection, checks)
    assert differences(here, results_on_files(tmp_path, checks)) == []
