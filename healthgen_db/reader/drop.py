"""Drop the readers of a schema: end their sessions, take their privileges away, and drop their roles."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalars
from healthgen_db.reader.readers import APPLICATION_NAME, KeptPasswords, wait_for_others
from healthgen_db.reader.roles import ReaderRoles, is_superuser, read_roles

DEPENDENT_OBJECTS = "2BP01"
# A role of which this one is not a member keeps its sessions. They cannot read any more.
END_SESSIONS = """
SELECT pg_terminate_backend(pid)
FROM pg_catalog.pg_stat_activity
WHERE usename = ANY(%s) AND pg_has_role(usesysid, 'USAGE')
"""


@dataclass(frozen=True)
class Dropped:
    """What was dropped."""

    schema: str
    roles: list[str]
    """The names of the group and its logins; empty if there were none."""
    sessions: int
    """How many sessions of readers were ended."""


def drop_readers(dsn: str, schema: str, kept: KeptPasswords | None = None) -> Dropped:
    """Drop the group and the logins that healthgen made for a schema, which need not exist any more.

    Raises WarehouseError if the role may not, or if a login owns objects; then nothing is changed.
    """
    with connect(dsn, autocommit=True, application_name=APPLICATION_NAME) as connection:
        with errors_mapped(), connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            wait_for_others(connection, schema)
            roles = read_roles(connection, schema)
            if not roles.names:
                return Dropped(schema, [], 0)
            sessions = _drop(connection, roles)
            if kept is not None:
                kept.save_reader_passwords(
                    {name: each for name, each in kept.reader_passwords().items() if name not in roles.names}
                )
        return Dropped(schema, roles.names, sessions)


def _drop(connection: psycopg.Connection, roles: ReaderRoles) -> int:
    """Drop the roles, and return how many of their sessions were ended."""
    identifiers = sql.SQL(", ").join(map(sql.Identifier, roles.names))
    if not is_superuser(connection):
        # Only a member may do the next steps. Since version 16, the role that made another is not a member of it.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(identifiers))
    if roles.exists:
        # The group owns nothing, so this only takes its privileges away.
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(roles.group)))
    drop = sql.SQL("DROP ROLE {}").format(identifiers)
    try:
        # A trial: no session is ended if a role cannot be dropped.
        with connection.transaction(force_rollback=True):
            connection.execute(drop)
    except psycopg.Error as error:
        if error.sqlstate != DEPENDENT_OBJECTS:
            raise
        detail = "; ".join((error.diag.message_detail or "").splitlines())
        raise WarehouseError(
            f"a reader has objects or privileges that healthgen did not give it: {detail}. Drop them, or give them to"
            " another role (REASSIGN OWNED BY ... TO ...), then run the same command again",
            sqlstate=error.sqlstate,
        ) from error
    ended = scalars(connection, END_SESSIONS, [roles.logins])
    connection.execute(drop)
    return sum(ended)
