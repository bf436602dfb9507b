"""Snapshots that several sessions share, so that queries on different connections read the same rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

BEGIN = b"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@contextmanager
def shared_snapshot(connection: psycopg.Connection) -> Iterator[str]:
    """Hold a snapshot during the block, and yield its name, which other sessions need to use it."""
    connection.execute(BEGIN)
    try:
        cursor = connection.cursor(row_factory=scalar_row)
        yield str(cursor.execute("SELECT pg_export_snapshot()").fetchone())
    finally:
        if not connection.closed:
            connection.rollback()


def use_snapshot(connection: psycopg.Connection, snapshot: str) -> None:
    """Begin a transaction that reads what the session with the snapshot reads. The connection is in autocommit."""
    connection.execute(BEGIN)
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
