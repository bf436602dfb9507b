"""Every rule of decisions finds exactly the failing rows of its failing example, which also has rows that are right."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.rule_files import read_rules
from healthgen_db.config.resources import resource

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples" / "decisions"
RULES = {rule.id: rule for rule in read_rules(resource("sql", "decisions", "rules"))}


@pytest.mark.parametrize("rule_id", RULES)
def test_the_failing_values_are_found_and_no_others(week: psycopg.Connection, rule_id: str) -> None:
    week.execute((FAILING_EXAMPLES / f"{rule_id}.sql").read_bytes())
    failing = sorted(week.execute("SELECT * FROM failing").fetchall())
    found = week.execute(RULES[rule_id].query.encode()).fetchall()
    assert sorted(row[: len(failing[0])] for row in found) == failing


def test_every_rule_has_an_example_and_belongs_to_hospitals() -> None:
    assert {path.stem for path in FAILING_EXAMPLES.glob("*.sql")} == set(RULES)
    assert {rule.id for rule in check_folders(["hospitals"])[0]} >= set(RULES)
    assert not {rule.id for rule in check_folders()[0]} & set(RULES)
