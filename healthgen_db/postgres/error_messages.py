"""Errors of psycopg and libpq as one line each: what the server refused, and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from healthgen_db.config.errors import WarehouseError

AGAIN = "run the same command again"
ASKED = "--dsn or PGOPTIONS sets"
WAIT = f"wait until the server is up, then {AGAIN}"
START = f"start the server again, then {AGAIN}"
HBA = "the server's pg_hba.conf does not allow this user to connect from here"
CONNECTIONS = "close other connections, or raise the server's max_connections"
POOLED = "all server sessions of the connection pooler are in use; raise its pool size (pgbouncer: default_pool_size)"

# What to do, by SQLSTATE or by its first two characters.
ADVICE = {
    "08": f"the connection to the server was lost; {AGAIN} once the server can be reached",
    "25P03": f"the server ended a transaction that was idle (idle_in_transaction_session_timeout); {AGAIN}",
    "25P04": f"the server ended a long transaction; raise the transaction_timeout that {ASKED}, then {AGAIN}",
    "25006": f"the server is a standby (then use the primary), or {ASKED} default_transaction_read_only",
    "28": "the server refuses this user; correct the user or the password of --dsn",
    "3D000": "create the database first, or name another in --dsn",
    "42501": "ask its owner for the privilege (GRANT), or use another user or --schema",
    "53100": f"the server's disk is full, or a quota is used up; free some space there, then {AGAIN}",
    "53200": "the server is out of memory; lower its memory settings, or use fewer --workers",
    "53300": "the server has no free connection; close some, or use fewer --workers",
    "55P03": f"another session holds a lock on it; {AGAIN} when that session has ended",
    "57014": f"if it was the statement_timeout that {ASKED}, raise it, then {AGAIN}",
    "57P01": f"the server was shut down, or somebody ended this session; start it if necessary, then {AGAIN}",
    "57P02": f"the server crashed and restarts; wait, then {AGAIN}",
    "57P03": f"the server is not accepting connections; wait, then {AGAIN}",
    "57P05": f"the server closed the idle session; {AGAIN}",
    "40": f"it conflicts with another session; {AGAIN}",
    "3F000": "create it first with: healthgen migrate",
    "42P01": "create the tables first with: healthgen load",
}
# The server's hint for all failed writes, if its messages are English.
DISK_HINT = "Check free disk space"
# Part of the server's message when a policy would hide rows from a session with row_security = off.
ROW_SECURITY = "row-level security"
ROW_SECURITY_ADVICE = (
    "use a role that row security does not apply to (BYPASSRLS, or the owner unless it is forced:"
    " ALTER TABLE ... NO FORCE ROW LEVEL SECURITY)"
)
# libpq gives the reason of a refused connection as text only, without its SQLSTATE.
CONNECTION_ADVICE = (
    ("connection refused", "no server listens there; start it, or correct the host and port of --dsn"),
    ("no such file or directory", "no server listens on this socket; start it, or name a host in --dsn"),
    ("could not translate host name", "correct the host of --dsn"),
    ("failed to resolve host", "correct the host of --dsn"),
    ("name or service not known", "correct the host of --dsn"),
    ("password authentication failed", "correct the user or the password of --dsn"),
    ("no password supplied", "add the password to --dsn, to PGPASSWORD or to ~/.pgpass"),
    ("no pg_hba.conf entry", HBA),
    ("pg_hba.conf rejects", HBA),
    ('" does not exist', "correct the user of --dsn"),
    ("not permitted to log in", "use another user, or ask an administrator for: ALTER ROLE ... LOGIN"),
    ("permission denied for database", "use another user, or ask its owner for: GRANT CONNECT ON DATABASE"),
    ("is not currently accepting", "use another database, or ask an administrator: ALLOW_CONNECTIONS is off"),
    ("timeout expired", "the server did not answer; check the host, the port and the firewall"),
    ("too many clients", CONNECTIONS),
    ("remaining connection slots", CONNECTIONS),
    ("too many connections for", "close other connections of this role or database, or raise their limit"),
    ("no more connections allowed", "raise the max_client_conn of the connection pooler"),
    ("query_wait_timeout", POOLED),
    (
        "unsupported startup parameter",
        "a connection pooler does not pass it on; leave out the options of --dsn and PGOPTIONS",
    ),
    ("starting up", WAIT),
    ("not yet accepting", WAIT),
    ("recovery mode", WAIT),
    ("crash of another server process", WAIT),
    ("authentication due to timeout", f"the server is too busy; {AGAIN}"),
    (
        "could not fork",
        "the server can start no more processes; close other connections, or use fewer --workers",
    ),
    ("system is not accepting", "the server is a standby that answers no queries; use the primary"),
    ("shutting down", START),
    ("due to immediate shutdown", START),
    ("due to administrator command", START),
    ("unexpected postmaster exit", START),
    ("unexpected sigquit", START),
    ("server closed the connection", WAIT),
    ("connection reset by peer", WAIT),
)
LIBPQ_PREAMBLE = re.compile(r"^connection (failed|is bad): connection to server .*? failed: ")
DATABASE_MISSING = re.compile(r'database "(?P<name>.*)" does not exist')
# What libpq did at that moment, and its guess at the reason. Both are left out, because they do not help.
LIBPQ_GUESSES = re.compile(
    r"^(consuming input|sending query|flushing) failed: "
    r"|\s+This probably means the server terminated abnormally\s+before or while processing the request\."
)


@contextmanager
def errors_mapped() -> Iterator[None]:
    """Convert psycopg's errors inside the block to WarehouseError, with the cause chained."""
    try:
        yield
    except psycopg.Error as error:
        raise warehouse_error(error) from error


def warehouse_error(error: psycopg.Error) -> WarehouseError:
    """Return the WarehouseError that says in one line what the server refused and what to do."""
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
        # libpq found the error, and the server did not send one.
        return ADVICE["08"] if isinstance(error, psycopg.OperationalError) else None
    if error.diag.message_primary == "query_wait_timeout":
        return f"{POOLED}, or use fewer --workers, then {AGAIN}"
    if DISK_HINT in (error.diag.message_hint or ""):
        # An exceeded quota has another SQLSTATE than a full disk, but the same hint.
        return ADVICE["53100"]
    if error.sqlstate == "42501" and ROW_SECURITY in (error.diag.message_primary or ""):
        return ROW_SECURITY_ADVICE
    return ADVICE.get(error.sqlstate) or ADVICE.get(error.sqlstate[:2])


def connection_error(error: psycopg.Error, parameters: dict[str, Any]) -> WarehouseError:
    """Return the error that says which server refused the connection, why, and what to do."""
    # The other lines are libpq's guesses, and the same errors for further addresses of the host.
    said = LIBPQ_PREAMBLE.sub("", _one_line(str(error).split("\n", 1)[0]))
    missing = DATABASE_MISSING.search(said)
    if missing:
        advice: str | None = f'create it first: CREATE DATABASE "{missing["name"]}", or name another in --dsn'
    else:
        advice = next((words for sign, words in CONNECTION_ADVICE if sign in said.lower()), None)
    place = " ".join(
        f"{name}={parameters[name]}" for name in ("host", "port", "dbname", "user") if name in parameters
    )
    message = f"cannot connect to {place or 'the default server'}: {said}"
    return WarehouseError(f"{message}; {advice}" if advice else message, sqlstate=error.sqlstate)


def _one_line(text: str) -> str:
    return " ".join(text.split())
