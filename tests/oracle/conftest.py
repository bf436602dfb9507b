"""Datasets for the oracle: clean ones by seed, and one without constraints for corruptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg import sql

from healthgen_db import Config, load
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"

# Foreign keys are dropped first, because the keys that they refer to cannot be dropped before them. The primary key of
# conditions stays: a rule has GROUP BY this column alone, which PostgreSQL allows only for a primary key.
CONSTRAINTS = """
SELECT c.relname, o.conname
FROM pg_constraint AS o
JOIN pg_class AS c ON o.conrelid = c.oid
WHERE
    o.connamespace = %s::regnamespace
    AND o.contype IN ('c', 'f', 'p', 'u')
    AND NOT (c.relname = 'conditions' AND o.contype = 'p')
ORDER BY o.contype <> 'f'
"""

Databases = Callable[..., AbstractContextManager[str]]
LoadedDatabases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def loaded(databases: Databases) -> LoadedDatabases:
    """Return a function that loads a dataset without checks into a database of its own, for a with block."""

    @contextmanager
    def loaded(**options: Any) -> Iterator[str]:
        with databases(empty=True) as dsn:
            values: dict[str, Any] = {"today": date(2026, 6, 30)} | options
            config = Config(**values)
            load(config, dsn, workers=1, block_size=1000, check_rules=False)
            yield dsn

    return loaded


@pytest.fixture
def corruptible(loaded: LoadedDatabases) -> Iterator[psycopg.Connection]:
    """Give a connection to 140 patients in a database without constraints."""
    with loaded(patients=140, seed=7) as dsn, closing(connect(dsn, schema=SCHEMA)) as connection:
        for table, name in connection.execute(CONSTRAINTS, [SCHEMA]).fetchall():
            connection.execute(
                sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                    sql.Identifier(table), sql.Identifier(name)
                )
            )
        connection.commit()
        yield connection
