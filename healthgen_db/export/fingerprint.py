"""Fingerprints: digests that are equal for equal rows, in any order and on any version of PostgreSQL."""

import hashlib
from dataclasses import dataclass

import psycopg
from psycopg import IsolationLevel, sql
from psycopg.rows import tuple_row

from healthgen_db.history.datasets import require_dataset
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.schema_names import qualified

# Two different datasets practically never have the same digest of this length, and people can compare it by eye.
DIGITS = 16


@dataclass(frozen=True)
class TableDigest:
    """The number of rows of a table, and their digest."""

    table: str
    rows: int
    digest: str


@dataclass(frozen=True)
class Fingerprint:
    """The digest of each table that stages fill, and one digest of all tables."""

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
    """Return the fingerprint of the dataset in a schema. It reads all tables from one snapshot.

    Raises WarehouseError if the server refuses a statement, if the schema has no dataset, and if another dataset is
    published while this reads.
    """
    with connect(dsn, schema=schema, autocommit=True, application_name="healthgen fingerprint") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with errors_mapped(), unreplaced(connection, schema, doing="read"), connection.transaction():
            tables = require_dataset(connection, schema).fingerprinted
            return Fingerprint(tuple(table_digest(connection, schema, table) for table in tables))


def table_digest(connection: psycopg.Connection, schema: str, table: str) -> TableDigest:
    """Return the digest of one table: the sum of the 64-bit hashes of its rows, in any order.

    table: "visits" is in the schema, "mart.fact_visit" in the schema beside it.

    The server hashes values, not their text. The hash covers every column and is equal on PostgreSQL 14 and later.
    """
    query = sql.SQL("SELECT count(*), coalesce(sum(hash_record_extended(t, 0)), 0)::text FROM {} AS t")
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        count, total = cursor.execute(query.format(qualified(schema, table))).fetchone() or (0, "0")
    return digest_of(table, count, total)


def digest_of(table: str, rows: int, total: str) -> TableDigest:
    """Return the digest of a table. total: the sum of the hashes of its rows, in decimal digits."""
    return TableDigest(table, rows, _short(f"{table}:{rows}:{total}"))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]
