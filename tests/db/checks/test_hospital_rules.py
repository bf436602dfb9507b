"""Every rule of operations finds nothing in a correct week, and exactly the failing rows of its failing example.

The files of tests/failing_examples/hospitals work as those of tests/failing_examples, but on the week of
tests/hospital_week.sql and hospital_week_people.sql without constraints.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db import validate
from healthgen_db.checks.rule_files import read_metrics, read_rules
from healthgen_db.config.resources import resource

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples" / "hospitals"
METRICS = {metric.id for metric in read_metrics(resource("sql", "hospitals", "metrics"))}
RULES = {rule.id: rule for rule in read_rules(resource("sql", "hospitals", "rules"))}


@pytest.mark.parametrize("rule_id", RULES)
def test_a_correct_week_breaks_no_rule(week: psycopg.Connection, rule_id: str) -> None:
    assert week.execute(RULES[rule_id].query.encode()).fetchall() == []


@pytest.mark.parametrize("rule_id", RULES)
def test_the_failing_rows_are_found_and_no_others(week: psycopg.Connection, rule_id: str) -> None:
    week.execute((FAILING_EXAMPLES / f"{rule_id}.sql").read_bytes())
    failing = sorted(week.execute("SELECT * FROM failing").fetchall())
    found = week.execute(RULES[rule_id].query.encode()).fetchall()
    assert [row[: len(failing[0])] for row in found] == failing


def test_every_failing_example_has_a_rule() -> None:
    assert {path.stem for path in FAILING_EXAMPLES.glob("*.sql")} == set(RULES)


def test_only_a_dataset_with_operations_is_checked_by_them(
    empty_dsn: str, run_load: Callable[..., Any]
) -> None:
    hospital = {"operations": True, "hospital_state": "WI", "hospital_zipcode": "53715", "zip_target": 60}
    for options, checked in (({}, set()), (hospital, RULES.keys() | METRICS)):
        result = run_load(empty_dsn, patients=150, how={"validate": True, "block_size": 100}, **options)
        assert result.published
        for found in (result.validation, validate(empty_dsn)):
            assert {each.check.id for each in found.results} & (RULES.keys() | METRICS) == checked
            assert not found.violated
