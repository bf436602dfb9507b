"""Publishing under other default isolation levels: rows that are committed while it waits for locks are not lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from psycopg import sql

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress

OLD, NEW = 1, 2
RECORD_A_RUN = """
INSERT INTO validation_runs (dataset_id, started_at, finished_at, seconds, rules, metrics, violations, warnings)
VALUES (1, now(), now(), 1, 7, 0, 0, 0)
"""

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]


class Watcher(Progress):
    """Progress that does something when the load says that it waits."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act
        self.notes: list[str] = []

    def note(self, message: str) -> None:
        self.notes.append(message)
        if message.startswith("waiting"):
            self.act()


@pytest.mark.parametrize("level", ["read committed", "repeatable read", "serializable"])
def test_a_run_recorded_while_publishing_waits_is_carried_over(
    old_dsn: str, run_load: RunLoad, query: Query, level: str
) -> None:
    with closing(connect(old_dsn, autocommit=True)) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_isolation = {}").format(
                sql.Identifier(connection.info.dbname), sql.Literal(level)
            )
        )
    assert query(old_dsn, "SHOW transaction_isolation") == [(level,)]
    with closing(connect(old_dsn, schema="healthcare")) as colleague:
        colleague.execute(sql.SQL(RECORD_A_RUN))
        # The publishing waits for this transaction. It has read the catalog by then, so a transaction that keeps its
        # first snapshot would not see the row.
        watcher = Watcher(colleague.commit)
        assert run_load(old_dsn, seed=NEW, progress=watcher, how={"lock_timeout": 60}).published
    assert [note for note in watcher.notes if note.startswith("waiting")]
    assert query(old_dsn, "SELECT dataset_id, rules FROM validation_runs") == [(1, 7)]
    assert query(old_dsn, "SELECT seed FROM datasets ORDER BY dataset_id") == [(OLD,), (NEW,)]
