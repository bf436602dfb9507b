"""The load's locks: one load of a schema at a time, and no session left over from a killed one."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row

from healthgen_db.errors import WarehouseError
from healthgen_db.resources import resource
from healthgen_db.warehouse.database import connect, errors_mapped

__all__ = ["Holder", "connect_helper", "holders", "load_lock"]

# How long the server may take to end a session that it was told to end; it only has to roll back.
LEFTOVERS_TIMEOUT_SECONDS = 60.0


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
def load_lock(dsn: str, schema: str) -> Iterator[psycopg.Connection]:
    """Hold the lock of loads of this schema on a connection of its own, given for the steps that need it.

    The lock ends with its session, however the process ends. Sessions of an earlier load that was killed may
    still be at work in the server, where nobody tells them: they are ended before this one begins.

    Raises WarehouseError, saying who holds it, when another load of the schema is under way.
    """
    with connect(dsn, autocommit=True, application_name=_name("load", schema)) as connection, errors_mapped():
        if not _try_lock(connection, _key(schema, "load")):
            others = (
                " and ".join(holder.described for holder in holders(connection, schema))
                or "a session that has just ended"
            )
            raise WarehouseError(
                f"another load of schema {schema} is under way: {others};"
                " wait until it ends, or stop it and run the same command again"
            )
        _end_leftovers(connection, schema)
        # While the workers work, this session has nothing to do but to hold the lock.
        connection.execute("SET idle_session_timeout = 0")
        yield connection


@contextmanager
def connect_helper(dsn: str, schema: str, loading: str) -> Iterator[psycopg.Connection]:
    """Open a session in autocommit that works for the load of a schema inside its loading schema.

    It holds a lock of its own, by which a later load knows it.
    """
    name = _name("worker", schema)
    with connect(dsn, schema=loading, autocommit=True, application_name=name) as connection, errors_mapped():
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [_key(schema, "worker")])
        # A crash of the server may lose the last commits of a load but never tears one, and the ledger tells
        # which; publishing commits synchronously, and flushes all of them with it.
        connection.execute("SET synchronous_commit = off")
        yield connection


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
        time.sleep(0.05)
    connection.execute("SELECT pg_advisory_unlock(%s)", [key])


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
