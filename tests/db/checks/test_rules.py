"""Every rule: silent on clean data, and fired by its failing example with exactly the failing keys.

A file of tests/failing_examples first selects the rows to change into a temporary table named failing. Its columns are
the key that the rule must return. Then it changes as little as possible. Its first line may name other rules that the
same change breaks: ``-- implies: other_rule, another``.
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
    clean: psycopg.Connection, other_clean: psycopg.Connection, rule_id: str
) -> None:
    assert violating(clean, RULES[rule_id]) == []
    assert violating(other_clean, RULES[rule_id]) == []


@pytest.mark.parametrize("rule_id", RULES)
@pytest.mark.parametrize("dataset", ["clean", "other_clean"])
def test_poison_is_found_and_nothing_else(request: pytest.FixtureRequest, dataset: str, rule_id: str) -> None:
    connection: psycopg.Connection = request.getfixturevalue(dataset)
    text = (FAILING_EXAMPLES / f"{rule_id}.sql").read_text(encoding="utf-8")
    connection.execute(text.encode())
    failing = connection.execute("SELECT * FROM failing").fetchall()
    assert failing, "the failing example found no row to failing example"
    assert all(None not in key for key in failing), "the failing example found no row to failing example"
    fired = {other: rows for other, rule in RULES.items() if (rows := violating(connection, rule))}
    assert [row[: len(failing[0])] for row in fired.get(rule_id, [])] == sorted(failing)
    assert set(fired) - {rule_id} <= implied(text)


def test_poisons_imply_rules_that_exist() -> None:
    for path in FAILING_EXAMPLES.glob("*.sql"):
        assert implied(path.read_text(encoding="utf-8")) <= set(RULES) - {path.stem}
