"""Mutants of every rule: without a condition, with a number off by one, with a word missing. None may go unnoticed.

A mutant is noticed when it finds something in clean data, when it does not find exactly what was failing, or when
Postgres refuses it. A mutant that survives means that a line of the rule could be dropped, or lacks a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from healthgen_db.checks.rule_files import read_rules

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples"
RULES = {rule.id: rule for rule in read_rules()}


def without_conditions(query: str) -> Iterator[str]:
    """Take away one condition of a WHERE, HAVING, USING or PARTITION BY, or one side of an OR."""
    lines = query.split("\n")
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        alone = re.match(r"(\s*(?:WHERE|HAVING)) \S.*(?<!\()$", line)
        if alone:
            yield "\n".join([*before, f"{alone[1]} TRUE", *after])
        if re.match(r"\s*(WHERE|HAVING)$", line) and "CASE" not in after[0]:
            yield "\n".join([*before, line, "TRUE", *after[1:]])
        if re.match(r"\s*AND ", line):
            yield "\n".join([*before, *after])
        for pair in re.finditer(r"(USING \(|PARTITION BY )([\w.]+), ([\w.]+)", line):
            for kept in (pair[2], pair[3]):
                yield "\n".join([*before, line.replace(pair[0], pair[1] + kept), *after])
        for choice in re.finditer(r"\((\S[^()]*) OR (\S[^()]*)\)", line):
            for kept in (choice[1], choice[2]):
                yield "\n".join([*before, line.replace(choice[0], f"({kept})"), *after])


def with_other_constants(query: str) -> Iterator[str]:
    """Move a number by one, or drop a word of a list."""
    for number in re.finditer(r"(?<![\w.'-])\d+(?![\w.']| months)", query):
        for step in (-1, 1):
            yield query[: number.start()] + str(int(number[0]) + step) + query[number.end() :]
    for words in re.finditer(r"IN \(('[^)]*)\)", query):
        items = words[1].split(", ")
        for item in items if len(items) > 1 else []:
            rest = ", ".join(other for other in items if other != item)
            yield query[: words.start(1)] + rest + query[words.end(1) :]


def found(connection: psycopg.Connection, query: str) -> list[tuple[object, ...]] | None:
    """Return the rows of a mutant, None if Postgres refuses it."""
    connection.execute("SAVEPOINT mutant")
    try:
        return connection.execute(query.encode()).fetchall()
    except psycopg.Error:
        return None
    finally:
        connection.execute("ROLLBACK TO mutant")


def survivors(connection: psycopg.Connection, rule_id: str, mutants: list[str]) -> list[str]:
    mutants = [mutant for mutant in mutants if found(connection, mutant) == []]
    connection.execute((FAILING_EXAMPLES / f"{rule_id}.sql").read_bytes())
    failing = sorted(connection.execute("SELECT * FROM failing").fetchall())
    width = len(failing[0])
    return [
        mutant
        for mutant in mutants
        if sorted(row[:width] for row in found(connection, mutant) or []) == failing
    ]


@pytest.mark.parametrize("rule_id", RULES)
def test_no_mutant_goes_unnoticed(
    clean: psycopg.Connection,
    other_clean: psycopg.Connection,
    local_clean: psycopg.Connection,
    rule_id: str,
) -> None:
    query = RULES[rule_id].query
    mutants = [*without_conditions(query), *with_other_constants(query)]
    mutants = [mutant for mutant in mutants if found(local_clean, mutant) == []]
    for connection in (clean, other_clean):
        mutants = survivors(connection, rule_id, mutants)
    assert not mutants, "\n\n".join(mutants)


def test_mutants_are_made() -> None:
    made = [*without_conditions("SELECT 1\nWHERE a < 5"), *with_other_constants("IN ('x', 'y')")]
    assert made == ["SELECT 1\nWHERE TRUE", "IN ('y')", "IN ('x')"]
    assert sum(1 for rule in RULES.values() for _ in without_conditions(rule.query)) > len(RULES)
