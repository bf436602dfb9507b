"""Connections to Postgres: session settings, what servers will do, and psycopg's errors in plain words."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import conninfo, sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.postgres.connection_errors import connection_error, one_line

__all__ = [
    "LOADING_SUFFIX",
    "check_schema_name",
    "connect",
    "errors_mapped",
    "quoted",
    "require_usage",
    "server_version",
    "warehouse_error",
]

# psycopg warns of a ROLLBACK or a COPY that a lost connection kept from ending. The next statement raises that, in
# plain words; without a handler of our own, the warning would stand on standard error beside them.
logging.getLogger("psycopg").setLevel(logging.ERROR)

OLDEST_SERVER = 14
# Postgres cuts longer identifiers off, silently.
IDENTIFIER_BYTES = 63
# A load builds the new schema beside the old one, under a name with this suffix.
LOADING_SUFFIX = "__loading"
# libpq waits for ever by default; a firewall that drops packets must not look like a hang.
CONNECT_TIMEOUT_SECONDS = 10

# What makes the same rows read the same in every session, whatever the server's or the role's defaults.
SESSION_SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    # Where a policy hides rows, reading fails, rather than some rows being taken for all of them.
    "row_security": "off",
}
# What a role or a database may have by default against sessions that sit and wait; a load writes, and takes its time.
# Who asks for it in --dsn or PGOPTIONS gets it all the same. The last one is of Postgres 17 and later.
UNLESS_ASKED_FOR = {
    "default_transaction_read_only": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_session_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "transaction_timeout": "0",
}
SETTLE = """
SELECT set_config(name, value, FALSE) FROM unnest(%s::text[], %s::text[]) AS s (name, value)
UNION ALL
SELECT set_config(name, s.value, FALSE)
FROM pg_catalog.pg_settings AS g
INNER JOIN unnest(%s::text[], %s::text[]) AS s (name, value) USING (name)
WHERE g.source <> 'client'
"""

# What libpq was doing when it noticed, and its guess at why; neither helps.
LIBPQ_GUESSES = re.compile(
    r"^(consuming input|sending query|flushing) failed: "
    r"|\s+This probably means the server terminated abnormally\s+before or while processing the request\."
)

AGAIN = "run the same command again"
ASKED = "--dsn or PGOPTIONS asks for"
ADVICE = {
    "08": f"the connection to the server was lost; {AGAIN} once the server can be reached",
    "25P03": f"the server ended a transaction that stood idle (idle_in_transaction_session_timeout); {AGAIN}",
    "25P04": f"the server ended a long transaction; raise the transaction_timeout that {ASKED}, then {AGAIN}",
    "25006": f"the server is a standby (then use the primary), or {ASKED} default_transaction_read_only",
    "28": "the server does not let this user in; correct the user or the password of --dsn",
    "3D000": "create the database first, or name another in --dsn",
    "42501": "ask its owner for the right (GRANT), or use another user or --schema",
    "53100": f"the server's disk is full, or a quota used up; free some space there, then {AGAIN}",
    "53200": "the server is out of memory; lower its memory settings, or use fewer --workers",
    "53300": "the server has no free connection; close some, or use fewer --workers",
    "55P03": f"another session holds a lock on it; {AGAIN} when that session is done",
    "57014": f"if it was the statement_timeout that {ASKED}, raise it, then {AGAIN}",
    "57P01": f"the server was shut down, or somebody ended this session; start it if need be, then {AGAIN}",
    "57P02": f"the server crashed and restarts; wait, then {AGAIN}",
    "57P03": f"the server is not accepting connections; wait, then {AGAIN}",
    "57P05": f"the server closed the idle session; {AGAIN}",
    "40": f"another session was in the way; {AGAIN}",
    "3F000": "create it first with: healthgen migrate",
    "42P01": "create the tables first with: healthgen load",
}
# The server's words wherever it could not write, when its messages are English.
DISK_HINT = "Check free disk space"
# And where it would have hidden rows from a session that asked to see all or none.
ROW_SECURITY = "row-level security"
ROW_SECURITY_ADVICE = (
    "use a role that row security does not hold for (BYPASSRLS, or the owner unless it is forced:"
    " ALTER TABLE ... NO FORCE ROW LEVEL SECURITY)"
)


def connect(
    dsn: str,
    *,
    schema: str | None = None,
    autocommit: bool = False,
    application_name: str = "healthgen",
) -> psycopg.Connection:
    """Open a session that reads and writes the same on every server, with only the schema on its search path.

    dsn: any libpq string, a URL or key=value pairs; an empty one means libpq's environment variables.
    schema: None leaves the search path as the server sets it. It need not exist yet.

    Raises ConfigError for a string or name that cannot be used, WarehouseError for what the server refuses.
    """
    search_path = None if schema is None else _quoted(schema)
    parameters = _parameters(dsn) | {"application_name": application_name, "client_encoding": "UTF8"}
    try:
        connection = psycopg.connect(**parameters, autocommit=True)
    except psycopg.Error as error:
        raise connection_error(error, parameters) from error
    try:
        with errors_mapped():
            _require_usable(connection)
            _settle(connection, search_path)
            if schema is not None:
                require_usage(connection, schema)
            # The settings above must outlive a rollback, so the session starts in autocommit.
            connection.autocommit = autocommit
    except BaseException:
        connection.close()
        raise
    return connection


def quoted(name: str) -> str:
    """Return an identifier as SQL has to write it."""
    return sql.Identifier(name).as_string()


def require_usage(connection: psycopg.Connection, schema: str) -> None:
    """Raise WarehouseError if there is such a schema and this role may not use it: its tables would seem missing."""
    query = (
        "SELECT current_user FROM pg_catalog.pg_namespace"
        " WHERE nspname = %s AND NOT has_schema_privilege(oid, 'USAGE')"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        refused = cursor.execute(query, [schema]).fetchone()
    if refused is not None:
        role, name = quoted(refused[0]), quoted(schema)
        raise WarehouseError(
            f"the role {refused[0]} may not use schema {schema}; ask its owner for: GRANT USAGE ON SCHEMA {name}"
            f" TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {name} TO {role}",
            sqlstate="42501",
        )


def server_version(connection: psycopg.Connection) -> str:
    """Return the server's version in short, such as 18.1."""
    return (connection.info.parameter_status("server_version") or "").split(" ")[0]


def check_schema_name(name: str) -> None:
    """Raise ConfigError unless a user may call a warehouse's schema so, with room for the load's suffix."""
    _quoted(name)
    room = IDENTIFIER_BYTES - len(LOADING_SUFFIX)
    if len(name.encode()) > room:
        raise ConfigError(f"--schema {name}: longer than {room} bytes; choose a shorter name")
    if name.endswith(LOADING_SUFFIX):
        raise ConfigError(
            f"--schema {name}: the ending {LOADING_SUFFIX} is kept for loads; choose another name"
        )


@contextmanager
def errors_mapped() -> Iterator[None]:
    """Turn psycopg's errors inside the block into WarehouseError, the cause chained; let all others pass."""
    try:
        yield
    except psycopg.Error as error:
        raise warehouse_error(error) from error


def warehouse_error(error: psycopg.Error) -> WarehouseError:
    """Return the WarehouseError that says in one line what the server refused and what to do about it."""
    diag = error.diag
    said = diag.message_primary or one_line(LIBPQ_GUESSES.sub("", str(error))) or type(error).__name__
    if diag.message_detail:
        said = f"{said} ({one_line(diag.message_detail)})"
    advice = _advice(error)
    return WarehouseError(
        f"{said}: {advice}" if advice else said,
        sqlstate=error.sqlstate,
        table=diag.table_name,
        constraint=diag.constraint_name,
    )


def _advice(error: psycopg.Error) -> str | None:
    if error.sqlstate is None:
        # The client noticed by itself, as no message of the server came any more.
        lost = isinstance(error, psycopg.OperationalError)
        return ADVICE["08"] if lost else None
    if DISK_HINT in (error.diag.message_hint or ""):
        # A quota ends as another error than a full disk, with the same hint.
        return ADVICE["53100"]
    if error.sqlstate == "42501" and ROW_SECURITY in (error.diag.message_primary or ""):
        return ROW_SECURITY_ADVICE
    return ADVICE.get(error.sqlstate) or ADVICE.get(error.sqlstate[:2])


def _parameters(dsn: str) -> dict[str, Any]:
    """Split a libpq string; its password must not get into a message, so libpq's own words stay out."""
    try:
        parameters = conninfo.conninfo_to_dict(dsn)
    except (psycopg.Error, UnicodeError):
        parameters = {}
        malformed = True
    else:
        malformed = not _plausible(parameters)
    if malformed:
        raise ConfigError(
            "--dsn: not a connection string; write postgresql://user:password@host:port/database"
            " or host=... port=... dbname=... user=... (and %-encode special characters in a URL)"
        )
    if "connect_timeout" not in parameters and "PGCONNECT_TIMEOUT" not in os.environ:
        parameters["connect_timeout"] = CONNECT_TIMEOUT_SECONDS
    return parameters


def _plausible(parameters: dict[str, Any]) -> bool:
    """Tell whether host, port and database are no pieces of a password that was not %-encoded in its URL."""
    ports = str(parameters.get("port") or "").split(",")
    host, database = str(parameters.get("host") or ""), str(parameters.get("dbname") or "")
    numeric = all(not port or (port.isascii() and port.isdigit()) for port in ports)
    return numeric and ("@" not in host or host.startswith("@")) and "@" not in database


def _quoted(schema: str) -> str:
    """Return the schema's name quoted for SQL; raise ConfigError for a name that it cannot have."""
    reason = None
    if not schema.strip():
        reason = "the name is empty"
    elif "\0" in schema:
        reason = "the name holds a NUL character"
    elif not _is_text(schema):
        reason = "the name is not text in UTF-8"
    elif schema == "$user":
        reason = "on a search path this stands for the schema of the user's name"
    elif len(schema.encode()) > IDENTIFIER_BYTES:
        reason = f"longer than {IDENTIFIER_BYTES} bytes"
    elif schema.lower().startswith("pg_") or schema == "information_schema":
        reason = "this name belongs to PostgreSQL itself"
    if reason is not None:
        raise ConfigError(f"--schema {schema!r}: {reason}; choose another name")
    return sql.Identifier(schema).as_string()


def _is_text(words: str) -> bool:
    """Tell whether it can be sent: bytes of the command line that are no UTF-8 come as surrogates, which cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in words)


def _require_usable(connection: psycopg.Connection) -> None:
    info = connection.info
    if info.server_version < OLDEST_SERVER * 10_000:
        raise WarehouseError(
            f"{_where(info)} is PostgreSQL {server_version(connection)};"
            f" healthgen needs {OLDEST_SERVER} or newer"
        )
    encoding = info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise WarehouseError(
            f"the database {info.dbname} stores text as {encoding}; create one with:"
            " CREATE DATABASE healthgen ENCODING 'UTF8' TEMPLATE template0"
        )


def _settle(connection: psycopg.Connection, search_path: str | None) -> None:
    """Apply the session settings in one round trip."""
    settings = SESSION_SETTINGS | ({} if search_path is None else {"search_path": search_path})
    values = [part for each in (settings, UNLESS_ASKED_FOR) for part in (list(each), list(each.values()))]
    connection.execute(SETTLE, values)


def _where(info: psycopg.ConnectionInfo) -> str:
    return f"the server at {info.host}:{info.port}"
