"""Nationwide loads with operations, newcomers and a messy copy: the same rows on any server; files may be lost."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Advance, Progress

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Schemas = Callable[[str], list[str]]
Databases = Callable[..., AbstractContextManager[str]]

OPTIONS: dict[str, Any] = {
    "patients": 600,
    "start": date(2026, 5, 15),
    "origin": date(2026, 6, 30),
    "today": date(2026, 7, 20),
    "zip_target": 8,
    "operations": True,
    "messy": 0.05,
}
MIMIC = ["admissions", "edstays", "icustays", "patients", "services", "transfers", "triage"]
VIEWS = "SELECT viewname FROM pg_views WHERE schemaname = %s ORDER BY 1"


class Interrupted(Progress):
    """Progress that breaks the load off in the stage of the hospitals, after the second of them."""

    @contextmanager
    def _phase(self, unit: str) -> Iterator[Advance]:
        steps = 0

        def advance(_done: int) -> None:
            nonlocal steps
            steps += 1
            # The first step tells how much is there already.
            if unit == "hospitals" and steps == 3:
                raise KeyboardInterrupt

        yield advance

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        del name, total
        return self._phase(unit)


@pytest.fixture(scope="module")
def whole(databases: Databases, run_load: RunLoad) -> LoadResult:
    """Return the result of a load that nothing interrupts, with all checks."""
    with databases(empty=True) as dsn:
        return run_load(dsn, how={"block_size": 16_384, "validate": True}, **OPTIONS)


def test_all_rules_hold(whole: LoadResult) -> None:
    assert whole.published
    assert whole.validation is not None
    assert whole.rows["encounters"] > whole.rows["visits"] > 100


def test_servers_of_two_versions_agree_with_any_workers_and_blocks(
    other_server_dsn: str, run_load: RunLoad, query: Query, schemas: Schemas, whole: LoadResult
) -> None:
    try:
        how = {"workers": 2, "block_size": 53}
        elsewhere = run_load(other_server_dsn, schema="agreement", how=how, **OPTIONS)
        assert elsewhere.fingerprint == whole.fingerprint
        views = query(other_server_dsn, VIEWS, ("agreement_mimic",), schema="agreement")
        assert views == [(view,) for view in MIMIC]
        for view in MIMIC:
            query(other_server_dsn, f"SELECT * FROM agreement_mimic.{view}", schema="agreement")
    finally:
        for name in schemas(other_server_dsn):
            query(other_server_dsn, f"DROP SCHEMA {name} CASCADE", schema=None)


def test_a_load_without_its_files_computes_them_again(
    empty_dsn: str,
    run_load: RunLoad,
    whole: LoadResult,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, progress=Interrupted(), how={"block_size": 100}, **OPTIONS)
    files = sorted(tmp_path.rglob("*.arrow"))
    assert len(files) > 6
    for file in files[::2]:
        file.unlink()
    result = run_load(empty_dsn, how={"block_size": 100}, **OPTIONS)
    assert result.resumed
    assert result.fingerprint == whole.fingerprint
    assert not list(tmp_path.rglob("*.arrow"))
