"""Every rule: silent on clean data, and fired by its poison with exactly the poisoned keys.

A file of tests/poison chooses its victims by a query into a temporary table named poisoned, whose columns are the key
that the rule must return, and then changes as little as it can. Its first line may say which other rules break by the
same change: ``-- implies: other_rule, another``.
"""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
import pytest

from healthgen_db.warehouse.rulefile import Rule, read_rules

POISON = Path(__file__).parent.parent.parent / "poison"
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
    text = (POISON / f"{rule_id}.sql").read_text(encoding="utf-8")
    connection.execute(text.encode())
    poisoned = connection.execute("SELECT * FROM poisoned").fetchall()
    assert poisoned, "the poison found no row to poison"
    assert all(None not in key for key in poisoned), "the poison found no row to poison"
    fired = {other: rows for other, rule in RULES.items() if (rows := violating(connection, rule))}
    assert [row[: len(poisoned[0])] for row in fired.get(rule_id, [])] == sorted(poisoned)
    assert set(fired) - {rule_id} <= implied(text)


def test_poisons_imply_rules_that_exist() -> None:
    for path in POISON.glob("*.sql"):
        assert implied(path.read_text(encoding="utf-8")) <= set(RULES) - {path.stem}
