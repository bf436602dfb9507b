"""Snapshots, so that several queries read the same rows, also on different connections."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

from healthgen_db.postgres.error_messages import errors_mapped

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


@contextmanager
def one_snapshot(connection: psycopg.Connection) -> Iterator[None]:
    """Run the block in one transaction whose queries read the same rows. It may write, such as temporary tables.

    Raises WarehouseError if the server fails.
    """
    with errors_mapped(), connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def use_snapshot(connection: psycopg.Connection, snapshot: str) -> None:
    """Begin a transaction that reads what the session with the snapshot reads. The connection is in autocommit."""
    connection.execute(BEGIN)
    connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot))
