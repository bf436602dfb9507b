"""Make the roles that are missing; if the role of the connection may not, give an administrator the SQL."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from healthgen_db.config.errors import ConfigError
from healthgen_db.postgres.queries import scalar
from healthgen_db.reader.names import login_name
from healthgen_db.reader.roles import ReaderRoles, creation, is_superuser, settings

# People type these passwords, so letters and digits that look alike are left out. 20 of them have 115 bits.
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PASSWORD_LENGTH = 20


@dataclass(frozen=True)
class Wanted:
    """What a command asks for."""

    count: int = 1
    """How many logins there must be at least."""
    new_passwords: Collection[int] | None = frozenset()
    """The numbers of the logins that get a new password; None: all."""
    password: str | None = None
    """The password of the logins from 1 to count; None: each login has its own random one."""
    own_server: bool = False
    """Whether the server is healthgen's alone, so that PUBLIC loses its rights."""


class AdministratorNeededError(ConfigError):
    """The role may not create roles. script: the SQL with which an administrator makes them."""

    def __init__(self, message: str, script: str) -> None:
        super().__init__(message)
        self.script = script


def new_passwords(roles: ReaderRoles, wanted: Wanted) -> dict[str, str]:
    """Return the passwords to set: of logins that are missing, and of those that are asked for."""
    names = roles.missing(wanted.count)
    there = [*roles.logins, *names]
    if wanted.new_passwords is None:
        names = there
    else:
        for number in sorted(wanted.new_passwords):
            name = login_name(roles.group, number)
            if name not in there:
                raise ConfigError(f"--new-passwords {number}: there is no login {name}")
            names.append(name)
    made = {name: wanted.password or _password() for name in there if name in names}
    if wanted.password is not None:
        made |= {login_name(roles.group, each): wanted.password for each in range(1, wanted.count + 1)}
    return made


def _password() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(PASSWORD_LENGTH))


def make_roles(connection: psycopg.Connection, roles: ReaderRoles, passwords: Mapping[str, str]) -> None:
    """Make what is missing. Raises AdministratorNeededError if the role of the connection may not."""
    new = [name for name in passwords if name not in roles.logins]
    statements = [*creation(connection, roles, dict(passwords))]
    superuser = is_superuser(connection)
    for name in [*roles.without_settings, *new]:
        statements += settings(roles, name, superuser=superuser)
    if not statements:
        return
    try:
        with connection.transaction():
            for statement in statements:
                connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        role = scalar(connection, "SELECT current_user")
        raise AdministratorNeededError(
            f"the role {role} may not make these roles ({error.diag.message_primary}); have an administrator run the"
            " SQL that is printed, then run the same command again",
            _script(connection, roles, statements, passwords),
        ) from error


def _script(
    connection: psycopg.Connection,
    roles: ReaderRoles,
    statements: list[sql.Composed],
    passwords: Mapping[str, str],
) -> str:
    """Return the SQL for an administrator. The passwords are in comments, and the server gets only their verifiers."""
    connect_to = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
        sql.Identifier(roles.database), sql.Identifier(roles.group)
    )
    lines = [f"{statement.as_string(connection)};" for statement in [*statements, connect_to]]
    comments = [f"-- login {name}  password {password}" for name, password in passwords.items()]
    return "\n".join(["BEGIN;", *comments, *lines, "COMMIT;"])
