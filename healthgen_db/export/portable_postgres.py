"""The portable fingerprint of a dataset in PostgreSQL, on several connections that share one snapshot."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.export.portable import POSTGRES, TABLES, Total, portable, total_query
from healthgen_db.history.datasets import require_dataset
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task, run_tasks
from healthgen_db.postgres.queries import scalar
from healthgen_db.postgres.snapshots import shared_snapshot, use_snapshot
from healthgen_db.progress import Progress

APPLICATION_NAME = "healthgen fingerprint"
MOST_CONNECTIONS = 8
# A piece of a table: 32 MiB, which take about half a second. Large tables keep all connections busy until the end.
PIECE_PAGES = 4096


@dataclass(frozen=True)
class _Piece:
    """Some pages of a table: first <= page < last."""

    table: str
    relation: str
    first: int
    last: int

    def total(self, totals: list[Total], connection: psycopg.Connection) -> None:
        """Append the number of rows and the sum of their hashes."""
        query = total_query(POSTGRES, self.table, self.relation)
        pages = f" WHERE ctid >= '({self.first},0)' AND ctid < '({self.last},0)'"
        with connection.cursor(row_factory=tuple_row) as cursor:
            rows, total = cursor.execute((query + pages).encode()).fetchone() or (0, 0)
        totals.append((self.table, rows, int(total)))


def portable_fingerprint(
    dsn: str, schema: str, *, connections: int | None = None, progress: Progress | None = None
) -> Fingerprint:
    """Return the portable fingerprint of the dataset in a schema. All connections read the same snapshot.

    connections: by default one per core, at least 2 and at most 8.

    Raises WarehouseError if the server refuses a statement, if the schema has no dataset, and if another dataset is
    published while this reads.
    """
    connections = min(connections or max(os.cpu_count() or 1, 2), MOST_CONNECTIONS)
    totals: list[Total] = []
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        errors_mapped(),
        unreplaced(connection, schema, doing="read"),
        shared_snapshot(connection) as snapshot,
    ):
        require_dataset(connection, schema)
        tasks: list[Task] = [partial(piece.total, totals) for piece in _pieces(connection, schema)]
        session = partial(_join, dsn, schema, snapshot)
        with (progress or Progress()).phase("fingerprint", total=len(tasks), unit="pieces") as advance:
            run_tasks(session, tasks, connections=connections, done=advance)
    return portable(totals)


def _pieces(connection: psycopg.Connection, schema: str) -> list[_Piece]:
    """Lock the tables against VACUUM FULL, which moves rows to other pages, and return their pieces."""
    names = {table: sql.Identifier(schema, table).as_string(connection) for table in TABLES}
    connection.execute(f"LOCK TABLE {', '.join(names.values())} IN ACCESS SHARE MODE".encode())
    query = "SELECT pg_relation_size(%s::regclass) / current_setting('block_size')::integer"
    pages = {table: int(scalar(connection, query, [name])) for table, name in names.items()}
    return [
        _Piece(table, names[table], first, first + PIECE_PAGES)
        for table in sorted(TABLES, key=lambda table: -pages[table])
        for first in range(0, pages[table], PIECE_PAGES)
    ]


@contextmanager
def _join(dsn: str, schema: str, snapshot: str) -> Iterator[psycopg.Connection]:
    """Open another session that uses the snapshot."""
    with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
        with errors_mapped():
            use_snapshot(connection, snapshot)
        yield connection
