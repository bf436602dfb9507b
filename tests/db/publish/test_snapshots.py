"""Readers that keep their first snapshot: publishing does not take their tables away."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Progress
from healthgen_db.publish import lock_waits


def test_who_reads_on_with_one_snapshot_is_waited_for(
    old_dsn: str, run_load: Callable[..., LoadResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_waits, "READERS_PATIENCE_SECONDS", 0.2)
    told: list[str] = []
    watcher = Progress()
    monkeypatch.setattr(watcher, "note", told.append)
    with connect(old_dsn, schema="healthcare") as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        visits = reader.execute("SELECT count(*) FROM visits").fetchone()
        with pytest.raises(
            WarehouseError,
            match=r"not published, .* \(--lock-timeout\): server process \d+ .* reads healthcare\.",
        ):
            run_load(old_dsn, seed=2, progress=watcher, how={"lock_timeout": 0.4})
        # Like pg_dump. Without the wait it would find the other tables empty, and report no error.
        assert reader.execute("SELECT seed FROM current_dataset").fetchall() == [(1,)]
        assert reader.execute("SELECT count(*) FROM billing").fetchone() == visits
    assert [note for note in told if "is being read" in note]
    assert run_load(old_dsn, seed=2).published
