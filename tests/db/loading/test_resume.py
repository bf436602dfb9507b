"""A load that is killed at any moment: the published dataset stays complete; the same command gives the same rows."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from psycopg import errors

from healthgen_db.config.errors import ConfigError, LoadError, WarehouseError
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Advance, Progress
from tests.db.loading.killed import run_until_killed
from tests.posix import POSIX_ONLY

OLD, NEW = 1, 2

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]

BEFORE_PUBLISHING = [
    ("1", "CALL=reference_tables:1"),
    ("1", "CALL=drop_constraints:1"),
    ("1", "CALL=loaded_units:1"),
    ("1", "CALL=copy_rows:3"),
    ("1", "CALL=copy_rows:11"),
    ("2", "PHASE=copy:3"),
    ("2", "PHASE=constraints:4"),
    ("1", "PHASE=constraints:19"),
    ("1", "PHASE=validate:9"),
    ("1", "CALL=complete_dataset:1"),
]


@pytest.fixture(scope="module")
def expected(databases: Callable[..., Any], run_load: RunLoad) -> dict[int, str]:
    """Return the fingerprints of uninterrupted loads."""
    with databases(empty=True) as dsn:
        return {seed: run_load(dsn, seed=seed).fingerprint.whole for seed in (OLD, NEW)}


@pytest.mark.parametrize(("workers", "moment"), BEFORE_PUBLISHING)
def test_a_killed_load_leaves_the_old_dataset_and_goes_on(
    old_dsn: str,
    run_load: RunLoad,
    query: Query,
    digest: Callable[[str], str],
    schemas: Callable[[str], list[str]],
    expected: dict[int, str],
    workers: str,
    moment: str,
) -> None:
    run_until_killed(old_dsn, str(NEW), workers, moment)
    assert digest(old_dsn) == expected[OLD]
    assert query(old_dsn, "SELECT dataset_id, seed FROM current_dataset") == [(1, OLD)]
    result = run_load(old_dsn, seed=NEW, how={"validate": "validate" in moment})
    assert result.published
    assert digest(old_dsn) == result.fingerprint.whole == expected[NEW]
    assert query(old_dsn, "SELECT dataset_id, seed FROM datasets ORDER BY 1") == [(1, OLD), (2, NEW)]
    assert schemas(old_dsn) == ["healthcare"]


def test_a_load_killed_after_publishing_has_published(
    old_dsn: str,
    run_load: RunLoad,
    digest: Callable[[str], str],
    schemas: Callable[[str], list[str]],
    expected: dict[int, str],
) -> None:
    run_until_killed(old_dsn, str(NEW), "1", "CALL=drop_retired:2")
    assert digest(old_dsn) == expected[NEW]
    assert schemas(old_dsn) == ["healthcare", "healthcare__retired_1"]
    run_load(old_dsn, seed=NEW)
    assert digest(old_dsn) == expected[NEW]
    assert schemas(old_dsn) == ["healthcare"]


class At(Progress):
    """Progress that does something at the n-th step of a phase."""

    def __init__(self, name: str, step: int, act: Callable[[], None]) -> None:
        self.name, self.step, self.act = name, step, act

    def phase(
        self, name: str, *, total: int | None = None, unit: str = "steps"
    ) -> AbstractContextManager[Advance]:
        del total, unit
        return self._phase(name)

    @contextmanager
    def _phase(self, name: str) -> Iterator[Advance]:
        steps = 0

        def advance(_done: int) -> None:
            nonlocal steps
            steps += 1
            if (name, steps) == (self.name, self.step):
                self.act()

        yield advance


def interrupt() -> None:
    raise KeyboardInterrupt


def kill_a_worker() -> None:
    victim = multiprocessing.active_children()[0].pid
    assert victim is not None
    os.kill(victim, signal.SIGKILL)


# The phase first reports the units that are loaded already, then each unit that it adds.
AFTER_THREE_UNITS = At("copy", 4, interrupt)


def test_units_that_are_there_are_not_loaded_again(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, seed=NEW, progress=AFTER_THREE_UNITS)
    units = "SELECT work_unit, last_id, loaded_at FROM load_blocks ORDER BY 1"
    kept = query(empty_dsn, units, schema="healthcare__loading")
    assert [row[:2] for row in kept] == [(1, 10), (11, 20), (21, 30)]
    result = run_load(empty_dsn, seed=NEW, how={"block_size": 7})
    assert result.resumed
    found = query(empty_dsn, units)
    assert found[:3] == kept
    assert [row[:2] for row in found[3:]] == [(31, 35), (36, 42), (43, 49), (50, 56), (57, 60)]


def test_other_inputs_do_not_go_on_from_there(empty_dsn: str, run_load: RunLoad, query: Query) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, seed=NEW, progress=AFTER_THREE_UNITS)
    with pytest.raises(ConfigError, match=r"seed was 2 and is 3 now; .*--restart"):
        run_load(empty_dsn, seed=3)
    assert query(empty_dsn, "SELECT count(*) FROM load_blocks", schema="healthcare__loading") == [(3,)]
    result = run_load(empty_dsn, seed=3, how={"restart": True})
    assert not result.resumed
    assert query(empty_dsn, "SELECT seed, dataset_id FROM datasets") == [(3, 1)]


@POSIX_ONLY
def test_a_killed_worker_is_named_and_the_load_goes_on(
    empty_dsn: str, run_load: RunLoad, digest: Callable[[str], str], expected: dict[int, str]
) -> None:
    how = {"workers": 2, "block_size": 5}
    with pytest.raises(
        LoadError, match=r"patients \d+ to \d+ .*was killed \(SIGKILL\); run the same command again"
    ):
        run_load(empty_dsn, seed=NEW, progress=At("copy", 2, kill_a_worker), how=how)
    assert not multiprocessing.active_children()
    run_load(empty_dsn, seed=NEW)
    assert digest(empty_dsn) == expected[NEW]


def test_ctrl_c_ends_the_workers(
    empty_dsn: str, run_load: RunLoad, digest: Callable[[str], str], expected: dict[int, str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, seed=NEW, progress=At("copy", 2, interrupt), how={"workers": 2, "block_size": 5})
    assert not multiprocessing.active_children()
    run_load(empty_dsn, seed=NEW)
    assert digest(empty_dsn) == expected[NEW]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_work_unit_names_it_with_its_cause(
    empty_dsn: str, run_load: RunLoad, query: Query, workers: int
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, seed=NEW, progress=At("copy", 1, interrupt))
    boom = "ALTER TABLE visits ADD CONSTRAINT boom CHECK (patient_id <> 42)"
    query(empty_dsn, boom, schema="healthcare__loading")
    with pytest.raises(LoadError, match=r"patients 41 to 50 could not be loaded.*boom") as caught:
        run_load(empty_dsn, seed=NEW, how={"workers": workers})
    assert (caught.value.unit, caught.value.table) == (41, "visits")
    assert (caught.value.sqlstate, caught.value.constraint) == ("23514", "boom")
    cause = caught.value.__cause__
    assert isinstance(cause, WarehouseError)
    assert cause.constraint == "boom"
    assert isinstance(cause.__cause__, errors.CheckViolation)


@pytest.mark.parametrize(
    ("table", "boom", "named"),
    [
        (
            "load_blocks",
            "ALTER TABLE load_blocks ADD CONSTRAINT no CHECK (work_unit < 0) NOT VALID",
            "load_blocks",
        ),
        # The error of the server does not name the table without the column.
        (
            "messy_changes",
            "ALTER TABLE healthcare__loading_messy.messy_changes DROP COLUMN kind",
            "messy.messy_changes",
        ),
    ],
)
def test_an_error_after_the_copy_does_not_blame_the_last_fact_table(
    empty_dsn: str, run_load: RunLoad, query: Query, table: str, boom: str, named: str
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_load(empty_dsn, seed=NEW, messy=0.5, progress=At("copy", 1, interrupt))
    query(empty_dsn, boom, schema="healthcare__loading")
    with pytest.raises(LoadError, match=table) as caught:
        run_load(empty_dsn, seed=NEW, messy=0.5)
    assert caught.value.table == named
    assert caught.value.sqlstate is not None
