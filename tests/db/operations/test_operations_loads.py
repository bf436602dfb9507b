"""Loads with operations: the same visits and bills as without, the same rows however they are loaded or killed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthgen_db.export.flat_files import export
from healthgen_db.export.status import status
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Progress
from tests.db.loading.killed import run_until_killed

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]

SEED = 2
PLACE: dict[str, Any] = {"single_hospital": True, "start": date(2026, 5, 15)}
AT_WORK = PLACE | {"operations": True, "seed": SEED}
TABLES = [
    "departments",
    "units",
    "beds",
    "encounters",
    "bookings",
    "ed_stays",
    "bed_stays",
    "bed_status_periods",
    "surgeries",
    "facility_transfers",
    "diversions",
    "unit_hours",
    "adt_events",
    "posts",
    "staff",
    "employments",
    "shifts",
    "absences",
    "encounter_staff",
    "vehicles",
    "ambulance_runs",
]
# A hospital that is large enough to have a workforce.
STAFFED = AT_WORK | {"patients": 1_200}
# While patients are copied, while the hospital is copied, and in each phase after that.
MOMENTS = [
    ("1", "CALL=copy_rows:5"),
    ("1", "CALL=copy_rows:22"),
    ("2", "PHASE=copy:6"),
    ("1", "PHASE=constraints:20"),
    ("2", "PHASE=constraints:60"),
    ("1", "CALL=create_views:1"),
    ("1", "CALL=run_files:1"),
    ("1", "CALL=complete_dataset:1"),
]


@pytest.fixture(scope="module")
def whole(databases: Databases, run_load: RunLoad) -> LoadResult:
    """Return the result of an uninterrupted load."""
    with databases(empty=True) as dsn:
        return run_load(dsn, **AT_WORK)


def test_visits_and_bills_are_the_same_with_and_without_operations(
    empty_dsn: str, run_load: RunLoad, query: Query, whole: LoadResult
) -> None:
    without = run_load(empty_dsn, **PLACE, seed=SEED)
    digests = whole.fingerprint.digests
    assert list(digests) == ["patients", "visits", "billing", *TABLES]
    assert without.fingerprint.digests == {name: digests[name] for name in ("patients", "visits", "billing")}
    assert without.side_schemas == {}
    for table in (*TABLES, "services", "complaints", "facilities", "facility_services"):
        assert query(empty_dsn, f"SELECT count(*) FROM {table}") == [(0,)], table


@pytest.mark.parametrize("how", [{"workers": 2, "block_size": 7}, {"block_size": 60}], ids=str)
def test_workers_and_blocks_change_no_row(
    empty_dsn: str, run_load: RunLoad, whole: LoadResult, how: dict[str, Any]
) -> None:
    assert run_load(empty_dsn, how=how, **AT_WORK).fingerprint == whole.fingerprint


def test_workers_and_blocks_change_no_row_of_the_workforce(databases: Databases, run_load: RunLoad) -> None:
    found = []
    for how in ({"workers": 2, "block_size": 700}, {"workers": 1, "block_size": 1_200}):
        with databases(empty=True) as dsn:
            found.append(run_load(dsn, how=how, **STAFFED))
    assert found[0].fingerprint == found[1].fingerprint
    assert all(found[0].rows[table] > 0 for table in TABLES)


def test_the_dataset_is_validated_exported_and_shown(
    empty_dsn: str, run_load: RunLoad, query: Query, tmp_path: Path
) -> None:
    for seed in (1, SEED):
        result = run_load(empty_dsn, how={"validate": True}, **AT_WORK | {"seed": seed})
        assert result.published
    files = export(empty_dsn, "healthcare", tmp_path, progress=Progress())
    assert set(files) == {"patients", "visits", "billing", *TABLES}
    lines = files["encounters"].read_text().splitlines()
    assert len(lines) == 1 + result.rows["encounters"] > 1
    typed = export(empty_dsn, "healthcare", tmp_path, file_format="parquet", progress=Progress())
    encounters = pq.read_table(typed["encounters"])
    assert encounters.schema.field("registered_at").type == pa.timestamp("us", tz="UTC")
    assert [(encounters["registered_at"][0].as_py(),)] == query(
        empty_dsn, "SELECT registered_at FROM encounters ORDER BY encounter_id LIMIT 1"
    )
    found = status(empty_dsn, "healthcare")
    assert found.side_schemas == {"mimic": "healthcare_mimic"}
    assert found.dataset is not None
    assert found.dataset.rows == result.rows
    [(admissions,)] = query(empty_dsn, "SELECT count(*) FROM healthcare_mimic.admissions")
    assert [(admissions,)] == query(
        empty_dsn, "SELECT count(*) FROM encounters WHERE admitted_at IS NOT NULL"
    )


@pytest.mark.parametrize(("workers", "moment"), MOMENTS)
def test_a_killed_load_goes_on_to_the_same_dataset(
    empty_dsn: str,
    run_load: RunLoad,
    schemas: Callable[[str], list[str]],
    whole: LoadResult,
    workers: str,
    moment: str,
) -> None:
    run_until_killed(empty_dsn, str(SEED), workers, moment, "0", "2026-06-30", "operations")
    result = run_load(empty_dsn, **AT_WORK)
    assert result.resumed
    assert result.fingerprint == whole.fingerprint
    assert schemas(empty_dsn) == ["healthcare", "healthcare_mimic"]
