"""The roles: who may make them, what a second run changes, odd names, and how they are dropped."""

from __future__ import annotations

import re

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from healthgen_db.config.errors import ConfigError, SchemaError, WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.reader.drop import drop_readers
from healthgen_db.reader.make_roles import AdministratorNeededError, Wanted
from healthgen_db.reader.names import group_name
from healthgen_db.reader.readers import make_readers, reader_url
from healthgen_db.schema.migrate import upgrade

from .conftest import SCHEMA, Place, Role, Session, place


def owned(there: Place, role: str) -> str:
    """Give the database to a role, and a schema of its own; return its DSN."""
    with connect(there.dsn, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} OWNER TO {role}")
        connection.execute("DROP SCHEMA healthcare CASCADE")
    dsn = make_conninfo(there.dsn, user=role, password="secret")
    upgrade(dsn, SCHEMA)
    return dsn


def test_a_second_run_adds_logins_and_changes_no_password(there: Place, session: Session) -> None:
    first = there.readers(3)
    assert [login.number for login in first.logins] == [1, 2, 3]
    assert len({login.password for login in first.logins}) == 3
    second = there.readers(5)
    assert second.created == [login.name for login in second.logins[3:]]
    assert second.logins[:3] == [
        type(login)(login.number, login.name, login.password, login.url, new=False) for login in first.logins
    ]
    assert len(there.readers(1).logins) == 5
    for login in second.logins:
        session(login.url)


def test_only_the_logins_that_are_named_get_new_passwords(there: Place) -> None:
    before = there.readers(3)
    after = make_readers(there.dsn, SCHEMA, Wanted(count=3, new_passwords={2}), there)
    changed = [
        new.number
        for old, new in zip(before.logins, after.logins, strict=True)
        if old.password != new.password
    ]
    assert changed == [2]
    everyone = make_readers(there.dsn, SCHEMA, Wanted(new_passwords=None), there)
    assert [login.new for login in everyone.logins] == [True] * 3
    with pytest.raises(ConfigError, match="--new-passwords 9: there is no login"):
        make_readers(there.dsn, SCHEMA, Wanted(new_passwords={9}), there)


def test_passwords_are_scram_and_a_wrong_one_is_refused(there: Place, session: Session) -> None:
    login = there.readers(1).logins[0]
    with connect(there.dsn) as connection:
        stored = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [login.name]
        ).fetchone()
    assert stored is not None
    assert stored[0].startswith("SCRAM-SHA-256$")
    if has_password(there.dsn):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            session(make_conninfo(login.url, password="wrong"))


def has_password(dsn: str) -> bool:
    """Return whether a DSN has a password. A server without passwords trusts everybody."""
    return "password" in conninfo_to_dict(dsn)


def test_a_password_that_is_not_kept_is_not_known_later(there: Place) -> None:
    assert make_readers(there.dsn, SCHEMA, Wanted()).logins[0].password
    again = make_readers(there.dsn, SCHEMA, Wanted()).logins[0]
    assert (again.password, again.new) == (None, False)
    assert f"{again.name}@" in again.url
    with pytest.raises(WarehouseError, match=r"is not kept; make a new one with: .* --new-passwords 1 --dsn"):
        reader_url(there.dsn, SCHEMA)


def test_a_reader_that_changed_its_own_password_can_be_helped(there: Place, session: Session) -> None:
    if not has_password(there.dsn):
        pytest.skip("this server asks for no password")
    login = there.readers(1).logins[0]
    reader = session(login.url)
    reader.execute("SET default_transaction_read_only = off")
    reader.execute(f"ALTER ROLE {login.name} PASSWORD 'forgotten'")
    with pytest.raises(WarehouseError, match="--new-passwords 1"):
        reader_url(there.dsn, SCHEMA, there)
    make_readers(there.dsn, SCHEMA, Wanted(new_passwords={1}), there)
    session(reader_url(there.dsn, SCHEMA, there))


def test_odd_names_of_schemas(there: Place, session: Session) -> None:
    first = there.readers(1).logins[0]
    for schema in ('Öd "x" 100%', "class_01", "s" * 40):
        with connect(there.dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER SCHEMA healthcare RENAME TO {}").format(sql.Identifier(schema)))
            there.readers(1)
            readers = make_readers(there.dsn, schema, Wanted(), there)
            reader = session(readers.logins[0].url)
            assert reader.execute("SELECT current_schema()").fetchone() == (schema,)
            assert reader.execute("SELECT count(*) FROM visits").fetchone() == (0,)
            assert len(drop_readers(there.dsn, schema, there).roles) == 2
            connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO healthcare").format(sql.Identifier(schema)))
    assert there.readers(1).logins[0].password == first.password


def test_readers_of_one_warehouse_do_not_read_another(there: Place, session: Session) -> None:
    upgrade(there.dsn, "other")
    make_readers(there.dsn, "other", Wanted(), there)
    reader = session(there.readers(1).logins[0].url)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema other"):
        reader.execute("SELECT FROM other.visits")
    drop_readers(there.dsn, "other", there)


def test_a_role_that_may_not_make_roles_gets_the_sql_for_an_administrator(
    new_role: Role, there: Place, session: Session
) -> None:
    dsn = owned(there, new_role())
    with pytest.raises(AdministratorNeededError, match="may not make these roles") as needed:
        make_readers(dsn, SCHEMA, Wanted(count=2))
    script = needed.value.script
    logins = re.findall(r"^-- login (\S+)  password (\S+)$", script, re.MULTILINE)
    assert len(logins) == 2
    with connect(there.dsn, autocommit=True) as connection:
        assert (
            connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [logins[0][0]]).fetchone() is None
        )
        connection.execute(script.encode())
    readers = make_readers(dsn, SCHEMA, Wanted(count=2))
    assert ([login.name for login in readers.logins], readers.created) == ([name for name, _ in logins], [])
    for name, password in logins:
        reader = session(make_conninfo(there.dsn, user=name, password=password))
        assert reader.execute("SELECT count(*) FROM visits").fetchone() == (0,)


def drop_owner(there: Place) -> None:
    """Take the database from its role, so that the role can be dropped."""
    with connect(there.dsn, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {connection.info.dbname} OWNER TO CURRENT_USER")
        connection.execute("DROP SCHEMA healthcare CASCADE")


@pytest.mark.parametrize("server", ["server_dsn", "other_server_dsn"])
def test_a_role_with_createrole_makes_and_drops_readers(
    request: pytest.FixtureRequest, session: Session, server: str
) -> None:
    with place(request.getfixturevalue(server), own=False) as there:
        upgrade(there.dsn, SCHEMA)
        with connect(there.dsn, autocommit=True) as connection:
            role = f"{connection.info.dbname}_maker"
            connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret' CREATEROLE")
        try:
            dsn = owned(there, role)
            place_of_role = Place(dsn, own=False)
            place_of_role.readers(2)
            after = make_readers(dsn, SCHEMA, Wanted(count=3, new_passwords={1}), place_of_role)
            reader = session(after.logins[0].url)
            assert reader.execute("SELECT count(*) FROM visits").fetchone() == (0,)
            with pytest.raises(WarehouseError, match="--own-server: only a superuser"):
                make_readers(dsn, SCHEMA, Wanted(own_server=True), place_of_role)
            dropped = drop_readers(dsn, SCHEMA, place_of_role)
            assert (len(dropped.roles), dropped.sessions) == (4, 1)
            assert place_of_role.passwords == {}
        finally:
            drop_owner(there)
            with connect(there.dsn, autocommit=True) as connection:
                connection.execute(f"DROP ROLE {role}")


def test_somebody_elses_role_with_the_name_is_left_alone(there: Place) -> None:
    with connect(there.dsn, autocommit=True) as connection:
        group = group_name(connection.info.dbname, SCHEMA)
        connection.execute(f"CREATE ROLE {group} SUPERUSER")
        for change in (lambda: there.readers(1), lambda: drop_readers(there.dsn, SCHEMA)):
            with pytest.raises(SchemaError, match="healthgen did not make"):
                change()
        connection.execute(f"DROP ROLE {group}")


def test_a_reader_that_somebody_gave_powers_is_refused(new_role: Role, there: Place) -> None:
    name = there.readers(1).logins[0].name
    friend = new_role()
    with connect(there.dsn, autocommit=True) as connection:
        connection.execute(f"GRANT {friend} TO {name}")
        assert f"{name} has more privileges: it is also a member of {friend}" in there.readers(1).notes
        connection.execute(f"ALTER ROLE {name} CREATEDB")
        with pytest.raises(SchemaError, match="may do more than read"):
            there.readers(1)
        connection.execute(f"ALTER ROLE {name} NOCREATEDB")
        connection.execute(f"ALTER ROLE {friend} CREATEDB")
        with pytest.raises(SchemaError, match="made it a member of such a role"):
            there.readers(1)
        connection.execute(f"ALTER ROLE {friend} NOCREATEDB")


def test_only_the_owner_of_the_warehouse_may_let_others_read(new_role: Role, there: Place) -> None:
    dsn = make_conninfo(there.dsn, user=new_role("CREATEROLE"), password="secret")
    with pytest.raises(WarehouseError, match="may not let others read it"):
        make_readers(dsn, SCHEMA, Wanted())
    assert drop_readers(there.dsn, SCHEMA).roles == []


def test_dropping_ends_sessions_and_leaves_what_is_not_ours(there: Place, session: Session) -> None:
    readers = there.readers(2)
    reader = session(readers.logins[0].url)
    with connect(there.dsn, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA homework AUTHORIZATION {readers.logins[1].name}")
        with pytest.raises(WarehouseError, match="owner of schema homework"):
            drop_readers(there.dsn, SCHEMA, there)
        assert reader.execute("SELECT 1").fetchone() == (1,)
        assert there.readers(2).logins[1].password == readers.logins[1].password
        connection.execute("DROP SCHEMA homework")
    dropped = drop_readers(there.dsn, SCHEMA, there)
    assert dropped.roles == [readers.group, *(login.name for login in readers.logins)]
    with pytest.raises(psycopg.OperationalError):
        reader.execute("SELECT 1")
    assert there.passwords == {}
    assert drop_readers(there.dsn, SCHEMA, there).roles == []
