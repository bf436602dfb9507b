"""Mutants of every rule (tests/mutants/rules.py). None may go unnoticed.

A mutant is noticed when it finds something in clean data, when it does not find exactly the failing rows of the rule's
failing example, or when Postgres refuses it. A mutant that survives means that a part of the rule could be dropped, or
lacks a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg
import pytest

from healthgen_db.checks.rule_files import read_rules
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from tests.mutants.rules import Column, Columns, read_columns, rule_mutants

FAILING_EXAMPLES = Path(__file__).parents[2] / "failing_examples"
RULES = {rule.id: rule for rule in read_rules()}
MESSY_RULES = {rule.id: rule for rule in read_rules(resource("sql", "messy", "rules"))}
HOSPITAL_RULES = {
    (folder, rule.id): rule
    for folder in ("hospitals", "decisions")
    for rule in read_rules(resource("sql", folder, "rules"))
}
SCHEMA, MESSY_SCHEMA = "healthcare", "healthcare_messy"


@pytest.fixture(scope="module")
def columns(clean_dsn: str) -> Columns:
    with closing(connect(clean_dsn)) as connection:
        return read_columns(connection, SCHEMA)


@pytest.fixture(scope="module")
def messy_dsn(
    databases: Callable[..., AbstractContextManager[str]], load_clean: Callable[..., None]
) -> Iterator[str]:
    """Give a database with a messy copy of 40 patients."""
    with databases() as dsn:
        load_clean(dsn, patients=40, seed=6, messy=0.3)
        yield dsn


def found(connection: psycopg.Connection, query: str) -> list[tuple[object, ...]] | None:
    """Return the rows of a mutant, None if Postgres refuses it."""
    connection.execute("SAVEPOINT mutant")
    try:
        return connection.execute(query.encode()).fetchall()
    except psycopg.Error:
        return None
    finally:
        connection.execute("ROLLBACK TO mutant")


def silent(connection: psycopg.Connection, mutants: list[str]) -> list[str]:
    """Return the mutants that find nothing in clean data, as their rule does."""
    return [mutant for mutant in mutants if found(connection, mutant) == []]


def survivors(connection: psycopg.Connection, example: Path, mutants: list[str]) -> list[str]:
    """Return the mutants that find nothing in clean data, and exactly the failing rows of the example."""
    mutants = silent(connection, mutants)
    connection.execute(example.read_bytes())
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
    clinic_clean: psycopg.Connection,
    columns: Columns,
    rule_id: str,
) -> None:
    mutants = silent(local_clean, rule_mutants(RULES[rule_id].query, columns))
    mutants = silent(clinic_clean, mutants)
    for connection in (clean, other_clean):
        mutants = survivors(connection, FAILING_EXAMPLES / f"{rule_id}.sql", mutants)
    assert not mutants, "\n\n".join(mutants)


@pytest.mark.parametrize("rule_id", MESSY_RULES)
def test_no_mutant_of_a_messy_rule_goes_unnoticed(messy_dsn: str, rule_id: str) -> None:
    with closing(connect(messy_dsn)) as connection:
        columns = read_columns(connection, SCHEMA) | read_columns(connection, MESSY_SCHEMA)
        connection.execute(f"SET search_path TO {SCHEMA}, {MESSY_SCHEMA}")
        mutants = rule_mutants(MESSY_RULES[rule_id].query, columns)
        mutants = survivors(connection, FAILING_EXAMPLES / "messy" / f"{rule_id}.sql", mutants)
    assert not mutants, "\n\n".join(mutants)


@pytest.mark.parametrize(("folder", "rule_id"), HOSPITAL_RULES)
def test_no_mutant_of_a_hospital_rule_goes_unnoticed(
    week: psycopg.Connection, folder: str, rule_id: str
) -> None:
    columns = read_columns(week, SCHEMA)
    mutants = rule_mutants(HOSPITAL_RULES[folder, rule_id].query, columns)
    mutants = survivors(week, FAILING_EXAMPLES / folder / f"{rule_id}.sql", mutants)
    assert not mutants, "\n\n".join(mutants)


TABLE = {
    ("t", "number"): Column("integer", nullable=False),
    ("t", "maybe"): Column("date", nullable=True),
    ("t", "name"): Column("text", nullable=False),
}


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("SELECT 1 FROM t\nWHERE t.number < 5", ["TRUE", "t.number < 4", "t.number < 6"]),
        ("SELECT 1 FROM t\nWHERE t.number < t.number", ["t.number <= ", "t.number <> ", "t.number >= "]),
        ("SELECT 1 FROM t\nWHERE t.number = t.number", ["t.number <= ", "t.number >= ", "t.number <> "]),
        ("SELECT 1 FROM t\nWHERE t.number <> t.number", ["t.number < ", "t.number > ", "t.number = "]),
        (
            "SELECT 1 FROM t\nWHERE t.maybe IS DISTINCT FROM 1",
            ["t.maybe IS NOT DISTINCT FROM ", "t.maybe <> "],
        ),
        ("SELECT 1 FROM t\nWHERE t.maybe IS NULL", ["t.maybe IS NOT NULL"]),
        (
            "SELECT 1 FROM t\nWHERE coalesce(maybe, 'x') = ''",
            ["WHERE maybe = ''", "coalesce(maybe, 'x') <> ''"],
        ),
        ("SELECT 1 FROM t\nLEFT JOIN t AS u USING (number, name)", ["\nJOIN t", "(number)", "(name)"]),
        ("SELECT 1 FROM t\nWHERE name IN ('x', 'y')", ["('x')", "('y')"]),
        ("SELECT 1 FROM t\nWHERE\n    a\n    OR b", ["WHERE\n    a", "WHERE\n    b"]),
        (
            "SELECT count(maybe) FROM t\nHAVING count(maybe) > 2",
            ["SELECT count(*) FROM t\nHAVING count(*) > 2"],
        ),
        (
            "SELECT 1 FROM t\nWHERE number NOT BETWEEN t.number AND t.maybe",
            ["t.number + 1 AND", "t.maybe - 1", "BETWEEN -32000 AND", "AND 32000", "number BETWEEN"],
        ),
        ("SELECT 1 FROM t\nWHERE least(number, maybe) > 0", ["least(number)", "least(maybe)"]),
        ("SELECT count(DISTINCT name) FROM t", ["SELECT count(name)"]),
    ],
)
def test_mutants_are_made(query: str, others: list[str]) -> None:
    mutants = rule_mutants(query, TABLE)
    for other in others:
        assert any(other in mutant for mutant in mutants), other
    assert query not in mutants
    assert len(set(mutants)) == len(mutants)


@pytest.mark.parametrize(
    ("query", "other"),
    [
        # a text has no order that matters
        ("SELECT 1 FROM t\nWHERE name = 'x'", "name <= "),
        # a group has at least one row
        ("SELECT name FROM t\nHAVING count(*) > 1", "count(*) <> 1"),
        # a column that is NOT NULL has no missing values
        ("SELECT 1 FROM t\nWHERE t.number IS DISTINCT FROM t.number", "t.number <> t.number"),
        ("SELECT 1 FROM t\nHAVING count(number) > 2", "count(*)"),
        # a comparator in a text or an operator of JSON is none
        ("SELECT 1 FROM t\nWHERE name = 'a < b'", "a <= b"),
        ("SELECT name ->> 'a' FROM t", "->>="),
    ],
)
def test_mutants_that_cannot_differ_are_not_made(query: str, other: str) -> None:
    assert not any(other in mutant for mutant in rule_mutants(query, TABLE))


def test_every_rule_has_mutants(columns: Columns) -> None:
    assert all(rule_mutants(rule.query, columns) for rule in RULES.values())
