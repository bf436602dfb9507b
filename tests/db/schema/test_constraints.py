"""Each constraint of the warehouse rejects a wrong row without the help of the others."""

from __future__ import annotations

import tomllib
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

HERE = Path(__file__).parents[0]

BAD_ROWS: dict[str, list[str]] = {
    constraint: statements
    for name in (
        "bad_rows.toml",
        "bad_operations_rows.toml",
        "bad_workforce_rows.toml",
        "bad_decision_rows.toml",
    )
    for constraint, statements in tomllib.loads((HERE / name).read_text(encoding="utf-8")).items()
}

NULLABLE = {
    "states": {"uninsured_pct"},
    "zip_codes": {"county", "latitude", "longitude", "population"},
    "patients": {
        "name_prefix",
        "insurance_provider_id",
        "insurance_policy_number",
        "left_on",
        "date_of_death",
    },
    "visits": {"medication_id", "dosage", "frequency", "follow_up_of"},
    "billing": {"actual_payment_date", "insurance_provider_id"},
    "facilities": {"zipcode"},
    "encounters": {
        "visit_id",
        "condition_id",
        "complaint_id",
        "admitted_at",
        "ready_at",
        "left_at",
        "expected_discharge_on",
        "disposition",
    },
    "ed_stays": {
        "triaged_at",
        "esi",
        "early_warning_score",
        "station_id",
        "roomed_at",
        "provider_at",
        "decision_at",
        "decision",
        "departed_at",
        "triage_color",
    },
    "bed_stays": {"left_at"},
    "bed_status_periods": {"ended_at"},
    "surgeries": {"room_id", "started_at", "ended_at", "cancelled_at", "cancel_reason"},
    "facility_transfers": {
        "facility_id",
        "other_encounter_id",
        "answered_at",
        "accepted",
        "departed_at",
        "arrived_at",
    },
    "diversions": {"ended_at"},
    "unit_hours": {"nurses_required", "nurses_worked"},
    "roles": {"licence"},
    "posts": {"department_id", "unit_id", "reports_to"},
    "staff": {"doctor_id"},
    "employments": {"post_id", "valid_to", "ended_because"},
    "shifts": {"staff_id", "unit_id", "started_at", "ended_at", "source"},
    "absences": {"last_day"},
    "encounter_staff": {"ended_at"},
    "ambulance_runs": {
        "priority",
        "vehicle_id",
        "driver_id",
        "driver_shift_id",
        "attendant_id",
        "attendant_shift_id",
        "offloaded_at",
        "available_at",
    },
    "adt_events": {
        "encounter_id",
        "bed_id",
        "from_bed_id",
        "cancels",
        "class",
        "service",
        "esi",
        "early_warning_score",
        "update",
        "decision",
        "disposition",
        "expected_discharge_on",
        "bed_status",
    },
    "kpis": {"amber", "red"},
    "kpi_values": {"department", "value", "color"},
    "los_predictions": {"alert", "reasons"},
    "datasets": {"finished_at", "seconds", "fingerprint", "rows"},
    "validation_runs": {"finished_at", "seconds", "violations", "warnings"},
    "validation_results": {"value", "unit", "low", "high", "sample"},
}

CONSTRAINTS = """
    SELECT conname FROM pg_catalog.pg_constraint
    WHERE connamespace = 'healthcare'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
"""
COLUMNS = """
    SELECT c.relname, a.attname
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'healthcare'::regnamespace AND c.relkind = 'r' AND c.relname <> 'alembic_version'
        AND a.attnum > 0 AND NOT a.attisdropped
"""
# All other constraints are dropped, so only this one can reject the row. A key that it refers to stays.
DROP_ALL_BUT = """
    DO $$
    DECLARE rule record;
    BEGIN
        FOR rule IN
            SELECT conrelid::regclass AS tab, conname
            FROM pg_catalog.pg_constraint
            WHERE connamespace = 'healthcare'::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x')
                AND conname <> current_setting('healthgen.kept')
                AND (contype IN ('c', 'f') OR conindid NOT IN (
                    SELECT conindid FROM pg_catalog.pg_constraint
                    WHERE connamespace = 'healthcare'::regnamespace
                        AND conname = current_setting('healthgen.kept')
                ))
            ORDER BY contype = 'f' DESC
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.tab, rule.conname);
        END LOOP;
    END $$
"""


@pytest.mark.parametrize(
    ("constraint", "statement"),
    [
        pytest.param(constraint, statement, id=f"{constraint}-{number}")
        for constraint, statements in BAD_ROWS.items()
        for number, statement in enumerate(statements, 1)
    ],
)
def test_bad_row_is_refused(fact_rows: psycopg.Connection, constraint: str, statement: str) -> None:
    fact_rows.execute("SELECT set_config('healthgen.kept', %s, TRUE)", [constraint])
    fact_rows.execute(DROP_ALL_BUT)
    with pytest.raises(psycopg.errors.IntegrityError) as caught:
        fact_rows.execute(statement)
    assert caught.value.diag.constraint_name == constraint


def test_every_constraint_has_its_bad_row(fact_rows: psycopg.Connection) -> None:
    assert {name for (name,) in fact_rows.execute(CONSTRAINTS)} == set(BAD_ROWS)


def test_every_primary_key_refuses_a_second_row(fact_rows: psycopg.Connection) -> None:
    for table in sorted({table for table, _ in fact_rows.execute(COLUMNS)}):
        statement = sql.SQL("INSERT INTO {table} TABLE {table}").format(table=sql.Identifier(table))
        with pytest.raises(psycopg.errors.UniqueViolation) as caught, fact_rows.transaction():
            fact_rows.execute(statement)
        assert caught.value.diag.constraint_name == f"pk_{table}"


def test_only_the_columns_that_may_be_null_may(fact_rows: psycopg.Connection) -> None:
    nullable: dict[str, set[str]] = {}
    fact_rows.execute("SELECT set_config('healthgen.kept', '', TRUE)")
    fact_rows.execute(DROP_ALL_BUT)
    for table, column in fact_rows.execute(COLUMNS).fetchall():
        statement = sql.SQL("UPDATE {} SET {} = NULL").format(sql.Identifier(table), sql.Identifier(column))
        try:
            with fact_rows.transaction():
                assert fact_rows.execute(statement).rowcount > 0
        except psycopg.errors.NotNullViolation:
            continue
        nullable.setdefault(table, set()).add(column)
    assert nullable == NULLABLE


def test_patient_visit_and_bill_number_themselves(fact_rows: psycopg.Connection) -> None:
    # A student does this first. A load sets the sequences past the last row, as these lines do here.
    for table, key in (("patients", "patient_id"), ("visits", "visit_id"), ("billing", "billing_id")):
        fact_rows.execute(
            sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({})) FROM {}").format(
                table, key, sql.Identifier(key), sql.Identifier(table)
            )
        )
    patient = fact_rows.execute(
        "INSERT INTO patients (first_name, last_name, date_of_birth, age, gender, phone_number, email,"
        " address, zipcode, state, blood_type, registered_on) VALUES ('Ann', 'Other', '2000-01-01', 25, 'Other',"
        " '555-0102', 'ann@example.com', '3 Main St', '90001', 'CA', 'A+', '2025-05-01') RETURNING patient_id"
    ).fetchone()
    assert patient == (3,)
    visit = fact_rows.execute(
        "INSERT INTO visits (patient_id, age, condition_id, icd10_code, severity, treatment_id, test_results,"
        " doctor_id, hospital_id, room_number, date_of_admission, date_of_discharge, follow_up_required)"
        " VALUES (3, 25, 1, 'J11.1', 'Mild', 1, 'Positive', 1, 1, 7, '2025-05-01', '2025-05-02', FALSE)"
        " RETURNING visit_id"
    ).fetchone()
    assert visit == (103,)
    bill = fact_rows.execute(
        "INSERT INTO billing (visit_id, patient_id, billing_date, insurance_coverage_amount,"
        " patient_responsibility_amount, payment_plan, expected_payment_date, payment_status, total_charge)"
        " VALUES (103, 3, '2025-05-02', 0, 100, 'Full', '2025-06-01', 'Late-Unpaid', 100)"
        " RETURNING billing_id"
    ).fetchone()
    assert bill == (10201,)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("datasets", "started_at"),
        ("load_blocks", "loaded_at"),
        ("validation_runs", "started_at"),
        ("kpi_values", "computed_at"),
        ("los_models", "trained_at"),
    ],
)
def test_moments_default_to_now(fact_rows: psycopg.Connection, table: str, column: str) -> None:
    query = sql.SQL("SELECT now() - {} FROM {}").format(sql.Identifier(column), sql.Identifier(table))
    row = fact_rows.execute(query).fetchone()
    assert row is not None
    assert 0 <= row[0].total_seconds() < 3600
