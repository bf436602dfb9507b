"""Fingerprints: digests that are equal for equal rows, in any order and on any version of PostgreSQL."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.history.datasets import last_dataset
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped

# Long enough that two datasets never share one by chance, short enough to compare by eye.
DIGITS = 16


@dataclass(frozen=True)
class TableDigest:
    """How many rows a table has, and the digest of them."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Fingerprint:
    """The digest of each table that stages fill, and one of all tables together."""

    tables: tuple[TableDigest, ...]

    @property
    def whole(self) -> str:
        """One digest for the dataset."""
        return _short("|".join(f"{each.table}:{each.rows}:{each.digest}" for each in self.tables))

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {each.table: each.rows for each in self.tables}

    @property
    def digests(self) -> dict[str, str]:
        """Digests by table."""
        return {each.table: each.digest for each in self.tables}


def fingerprint(dsn: str, schema: str) -> Fingerprint:
    """Return the fingerprint of the dataset in a schema, all tables read from one snapshot.

    Raises WarehouseError for what the server refuses, for a schema without a dataset, and if another dataset is
    published in the meantime.
    """
    with connect(dsn, schema=schema, autocommit=True, application_name="healthgen fingerprint") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with errors_mapped(), unreplaced(connection, schema, doing="read"), connection.transaction():
            dataset = last_dataset(connection, schema)
            if dataset is None:
                raise WarehouseError(f"schema {schema} holds no dataset; make one first with: healthgen load")
            return Fingerprint(tuple(table_digest(connection, table) for table in dataset.tables))


def table_digest(connection: psycopg.Connection, table: str) -> TableDigest:
    """Return the digest of one table: the sum of its rows' 64-bit hashes, which does not depend on their order.

    The server hashes values, not their text. Every column counts, and PostgreSQL 14 and later agree.
    """
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(hash_record_extended(t, 0)::numeric), 0)::text FROM {} AS t"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        count, total = cursor.execute(query.format(sql.Identifier(table))).fetchone() or (0, "0")
    return TableDigest(table, count, _short(f"{table}:{count}:{total}"))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
