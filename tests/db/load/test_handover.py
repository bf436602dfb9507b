"""What a reload hands on: who may see which rows, options and comments, though --replace was given."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.errors import SchemaError, WarehouseError
from healthgen_db.warehouse.database import connect
from healthgen_db.warehouse.fingerprint import fingerprint
from healthgen_db.warehouse.load import LoadResult

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def student(empty_dsn: str) -> Iterator[str]:
    """Give a role that has not been granted anything."""
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with closing(connect(empty_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))


def test_row_security_options_and_comments_outlast_a_reload(
    empty_dsn: str, run_load: RunLoad, query: Query, student: str
) -> None:
    run_load(empty_dsn, seed=1)
    altered = """
        GRANT USAGE ON SCHEMA healthcare TO {s};
        GRANT SELECT ON patients, visits, billing, patients_flat, zip_codes TO {s};
        ALTER TABLE patients ENABLE ROW LEVEL SECURITY;
        ALTER TABLE billing ENABLE ROW LEVEL SECURITY;
        ALTER TABLE billing FORCE ROW LEVEL SECURITY;
        CREATE POLICY few ON patients FOR SELECT TO {s} USING (patient_id < 11);
        CREATE POLICY seen ON patients AS RESTRICTIVE FOR SELECT
            USING (EXISTS (SELECT 1 FROM visits AS v WHERE v.patient_id = patients.patient_id));
        CREATE POLICY own ON billing FOR INSERT TO PUBLIC WITH CHECK (total_charge > 0);
        ALTER VIEW patients_flat SET (security_barrier = true);
        ALTER TABLE visits SET (autovacuum_enabled = false);
        ALTER INDEX pk_visits SET (fillfactor = 70);
        COMMENT ON SCHEMA healthcare IS 'The course of spring';
        COMMENT ON TABLE visits IS 'Besuche';
        COMMENT ON COLUMN visits.severity IS 'Schwere'
    """
    query(empty_dsn, altered.format(s=student))
    as_student = make_conninfo(empty_dsn, user=student, password="secret")
    seen: LiteralString = (
        "SELECT count(*), max(patient_id) <= 10, (SELECT count(*) FROM billing) FROM patients"
    )

    def looked() -> Any:
        # Our own sessions would refuse to read some rows and not others.
        with psycopg.connect(as_student, options="-c search_path=healthcare") as connection:
            return connection.execute(seen).fetchone()

    before = looked()
    assert before[0] > 0
    assert before[1:] == (True, 0)
    run_load(empty_dsn, seed=1)
    run_load(empty_dsn, seed=1, how={"replace": True})
    assert looked() == before
    policies = """
        SELECT policyname, permissive, cmd, roles::text[], with_check IS NOT NULL FROM pg_policies
        WHERE schemaname = 'healthcare' ORDER BY policyname
    """
    assert query(empty_dsn, policies) == [
        ("few", "PERMISSIVE", "SELECT", [student], False),
        ("own", "PERMISSIVE", "INSERT", ["public"], True),
        ("seen", "RESTRICTIVE", "SELECT", ["public"], False),
    ]
    kept = """
        SELECT relname, reloptions, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'healthcare'::regnamespace AND (reloptions IS NOT NULL OR relrowsecurity)
        ORDER BY relname
    """
    assert query(empty_dsn, kept) == [
        ("billing", None, True, True),
        ("patients", None, True, False),
        ("patients_flat", ["security_barrier=true"], False, False),
        ("pk_visits", ["fillfactor=70"], False, False),
        ("visits", ["autovacuum_enabled=false"], False, False),
    ]
    words = """
        SELECT obj_description('healthcare'::regnamespace), obj_description('visits'::regclass),
            col_description('visits'::regclass, attnum)
        FROM pg_attribute WHERE attrelid = 'visits'::regclass AND attname = 'severity'
    """
    assert query(empty_dsn, words) == [("The course of spring", "Besuche", "Schwere")]
    with pytest.raises(
        WarehouseError, match=r"affected by row-level security policy .*: use a role .*BYPASSRLS"
    ):
        fingerprint(as_student, "healthcare")


def test_a_policy_that_cannot_be_handed_on_stops_the_publishing(
    empty_dsn: str, run_load: RunLoad, query: Query
) -> None:
    run_load(empty_dsn, seed=1)
    query(empty_dsn, "CREATE TABLE roster (patient_id bigint)")
    query(
        empty_dsn,
        "CREATE POLICY mine ON patients USING (patient_id IN (SELECT r.patient_id FROM roster AS r))",
    )
    with pytest.raises(SchemaError, match=r"the policy mine of healthcare\.patients cannot be set .*roster"):
        run_load(empty_dsn, seed=2, how={"replace": True})
    assert query(empty_dsn, "SELECT seed FROM current_dataset") == [(1,)]
