"""Revision 0009 on a warehouse with rows: what older datasets get, and that it can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import psycopg
import pytest

from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema

SCHEMA = "healthcare"
TESTS = Path(__file__).parents[2]
NEW = """
    SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
    WHERE table_schema = current_schema() AND (
        table_name IN ('price_index', 'monthly_activity', 'monthly_steadiness')
        OR table_name = 'patients' AND column_name IN ('registered_on', 'left_on', 'date_of_death')
    )
"""
CHILD = """
    INSERT INTO patients (patient_id, first_name, last_name, date_of_birth, age, gender, phone_number, email, address,
        zipcode, state, blood_type)
    VALUES (3, 'Ann', 'Other', '2024-05-06', 1, 'Female', '', '', '', '90001', 'CA', 'O+')
"""


@pytest.fixture
def older_dsn(dsn: str) -> str:
    """Give a warehouse of revision 0008 with three patients, the first of whom has visits."""
    with connect(dsn, schema=SCHEMA) as connection:
        for name in ("reference_rows.sql", "fact_rows.sql"):
            connection.execute((TESTS / name).read_bytes())
    schema.downgrade(dsn, SCHEMA, "0008")
    with connect(dsn, schema=SCHEMA) as connection:
        connection.execute(CHILD)
    return dsn


def test_the_older_revision_has_none_of_it(older_dsn: str) -> None:
    with connect(older_dsn, schema=SCHEMA) as connection:
        assert connection.execute(NEW).fetchall() == []
        assert connection.execute("SELECT count(*), sum(age) FROM patients").fetchone() == (3, 70)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("UPDATE patients SET age = 121")


def test_older_rows_get_what_is_known(older_dsn: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    schema.check(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        patients = connection.execute(
            "SELECT registered_on, left_on, date_of_death FROM patients ORDER BY patient_id"
        )
        # the dataset's start, or the birth after it
        days = [date(2022, 1, 1), date(2022, 1, 1), date(2024, 5, 6)]
        assert patients.fetchall() == [(day, None, None) for day in days]
        prices = connection.execute("SELECT min(month), max(month), count(*), avg(price) FROM price_index")
        assert prices.fetchone() == (date(2022, 1, 1), date(2025, 6, 1), 42, 1)
        series = connection.execute("SELECT DISTINCT series FROM monthly_activity WHERE value > 0 ORDER BY 1")
        assert ("charge",) in series.fetchall()


def test_a_warehouse_without_a_dataset_gets_no_prices(older_dsn: str) -> None:
    with connect(older_dsn, schema=SCHEMA) as connection:
        connection.execute(
            "DELETE FROM validation_results; DELETE FROM validation_runs; DELETE FROM load_blocks"
        )
        connection.execute("DELETE FROM datasets")
    schema.upgrade(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        assert connection.execute("SELECT count(*) FROM price_index").fetchone() == (0,)
        unseen = connection.execute("SELECT registered_on = date_of_birth FROM patients WHERE patient_id > 1")
        assert unseen.fetchall() == [(True,), (True,)]
