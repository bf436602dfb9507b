"""--conditions full in a real database: every rule holds, and the first 17 conditions keep their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date

import psycopg
import pytest

from healthgen_db import load
from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.run import validate
from healthgen_db.config.options import Config
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
CONFIG = Config(patients=12_000, seed=8, today=date(2026, 6, 30), conditions="full")

LONGEST = """
    SELECT c.category = 'inpatient', min(v.date_of_discharge - v.date_of_admission),
        max(v.date_of_discharge - v.date_of_admission)
    FROM visits AS v
    JOIN conditions AS c USING (condition_id)
    WHERE v.follow_up_of IS NULL
    GROUP BY 1
    ORDER BY 1
"""

Loaded = tuple[psycopg.Connection, dict[str, CheckResult]]


@pytest.fixture(scope="module")
def loaded(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[Loaded]:
    """Give a connection to a dataset, and what its rules and metrics found."""
    with databases() as dsn:
        load(CONFIG, dsn, workers=1, block_size=5000, check_rules=False)
        results = {found.check.id: found for found in validate(dsn, SCHEMA).results}
        with connect(dsn, schema=SCHEMA) as connection:
            yield connection, results


def test_every_rule_holds_and_every_metric_is_in_its_band(loaded: Loaded) -> None:
    _, results = loaded
    assert [name for name, found in results.items() if not found.passed] == []


def test_the_data_dictionary_names_the_added_conditions(loaded: Loaded) -> None:
    connection, _ = loaded
    rows = connection.execute("SELECT condition_id, name, category FROM conditions ORDER BY 1").fetchall()
    assert [number for number, *_ in rows] == list(range(1, 32))
    assert rows[16][1:] == ("Childbirth", "acute")
    assert rows[17][1:] == ("COPD", "inpatient")
    assert {category for number, _, category in rows if number > 17} == {"inpatient"}


def test_added_first_stays_have_nights_and_can_be_long(loaded: Loaded) -> None:
    connection, _ = loaded
    (others, shortest, longest), (added, at_least, at_most) = connection.execute(LONGEST).fetchall()
    assert (others, shortest) == (False, 0)
    assert longest <= 14
    assert (added, at_least) == (True, 1)
    assert 20 < at_most <= 60
