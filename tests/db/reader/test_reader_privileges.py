"""What readers may do and what they may not, by privileges alone: they switch their read-only setting off first."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.postgres.connection import connect
from healthgen_db.reader.roles import SETTINGS

from .conftest import SCHEMA, Place, Session

# In these, {me} and {other} are logins, {group} is their group, {owner} is the owner of the warehouse, {pid} is a
# session of the other login, {database} is the database.
REFUSED = """
INSERT INTO patients DEFAULT VALUES
UPDATE patients SET first_name = 'x'
DELETE FROM visits
TRUNCATE visits
MERGE INTO visits USING patients ON FALSE WHEN MATCHED THEN DELETE
COPY visits FROM STDIN
SELECT FROM visits FOR UPDATE
SELECT FROM visits FOR KEY SHARE
DO 'BEGIN LOCK TABLE visits IN SHARE MODE; END'
INSERT INTO healthcare_messy.visits_flat DEFAULT VALUES
CREATE TABLE t (a int)
CREATE TABLE healthcare.t (a int)
CREATE TABLE healthcare_messy.t (a int)
CREATE VIEW healthcare.v AS SELECT 1
CREATE FUNCTION healthcare.f() RETURNS int LANGUAGE sql AS 'SELECT 1'
CREATE SCHEMA s
CREATE SCHEMA s AUTHORIZATION CURRENT_USER
CREATE INDEX ON visits (visit_id)
CREATE PUBLICATION p FOR ALL TABLES
CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1' PUBLICATION p
CREATE FOREIGN DATA WRAPPER w
CREATE EXTENSION pg_stat_statements
CREATE DATABASE d
CREATE ROLE r
ALTER TABLE visits ADD COLUMN x int
ALTER TABLE visits OWNER TO CURRENT_USER
ALTER SCHEMA healthcare RENAME TO x
ALTER DATABASE {database} SET work_mem = '1GB'
ALTER SYSTEM SET work_mem = '1GB'
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO PUBLIC
DROP TABLE visits
DROP VIEW current_dataset
DROP SCHEMA healthcare_messy CASCADE
COMMENT ON TABLE visits IS 'mine'
COMMENT ON ROLE {me} IS 'mine'
ALTER ROLE {me} CREATEDB
ALTER ROLE {me} CREATEROLE
ALTER ROLE {me} SUPERUSER
ALTER ROLE {me} CONNECTION LIMIT 1000
ALTER ROLE {me} VALID UNTIL 'infinity'
ALTER ROLE {other} PASSWORD 'mine'
ALTER ROLE {other} SET search_path = mine
DROP ROLE {other}
GRANT {owner} TO {me}
GRANT {group} TO {owner}
SET ROLE {owner}
SET ROLE {other}
SET SESSION AUTHORIZATION {owner}
REASSIGN OWNED BY {owner} TO {me}
SET temp_file_limit = -1
ALTER ROLE {me} SET temp_file_limit = -1
COPY visits TO PROGRAM 'cat'
COPY visits FROM PROGRAM 'cat'
COPY visits TO '/tmp/visits'
CREATE TEMP TABLE t (a int) TABLESPACE pg_global
SELECT pg_read_file('PG_VERSION')
SELECT pg_ls_dir('.')
SELECT lo_import('/etc/passwd')
SELECT lo_export(1, '/tmp/x')
SELECT pg_terminate_backend({pid})
SELECT pg_cancel_backend({pid})
SELECT pg_reload_conf()
SELECT pg_stat_reset()
SELECT pg_create_restore_point('x')
SELECT * FROM pg_authid
SELECT * FROM pg_hba_file_rules
SELECT * FROM pg_statistic
SELECT nextval(pg_get_serial_sequence('healthcare.validation_runs', 'run_id'))
SELECT setval(pg_get_serial_sequence('healthcare.validation_runs', 'run_id'), 1)
CHECKPOINT
"""
# PUBLIC may do these on the servers of others, where healthgen revokes nothing.
REFUSED_ON_OWN_SERVERS = """
CREATE TEMP TABLE t (a int)
CREATE TEMP VIEW v AS SELECT 1
SELECT 1 AS one INTO TEMP t
SELECT lo_create(0)
SELECT lo_creat(-1)
SELECT lo_from_bytea(0, 'x')
SELECT pg_logical_emit_message(TRUE, 'x', 'y')
CREATE TABLE public.t (a int)
"""
# Statements that are tried from this version on. Before 15 there is no MERGE, for example.
VERSIONS = {"MERGE": 15, "CHECKPOINT": 15}


def test_a_reader_may_read_everything_of_the_dataset(warehouse: Place, session: Session) -> None:
    readers = warehouse.readers()
    sides = {"messy", "mimic", "mart"} if warehouse.own else {"messy"}
    assert set(readers.schemas) == {SCHEMA, *(f"{SCHEMA}_{side}" for side in sides)}
    relations = (
        "SELECT relnamespace::regnamespace::text, relname FROM pg_class"
        " WHERE relkind IN ('r', 'v', 'm') AND relnamespace::regnamespace::text = ANY(%s)"
    )
    for login in readers.logins:
        reader = session(login.url)
        found = reader.execute(relations, [readers.schemas]).fetchall()
        assert len(found) > 50
        for name in found:
            reader.execute(sql.SQL("SELECT * FROM {} LIMIT 1").format(sql.Identifier(*name)))
        assert reader.execute("SELECT count(*) > 100 FROM visits").fetchone() == (True,)


def test_a_reader_may_do_nothing_else(warehouse: Place, session: Session) -> None:
    readers = warehouse.readers()
    me, other = readers.logins
    reader, others = session(me.url), session(other.url)
    reader.execute("SET default_transaction_read_only = off")
    with connect(warehouse.dsn) as connection:
        owner = connection.info.user
    names = {
        "me": me.name,
        "other": other.name,
        "group": readers.group,
        "owner": owner,
        "pid": others.info.backend_pid,
        "database": readers.database,
    }
    statements = REFUSED.strip().splitlines()
    if warehouse.own:
        statements += REFUSED_ON_OWN_SERVERS.strip().splitlines()
    if warehouse.version >= 16:
        statements.append("SET ROLE {group}")
    done = []
    for statement in statements:
        if VERSIONS.get(statement.split()[0], 0) > warehouse.version:
            continue
        try:
            reader.execute(statement.format(**names).encode())
            done.append(statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        except psycopg.Error as error:
            done.append(f"{statement}: {error}")
    assert done == []
    assert others.execute("SELECT 1").fetchone() == (1,)


def test_a_reader_may_not_read_other_schemas(warehouse: Place, session: Session) -> None:
    url = warehouse.readers().logins[0].url
    with connect(warehouse.dsn, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS answers")
        connection.execute("CREATE TABLE IF NOT EXISTS answers.marks AS SELECT 1 AS mark")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema answers"):
        session(url).execute("SELECT * FROM answers.marks")


def test_a_reader_does_not_see_what_others_ask(warehouse: Place, session: Session) -> None:
    me, other = warehouse.readers().logins
    asking = session(other.url)
    asking.execute("SELECT 'the secret of another student'")
    seen = session(me.url).execute(
        "SELECT query FROM pg_stat_activity WHERE pid = %s", [asking.info.backend_pid]
    )
    assert seen.fetchone() == ("<insufficient privilege>",)


def test_only_an_own_server_is_closed_to_public(warehouse: Place, session: Session) -> None:
    readers = warehouse.readers()
    url = readers.logins[0].url
    elsewhere = make_conninfo(url, dbname="postgres")
    if warehouse.own:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            session(elsewhere)
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            session(make_conninfo(url, dbname="template1"))
        own = {
            database for note in readers.notes for database in ("postgres", "template1") if database in note
        }
        assert own == set()
        return
    session(elsewhere)
    notes = "\n".join(readers.notes)
    assert "connect to other databases" in notes
    assert f'REVOKE TEMPORARY ON DATABASE "{readers.database}" FROM PUBLIC' in notes
    assert "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid)" in notes
    assert ("create tables in schema public" in notes) == (warehouse.version < 15)
    # What the notes say is so.
    reader = session(url)
    reader.execute("SET default_transaction_read_only = off")
    reader.execute("CREATE TEMP TABLE t (a int)")


def test_settings_help_but_do_not_protect(warehouse: Place, session: Session) -> None:
    reader = session(warehouse.readers().logins[0].url)
    for name, value in SETTINGS.items():
        assert reader.execute(f"SHOW {name}").fetchone() == (value,)
    path = f"{SCHEMA}, {SCHEMA}_mart"
    assert reader.execute("SHOW search_path").fetchone() == (path,)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("DELETE FROM visits")
    reader.execute("SET statement_timeout = 0")
    assert reader.execute("SHOW temp_file_limit").fetchone() == ("10GB",)


def test_a_setting_that_a_teacher_changed_stays(warehouse: Place, session: Session) -> None:
    login = warehouse.readers().logins[1]
    with connect(warehouse.dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET statement_timeout = '1min'").format(
                sql.Identifier(login.name), sql.Identifier(connection.info.dbname)
            )
        )
    warehouse.readers()
    assert session(login.url).execute("SHOW statement_timeout").fetchone() == ("1min",)
