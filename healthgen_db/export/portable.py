"""The portable fingerprint: one definition, which PostgreSQL, DuckDB and Spark compute alike.

The definition, with an example in healthgen_db/parquet/README.md:

1. A value becomes text. Null: no character. Whole number: its digits, with a - before it if it is negative. Decimal
   number: the same with all decimals of its column (12.50). Boolean: true or false. Date: 2026-06-30. Time of day:
   23:59:00. Moment: the microseconds since 1970-01-01 00:00 UTC. Floating point number x: floor(x * 1000000 + 0.5).
   Text: the number of its bytes in UTF-8, a colon, and the text (3:abc).
2. A row becomes text: its values in the order of the columns of the table, with | between them.
3. The hash of a row: the first 15 hexadecimal digits of the SHA-256 of this text in UTF-8, read as a number.
4. The digest of a table: the first 16 hexadecimal digits of the SHA-256 of table:rows:sum, where rows is the number of
   rows and sum is the sum of their hashes (visits:3:1234567890).
5. The fingerprint of a dataset: the first 16 hexadecimal digits of the SHA-256 of table:rows:digest for each table that
   has rows, sorted by name, with | between them.

The texts of two different rows of a table always differ: only texts can contain a |, and their length says where they
end. No value depends on a setting of an engine, such as a time zone or a locale.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import sqlalchemy as sa

from healthgen_db.export.fingerprint import Fingerprint, digest_of
from healthgen_db.schema.tables import decisions, history, metadata

# The load history and decisions are about a warehouse, and files do not have them.
OF_THE_WAREHOUSE = {
    each.name
    for module in (decisions, history)
    for each in vars(module).values()
    if isinstance(each, sa.Table)
}
TABLES = sorted(metadata.tables.keys() - OF_THE_WAREHOUSE)
"""All tables that can be in a portable fingerprint."""

Total: TypeAlias = tuple[str, int, int]
"""A table, the number of its rows, and the sum of their hashes."""


@dataclass(frozen=True)
class Engine:
    """How an engine writes the steps of the definition in SQL. {} stands for a name, a value or a text."""

    name: str
    """A name of a table or a column in quotes."""
    plain: str
    """The text of a value that the engine prints as the definition says."""
    text: str
    moment: str
    double: str
    row_hash: str
    """The hash of the text of a row."""


POSTGRES = Engine(
    name='"{}"',
    plain="{}::text",
    text="octet_length({0}) || ':' || {0}",
    moment="(extract(epoch FROM {}) * 1000000)::bigint::text",
    double="floor({} * 1000000 + 0.5)::bigint::text",
    row_hash="('x' || left(encode(sha256(convert_to({}, 'UTF8')), 'hex'), 15))::bit(60)::bigint",
)
DUCKDB = Engine(
    name='"{}"',
    plain="{}::varchar",
    text="strlen({0}) || ':' || {0}",
    moment="epoch_us({})::varchar",
    double="floor({} * 1000000 + 0.5)::bigint::varchar",
    row_hash="('0x' || left(sha256({}), 15))::bigint",
)
SPARK = Engine(
    name="`{}`",
    plain="cast({} AS string)",
    text="octet_length({0}) || ':' || {0}",
    moment="cast(unix_micros({}) AS string)",
    double="cast(cast(floor({} * 1000000 + 0.5) AS bigint) AS string)",
    row_hash="cast(conv(left(sha2({}, 256), 15), 16, 10) AS bigint)",
)


def row_text(engine: Engine, table: str) -> str:
    """Return the text of a row as an SQL expression (steps 1 and 2)."""
    texts = [_value_text(engine, column) for column in metadata.tables[table].columns]
    # concat_ws leaves nulls out, so each null becomes an empty text first.
    values = ", ".join(f"coalesce({text}, '')" for text in texts)
    return f"concat_ws('|', {values})"


def row_hash(engine: Engine, table: str) -> str:
    """Return the hash of a row as an SQL expression (step 3)."""
    return engine.row_hash.format(row_text(engine, table))


def total_query(engine: Engine, table: str, relation: str) -> str:
    """Return the query for the number of rows of a table and for the sum of their hashes.

    relation: what has the rows, as SQL.
    """
    # Only names of our own tables and columns are in it.
    return f"SELECT count(*), coalesce(sum({row_hash(engine, table)}), 0) FROM {relation}"  # noqa: S608


def portable(totals: Iterable[Total]) -> Fingerprint:
    """Return the fingerprint of a dataset (steps 4 and 5). A table may come in several pieces."""
    rows: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for table, count, total in totals:
        rows[table] += count
        sums[table] += total
    return Fingerprint(
        tuple(digest_of(table, rows[table], str(sums[table])) for table in sorted(rows) if rows[table])
    )


def _value_text(engine: Engine, column: sa.Column[object]) -> str:
    kind = column.type
    template = engine.plain
    if isinstance(kind, sa.Text):
        template = engine.text
    elif isinstance(kind, sa.DateTime):
        template = engine.moment
    elif isinstance(kind, sa.Double):
        template = engine.double
    return template.format(engine.name.format(column.name))
