"""The migrations: any name of a schema, all or nothing, up and down, and their errors."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema
from healthgen_db.schema.tables.views import view_clauses

SCHEMA = "healthcare"
ODD_NAMES = ["Health Care", 'quo"te', "per%cent", "colon:name", "select", "klinik_süd", "x" * 63, "it's"]

OBJECTS = """
    SELECT n.nspname, c.relkind, c.relname
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1, 2, 3
"""


TURNS = """
    SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.granted AND d.datname = current_database()
"""

CATALOG = """
    SELECT format('%s.%s %s %s default %s identity "%s" # %s', c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity,
        col_description(c.oid, a.attnum)) AS told
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0
    UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = current_schema()::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL SELECT format('%s %s', viewname, definition) FROM pg_views WHERE schemaname = current_schema()
    UNION ALL SELECT format('%s # %s', relname, obj_description(oid, 'pg_class')) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
    ORDER BY told
"""


def catalog(dsn: str) -> list[tuple[str]]:
    with connect(dsn, schema=SCHEMA) as connection:
        return connection.execute(CATALOG).fetchall()


def objects(dsn: str) -> list[tuple[str, str, str]]:
    with connect(dsn) as connection:
        return connection.execute(OBJECTS).fetchall()


@pytest.fixture
def role(empty_dsn: str) -> Iterator[str]:
    """Return the name of a role that may log in to the empty database and nothing else."""
    name = f"healthgen_role_{secrets.token_hex(4)}"
    with connect(empty_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pw'").format(sql.Identifier(name)))
        yield name
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def test_the_script_of_a_new_schema_is_what_the_migrations_come_to() -> None:
    assert schema.script() == schema.rendered(), (
        "write what schema.rendered() returns into migrations/schema.sql"
    )


def test_the_script_for_a_schema_makes_it_whatever_its_name(dsn: str) -> None:
    with connect(dsn, autocommit=True) as connection:
        connection.execute(schema.script('Health "Care"').encode())
        assert schema.current_revision(connection, 'Health "Care"') == schema.head_revision()
    assert [o[1:] for o in objects(dsn) if o[0] == SCHEMA] == [
        o[1:] for o in objects(dsn) if o[0] == 'Health "Care"'
    ]


def test_the_script_and_the_migrations_one_by_one_make_the_same(dsn: str) -> None:
    by_script = catalog(dsn)
    assert len(by_script) > 500
    schema.downgrade(dsn, SCHEMA)
    schema.upgrade(dsn, SCHEMA)
    assert catalog(dsn) == by_script


def test_down_leaves_nothing_and_up_again_makes_the_same(dsn: str) -> None:
    before = objects(dsn)
    schema.downgrade(dsn, SCHEMA)
    # Alembic keeps its own table, without a revision.
    assert objects(dsn) == [
        (SCHEMA, "i", "alembic_version_pkc"),
        (SCHEMA, "r", "alembic_version"),
    ]
    with connect(dsn) as connection:
        assert schema.current_revision(connection, SCHEMA) is None
        leftovers = "SELECT count(*) FROM pg_catalog.pg_type WHERE typnamespace = %s::regnamespace"
        assert connection.execute(leftovers, [SCHEMA]).fetchone() == (2,)
    schema.upgrade(dsn, SCHEMA)
    assert objects(dsn) == before


def test_each_migration_can_be_taken_back(dsn: str) -> None:
    for revision in ("0004", "0003", "0002", "0001"):
        schema.downgrade(dsn, SCHEMA, revision)
        with connect(dsn) as connection:
            assert schema.current_revision(connection, SCHEMA) == revision
    schema.upgrade(dsn, SCHEMA)
    schema.check(dsn, SCHEMA)


def test_check_finds_no_drift(dsn: str) -> None:
    schema.check(dsn, SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        "COMMENT ON COLUMN patients.age IS 'Something else'",
        "ALTER TABLE patients ADD COLUMN height integer",
        "ALTER TABLE patients ALTER COLUMN email DROP NOT NULL",
        "DROP INDEX ix_billing_billing_date",
    ],
)
def test_check_finds_drift(dsn: str, change: str) -> None:
    with connect(dsn, schema=SCHEMA) as connection:
        connection.execute(change.encode())
    with pytest.raises(SchemaError, match=f"schema {SCHEMA}: New upgrade operations detected"):
        schema.check(dsn, SCHEMA)


def test_head_is_the_revision_alembic_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    assert schema.head_revision() == ScriptDirectory.from_config(config).get_current_head()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_schema_name_works(empty_dsn: str, name: str) -> None:
    schema.upgrade(empty_dsn, name)
    schema.check(empty_dsn, name)
    assert {found for found, _, _ in objects(empty_dsn)} == {name}
    with connect(empty_dsn, schema=name) as connection:
        assert schema.current_revision(connection, name) == schema.head_revision()
        assert connection.execute("SELECT count(*) FROM visits_flat").fetchone() == (0,)


def test_two_schemas_stand_side_by_side(dsn: str) -> None:
    schema.upgrade(dsn, "second")
    assert [o[1:] for o in objects(dsn) if o[0] == SCHEMA] == [
        o[1:] for o in objects(dsn) if o[0] == "second"
    ]
    schema.downgrade(dsn, "second")
    schema.check(dsn, SCHEMA)


def test_upgrade_twice_changes_nothing(dsn: str) -> None:
    before = objects(dsn)
    schema.upgrade(dsn, SCHEMA)
    assert objects(dsn) == before


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_upgrades_at_once_make_one_schema(empty_dsn: str, isolation: str) -> None:
    with connect(empty_dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_isolation = {}").format(
                sql.Identifier(connection.info.dbname), sql.Literal(isolation)
            )
        )
    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(schema.upgrade, empty_dsn, SCHEMA) for _ in range(3)]:
            done.result()
    schema.check(empty_dsn, SCHEMA)


def test_an_older_schema_is_brought_up_to_date_by_one_at_a_time(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.downgrade(dsn, SCHEMA, "0003")
    upgrade, turns = command.upgrade, []

    def watched(config: Config, revision: str) -> None:
        with connect(dsn) as connection:
            turns.extend(connection.execute(TURNS).fetchall())
        upgrade(config, revision)

    monkeypatch.setattr(command, "upgrade", watched)
    schema.upgrade(dsn, SCHEMA)
    assert turns == [(1,)]
    schema.check(dsn, SCHEMA)


def test_upgrade_says_nothing(empty_dsn: str, capfd: pytest.CaptureFixture[str]) -> None:
    schema.upgrade(empty_dsn, SCHEMA)
    assert capfd.readouterr() == ("", "")


def test_schema_carries_a_comment(dsn: str) -> None:
    with connect(dsn) as connection:
        query = "SELECT obj_description(%s::regnamespace, 'pg_namespace')"
        assert connection.execute(query, [SCHEMA]).fetchone() == (schema.SCHEMA_COMMENT,)


def test_nothing_is_left_half_made(empty_dsn: str) -> None:
    with connect(empty_dsn, schema=SCHEMA) as connection:
        connection.execute("CREATE SCHEMA healthcare")
        connection.execute("CREATE TABLE billing (mine integer)")
    before = objects(empty_dsn)
    with pytest.raises(SchemaError, match='already contains something else: relation "billing"') as caught:
        schema.upgrade(empty_dsn, SCHEMA)
    assert isinstance(caught.value.__cause__, psycopg.errors.DuplicateTable)
    assert objects(empty_dsn) == before


def test_unknown_revision_is_not_touched(dsn: str) -> None:
    with connect(dsn, schema=SCHEMA) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match="revision 9999, which this healthgen does not know"):
        schema.upgrade(dsn, SCHEMA)


def test_role_that_may_not_create_schemas(empty_dsn: str, role: str) -> None:
    with pytest.raises(WarehouseError, match=r"permission denied for database .*GRANT") as caught:
        schema.upgrade(make_conninfo(empty_dsn, user=role, password="pw"), SCHEMA)
    assert caught.value.sqlstate == "42501"
    assert objects(empty_dsn) == []


def test_role_may_fill_a_schema_made_for_it(empty_dsn: str, role: str) -> None:
    with connect(empty_dsn) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA healthcare AUTHORIZATION {}").format(sql.Identifier(role)))
    schema.upgrade(make_conninfo(empty_dsn, user=role, password="pw"), SCHEMA)
    schema.check(empty_dsn, SCHEMA)


def test_no_revision_where_there_is_no_warehouse(empty_dsn: str) -> None:
    with connect(empty_dsn) as connection:
        assert schema.current_revision(connection, SCHEMA) is None


def test_asking_for_the_revision_imports_no_sqlalchemy() -> None:
    asks = (
        "import sys, healthgen_db.schema.migrate as s; s.head_revision();"
        " print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_views_and_privileges_of_an_older_schema_do_not_stop_its_migration(dsn: str) -> None:
    schema.downgrade(dsn, SCHEMA, "0004")
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        connection.execute("CREATE VIEW current_dataset AS SELECT * FROM datasets")
        connection.execute("GRANT SELECT ON current_dataset, load_blocks TO PUBLIC")
        schema.upgrade(dsn, SCHEMA)
        granted = connection.execute(
            "SELECT table_name FROM information_schema.role_table_grants"
            " WHERE table_schema = current_schema() AND grantee = 'PUBLIC' ORDER BY 1"
        ).fetchall()
    assert granted == [("current_dataset",), ("load_blocks",)]
    schema.check(dsn, SCHEMA)


def test_privileges_on_a_view_survive_its_migration(dsn: str) -> None:
    schema.downgrade(dsn, SCHEMA, "0006")
    with connect(dsn, schema=SCHEMA, autocommit=True) as connection:
        for clause in view_clauses("clinic_visits"):
            connection.execute(str(clause).replace(r"\:", ":").encode())
        connection.execute("GRANT SELECT ON clinic_visits TO PUBLIC")
        schema.upgrade(dsn, SCHEMA)
        granted = connection.execute(
            "SELECT count(*) FROM information_schema.role_table_grants"
            " WHERE table_name = 'clinic_visits' AND grantee = 'PUBLIC'"
        ).fetchone()
    assert granted == (1,)
