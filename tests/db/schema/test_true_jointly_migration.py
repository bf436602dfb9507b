"""Revision 0010 on a warehouse with rows: what older datasets get, and that it can be taken back."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema

SCHEMA = "healthcare"
TESTS = Path(__file__).parents[2]
TABLES = {"follow_up_codes", "holidays", "specialties", "specialty_treatments"}
# New columns of older tables, and what older rows get.
COLUMNS = {
    "billing.insurance_provider_id": {1, None},
    "diagnosis_codes.follow_up_only": {False},
    "doctor_hospitals.weekdays": {"Mon Tue Wed Thu Fri Sat Sun"},
    "doctors.panel_weight": {1},
    "doctors.specialty_id": {1},
    "hospitals.referral_weight": {1},
    "hospitals.stay_bias": {0},
    "medications.harmful_in_pregnancy": {False},
    "states.uninsured_pct": {None},
    "treatments.outpatient": {False},
    "treatments.scheduled": {False},
}
EXISTING = """
    SELECT format('%s.%s', table_name, column_name) FROM information_schema.columns
    WHERE table_schema = current_schema()
"""
UNINSURED = """
    INSERT INTO visits SELECT 201, 2, 24, condition_id, icd10_code, severity, treatment_id, medication_id, dosage,
        frequency, test_results, 2, 2, room_number, date_of_admission, date_of_discharge, follow_up_required, NULL
    FROM visits WHERE visit_id = 101;
    INSERT INTO billing SELECT 20100, 201, 2, billing_date, 0, 87, payment_plan, expected_payment_date,
        actual_payment_date, payment_status, 87
    FROM billing WHERE visit_id = 101
"""


def existing(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute(EXISTING).fetchall()}


@pytest.fixture
def older_dsn(dsn: str) -> str:
    """Give a warehouse of revision 0009 with an insured and an uninsured patient, who have bills."""
    with connect(dsn, schema=SCHEMA) as connection:
        for name in ("reference_rows.sql", "fact_rows.sql"):
            connection.execute((TESTS / name).read_bytes())
    schema.downgrade(dsn, SCHEMA, "0009")
    with connect(dsn, schema=SCHEMA) as connection:
        connection.execute(UNINSURED)
    return dsn


def test_the_older_revision_has_none_of_it(older_dsn: str) -> None:
    with connect(older_dsn, schema=SCHEMA) as connection:
        assert not {name for name in existing(connection) if name in COLUMNS or name.split(".")[0] in TABLES}
        # coverage without a payer on the bill is a rule there, not a constraint
        connection.execute(
            "UPDATE billing SET insurance_coverage_amount = 87, patient_responsibility_amount = 0"
            " WHERE billing_id = 20100"
        )


@pytest.mark.parametrize("column", COLUMNS)
def test_older_rows_get_what_is_known(older_dsn: str, column: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    table, _, name = column.partition(".")
    with connect(older_dsn, schema=SCHEMA) as connection:
        found = connection.execute(f"SELECT DISTINCT {name} FROM {table}".encode()).fetchall()
    assert {value for (value,) in found} == COLUMNS[column]


def test_the_payer_of_an_older_bill_is_that_of_the_patient(older_dsn: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        differ = (
            "SELECT count(*) FROM billing AS b JOIN patients AS p USING (patient_id)"
            " WHERE b.insurance_provider_id IS DISTINCT FROM p.insurance_provider_id"
        )
        assert connection.execute(differ).fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM billing").fetchone() == (3,)


def test_older_doctors_are_general_practitioners(older_dsn: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    schema.check(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        specialties = connection.execute("SELECT * FROM specialties").fetchall()
        assert specialties == [(1, "General practice", True)]
        covered = connection.execute("SELECT condition_id, treatment_id FROM specialty_treatments ORDER BY 1")
        treatments = connection.execute(
            "SELECT condition_id, treatment_id FROM condition_treatments ORDER BY 1"
        )
        assert covered.fetchall() == treatments.fetchall() == [(1, 1), (2, 2)]
        assert connection.execute("SELECT count(*) FROM follow_up_codes").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM holidays").fetchone() == (0,)


def test_nothing_is_filled_in_without_rows(dsn: str) -> None:
    schema.downgrade(dsn, SCHEMA, "0009")
    schema.upgrade(dsn, SCHEMA)
    with connect(dsn, schema=SCHEMA) as connection:
        assert connection.execute("SELECT count(*) FROM specialties").fetchone() == (0,)
