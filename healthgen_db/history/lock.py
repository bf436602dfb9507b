"""The load's locks: one load of a schema at a time, and no session left over from a killed one.

One session holds the lock of the load; those that work for it hold another, shared, by which the next load knows
them. A load whose first session was ended goes no further: whoever would work for it looks for that lock.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect, errors_mapped

__all__ = ["Holder", "connect_helper", "holders", "load_lock", "session_pid"]

# How long the server may take to end a session that it was told to end; it only has to roll back.
LEFTOVERS_TIMEOUT_SECONDS = 60.0
# How often the server looks, in the middle of a statement, whether the client is still there. Left to itself it
# notices when it next reads or writes: a killed load would go on waiting for a lock, and keep its own.
CLIENT_CHECK = "500ms"
# So who holds the lock may be the session of a load that was killed just now.
KILLED_HOLDER_SECONDS = 2.0
RETRY_SECONDS = 0.05


@dataclass(frozen=True)
class Holder:
    """Who holds the lock of a load: the session's process on the server, its name, and since when.

    The server tells the last two to members of the same role only.
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
    """Hold the lock of loads of this schema on a connection of its own, given for the steps that need it.

    The lock ends with its session, however the process ends. Sessions of an earlier load that was killed may
    still be at work in the server, where nobody tells them: they are ended before this one begins.

    lock_timeout: how many seconds the connection's statements wait for a table that somebody else has locked.

    Raises WarehouseError, saying who holds it, when another load of the schema is under way.
    """
    with connect(dsn, autocommit=True, application_name=_name("load", schema)) as connection, errors_mapped():
        _end_with_client(connection)
        deadline = time.monotonic() + KILLED_HOLDER_SECONDS
        while not _try_lock(connection, _key(schema, "load")):
            if time.monotonic() > deadline:
                raise WarehouseError(
                    f"another load of schema {schema} is under way: {_described(holders(connection, schema))};"
                    " wait until it ends, or stop it and run the same command again"
                )
            time.sleep(RETRY_SECONDS)
        _end_leftovers(connection, schema)
        connection.execute("SELECT set_config('lock_timeout', %s, FALSE)", [f"{lock_timeout:.3f}s"])
        yield connection


@contextmanager
def connect_helper(dsn: str, schema: str, loading: str, control: int) -> Iterator[psycopg.Connection]:
    """Open a session in autocommit that works for the load of a schema inside its loading schema.

    It holds a lock of its own, by which a later load knows it. control: the session that has the lock of the load.

    Raises WarehouseError when that session has lost it: then the schema may be another load's already.
    """
    name = _name("worker", schema)
    with connect(dsn, schema=loading, autocommit=True, application_name=name) as connection, errors_mapped():
        _end_with_client(connection)
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [_key(schema, "worker")])
        # In this order: whoever takes the lock of the load from now on finds this session, and ends it.
        if control not in {holder.pid for holder in holders(connection, schema)}:
            raise WarehouseError(
                f"server process {control}, which held the lock of this load, was ended by somebody;"
                " run the same command again to go on from here"
            )
        # A crash of the server may lose the last commits of a load but never tears one, and the ledger tells
        # which; publishing commits synchronously, and flushes all of them with it.
        connection.execute("SET synchronous_commit = off")
        yield connection


def session_pid(connection: psycopg.Connection) -> int:
    """Return the server process of a session, as the server knows it: a connection pooler tells another."""
    with connection.cursor(row_factory=tuple_row) as cursor, errors_mapped():
        row = cursor.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0


def holders(connection: psycopg.Connection, schema: str) -> list[Holder]:
    """Return who loads this schema now: nobody, or one."""
    return [Holder(*row) for row in _sessions(connection, _key(schema, "load"))]


def _end_leftovers(connection: psycopg.Connection, schema: str) -> None:
    key = _key(schema, "worker")
    deadline = time.monotonic() + LEFTOVERS_TIMEOUT_SECONDS
    while not _try_lock(connection, key):
        left = _sessions(connection, key)
        if time.monotonic() > deadline:
            raise WarehouseError(
                f"a killed load of schema {schema} has left sessions at work: server processes"
                f" {', '.join(str(row[0]) for row in left)}; end them with pg_terminate_backend, then run the"
                " same command again"
            )
        for pid, *_ in left:
            connection.execute("SELECT pg_terminate_backend(%s)", [pid])
        time.sleep(RETRY_SECONDS)
    connection.execute("SELECT pg_advisory_unlock(%s)", [key])


def _end_with_client(connection: psycopg.Connection) -> None:
    """Have the server end the session soon after this process is gone, whatever it is doing or waiting for."""
    # Not every system lets the server look: there it notices later.
    with suppress(psycopg.errors.InvalidParameterValue):
        connection.execute("SELECT set_config('client_connection_check_interval', %s, FALSE)", [CLIENT_CHECK])


def _described(found: list[Holder]) -> str:
    return " and ".join(holder.described for holder in found) or "a session that has just ended"


def _try_lock(connection: psycopg.Connection, key: int) -> bool:
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
    return bool(row and row[0])


def _sessions(connection: psycopg.Connection, key: int) -> list[tuple[int, str | None, str | None]]:
    query = resource("sql", "load", "lock_holders.sql").read_text(encoding="utf-8")
    with connection.cursor(row_factory=tuple_row) as cursor:
        rows = cursor.execute(query).fetchall()
    return [(pid, application_name, since) for pid, application_name, since, held in rows if held == key]


def _key(schema: str, purpose: str) -> int:
    digest = hashlib.sha256(f"healthgen {purpose} {schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _name(role: str, schema: str) -> str:
    """Name the session so that whoever meets it in pg_stat_activity knows what it does, and from where."""
    return f"healthgen {role} {schema} (client pid {os.getpid()})"[:63]
