"""Keys, indexes and exclusion constraints are dropped and restored, whatever a killed load has done of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.loading.constraints import (
    Restoration,
    drop_constraints,
    read_constraints,
    without_foreign_keys,
)
from healthgen_db.postgres.connection import connect

TESTS = Path(__file__).parents[2]
SCHEMA = "healthcare"
TABLES = [sql.Identifier(name) for name in ("patients", "visits", "billing", "encounters", "bed_stays")]
TWICE = """
    INSERT INTO bed_stays
    SELECT encounter_id, sequence + 5, bed_id, service, requested_at, entered_at, left_at, reason, outlier
    FROM bed_stays
"""


@pytest.fixture
def filled_dsn(dsn: str) -> str:
    """Give a warehouse with a few rows in every table, for one test."""
    with connect(dsn, schema=SCHEMA) as connection:
        for name in ("reference_rows.sql", "fact_rows.sql", "operations_rows.sql"):
            connection.execute((TESTS / name).read_bytes())
        connection.execute("DELETE FROM load_definitions")
    return dsn


def session(dsn: str) -> AbstractContextManager[psycopg.Connection]:
    return connect(dsn, schema=SCHEMA, autocommit=True)


def restore(dsn: str, *, connections: int = 1) -> int:
    """Restore what is missing. Return the number of steps that it took."""
    steps: list[int] = []
    with session(dsn) as connection:
        restoration = Restoration(connection, TABLES)
    restoration.run(partial(session, dsn), connections=connections, done=steps.append)
    assert len(steps) == restoration.steps
    return len(steps)


@pytest.mark.parametrize("connections", [1, 3])
def test_all_comes_back(filled_dsn: str, connections: int) -> None:
    with session(filled_dsn) as connection:
        before = read_constraints(connection, TABLES)
        drop_constraints(connection, TABLES)
        assert read_constraints(connection, TABLES) == []
    assert restore(filled_dsn, connections=connections) > 10
    with session(filled_dsn) as connection:
        assert read_constraints(connection, TABLES) == before
        with pytest.raises(psycopg.errors.ExclusionViolation):
            connection.execute(TWICE)
    assert restore(filled_dsn) == 0


def test_foreign_keys_of_other_tables_are_dropped_and_come_back(filled_dsn: str) -> None:
    with session(filled_dsn) as connection:
        there = {each.name: each.table for each in read_constraints(connection, TABLES)}
        assert there["fk_surgeries_encounter_id"] == "surgeries"
        assert "pk_surgeries" not in there
        drop_constraints(connection, TABLES)
        assert connection.execute(
            "SELECT count(*) FROM pg_constraint WHERE conname = 'fk_surgeries_encounter_id'"
        ).fetchone() == (0,)
    restore(filled_dsn)
    with session(filled_dsn) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("UPDATE surgeries SET encounter_id = 7")


def test_a_killed_load_may_have_restored_some(filled_dsn: str) -> None:
    with session(filled_dsn) as connection:
        before = read_constraints(connection, TABLES)
        drop_constraints(connection, TABLES)
        [exclusion] = [each for each in before if each.exclusion]
        connection.execute(exclusion.statement("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))
        connection.execute("CREATE UNIQUE INDEX pk_bed_stays ON bed_stays (encounter_id, sequence)")
    restore(filled_dsn)
    with session(filled_dsn) as connection:
        assert read_constraints(connection, TABLES) == before


def test_two_patients_in_one_bed_are_refused_at_the_end(filled_dsn: str) -> None:
    with session(filled_dsn) as connection:
        drop_constraints(connection, TABLES)
        connection.execute(TWICE)
    with pytest.raises(Exception, match="excl_bed_stays_bed"):
        restore(filled_dsn)


def test_keys_of_long_reference_tables_are_proven_after_the_copy(filled_dsn: str) -> None:
    tables = [sql.Identifier("doctors"), sql.Identifier("doctor_hospitals")]
    with session(filled_dsn) as connection:
        before = read_constraints(connection, tables)
        with connection.transaction(), without_foreign_keys(connection, tables):
            meanwhile = {each.name for each in before} - {
                each.name for each in read_constraints(connection, tables)
            }
        # Keys of other tables to these tables stay.
        assert meanwhile == {
            "fk_doctor_hospitals_doctor_id_state",
            "fk_doctor_hospitals_hospital_id_state",
            "fk_doctors_specialty_id",
            "fk_doctors_state",
        }
        assert read_constraints(connection, tables) == before
        with (
            pytest.raises(WarehouseError, match="fk_doctors_specialty_id"),
            connection.transaction(),
            without_foreign_keys(connection, tables),
        ):
            connection.execute("UPDATE doctors SET specialty_id = 777")
        assert read_constraints(connection, tables) == before


def test_a_key_knows_the_table_that_it_refers_to(filled_dsn: str) -> None:
    with session(filled_dsn) as connection:
        refers_to = {each.name: each.refers_to for each in read_constraints(connection, TABLES)}
    assert refers_to["fk_visits_patient_id_follow_up_of"] == "visits"
    assert refers_to["fk_billing_insurance_provider_id"] == "insurance_providers"
    assert refers_to["pk_visits"] == refers_to["ix_visits_doctor_id"] == ""
    with connect(filled_dsn) as connection:
        [key] = [
            each
            for each in read_constraints(connection, [sql.Identifier(SCHEMA, "visits")])
            if each.name == "fk_visits_patient_id"
        ]
    assert key.refers_to == f"{SCHEMA}.patients"
