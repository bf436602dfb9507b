"""VACUUM (FREEZE, ANALYZE) between the copy and everything that reads the copied rows.

It marks all rows as committed for good. A reader of unmarked rows looks up the transaction of each row, which takes a
third of the time of keys and indexes. It also gathers statistics, which foreign keys and rules need for good plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import tables_of
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task
from healthgen_db.postgres.queries import scalar


def largest_first(connection: psycopg.Connection, tables: Sequence[sql.Identifier]) -> list[sql.Identifier]:
    """Return the tables by size: work on the largest takes longest, so it should begin first."""

    def size(table: sql.Identifier) -> int:
        return int(scalar(connection, "SELECT pg_table_size(%s)", [table.as_string(connection)]))

    return sorted(tables, key=size, reverse=True)


def freeze_tasks(connection: psycopg.Connection, schema: str, tables: Sequence[sql.Identifier]) -> list[Task]:
    """Return the tasks for connections in autocommit: one for each table, and one for all others of the schema."""
    others = [sql.Identifier(schema, name) for name in tables_of(connection, schema)]
    others = [table for table in others if table not in tables]
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
