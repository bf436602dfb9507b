"""The rules and metrics of messy copies: clean copies pass, failing examples are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.rule_files import read_metrics, read_rules
from healthgen_db.checks.run import validate
from healthgen_db.config.resources import resource
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples" / "messy"
RULES = {rule.id: rule for rule in read_rules(resource("sql", "messy", "rules"))}
METRICS = {metric.id: metric for metric in read_metrics(resource("sql", "messy", "metrics"))}


@pytest.fixture(scope="module")
def loaded(databases: Callable[..., Any], run_load: Callable[..., LoadResult]) -> Iterator[str]:
    """Give a database with a messy copy, which the tests do not change for good."""
    with databases(empty=True) as dsn:
        run_load(dsn, patients=200, messy=0.4, how={"block_size": 100})
        yield dsn


@pytest.fixture
def both(loaded: str) -> Iterator[psycopg.Connection]:
    """Give a transaction that finds the record beside the clean tables, as checks do; it is rolled back."""
    with closing(connect(loaded)) as connection:
        connection.execute("SET search_path TO healthcare, healthcare_messy")
        yield connection


def values(connection: psycopg.Connection) -> dict[str, float]:
    found = {}
    for name, metric in METRICS.items():
        row = connection.execute(metric.query.encode()).fetchone()
        assert row is not None
        found[name] = float(row[0])
    return found


def test_what_was_loaded_passes_and_is_judged_only_where_there_is_a_messy_copy(
    loaded: str, empty_dsn: str, run_load: Callable[..., LoadResult]
) -> None:
    rules, metrics = check_folders(["messy"])
    assert len(rules) + len(metrics) == len(read_rules()) + len(read_metrics()) + 4
    result = validate(loaded, "healthcare", rules=list(RULES.values()), metrics=list(METRICS.values()))
    assert len(result.results) == 4
    assert all(check_result.passed for check_result in result.results)
    checked = run_load(empty_dsn, how={"validate": True}).validation
    assert checked is not None
    assert not {check_result.check.id for check_result in checked.results} & (RULES.keys() | METRICS.keys())
    checked = run_load(empty_dsn, messy=0.1, how={"validate": True}).validation
    assert checked is not None
    assert {check_result.check.id for check_result in checked.results} > (RULES.keys() | METRICS.keys())


@pytest.mark.parametrize("rule_id", RULES)
def test_poison_is_found_and_nothing_else(both: psycopg.Connection, rule_id: str) -> None:
    assert all(not both.execute(rule.query.encode()).fetchall() for rule in RULES.values())
    both.execute((FAILING_EXAMPLES / f"{rule_id}.sql").read_bytes())
    failing = both.execute("SELECT change_id FROM failing ORDER BY change_id").fetchall()
    assert failing
    for name, rule in RULES.items():
        found = [row[:1] for row in both.execute(rule.query.encode()).fetchall()]
        assert found == (failing if name == rule_id else []), name


def test_metrics_tell_the_share_of_what_was_asked_for(both: psycopg.Connection) -> None:
    before = values(both)
    assert before["messy_cells_ratio"] == pytest.approx(1, abs=0.02)
    assert before["messy_rows_ratio"] == pytest.approx(1, abs=0.1)
    both.execute("DELETE FROM messy_changes WHERE change_id % 2 = 1 AND column_name IS NOT NULL")
    both.execute("DELETE FROM messy_changes WHERE row_key % 3 = 0 AND column_name IS NULL")
    after = values(both)
    for name, metric in METRICS.items():
        assert metric.low is not None
        assert after[name] < metric.low < before[name], name
