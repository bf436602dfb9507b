"""One work unit: computed, copied into its tables and entered in load_blocks, all by one commit."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psycopg
import pyarrow as pa

from healthgen_db.config.errors import HealthgenError, LoadError, WarehouseError
from healthgen_db.history.units import LoadedUnit, record_unit
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.schema_names import qualified
from healthgen_db.stages.handed_on import HandedOnFiles
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World


@dataclass(frozen=True)
class Job:
    """Where the rows of a dataset go."""

    dsn: str
    schema: str
    loading: str
    dataset_id: int
    control: int
    """The server process that holds the load lock."""
    handed_on: Path
    """The folder of what stages hand on."""


def load_unit(
    connection: psycopg.Connection, stage: Stage, world: World, job: Job, unit: WorkUnit
) -> LoadedUnit:
    """Compute a work unit and commit its rows together with its line in load_blocks.

    Raises LoadError with the unit, the table and the cause.
    """
    begin = perf_counter()
    table: str | None = None
    files = HandedOnFiles(job.handed_on)
    rows: Counter[str] = Counter()
    kept: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    try:
        with errors_mapped(), connection.transaction():
            for name, batch in stage.rows(world, unit, files):
                if name in stage.hands_on:
                    kept[name].append(batch)
                else:
                    table = name
                    copy_rows(connection, qualified(job.loading, name), batch)
                    rows[name] += batch.num_rows
                    table = None
            files.write(stage.name, unit, kept)
            table = "load_blocks"
            loaded = LoadedUnit(stage.name, unit, rows, perf_counter() - begin)
            record_unit(connection, job.dataset_id, loaded)
    except HealthgenError as error:
        raise _failed(stage, unit, table, error) from error
    return loaded


def hand_on_again(stage: Stage, world: World, job: Job, unit: WorkUnit) -> None:
    """Compute a unit that is in its tables already, for what it hands on: the files of it are gone."""
    files = HandedOnFiles(job.handed_on)
    kept: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    for name, batch in stage.rows(world, unit, files):
        if name in stage.hands_on:
            kept[name].append(batch)
    files.write(stage.name, unit, kept)


def _failed(stage: Stage, unit: WorkUnit, table: str | None, error: HealthgenError) -> LoadError:
    """Return the error of a unit, with what the server said about it. table: the one written to, if it is known."""
    refused = error if isinstance(error, WarehouseError) else WarehouseError()
    return LoadError(
        f"{unit.described(stage.counts)} could not be loaded: {error}",
        unit=unit.first,
        sqlstate=refused.sqlstate,
        table=refused.table or table,
        constraint=refused.constraint,
    )
