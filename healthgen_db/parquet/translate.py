"""Queries of PostgreSQL, translated for DuckDB: sqlglot does most of it, and rewrites.py what it does not."""

from dataclasses import dataclass

import duckdb
import sqlglot
from sqlglot import exp

from healthgen_db.parquet.rewrites import REWRITES

# Settings and functions with which DuckDB computes as PostgreSQL does.
PREPARATION = """
-- 7 / 2 is 3
SET integer_division = true;

-- With this optimizer, DuckDB 2.0 sometimes filters rows before DISTINCT ON and LIMIT that it must filter after them
-- (github.com/duckdb/duckdb/pull/21804 and 22963).
SET disabled_optimizers = 'join_filter_pushdown';

-- PostgreSQL's type of a sum of x: a bigint for small integers, else numeric. Only DuckDB knows the types of all
-- values, so it chooses the definition.
CREATE MACRO numeric_if_big(x) AS x,
    (x SMALLINT) AS x,
    (x INTEGER) AS x,
    (x BIGINT) AS CAST(x AS DECIMAL(38, 0)),
    (x HUGEINT) AS CAST(x AS DECIMAL(38, 0));

-- In which of the ranges between the bounds x is: 0 below the first bound.
CREATE MACRO width_bucket(x, bounds) AS
    CASE WHEN x IS NOT NULL THEN len(list_filter(bounds, LAMBDA bound: bound <= x)) END;

-- Of a row. All values are texts, because a number would lose its last zeros.
CREATE MACRO to_jsonb(whole_row) AS to_json(CAST(whole_row AS MAP(VARCHAR, VARCHAR)));

-- DuckDB's corr() is NaN if all values are the same, and PostgreSQL's is null.
CREATE MACRO nan_to_null(x) AS CASE WHEN NOT isnan(x) THEN x END;
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Prepare a connection for translated queries."""
    connection.execute(PREPARATION)


@dataclass(frozen=True)
class Translation:
    """A query in DuckDB's SQL."""

    query: str
    tables: frozenset[str]
    """The names of the tables and views that it reads, and those of its own subqueries."""


def translate(query: str) -> Translation:
    """Translate a query of PostgreSQL. Raises sqlglot.errors.SqlglotError if it cannot be read."""
    tree = sqlglot.parse_one(query, read="postgres")
    tables = frozenset(table.name for table in tree.find_all(exp.Table))
    for kinds, rewrite in REWRITES:
        # The list is made first, because a rewritten node is still in the tree.
        for node in list(tree.find_all(*kinds)):
            rewrite(node)
    # All names are quoted: "at" and others are keywords of DuckDB.
    return Translation(tree.sql("duckdb", identify=True, unsupported_level=sqlglot.ErrorLevel.RAISE), tables)
