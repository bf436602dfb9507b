"""The table load_blocks: which work units of a dataset are in the tables, committed together with their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.stages.work_units import WorkUnit


@dataclass(frozen=True)
class LoadedUnit:
    """A row of load_blocks: a work unit of a stage, and the rows it gave by table."""

    stage: str
    unit: WorkUnit
    rows: Mapping[str, int]
    seconds: float


def record_unit(connection: psycopg.Connection, dataset_id: int, loaded: LoadedUnit) -> None:
    """Write a work unit into load_blocks; the caller commits it together with the unit's rows."""
    with errors_mapped():
        connection.execute(
            "INSERT INTO load_blocks (dataset_id, stage, work_unit, last_id, rows, seconds)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                dataset_id,
                loaded.stage,
                loaded.unit.first,
                loaded.unit.last,
                Jsonb(loaded.rows),
                loaded.seconds,
            ],
        )


def loaded_units(connection: psycopg.Connection, dataset_id: int) -> list[LoadedUnit]:
    """Return the work units of a dataset that are in the tables on the search path, by stage and unit."""
    query = (
        "SELECT stage, work_unit, last_id, rows, seconds FROM load_blocks WHERE dataset_id = %s"
        " ORDER BY stage, work_unit"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        return [
            LoadedUnit(stage, WorkUnit(first, last), rows, seconds)
            for stage, first, last, rows, seconds in cursor.execute(query, [dataset_id])
        ]
