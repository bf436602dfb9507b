"""The roles: which of them exist, and the statements that make them and give them passwords."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.errors import SchemaError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalar, scalars
from healthgen_db.reader.names import group_mark, group_name, login_mark, login_name, login_number
from healthgen_db.schema.schema_names import side_schema

# A BI tool opens up to 15 sessions. One login with a fault must not take all sessions of the server.
CONNECTION_LIMIT = 20
# They help a reader who makes a mistake. A reader may change them, so they protect nothing.
SETTINGS = {
    "statement_timeout": "5min",
    "idle_in_transaction_session_timeout": "10min",
    "default_transaction_read_only": "on",
}
# Only a superuser may set these, and then a reader may not change them. A query that joins everything with everything
# would fill the disk with its temporary files.
LIMITS = {"temp_file_limit": "10GB"}


@dataclass(frozen=True)
class ReaderRoles:
    """The roles of the readers of one schema, as the server has them."""

    database: str
    schema: str
    exists: bool
    """Whether there is the group."""
    logins: list[str]
    """The names of the members that healthgen made, in the order of their numbers."""
    outside: list[str] = field(default_factory=list)
    """The logins that are no members of the group any more."""
    without_settings: list[str] = field(default_factory=list)
    """The logins that have no settings in this database."""
    notes: list[str] = field(default_factory=list)
    """What somebody else did to these roles."""

    @property
    def group(self) -> str:
        """The name of the group role."""
        return group_name(self.database, self.schema)

    @property
    def names(self) -> list[str]:
        """The names of the roles that exist: the group, then its logins."""
        return [*([self.group] if self.exists else []), *self.logins]

    def missing(self, count: int) -> list[str]:
        """Return the names of the logins from 1 to count that do not exist."""
        names = (login_name(self.group, number) for number in range(1, count + 1))
        return [name for name in names if name not in self.logins]


def read_roles(connection: psycopg.Connection, schema: str) -> ReaderRoles:
    """Return the roles of the readers of a schema. Raises SchemaError if a role has such a name and is not ours."""
    database = connection.info.dbname
    group = group_name(database, schema)
    query = resource("sql", "reader", "roles.sql").read_bytes()
    with errors_mapped(), connection.cursor(row_factory=dict_row) as cursor:
        rows = {row["role_name"]: row for row in cursor.execute(query).fetchall()}
    marks = {group: group_mark(database, schema)}
    logins = sorted((login_number(group, name) or 0, name) for name in rows if login_number(group, name))
    marks |= {name: login_mark(database, schema) for _, name in logins}
    ours = {name: rows[name] for name in marks if name in rows}
    notes = []
    for name, row in ours.items():
        if row["comment"] != marks[name] or row["can_login"] != (name != group):
            raise SchemaError(
                f"there is a role {name} that healthgen did not make, and the readers of schema {schema} need this"
                " name; rename or drop that role"
            )
        if row["has_powers"]:
            raise SchemaError(
                f"the reader {name} may do more than read, because somebody made it a superuser or gave it CREATEROLE,"
                " CREATEDB, REPLICATION or BYPASSRLS, or made it a member of such a role; take that away with ALTER"
                " ROLE or REVOKE, or drop the role"
            )
        if others := [other for other in row["member_of"] if other != group]:
            notes.append(f"{name} has more privileges: it is also a member of {', '.join(others)}")
    names = [name for _, name in logins]
    return ReaderRoles(
        database,
        schema,
        exists=group in ours,
        logins=names,
        outside=[name for name in names if group not in ours[name]["member_of"]],
        without_settings=[name for name in names if not ours[name]["has_settings"]],
        notes=notes,
    )


def has_readers(connection: psycopg.Connection, schema: str) -> bool:
    """Return whether healthgen made readers for a schema of this database."""
    query = "SELECT shobj_description(oid, 'pg_authid') FROM pg_catalog.pg_roles WHERE rolname = %s"
    database = connection.info.dbname
    comment: str | None = scalar(connection, query, [group_name(database, schema)])
    return comment == group_mark(database, schema)


def reader_logins(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the logins that healthgen made for a schema of this database."""
    query = "SELECT rolname FROM pg_catalog.pg_roles WHERE shobj_description(oid, 'pg_authid') = %s ORDER BY rolname"
    return scalars(connection, query, [login_mark(connection.info.dbname, schema)])


def is_superuser(connection: psycopg.Connection) -> bool:
    """Return whether the role of the connection is a superuser."""
    return bool(scalar(connection, "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"))


def creation(
    connection: psycopg.Connection, roles: ReaderRoles, passwords: dict[str, str]
) -> Iterator[sql.Composed]:
    """Yield the statements that make the group if it is missing, and the logins with these passwords.

    A login that exists gets the new password. The statements contain no password, only its SCRAM verifier, so that the
    log of the server shows none.
    """
    group = sql.Identifier(roles.group)
    if not roles.exists:
        yield sql.SQL("CREATE ROLE {} NOLOGIN").format(group)
        yield _comment(roles.group, group_mark(roles.database, roles.schema))
    for name, password in passwords.items():
        login = sql.Identifier(name)
        verifier = sql.Literal(_verifier(connection, name, password))
        if name in roles.logins:
            yield sql.SQL("ALTER ROLE {} PASSWORD {}").format(login, verifier)
            continue
        yield sql.SQL("CREATE ROLE {} LOGIN INHERIT CONNECTION LIMIT {} PASSWORD {}").format(
            login, sql.Literal(CONNECTION_LIMIT), verifier
        )
        yield _comment(name, login_mark(roles.database, roles.schema))
    # Since version 16, a member need not be allowed to become the group (SET ROLE).
    options = " WITH INHERIT TRUE, SET FALSE" if connection.info.server_version >= 16_00_00 else ""
    for name in [*roles.outside, *(name for name in passwords if name not in roles.logins)]:
        yield sql.SQL("GRANT {} TO {}{}").format(group, sql.Identifier(name), sql.SQL(options))


def settings(roles: ReaderRoles, name: str, *, superuser: bool) -> Iterator[sql.Composed]:
    """Yield the statements that give a login its settings in this database."""
    alter = sql.SQL("ALTER ROLE {} IN DATABASE {} SET ").format(
        sql.Identifier(name), sql.Identifier(roles.database)
    )
    # The schema _mart need not exist. PostgreSQL leaves out the names that it does not find.
    path = sql.SQL("search_path TO {}, {}").format(
        sql.Identifier(roles.schema), sql.Identifier(side_schema(roles.schema, "mart"))
    )
    yield alter + path
    for setting, value in (SETTINGS | (LIMITS if superuser else {})).items():
        yield alter + sql.SQL("{} TO {}").format(sql.Identifier(setting), sql.Literal(value))


def _comment(role: str, text: str) -> sql.Composed:
    return sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(role), sql.Literal(text))


def _verifier(connection: psycopg.Connection, role: str, password: str) -> str:
    """Return what the server stores instead of the password. The client computes it."""
    return connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
