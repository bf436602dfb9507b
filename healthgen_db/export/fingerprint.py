"""Fingerprints: digests that are equal where the rows are, whatever their order or the server's version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.connection import connect, errors_mapped
from healthgen_db.schema.migrate import FACT_TABLES
from healthgen_db.schema.schema_names import unreplaced

__all__ = ["Fingerprint", "TableDigest", "fingerprint", "table_digest"]

# Long enough that two datasets never share one by chance, short enough to compare by eye.
DIGITS = 16


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has, and what they add up to."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Fingerprint:
    """The digest of each fact table, and one over all of them."""

    tables: tuple[TableDigest, ...]

    @property
    def whole(self) -> str:
        """One digest for the dataset."""
        return _short("|".join(f"{each.table}:{each.rows}:{each.digest}" for each in self.tables))

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        return {each.table: each.rows for each in self.tables}

    @property
    def digests(self) -> dict[str, str]:
        """Digest of each table."""
        return {each.table: each.digest for each in self.tables}


def fingerprint(dsn: str, schema: str) -> Fingerprint:
    """Return the fingerprint of a schema's fact tables, all of them read as of one moment.

    Raises WarehouseError for what the server refuses, and if another dataset is published in the meantime.
    """
    with connect(dsn, schema=schema, autocommit=True, application_name="healthgen fingerprint") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with errors_mapped(), unreplaced(connection, schema, doing="read"), connection.transaction():
            return Fingerprint(tuple(table_digest(connection, table) for table in FACT_TABLES))


def table_digest(connection: psycopg.Connection, table: str) -> TableDigest:
    """Return the digest of one table: the sum of its rows' 64-bit hashes, which no order changes.

    The server hashes values, not their text: every column counts, and Postgres 14 and later agree.
    """
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(hash_record_extended(t, 0)::numeric), 0)::text FROM {} AS t"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(query.format(sql.Identifier(table))).fetchone()
    if row is None:
        raise WarehouseError(f"the server counted nothing in {table}", table=table)
    return TableDigest(table, row[0], _short(f"{table}:{row[0]}:{row[1]}"))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
