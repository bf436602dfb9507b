"""What the migrations create, read from the catalog: the same as the metadata, with comments, on each version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import StaticPool, create_engine

from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema
from healthgen_db.schema.tables import metadata
from tests.new_database import new_database

SCHEMA = "healthcare"
Rows = list[tuple[object, ...]]

# Only objects in the schema on the search path. The metadata has neither Alembic's own table nor views.
CATALOG = {
    "tables": """
        SELECT c.relname, obj_description(c.oid)
        FROM pg_catalog.pg_class AS c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND c.relname <> 'alembic_version'
        ORDER BY 1
    """,
    "columns": """
        SELECT c.relname, row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum), a.attname,
            format_type(a.atttypid, a.atttypmod), a.attnotnull,
            a.attidentity, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
        FROM pg_catalog.pg_class AS c
        JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
        LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND c.relname <> 'alembic_version' AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY 1, 2
    """,
    "constraints": """
        SELECT conrelid::regclass::text COLLATE "C", conname, contype, convalidated, condeferrable,
            pg_get_constraintdef(oid)
        FROM pg_catalog.pg_constraint
        WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
            AND conrelid <> coalesce(to_regclass('alembic_version'), 0)
        ORDER BY 1, 2
    """,
    "indexes": """
        SELECT tablename, indexname, replace(indexdef, quote_ident(schemaname) || '.', '')
        FROM pg_catalog.pg_indexes
        WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
        ORDER BY 1, 2
    """,
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by
        FROM pg_catalog.pg_sequences
        WHERE schemaname = current_schema()
        ORDER BY 1
    """,
}

UNCOMMENTED = """
    SELECT c.relname, a.attname
    FROM pg_catalog.pg_class AS c
    LEFT JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
        AND (obj_description(c.oid) IS NULL OR col_description(c.oid, a.attnum) IS NULL)
"""

# The reference generator's files, in the order of their columns (facts/seed_model.md).
FLAT_COLUMNS = {
    "patients_flat": (
        "patient_id first_name last_name name date_of_birth age gender phone_number email address city state"
        " zipcode insurance_provider insurance_policy_number blood_type"
    ),
    "visits_flat": (
        "visit_id patient_id name age gender condition severity treatment medication dosage frequency"
        " test_results doctor hospital hospital_state hospital_zipcode room_number date_of_admission"
        " date_of_discharge follow_up_required"
    ),
    "billing_flat": (
        "billing_id visit_id patient_id billing_date insurance_coverage_amount patient_responsibility_amount"
        " payment_plan expected_payment_date actual_payment_date payment_status total_charge"
    ),
}


def catalog(connection: psycopg.Connection) -> dict[str, Rows]:
    return {part: connection.execute(query.encode()).fetchall() for part, query in CATALOG.items()}


@pytest.fixture
def other_dsn(other_server_dsn: str) -> Iterator[str]:
    """Return the DSN of an empty database on the other server."""
    with new_database(other_server_dsn) as dsn:
        yield dsn


def test_migrations_make_what_the_metadata_says(fact_rows: psycopg.Connection, dsn: str) -> None:
    # `alembic check` does not compare CHECKs and identity options. The catalog has them.
    with connect(dsn, schema="by_metadata") as connection:
        connection.execute("CREATE SCHEMA by_metadata")
        connection.commit()
        engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
        with engine.begin() as bound:
            metadata.create_all(bound)
        by_metadata = catalog(connection)
    by_migrations = catalog(fact_rows)
    assert all(by_migrations.values())
    for part, rows in by_migrations.items():
        assert rows == by_metadata[part], part


def test_another_major_version_gets_the_same(fact_rows: psycopg.Connection, other_dsn: str) -> None:
    schema.upgrade(other_dsn, SCHEMA)
    schema.check(other_dsn, SCHEMA)
    with connect(other_dsn, schema=SCHEMA) as connection:
        there = catalog(connection)
    for part, rows in catalog(fact_rows).items():
        assert rows == there[part], part


def test_every_table_view_and_column_is_explained(fact_rows: psycopg.Connection) -> None:
    assert fact_rows.execute(UNCOMMENTED).fetchall() == []


def test_names_follow_one_convention(fact_rows: psycopg.Connection) -> None:
    prefixes = {"p": "pk", "f": "fk", "c": "ck", "u": "uq", "x": "excl"}
    for table, name, kind, *_ in catalog(fact_rows)["constraints"]:
        assert str(name).startswith(f"{prefixes[str(kind)]}_{table}"), name
    for table, name, _ in catalog(fact_rows)["indexes"]:
        assert str(name).startswith((f"ix_{table}_", f"uq_{table}_", f"pk_{table}", f"excl_{table}_")), name


@pytest.mark.parametrize("view", FLAT_COLUMNS)
def test_flat_views_have_the_reference_columns_in_order(fact_rows: psycopg.Connection, view: str) -> None:
    cursor = fact_rows.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(view)))
    assert [column.name for column in cursor.description or ()] == FLAT_COLUMNS[view].split()


def test_every_view_file_is_a_view(fact_rows: psycopg.Connection) -> None:
    views = fact_rows.execute("SELECT viewname FROM pg_catalog.pg_views WHERE schemaname = current_schema()")
    assert {name for (name,) in views} == {path.stem for path in resource("sql", "views").glob("*.sql")}


def test_patients_flat_reads_as_the_reference(fact_rows: psycopg.Connection) -> None:
    first, second = fact_rows.execute("SELECT * FROM patients_flat ORDER BY patient_id").fetchall()
    assert first[:6] == (1, "Mrs. Mary", "Miller", "Mrs. Mary Miller", date(1980, 2, 29), 45)
    assert first[10:15] == ("Los Angeles", "CA", "90001", "Medicare", "POL-1")
    assert second[1:4] == ("Jim", "Jones", "Jim Jones")
    assert second[13:15] == (None, None)


def test_visits_flat_reads_as_the_reference(fact_rows: psycopg.Connection) -> None:
    first, second = fact_rows.execute("SELECT * FROM visits_flat ORDER BY visit_id").fetchall()
    assert first == (
        *(101, 1, "Mrs. Mary Miller", 45, "Female", "Flu", "Normal", "Medication", "Oseltamivir", "75 mg"),
        *("twice daily", "Positive", "Dr. Jane Smith", "Los Angeles General", "CA", "90001", 1),
        *(date(2025, 3, 1), date(2025, 3, 1), "Y"),
    )
    assert second[8:11] == (None, None, None)
    assert second[-1] == "N"


def test_billing_flat_reads_as_the_reference(fact_rows: psycopg.Connection) -> None:
    first, second = fact_rows.execute("SELECT * FROM billing_flat ORDER BY billing_id").fetchall()
    assert first[:6] == (10100, 101, 1, date(2025, 3, 2), Decimal("50.00"), Decimal("37.00"))
    assert second[6:] == ("Incremental", date(2026, 3, 13), None, "In-progress", Decimal("250.50"))


def test_current_dataset_is_the_newest(fact_rows: psycopg.Connection) -> None:
    fact_rows.execute(
        "INSERT INTO datasets (config, seed, today, origin, start, generator_version, schema_revision,"
        " postgres_version) SELECT config, 43, today, origin, start, generator_version, schema_revision,"
        " postgres_version FROM datasets"
    )
    assert fact_rows.execute("SELECT seed FROM current_dataset").fetchall() == [(43,)]
    columns = fact_rows.execute("SELECT * FROM current_dataset").description or ()
    expected = fact_rows.execute("SELECT * FROM datasets").description or ()
    assert [column.name for column in columns] == [column.name for column in expected]


local = datetime.fromisoformat


def test_stays_flat_shows_local_times_and_the_units_in_order(fact_rows: psycopg.Connection) -> None:
    query = "SELECT * FROM stays_flat WHERE encounter_id = %s"
    admitted = fact_rows.execute(query, [10002]).fetchone()
    assert admitted == (
        *(10002, 1, "Mrs. Mary Miller", "Female", "Los Angeles General", "inpatient", "ambulance"),
        *("General medicine", "Flu", 2, local("2025-03-11T11:00"), local("2025-03-11T13:00")),
        *(local("2025-03-12T15:00"), Decimal("28.0"), "Intensive care 1 > Medicine 1", "03"),
    )
    still_there = fact_rows.execute(query, [10003]).fetchone() or ()
    assert still_there[10] == local("2025-05-30T16:00")  # New York
    assert still_there[12:] == (None, None, "Medicine 1", None)
    assert (fact_rows.execute(query, [15001]).fetchone() or ())[8] == "Ankle sprain"
