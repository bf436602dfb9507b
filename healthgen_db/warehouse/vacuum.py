"""Vacuum between copying and everything that reads what was copied: rows marked as there for good, and analyzed.

Whatever reads a row that is not marked so looks up whether its transaction has ended: a third of the time that keys and
indexes take. Foreign keys and rules go by better plans, too, and whoever reads the dataset has both.
"""

from __future__ import annotations

from functools import partial

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.warehouse.database import errors_mapped
from healthgen_db.warehouse.definitions import LARGEST_FIRST
from healthgen_db.warehouse.parallel import Task
from healthgen_db.warehouse.schema import FACT_TABLES

__all__ = ["VACUUM"]


def _facts(table: str, connection: psycopg.Connection) -> None:
    _vacuum(connection, [table])


def _rest(connection: psycopg.Connection) -> None:
    """Do the same for the small tables of the schema on the search path."""
    query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename <> ALL(%s)"
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        tables = [table for (table,) in cursor.execute(query, [list(FACT_TABLES)])]
    _vacuum(connection, tables)


def _vacuum(connection: psycopg.Connection, tables: list[str]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    with errors_mapped():
        # Rows whose commit shares a page of the commit log with one that is not on disk yet are left unmarked.
        connection.execute("SET synchronous_commit = on")
        connection.execute(sql.SQL("VACUUM (FREEZE, ANALYZE, TRUNCATE OFF) {}").format(names))


VACUUM: list[Task] = [*(partial(_facts, table) for table in LARGEST_FIRST), _rest]
"""The tasks, each for a connection in autocommit inside the schema."""
