"""The locks of a load: one load of a schema at a time, and no sessions of a killed load.

One session holds the load lock. The worker sessions of the load share a worker lock, so that the next load finds them.
If the first session ends, the load ends: each new worker session checks that this session still holds the load lock.
"""

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
from healthgen_db.postgres.locks import lock_key

# How long the server may take to end a session after pg_terminate_backend. It only has to roll back.
LEFTOVERS_TIMEOUT_SECONDS = 60.0
# How often the server checks during a statement whether the client still exists. Without this setting the server
# checks at its next read or write only, so the sessions of a killed load would wait for locks and keep their own.
CLIENT_CHECK = "500ms"
# The session of a load that was killed a moment ago may still hold the load lock, so a new load waits this long.
KILLED_HOLDER_SECONDS = 2.0
RETRY_SECONDS = 0.05


@dataclass(frozen=True)
class Holder:
    """A session that holds a lock: its server process, its name, and its start.

    The server shows name and start only to members of the same role.
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
def load_lock(dsn: str, schema: str, *, lock_timeout: float) -> Iterator[psycopg.Connection]:
    """Hold the load lock of this schema on a connection of its own, and yield the connection.

    The lock ends with its session, even if the process is killed. Worker sessions of a killed load may still be
    running on the server; this ends them before the block begins.

    lock_timeout: seconds that statements of the connection wait for a table that another session has locked.

    Raises WarehouseError that names the holder if another load of the schema is running.
    """
    with connect(dsn, autocommit=True, application_name=_name("load", schema)) as connection, errors_mapped():
        _end_with_client(connection)
        deadline = time.monotonic() + KILLED_HOLDER_SECONDS
        while not _try_lock(connection, lock_key("load", schema)):
            if time.monotonic() > deadline:
                found = " and ".join(holder.described for holder in holders(connection, schema))
                raise WarehouseError(
                    f"another load of schema {schema} is running: {found or 'a session that has just ended'};"
                    " wait until it ends, or stop it and run the same command again"
                )
            time.sleep(RETRY_SECONDS)
        end_leftovers(connection, schema)
        connection.execute("SELECT set_config('lock_timeout', %s, FALSE)", [f"{lock_timeout:.3f}s"])
        yield connection


@contextmanager
def connect_worker(dsn: str, schema: str, loading: str, control: int) -> Iterator[psycopg.Connection]:
    """Open a session in autocommit for the load of a schema, with its loading schema on the search path.

    The session shares the worker lock. control: the server process that holds the load lock.

    Raises WarehouseError if that process does not hold the lock any more: another load may have the schema now.
    """
    name = _name("worker", schema)
    with connect(dsn, schema=loading, autocommit=True, application_name=name) as connection, errors_mapped():
        _end_with_client(connection)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [lock_key("worker", schema)])
        # This check must come second: from here on, a new load finds this session by its worker lock and ends it.
        if control not in {holder.pid for holder in holders(connection, schema)}:
            raise WarehouseError(
                f"server process {control}, which held the lock of this load, was ended by another session;"
                " run the same command again to continue"
            )
        # A crash of the server may lose the last commits of a load, but every commit is complete or lost, and
        # load_blocks shows which ones exist. Publishing commits synchronously, which flushes all earlier commits.
        connection.execute("SET synchronous_commit = off")
        yield connection


def holders(connection: psycopg.Connection, schema: str, lock: str = "load") -> list[Holder]:
    """Return the sessions that hold a lock of this schema; at most one holds the load lock."""
    query = resource("sql", "load", "lock_holders.sql").read_bytes()
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(query).fetchall()
    return [Holder(*session) for *session, key in rows if key == lock_key(lock, schema)]


def end_leftovers(connection: psycopg.Connection, schema: str) -> None:
    """End the worker sessions of a schema that nobody works with any more. They would keep their locks."""
    key = lock_key("worker", schema)
    deadline = time.monotonic() + LEFTOVERS_TIMEOUT_SECONDS
    while not _try_lock(connection, key):
        pids = [holder.pid for holder in holders(connection, schema, "worker")]
        if time.monotonic() > deadline:
            raise WarehouseError(
                f"killed workers of schema {schema} have left running sessions: server processes"
                f" {', '.join(map(str, pids))}; end them with pg_terminate_backend, then run the same command again"
            )
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        time.sleep(RETRY_SECONDS)
    connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def _end_with_client(connection: psycopg.Connection) -> None:
    """Let the server end the session soon after this process has ended, even during a statement."""
    # On some operating systems the server cannot check.
    with suppress(psycopg.errors.InvalidParameterValue):
        connection.execute("SELECT set_config('client_connection_check_interval', %s, FALSE)", [CLIENT_CHECK])


def _try_lock(connection: psycopg.Connection, key: int) -> bool:
    with connection.cursor(row_factory=scalar_row) as cursor:
        return bool(cursor.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone())


def _name(role: str, schema: str) -> str:
    """Return the name of the session for pg_stat_activity: its role, and its client process."""
    return f"healthgen {role} {schema} (client pid {os.getpid()})"[:63]
