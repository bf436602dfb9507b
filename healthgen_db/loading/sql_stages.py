"""SQL stages: tables beside a dataset's own that SQL files create and fill, and views that SQL files create."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from time import perf_counter

import psycopg

from healthgen_db.history.loaded_units import LoadedUnit, loaded_units, record_unit
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.connection import tune_for_analysis
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.parallel import Connect, Task, run_tasks
from healthgen_db.schema.schema_names import qualified, side_schema
from healthgen_db.schema.side_schemas import run_files
from healthgen_db.stages.stage import Fill, SqlStage
from healthgen_db.stages.work_units import WorkUnit

# The memory of a hash table or a sort. A fill joins whole tables.
WORK_MEM = "128MB"


def fill_tables(
    connect: Connect,
    stage: SqlStage,
    loading: str,
    dataset_id: int,
    *,
    connections: int,
    done: Callable[[int], None],
) -> None:
    """Run the stage's fill files that have not run yet, several at the same time. A file is a work unit.

    Raises WarehouseError for what the server refuses.
    """
    fills = stage.fills()
    with connect() as connection:
        recorded = {each.unit for each in loaded_units(connection, dataset_id) if each.stage == stage.name}
    # The views are a unit, too, with the number after those of the files.
    ran = recorded & {fill.unit for fill in fills}
    done(len(ran))
    for _, turn in groupby(fills, key=lambda each: each.turn):
        tasks: list[Task] = [
            partial(_fill, stage, fill, loading, dataset_id) for fill in turn if fill.unit not in ran
        ]
        run_tasks(connect, tasks, connections=connections, done=done)


def _fill(stage: SqlStage, fill: Fill, loading: str, dataset_id: int, connection: psycopg.Connection) -> None:
    begin = perf_counter()
    table = f"{stage.name}.{fill.table}"
    tune_for_analysis(connection, work_mem=WORK_MEM)
    with errors_mapped(), connection.transaction():
        # Without keys, a nested loop reads a whole table for each row. A wrong estimate must not lead to one.
        connection.execute("SET LOCAL enable_nestloop = off")
        # The table is empty. But emptied in this transaction, its rows need no log if wal_level is minimal.
        connection.execute(b"TRUNCATE " + qualified(loading, table).as_bytes(connection))
        with in_schema(connection, side_schema(loading, stage.name), loading):
            rows = connection.execute(fill.path.read_bytes()).rowcount
        # Files of later turns read this table.
        connection.execute(b"ANALYZE " + qualified(loading, table).as_bytes(connection))
        record_unit(
            connection, dataset_id, LoadedUnit(stage.name, fill.unit, {table: rows}, perf_counter() - begin)
        )


def create_views(connection: psycopg.Connection, stage: SqlStage, loading: str, dataset_id: int) -> None:
    """Create the stage's views and record them in load_blocks as its last unit, in one transaction.

    Do nothing if they are recorded already. Raises WarehouseError for what the server refuses.
    """
    number = len(stage.fills()) + 1
    unit = WorkUnit(number, number)
    if any((each.stage, each.unit) == (stage.name, unit) for each in loaded_units(connection, dataset_id)):
        return
    begin = perf_counter()
    with errors_mapped(), connection.transaction():
        run_files(connection, side_schema(loading, stage.name), loading, stage.view_files())
        record_unit(connection, dataset_id, LoadedUnit(stage.name, unit, {}, perf_counter() - begin))
