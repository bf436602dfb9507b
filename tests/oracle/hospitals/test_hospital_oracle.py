"""The SQL rules of operations and their second reading in Python agree on clean and on corrupted data.

HEALTHGEN_CORRUPTION_SEED and HEALTHGEN_CORRUPTIONS work as for the other rules (see test_oracle.py).
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date

import psycopg
import pytest

from healthgen_db.checks.rule_files import read_rules
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect

from . import (
    ambulance_checks,
    encounter_checks,
    log_checks,
    people_checks,
    place_checks,
    roster_checks,
    transfer_checks,
)
from .corruptions import nullable_columns, planned
from .registry import CHECKS
from .rows import NAMES, Tables, read_tables

SCHEMA = "healthcare"
RULES = read_rules(resource("sql", "hospitals", "rules"))
# So many corruptions break each rule.
ENOUGH = 3000
READINGS = (
    ambulance_checks,
    encounter_checks,
    log_checks,
    people_checks,
    place_checks,
    roster_checks,
    transfer_checks,
)
# The tables that each rule reads. It finds the same as before if none of them is changed.
READ = {rule.id: {name for name in NAMES if re.search(rf"\b{name}\b", rule.query)} for rule in RULES}
# Other constraints would refuse most corruptions. Primary keys stay, because no check has to understand two rows of
# one key.
CONSTRAINTS = """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT conrelid::regclass AS tab, conname
            FROM pg_catalog.pg_constraint
            WHERE connamespace = 'healthcare'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
            ORDER BY contype = 'f' DESC
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.tab, found.conname);
        END LOOP;
    END $$
"""
# Most plans, and the shifts of roles that do nothing for encounters, only take time. No rule asks for them.
FEWER_SHIFTS = """
    WITH used AS (
        SELECT shift_id FROM encounter_staff
        UNION
        SELECT driver_shift_id FROM ambulance_runs
        UNION
        SELECT attendant_shift_id FROM ambulance_runs
    )
    DELETE FROM shifts
    WHERE
        planned_start > (SELECT today + 4 FROM current_dataset)
        OR role NOT IN (SELECT role FROM shifts LEFT JOIN used USING (shift_id) WHERE in_charge OR used IS NOT NULL)
"""


@pytest.fixture(scope="module")
def hospital(loaded: Callable[..., AbstractContextManager[str]]) -> Iterator[psycopg.Connection]:
    """Give a connection to some weeks of a small hospital, without constraints but primary keys."""
    options = {
        "seed": 21,
        "start": date(2026, 5, 31),
        "operations": True,
        "conditions": "full",
        "hospital_state": "WI",
        "hospital_zipcode": "53715",
        "zip_target": 60,
    }
    with loaded(patients=1000, **options) as dsn, closing(connect(dsn, schema=SCHEMA)) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        for statement in (CONSTRAINTS, FEWER_SHIFTS):
            connection.execute(statement.encode())
        connection.commit()
        yield connection


def test_every_rule_is_read_twice() -> None:
    assert set(CHECKS) == {rule.id for rule in RULES}


def found_by_sql(connection: psycopg.Connection, query: str, width: int) -> Counter[tuple[object, ...]]:
    return Counter(row[:width] for row in connection.execute(query.encode()).fetchall())


def test_readings_agree_that_a_clean_hospital_is_clean(hospital: psycopg.Connection) -> None:
    tables = Tables(read_tables(hospital))
    assert {rule.id for rule in RULES if hospital.execute(rule.query.encode()).fetchone()} == set()
    assert {name for name, check in CHECKS.items() if list(check(tables))} == set()


def test_readings_agree_on_corrupted_hospitals(hospital: psycopg.Connection) -> None:
    seed = int(os.environ.get("HEALTHGEN_CORRUPTION_SEED") or random.getrandbits(32))
    count = int(os.environ.get("HEALTHGEN_CORRUPTIONS") or 50)
    print(f"HEALTHGEN_CORRUPTION_SEED={seed} HEALTHGEN_CORRUPTIONS={count}")
    clean = Tables(read_tables(hospital))
    fired: Counter[str] = Counter()
    disagreements = []
    for number, changes in enumerate(planned(seed, count, clean, nullable_columns(hospital))):
        with hospital.transaction(force_rollback=True):
            for change in changes:
                change.apply(hospital)
            changed = {change.table for change in changes}
            tables = clean.changed(read_tables(hospital, changed))
            for rule in (rule for rule in RULES if READ[rule.id] & changed):
                here = set(CHECKS[rule.id](tables))
                width = len(next(iter(here))) if here else 1
                there = set(found_by_sql(hospital, rule.query, width))
                fired[rule.id] += bool(here & there)
                if here != there:
                    done = "; ".join(map(str, changes))
                    disagreements.append(
                        f"{number} {rule.id}: only SQL finds {sorted(there - here, key=str)[:5]}, only the oracle"
                        f" finds {sorted(here - there, key=str)[:5]}\n    {done}"
                    )
    assert not disagreements, f"seed {seed}, {len(disagreements)} disagreements:\n" + "\n".join(
        disagreements[:20]
    )
    # With fewer corruptions, some rules find nothing.
    if count >= ENOUGH:
        assert [rule.id for rule in RULES if not fired[rule.id]] == [], f"never fired with seed {seed}"
