"""Connections to Postgres: session settings, what servers will do, and psycopg's errors in plain words."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import conninfo, sql

from healthgen_db.errors import ConfigError, HealthgenError, WarehouseError

__all__ = [
    "LOADING_SUFFIX",
    "check_schema_name",
    "connect",
    "errors_mapped",
    "quoted",
    "server_version",
    "warehouse_error",
]

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

# libpq hands over a refused connection's reason as text only, without its SQLSTATE.
CONNECTION_ADVICE = (
    ("connection refused", "no server listens there; start it, or correct the host and port of --dsn"),
    ("no such file or directory", "no server listens on this socket; start it, or name a host in --dsn"),
    ("could not translate host name", "correct the host of --dsn"),
    ("failed to resolve host", "correct the host of --dsn"),
    ("name or service not known", "correct the host of --dsn"),
    ("password authentication failed", "correct the user or the password of --dsn"),
    ("no password supplied", "add the password to --dsn, to PGPASSWORD or to ~/.pgpass"),
    ("no pg_hba.conf entry", "the server's pg_hba.conf does not let this user in from here"),
    ("timeout expired", "the server did not answer; check the host, the port and the firewall"),
    ("too many clients", "close other connections, or raise the server's max_connections"),
    ("remaining connection slots", "close other connections, or raise the server's max_connections"),
    ("too many connections for", "close other connections of this role or database, or raise their limit"),
    ("starting up", "wait until the server is up, then run the same command again"),
    ("shutting down", "start the server again, then run the same command again"),
    ("recovery mode", "wait until the server is up, then run the same command again"),
    ("server closed the connection", "wait until the server is up, then run the same command again"),
    ("connection reset by peer", "wait until the server is up, then run the same command again"),
)
LIBPQ_PREAMBLE = re.compile(r"^connection (failed|is bad): connection to server .*? failed: ")
# What libpq was doing when it noticed, and its guess at why; neither helps.
LIBPQ_GUESSES = re.compile(
    r"^(consuming input|sending query|flushing) failed: "
    r"|\s+This probably means the server terminated abnormally\s+before or while processing the request\."
)
DATABASE_MISSING = re.compile(r'database "(?P<name>.*)" does not exist')

AGAIN = "run the same command again"
ADVICE = {
    "08": f"the connection to the server was lost; {AGAIN} once the server can be reached",
    "25P03": f"the server ended a transaction that stood idle (idle_in_transaction_session_timeout); {AGAIN}",
    "25P04": f"the server ended a long transaction; raise the role's transaction_timeout, then {AGAIN}",
    "25006": "the server is read-only (a standby?); use the primary",
    "28": "the server does not let this user in; correct the user or the password of --dsn",
    "3D000": "create the database first, or name another in --dsn",
    "42501": "ask the owner of the database for the right (GRANT), or use another user or --schema",
    "53100": f"the server's disk is full, or a quota used up; free some space there, then {AGAIN}",
    "53200": "the server is out of memory; lower its memory settings, or use fewer --workers",
    "53300": "the server has no free connection; close some, or use fewer --workers",
    "55P03": f"another session holds a lock on it; {AGAIN} when that session is done",
    "57014": f"if a statement_timeout of the role or the database did it, raise it, then {AGAIN}",
    "57P01": f"the server was shut down; start it, then {AGAIN}",
    "57P02": f"the server crashed and restarts; wait, then {AGAIN}",
    "57P03": f"the server is not accepting connections; wait, then {AGAIN}",
    "57P05": f"the server closed the idle session; {AGAIN}",
    "40": f"another session was in the way; {AGAIN}",
    "3F000": "create it first with: healthgen migrate",
    "42P01": "create the tables first with: healthgen load",
}
# The server's words wherever it could not write, when its messages are English.
DISK_HINT = "Check free disk space"


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
        raise _connection_error(error, parameters) from error
    try:
        with errors_mapped():
            _require_usable(connection)
            _settle(connection, search_path)
            # The settings above must outlive a rollback, so the session starts in autocommit.
            connection.autocommit = autocommit
    except BaseException:
        connection.close()
        raise
    return connection


def quoted(name: str) -> str:
    """Return an identifier as SQL has to write it."""
    return sql.Identifier(name).as_string()


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
    said = diag.message_primary or _one_line(LIBPQ_GUESSES.sub("", str(error))) or type(error).__name__
    if diag.message_detail:
        said = f"{said} ({_one_line(diag.message_detail)})"
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
    return ADVICE.get(error.sqlstate) or ADVICE.get(error.sqlstate[:2])


def _parameters(dsn: str) -> dict[str, Any]:
    """Split a libpq string; its password must not get into a message, so libpq's own words stay out."""
    try:
        parameters = conninfo.conninfo_to_dict(dsn)
    except psycopg.Error:
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
    elif len(schema.encode()) > IDENTIFIER_BYTES:
        reason = f"longer than {IDENTIFIER_BYTES} bytes"
    elif schema.lower().startswith("pg_") or schema == "information_schema":
        reason = "this name belongs to PostgreSQL itself"
    if reason is not None:
        raise ConfigError(f"--schema {schema!r}: {reason}; choose another name")
    return sql.Identifier(schema).as_string()


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
    connection.execute(
        "SELECT set_config(name, value, FALSE) FROM unnest(%s::text[], %s::text[]) AS s(name, value)",
        [list(settings), list(settings.values())],
    )


def _connection_error(error: psycopg.Error, parameters: dict[str, Any]) -> HealthgenError:
    # The lines after the first are libpq's guesses, and the same again for every further address.
    said = LIBPQ_PREAMBLE.sub("", _one_line(str(error).split("\n", 1)[0]))
    missing = DATABASE_MISSING.search(said)
    if missing:
        advice: str | None = f'create it first: CREATE DATABASE "{missing["name"]}", or name another in --dsn'
    else:
        lowered = said.lower()
        advice = next((words for sign, words in CONNECTION_ADVICE if sign in lowered), None)
    place = " ".join(
        f"{name}={parameters[name]}" for name in ("host", "port", "dbname", "user") if name in parameters
    )
    message = f"cannot connect to {place or 'the default server'}: {said}"
    return WarehouseError(f"{message}; {advice}" if advice else message, sqlstate=error.sqlstate)


def _where(info: psycopg.ConnectionInfo) -> str:
    return f"the server at {info.host}:{info.port}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
