"""The locks of a load: one load of a schema at a time, and no session that a killed load left behind.

One session holds the load lock. The sessions that work for the load share a worker lock, by which the next load finds
them. A load ends when its first session is ended: each new worker session checks that the load lock is still held.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg.rows import scalar_row, tuple_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped

# How long the server may take to end a session that was told to end. It only has to roll back.
LEFTOVERS_TIMEOUT_SECONDS = 60.0
# How often the server checks in the middle of a statement whether the client is still there. Without this it notices
# at its next read or write, so a killed load would go on waiting for a lock and keep its own locks.
CLIENT_CHECK = "500ms"
# The holder of the load lock may be the session of a load that was killed just now, so a new load waits this long.
KILLED_HOLDER_SECONDS = 2.0
RETRY_SECONDS = 0.05


@dataclass(frozen=True)
class Holder:
    """The session that holds a load lock: its server process, its name, and since when.

    The server shows the last two only to members of the same role.
    """

    pid: int
    application_name: str | None
    since: str | None

    @property
    def described(self) -> str:
        """The holder in words."""
        since = f", since {self.since}" if self.since else ""
        return f"server process {self.pid} ({self.application_name or 'unknown application'}{since})"


@contextmanager
def load_lock(dsn: str, schema: str, *, lock_timeout: float = 30.0) -> Iterator[psycopg.Connection]:
    """Hold the load lock of this schema on a connection of its own, and yield the connection.

    The lock ends with its session, however the process ends. Worker sessions of a killed load may still run on the
    server; they are ended before the block begins.

    lock_timeout: seconds that the connection's statements wait for a table that another session has locked.

    Raises WarehouseError, naming the holder, when another load of the schema runs.
    """
    with connect(dsn, autocommit=True, application_name=_name("load", schema)) as connection, errors_mapped():
        _end_with_client(connection)
        deadline = time.monotonic() + KILLED_HOLDER_SECONDS
        while not _try_lock(connection, _key(schema, "load")):
            if time.monotonic() > deadline:
                found = " and ".join(holder.described for holder in holders(connection, schema))
                raise WarehouseError(
                    f"another load of schema {schema} is running: {found or 'a session that has just ended'};"
                    " wait until it ends, or stop it and run the same command again"
                )
            time.sleep(RETRY_SECONDS)
        _end_leftovers(connection, schema)
        connection.execute("SELECT set_config('lock_timeout', %s, FALSE)", [f"{lock_timeout:.3f}s"])
        yield connection


@contextmanager
def connect_worker(dsn: str, schema: str, loading: str, control: int) -> Iterator[psycopg.Connection]:
    """Open a session in autocommit that works for the load of a schema, inside its loading schema.

    The session shares the worker lock. control: the server process that holds the load lock.

    Raises WarehouseError when that process no longer holds it, as another load may have the schema now.
    """
    name = _name("worker", schema)
    with connect(dsn, schema=loading, autocommit=True, application_name=name) as connection, errors_mapped():
        _end_with_client(connection)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [_key(schema, "worker")])
        # The order matters: a load that takes the load lock from now on finds this session and ends it.
        if control not in {holder.pid for holder in holders(connection, schema)}:
            raise WarehouseError(
                f"server process {control}, which held the lock of this load, was ended by somebody;"
                " run the same command again to go on from here"
            )
        # A crash of the server may lose the last commits of a load, but never tears one, and load_blocks shows which
        # are there. Publishing commits synchronously, and all earlier commits are flushed with it.
        connection.execute("SET synchronous_commit = off")
        yield connection


def holders(connection: psycopg.Connection, schema: str) -> list[Holder]:
    """Return the sessions that load this schema now: none or one."""
    return [Holder(*row) for row in _sessions(connection, _key(schema, "load"))]


def _end_leftovers(connection: psycopg.Connection, schema: str) -> None:
    key = _key(schema, "worker")
    deadline = time.monotonic() + LEFTOVERS_TIMEOUT_SECONDS
    while not _try_lock(connection, key):
        pids = [row[0] for row in _sessions(connection, key)]
        if time.monotonic() > deadline:
            raise WarehouseError(
                f"a killed load of schema {schema} has left sessions at work: server processes"
                f" {', '.join(map(str, pids))}; end them with pg_terminate_backend, then run the same command again"
            )
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        time.sleep(RETRY_SECONDS)
    connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def _end_with_client(connection: psycopg.Connection) -> None:
    """Let the server end the session soon after this process is gone, whatever the session does then."""
    # Some systems do not let the server check; there it notices later.
    with suppress(psycopg.errors.InvalidParameterValue):
        connection.execute("SELECT set_config('client_connection_check_interval', %s, FALSE)", [CLIENT_CHECK])


def _try_lock(connection: psycopg.Connection, key: int) -> bool:
    with connection.cursor(row_factory=scalar_row) as cursor:
        return bool(cursor.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone())


def _sessions(connection: psycopg.Connection, key: int) -> list[tuple[int, str | None, str | None]]:
    query = resource("sql", "load", "lock_holders.sql").read_bytes()
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(query).fetchall()
    return [(pid, application_name, since) for pid, application_name, since, held in rows if held == key]


def _key(schema: str, purpose: str) -> int:
    digest = hashlib.sha256(f"healthgen {purpose} {schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _name(role: str, schema: str) -> str:
    """Name the session for readers of pg_stat_activity: what it does, and for which client process."""
    return f"healthgen {role} {schema} (client pid {os.getpid()})"[:63]
