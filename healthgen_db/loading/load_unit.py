"""One work unit: it is computed, copied into its tables and recorded in load_blocks, in one transaction."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from time import perf_counter

import psycopg
import pyarrow as pa

from healthgen_db.config.errors import HealthgenError, LoadError, WarehouseError
from healthgen_db.history.loaded_units import LoadedUnit, record_unit
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.schema_names import qualified
from healthgen_db.stages.handed_on import HandedOnFiles
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World


@dataclass(frozen=True)
class Job:
    """Where the rows of a dataset are copied to."""

    dsn: str
    schema: str
    loading: str
    dataset_id: int
    control: int
    """The server process that holds the load lock."""
    handed_on: HandedOnFiles
    """What stages hand on to later stages."""


def load_unit(
    connection: psycopg.Connection, stage: Stage, world: World, job: Job, unit: WorkUnit
) -> LoadedUnit:
    """Compute a work unit, and commit its rows together with its row in load_blocks.

    Raises LoadError with the unit, the table and the cause.
    """
    begin = perf_counter()
    # The table that is written to at the moment.
    table: str | None = None
    rows: Counter[str] = Counter()
    try:
        with errors_mapped(), connection.transaction():
            for name, batch in _table_rows(stage, world, job, unit):
                table = name
                copy_rows(connection, qualified(job.loading, name), batch)
                rows[name] += batch.num_rows
                table = None
            table = "load_blocks"
            loaded = LoadedUnit(stage.name, unit, rows, perf_counter() - begin)
            record_unit(connection, job.dataset_id, loaded)
    except HealthgenError as error:
        refused = error if isinstance(error, WarehouseError) else WarehouseError()
        raise LoadError(
            f"{unit.described(stage.counts)} could not be loaded: {error}",
            unit=unit.first,
            sqlstate=refused.sqlstate,
            table=refused.table or table,
            constraint=refused.constraint,
        ) from error
    return loaded


def hand_on_again(stage: Stage, world: World, job: Job, unit: WorkUnit) -> None:
    """Compute a unit that is in its tables already, and write again what it hands on, as its files are missing."""
    for _ in _table_rows(stage, world, job, unit):
        pass


def _table_rows(stage: Stage, world: World, job: Job, unit: WorkUnit) -> Rows:
    """Yield the rows of tables. At the end, write what the unit hands on."""
    kept: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    for name, batch in stage.rows(world, unit, job.handed_on):
        if name in stage.hands_on:
            kept[name].append(batch)
        else:
            yield name, batch
    job.handed_on.write(stage.name, unit, kept)
