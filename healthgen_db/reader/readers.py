"""Readers: make the roles, grant, give passwords, and return how each reader connects."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

import psycopg
from psycopg import conninfo, sql

from healthgen_db.config.errors import HealthgenError, WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.identifiers import quoted
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar
from healthgen_db.reader.grants import grant_reading, readable_schemas
from healthgen_db.reader.make_roles import Wanted, make_roles, new_passwords
from healthgen_db.reader.names import login_number
from healthgen_db.reader.public_rights import close_to_public, open_rights
from healthgen_db.reader.roles import ReaderRoles, read_roles

APPLICATION_NAME = "healthgen db reader"
LOCK_TIMEOUT = "30s"
NOT_KEPT = (
    "healthgen does not keep these passwords: note them now. A login that lost its password gets a new one with"
    " --new-passwords and its number"
)


class KeptPasswords(Protocol):
    """Where passwords are kept: the embedded server has a file for them, other servers have no such place."""

    def reader_passwords(self) -> dict[str, str]:
        """Return the passwords by the names of the roles."""

    def save_reader_passwords(self, passwords: dict[str, str]) -> None:
        """Keep these passwords, and no others."""


@dataclass(frozen=True)
class Login:
    """A login. password: None if it is not known, because it was made earlier."""

    number: int
    name: str
    password: str | None
    url: str
    """With the password if it is known."""
    new: bool
    """Whether this run made the password."""


@dataclass(frozen=True)
class Readers:
    """The readers of a schema, and how they connect."""

    schema: str
    group: str
    host: str
    port: int
    database: str
    schemas: list[str]
    """The schemas that they may read."""
    logins: list[Login]
    created: list[str]
    """The names of the roles that this run made."""
    notes: list[str]
    """What the reader may do beyond reading, and what is left to do."""


def make_readers(dsn: str, schema: str, wanted: Wanted, kept: KeptPasswords | None = None) -> Readers:
    """Make the readers of a schema as far as they are missing, and let them read what is there now.

    kept: where the passwords of this server are kept; None: nowhere.

    Raises AdministratorNeededError if the role may not create roles, SchemaError if a role or the schema is not
    healthgen's, WarehouseError for everything else that the server refuses. After any error nothing is changed.
    """
    with connect(dsn, autocommit=True, application_name=APPLICATION_NAME) as connection:
        with errors_mapped(), connection.transaction():
            # What another command did while this one waited for it must be seen. A role's default may differ.
            connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            wait_for_others(connection, schema)
            before = read_roles(connection, schema)
            passwords = new_passwords(before, wanted)
            make_roles(connection, before, passwords)
            roles = read_roles(connection, schema)
            # First this schema alone, because its load history names the others.
            _require_ownership(connection, [schema])
            schemas = readable_schemas(connection, schema)
            _require_ownership(connection, schemas)
            _grant_connect(connection, roles)
            grant_reading(connection, roles.group, schemas)
            notes = close_to_public(connection) if wanted.own_server else []
            # Before the commit: if they cannot be kept, nothing is changed.
            known = _keep(passwords, kept)
        notes += [*roles.notes, *open_rights(connection), *_hints(connection, roles, schemas)]
        return Readers(
            schema=schema,
            group=roles.group,
            host=connection.info.host,
            port=connection.info.port,
            database=roles.database,
            schemas=schemas,
            logins=[
                Login(
                    number=login_number(roles.group, name) or 0,
                    name=name,
                    password=known.get(name),
                    url=_url(connection, dsn, name, known.get(name)),
                    new=name in passwords,
                )
                for name in roles.logins
            ],
            created=[name for name in roles.names if name not in before.names],
            notes=notes,
        )


def reader_url(
    dsn: str, schema: str, kept: KeptPasswords | None = None, *, password: str | None = None
) -> str:
    """Return the URL of the first login, which is made if it is missing.

    password: gives the login this password; None: it keeps its own.

    Raises WarehouseError if its password is not known, or is not right any more.
    """
    wanted = Wanted(password=password, own_server=kept is not None)
    login = make_readers(dsn, schema, wanted, kept).logins[0]
    renew = f"healthgen db reader --schema {shlex.quote(schema)} --new-passwords {login.number}"
    if login.password is None:
        raise WarehouseError(
            f"the password of {login.name} is not kept; make a new one with: {renew}"
            f"{'' if kept else ' --dsn ...'}, or set it in this URL: {login.url}"
        )
    try:
        connect(login.url, application_name=APPLICATION_NAME).close()
    except HealthgenError as error:
        raise WarehouseError(
            f"{error}. If the reader changed its password, make a new one with: {renew}"
        ) from error
    return login.url


def wait_for_others(connection: psycopg.Connection, schema: str) -> None:
    """Wait for other commands that change readers, and for a load that publishes just now, until the commit.

    A load that publishes either finds the readers and lets them read its dataset, or has ended, and then its dataset is
    the one that is granted here.
    """
    connection.execute("SELECT set_config('lock_timeout', %s, TRUE)", [LOCK_TIMEOUT])
    # Two commands at the same time would make the same roles.
    connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("readers")])
    query = (
        "SELECT 1 FROM pg_catalog.pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(%s))"
        " AND c.relname = 'datasets' AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')"
    )
    if scalar(connection, query, [schema]) is not None:
        # Publishing takes a lock of writers on every table (see publish/lock_waits.py).
        locking = sql.SQL("LOCK TABLE {} IN SHARE MODE")
        connection.execute(locking.format(sql.Identifier(schema, "datasets")))


def _require_ownership(connection: psycopg.Connection, schemas: list[str]) -> None:
    query = (
        "SELECT nspname, pg_get_userbyid(nspowner), current_user FROM pg_catalog.pg_namespace"
        " WHERE nspname = ANY(%s) AND NOT pg_has_role(nspowner, 'USAGE') ORDER BY nspname"
    )
    found = connection.execute(query, [schemas]).fetchone()
    if found is not None:
        name, owner, role = found
        raise WarehouseError(
            f"schema {name} belongs to {owner}, so {role} may not let others read it; use the user {owner} in --dsn",
            sqlstate="42501",
        )


def _grant_connect(connection: psycopg.Connection, roles: ReaderRoles) -> None:
    """Let the group connect, if the role of the connection owns the database."""
    query = "SELECT 1 FROM pg_catalog.pg_database WHERE datname = current_database() AND pg_has_role(datdba, 'USAGE')"
    if scalar(connection, query) is not None:
        statement = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
        connection.execute(statement.format(sql.Identifier(roles.database), sql.Identifier(roles.group)))


def _hints(connection: psycopg.Connection, roles: ReaderRoles, schemas: list[str]) -> list[str]:
    """Return what is still to be done before readers can read."""
    hints = []
    if not schemas:
        hints.append(
            f"schema {roles.schema} does not exist yet; the load that makes it lets the readers read it"
        )
    query = "SELECT has_database_privilege(%s, current_database(), 'CONNECT')"
    if not scalar(connection, query, [roles.group]):
        hints.append(
            "readers may not connect to this database; its owner can allow it: GRANT CONNECT ON DATABASE"
            f" {quoted(roles.database)} TO {quoted(roles.group)}"
        )
    return hints


def _keep(passwords: Mapping[str, str], kept: KeptPasswords | None) -> dict[str, str]:
    """Keep new passwords if there is a place for them, and return all that are known."""
    if kept is None:
        return dict(passwords)
    known = {**kept.reader_passwords(), **passwords}
    if passwords:
        kept.save_reader_passwords(known)
    return known


def _url(connection: psycopg.Connection, dsn: str, login: str, password: str | None) -> str:
    """Return the URL of a login at the server of the connection."""
    info = connection.info
    host = f"[{info.host}]" if ":" in info.host else quote(info.host, safe="")
    secret = "" if password is None else f":{quote(password, safe='')}"
    given = conninfo.conninfo_to_dict(dsn)
    ssl = [(name, value) for name, value in given.items() if name in {"sslmode", "sslrootcert"}]
    options = f"?{urlencode(ssl)}" if ssl else ""
    return f"postgresql://{quote(login, safe='')}{secret}@{host}:{info.port}/{quote(info.dbname, safe='')}{options}"
