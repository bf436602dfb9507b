"""Every rule finds nothing in clean data, and exactly the failing rows of its failing example.

A file of tests/failing_examples makes a temporary table named failing: the keys that the rule must return. It changes
the data as little as possible. It also makes rows that lie just inside the rule, which the rule must not return. Its
first line may name other rules that the same changes break: ``-- implies: other_rule, another``.
"""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from healthgen_db.checks.rule_files import Rule, read_rules

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples"
RULES = {rule.id: rule for rule in read_rules()}


def violating(connection: psycopg.Connection, rule: Rule) -> list[tuple[object, ...]]:
    return connection.execute(rule.query.encode()).fetchall()


def implied(text: str) -> set[str]:
    match = re.match(r"-- implies: (.*)\n", text)
    return set(match[1].split(", ")) if match else set()


@pytest.mark.parametrize("rule_id", RULES)
def test_clean_data_breaks_no_rule(
    clean: psycopg.Connection,
    other_clean: psycopg.Connection,
    clinic_clean: psycopg.Connection,
    rule_id: str,
) -> None:
    assert violating(clean, RULES[rule_id]) == []
    assert violating(other_clean, RULES[rule_id]) == []
    assert violating(clinic_clean, RULES[rule_id]) == []


@pytest.mark.parametrize("rule_id", RULES)
@pytest.mark.parametrize("dataset", ["clean", "other_clean"])
def test_the_failing_rows_are_found_and_nothing_else(
    request: pytest.FixtureRequest, dataset: str, rule_id: str
) -> None:
    connection: psycopg.Connection = request.getfixturevalue(dataset)
    text = (FAILING_EXAMPLES / f"{rule_id}.sql").read_text(encoding="utf-8")
    connection.execute(text.encode())
    failing = connection.execute("SELECT * FROM failing").fetchall()
    assert failing, "the failing example changes no row"
    assert all(None not in key for key in failing), "the failing example changes no row"
    fired = {other: rows for other, rule in RULES.items() if (rows := violating(connection, rule))}
    assert [row[: len(failing[0])] for row in fired.get(rule_id, [])] == sorted(failing)
    assert set(fired) - {rule_id} <= implied(text)


def test_failing_examples_imply_rules_that_exist() -> None:
    for path in FAILING_EXAMPLES.glob("*.sql"):
        assert implied(path.read_text(encoding="utf-8")) <= set(RULES) - {path.stem}
