"""The table load_blocks: the loaded work units of a dataset, each committed together with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row
from psycopg.types.json import Jsonb

from healthgen_db.history.insert import insert
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.stages.work_units import WorkUnit


@dataclass(frozen=True)
class LoadedUnit:
    """A row of load_blocks: a work unit of a stage, and its number of rows by table."""

    stage: str
    unit: WorkUnit
    rows: Mapping[str, int]
    seconds: float


def record_unit(connection: psycopg.Connection, dataset_id: int, loaded: LoadedUnit) -> None:
    """Insert a work unit into load_blocks. The caller commits it together with the rows of the unit."""
    values = {
        "dataset_id": dataset_id,
        "stage": loaded.stage,
        "work_unit": loaded.unit.first,
        "last_id": loaded.unit.last,
        "rows": Jsonb(loaded.rows),
        "seconds": loaded.seconds,
    }
    with errors_mapped():
        connection.execute(insert("load_blocks", values), values)


def loaded_units(connection: psycopg.Connection, dataset_id: int) -> list[LoadedUnit]:
    """Return the loaded work units of a dataset by stage and unit. The schema is on the search path."""
    query = (
        "SELECT stage, work_unit, last_id, rows, seconds FROM load_blocks WHERE dataset_id = %s"
        " ORDER BY stage, work_unit"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        return [
            LoadedUnit(stage, WorkUnit(first, last), rows, seconds)
            for stage, first, last, rows, seconds in cursor.execute(query, [dataset_id])
        ]


def is_loaded(connection: psycopg.Connection, dataset_id: int, stage: str, unit: WorkUnit) -> bool:
    """Return whether a work unit is in load_blocks. The schema is on the search path."""
    query = "SELECT 1 FROM load_blocks WHERE dataset_id = %s AND stage = %s AND work_unit = %s"
    with errors_mapped():
        return connection.execute(query, [dataset_id, stage, unit.first]).fetchone() is not None
