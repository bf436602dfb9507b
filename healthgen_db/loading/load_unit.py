"""One work unit: its rows are copied into their tables and recorded in load_blocks, in one transaction."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psycopg

from healthgen_db.config.errors import HealthgenError, LoadError, WarehouseError
from healthgen_db.history.loaded_units import LoadedUnit, record_unit
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.schema_names import qualified
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit


@dataclass(frozen=True)
class Job:
    """Where the rows of a dataset are copied to."""

    dsn: str
    schema: str
    loading: str
    dataset_id: int
    control: int
    """The server process that holds the load lock."""
    folder: Path
    """A folder of this dataset on this machine, for what stages hand on. Other machines do not use it."""


def load_unit(
    connection: psycopg.Connection, job: Job, stage: Stage, unit: WorkUnit, rows: Rows
) -> LoadedUnit:
    """Copy the rows of a work unit, and commit them together with its row in load_blocks.

    rows: only those of tables. They are computed while this reads them.

    Raises LoadError with the unit, the table and the cause.
    """
    begin = perf_counter()
    # The table that is written to at the moment.
    table: str | None = None
    copied: Counter[str] = Counter()
    try:
        with errors_mapped(), connection.transaction():
            for name, batch in rows:
                table = name
                copy_rows(connection, qualified(job.loading, name), batch)
                copied[name] += batch.num_rows
                table = None
            table = "load_blocks"
            loaded = LoadedUnit(stage.name, unit, copied, perf_counter() - begin)
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
