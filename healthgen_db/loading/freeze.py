"""VACUUM (FREEZE, ANALYZE) between the copy and everything that reads the copied rows.

It marks all rows as committed for good. A reader of unmarked rows looks up the transaction of each row, which takes a
third of the time of keys and indexes. It also gathers statistics, which foreign keys and rules need for good plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task


def largest_first(connection: psycopg.Connection, tables: Sequence[sql.Identifier]) -> list[sql.Identifier]:
    """Return the tables by size: work on the largest takes longest, so it should begin first."""
    with errors_mapped(), connection.cursor(row_factory=scalar_row) as cursor:
        sizes = [
            int(cursor.execute("SELECT pg_table_size(%s)", [table.as_string(connection)]).fetchone() or 0)
            for table in tables
        ]
    order = sorted(range(len(tables)), key=lambda number: -sizes[number])
    return [tables[number] for number in order]


def freeze_tasks(connection: psycopg.Connection, tables: Sequence[sql.Identifier]) -> list[Task]:
    """Return the tasks for connections in autocommit: one for each table, and one for all others of the schema."""
    query = (
        "SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace"
        " AND relkind = 'r' AND oid <> ALL(%s::regclass[]) ORDER BY relname"
    )
    names = [table.as_string(connection) for table in tables]
    with errors_mapped(), connection.cursor(row_factory=scalar_row) as cursor:
        others = [sql.Identifier(name) for name in cursor.execute(query, [names])]
    groups = [[table] for table in tables]
    # VACUUM without a name is VACUUM of the whole database.
    return [partial(_freeze, group) for group in (*groups, others) if group]


def _freeze(tables: Sequence[sql.Identifier], connection: psycopg.Connection) -> None:
    with errors_mapped():
        # PostgreSQL marks no row of a commit that is not on disk yet, and it keeps track of that for 32 transactions
        # together. So our own commit must be on disk too, or the rows of those before it would stay unmarked.
        connection.execute("SET synchronous_commit = on")
        names = sql.SQL(", ").join(tables)
        connection.execute(sql.SQL("VACUUM (FREEZE, ANALYZE, TRUNCATE OFF) {}").format(names))
