"""Vacuum between copying and everything that reads what was copied: rows marked as there for good, and analyzed.

Whatever reads a row that is not marked so looks up whether its transaction has ended: a third of the time that keys and
indexes take. Foreign keys and rules go by better plans, too, and whoever reads the dataset has both.
"""

from __future__ import annotations

from functools import partial

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.loading.constraints import LARGEST_FIRST
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.postgres.parallel import Task
from healthgen_db.schema.migrate import FACT_TABLES

__all__ = ["VACUUM", "vacuum"]


def _facts(table: str, connection: psycopg.Connection) -> None:
    vacuum(connection, [table])


def _rest(connection: psycopg.Connection) -> None:
    """Do the same for the small tables of the schema on the search path."""
    query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename <> ALL(%s)"
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        tables = [table for (table,) in cursor.execute(query, [list(FACT_TABLES)])]
    # VACUUM without a name is VACUUM of the whole database.
    if tables:
        vacuum(connection, tables)


def vacuum(connection: psycopg.Connection, tables: list[str]) -> None:
    """Mark all rows of tables on the search path as there for good, and analyze them."""
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    with errors_mapped():
        # Until a commit is on disk Postgres marks no row of it, and it knows how far the disk is only for 32
        # transactions together: our own commit, were it not waited for, would keep those before it unmarked.
        connection.execute("SET synchronous_commit = on")
        connection.execute(sql.SQL("VACUUM (FREEZE, ANALYZE, TRUNCATE OFF) {}").format(names))


VACUUM: list[Task] = [*(partial(_facts, table) for table in LARGEST_FIRST), _rest]
"""The tasks, each for a connection in autocommit inside the schema."""
