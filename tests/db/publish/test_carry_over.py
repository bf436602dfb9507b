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

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.loading.load import LoadResult
from healthgen_db.postgres.connection import connect

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


def test_row_security_outlasts_reloads(empty_dsn: str, run_load: RunLoad, query: Query, student: str) -> None:
    run_load(empty_dsn, seed=1)
    altered = """
        GRANT USAGE ON SCHEMA healthcare TO {s};
        GRANT SELECT ON patients, visits, billing TO {s};
        ALTER TABLE patients ENABLE ROW LEVEL SECURITY;
        ALTER TABLE billing ENABLE ROW LEVEL SECURITY;
        ALTER TABLE billing FORCE ROW LEVEL SECURITY;
        CREATE POLICY few ON patients FOR SELECT TO {s} USING (patient_id < 11);
        CREATE POLICY seen ON patients AS RESTRICTIVE FOR SELECT
            USING (EXISTS (SELECT 1 FROM visits AS v WHERE v.patient_id = patients.patient_id));
        CREATE POLICY own ON billing FOR INSERT TO PUBLIC WITH CHECK (total_charge > 0)
    """
    query(empty_dsn, altered.format(s=student))
    as_student = make_conninfo(empty_dsn, user=student, password="secret")
    before = _seen(as_student)
    assert before[0] > 0
    assert before[1:] == (True, 0)
    run_load(empty_dsn, seed=1)
    run_load(empty_dsn, seed=1, how={"replace": True})
    assert _seen(as_student) == before
    policies = """
        SELECT policyname, permissive, cmd, roles::text[], with_check IS NOT NULL FROM pg_policies
        WHERE schemaname = 'healthcare' ORDER BY policyname
    """
    assert query(empty_dsn, policies) == [
        ("few", "PERMISSIVE", "SELECT", [student], False),
        ("own", "PERMISSIVE", "INSERT", ["public"], True),
        ("seen", "RESTRICTIVE", "SELECT", ["public"], False),
    ]
    switches = """
        SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'healthcare'::regnamespace AND relrowsecurity ORDER BY relname
    """
    assert query(empty_dsn, switches) == [("billing", True, True), ("patients", True, False)]
    with pytest.raises(
        WarehouseError, match=r"affected by row-level security policy .*: use a role .*BYPASSRLS"
    ):
        fingerprint(as_student, "healthcare")


def _seen(dsn: str) -> Any:
    """Look as a student does: our own sessions would refuse to read some rows and not others."""
    seen: LiteralString = (
        "SELECT count(*), max(patient_id) <= 10, (SELECT count(*) FROM billing) FROM patients"
    )
    with psycopg.connect(dsn, options="-c search_path=healthcare") as connection:
        return connection.execute(seen).fetchone()


def test_options_outlast_reloads(old_dsn: str, run_load: RunLoad, query: Query) -> None:
    query(old_dsn, "ALTER VIEW patients_flat SET (security_barrier = true)")
    query(old_dsn, "ALTER TABLE visits SET (autovacuum_enabled = false)")
    query(old_dsn, "ALTER INDEX pk_visits SET (fillfactor = 70)")
    for how in ({}, {"replace": True}):
        run_load(old_dsn, seed=1, how=how)
    kept = """
        SELECT relname, reloptions FROM pg_class
        WHERE relnamespace = 'healthcare'::regnamespace AND reloptions IS NOT NULL ORDER BY relname
    """
    assert query(old_dsn, kept) == [
        ("patients_flat", ["security_barrier=true"]),
        ("pk_visits", ["fillfactor=70"]),
        ("visits", ["autovacuum_enabled=false"]),
    ]


def test_comments_outlast_reloads(old_dsn: str, run_load: RunLoad, query: Query) -> None:
    query(old_dsn, "COMMENT ON SCHEMA healthcare IS 'The course of spring'")
    query(old_dsn, "COMMENT ON TABLE visits IS 'Besuche'")
    query(old_dsn, "COMMENT ON COLUMN visits.severity IS 'Schwere'")
    for how in ({}, {"replace": True}):
        run_load(old_dsn, seed=1, how=how)
    words = """
        SELECT obj_description('healthcare'::regnamespace), obj_description('visits'::regclass),
            col_description('visits'::regclass, attnum)
        FROM pg_attribute WHERE attrelid = 'visits'::regclass AND attname = 'severity'
    """
    assert query(old_dsn, words) == [("The course of spring", "Besuche", "Schwere")]


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
