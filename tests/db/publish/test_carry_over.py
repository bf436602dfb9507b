"""What a reload carries over (grants), and what it does not drop: policies, options and comments of users."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def student(empty_dsn: str) -> Iterator[str]:
    """Return a role without privileges."""
    name = f"healthgen_test_{secrets.token_hex(6)}"
    with closing(connect(empty_dsn, autocommit=True)) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret'").format(sql.Identifier(name)))
        try:
            yield name
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))


def test_grants_outlast_reloads(empty_dsn: str, run_load: RunLoad, query: Query, student: str) -> None:
    run_load(empty_dsn, seed=1)
    query(empty_dsn, f"GRANT USAGE ON SCHEMA healthcare TO {student}; GRANT SELECT ON visits TO {student}")
    as_student = make_conninfo(empty_dsn, user=student, password="secret")
    for how in ({}, {"replace": True}):
        run_load(empty_dsn, seed=1, how=how)
        assert query(as_student, "SELECT count(*) > 0 FROM visits") == [(True,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(as_student, "SELECT count(*) FROM billing")


SETTINGS = {
    "policy": ("CREATE POLICY few ON patients USING (patient_id < 11)", "policy patients.few"),
    "row security": ("ALTER TABLE billing ENABLE ROW LEVEL SECURITY", "row security of billing"),
    "option of a view": (
        "ALTER VIEW patients_flat SET (security_barrier = true)",
        "option patients_flat.security_barrier",
    ),
    "option of a table": (
        "ALTER TABLE visits SET (autovacuum_enabled = false)",
        "option visits.autovacuum_enabled",
    ),
    "option of an index": ("ALTER INDEX pk_visits SET (fillfactor = 70)", "option pk_visits.fillfactor"),
    "comment on the schema": ("COMMENT ON SCHEMA healthcare IS 'Spring'", "comment on the schema"),
    "comment on a table": ("COMMENT ON TABLE visits IS 'Besuche'", "comment on visits"),
    "comment on a column": ("COMMENT ON COLUMN visits.severity IS 'Schwere'", "comment on visits.severity"),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_what_a_user_set_is_named_and_goes_only_with_replace(
    old_dsn: str, run_load: RunLoad, query: Query, kind: str
) -> None:
    change, named = SETTINGS[kind]
    query(old_dsn, change)
    with pytest.raises(SchemaError, match=rf"would drop them: {named};.*--replace"):
        run_load(old_dsn, seed=2)
    assert query(old_dsn, "SELECT seed FROM current_dataset") == [(1,)]
    run_load(old_dsn, seed=2, how={"replace": True})
    assert run_load(old_dsn, seed=3).published


def test_row_security_stops_readers_that_it_hides_rows_from(
    empty_dsn: str, run_load: RunLoad, query: Query, student: str
) -> None:
    run_load(empty_dsn)
    query(
        empty_dsn,
        f"GRANT USAGE ON SCHEMA healthcare TO {student};"
        f" GRANT SELECT ON ALL TABLES IN SCHEMA healthcare TO {student};"
        " ALTER TABLE patients ENABLE ROW LEVEL SECURITY",
    )
    as_student = make_conninfo(empty_dsn, user=student, password="secret")
    with pytest.raises(
        WarehouseError, match=r"affected by row-level security policy .*: use a role .*BYPASSRLS"
    ):
        fingerprint(as_student, "healthcare")
