"""VACUUM (FREEZE, ANALYZE): it runs after the copy and before everything that reads the copied rows.

It marks all rows as permanently committed. A reader looks up the transaction of each row without this mark, which takes
a third of the time of keys and indexes. It also collects statistics, which the plans of foreign keys and rules need.
"""

from collections.abc import Sequence
from functools import partial

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import tables_of
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Task
from healthgen_db.postgres.queries import scalar


def largest_first(connection: psycopg.Connection, tables: Sequence[sql.Identifier]) -> list[sql.Identifier]:
    """Return the tables by size, the largest first, because work on it takes longest."""

    def size(table: sql.Identifier) -> int:
        return int(scalar(connection, "SELECT pg_table_size(%s)", [table.as_string(connection)]))

    return sorted(tables, key=size, reverse=True)


def freeze_tasks(connection: psycopg.Connection, schema: str, tables: Sequence[sql.Identifier]) -> list[Task]:
    """Return the tasks for connections in autocommit: one for each table, and one for all others of the schema.

    Raises WarehouseError for what the server refuses.
    """
    others = [sql.Identifier(schema, name) for name in tables_of(connection, schema)]
    others = [table for table in others if table not in tables]
    groups = [[table] for table in tables]
    # VACUUM without a table would be a VACUUM of the whole database.
    return [partial(_freeze, group) for group in (*groups, others) if group]


def _freeze(tables: Sequence[sql.Identifier], connection: psycopg.Connection) -> None:
    with errors_mapped():
        # PostgreSQL marks only rows whose commit is on disk, and it records that for groups of 32 transactions. So our
        # own commit must be on disk too. Otherwise the rows of the transactions before it would not be marked.
        connection.execute("SET synchronous_commit = on")
        names = sql.SQL(", ").join(tables)
        connection.execute(sql.SQL("VACUUM (FREEZE, ANALYZE, TRUNCATE OFF) {}").format(names))
