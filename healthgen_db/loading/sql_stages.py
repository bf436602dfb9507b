"""SQL stages: schemas beside a dataset's own, created and filled by SQL files after the constraints."""

from time import perf_counter

import psycopg
from psycopg import sql

from healthgen_db.history.loaded_units import LoadedUnit, loaded_units, record_unit
from healthgen_db.postgres.catalog import drop_schema, tables_of
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalar
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.schema.side_schemas import make_side_schema
from healthgen_db.stages.stage import SqlStage
from healthgen_db.stages.work_units import WorkUnit

# A SQL stage has one work unit.
WHOLE = WorkUnit(1, 1)


def run_sql_stage(connection: psycopg.Connection, stage: SqlStage, loading: str, dataset_id: int) -> None:
    """Create and fill the stage's schema and record it in load_blocks, in one transaction.

    Do nothing if it is recorded already. Raises WarehouseError for what the server refuses.
    """
    if any(each.stage == stage.name for each in loaded_units(connection, dataset_id)):
        return
    begin = perf_counter()
    side = side_schema(loading, stage.name)
    with errors_mapped(), connection.transaction():
        drop_schema(connection, side)
        make_side_schema(connection, side, loading, stage.files())
        rows = {}
        for name in tables_of(connection, side):
            table = sql.Identifier(side, name)
            rows[f"{stage.name}.{name}"] = scalar(
                connection, sql.SQL("SELECT count(*) FROM {}").format(table)
            )
            connection.execute(sql.SQL("ANALYZE {}").format(table))
        record_unit(connection, dataset_id, LoadedUnit(stage.name, WHOLE, rows, perf_counter() - begin))
