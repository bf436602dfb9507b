"""SQL stages: schemas beside a dataset's own, created and filled by SQL files after the constraints."""

from __future__ import annotations

from time import perf_counter

import psycopg
from psycopg import sql
from psycopg.rows import scalar_row

from healthgen_db.history.units import LoadedUnit, loaded_units, record_unit
from healthgen_db.postgres.catalog import drop_schema
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.schema.side_schemas import make_side_schema
from healthgen_db.stages.stage import SqlStage
from healthgen_db.stages.work_units import WorkUnit

# A SQL stage is done as a whole, so it has one work unit.
WHOLE = WorkUnit(1, 1)


def run_sql_stage(connection: psycopg.Connection, stage: SqlStage, loading: str, dataset_id: int) -> None:
    """Make the stage's schema and record it in load_blocks by one commit; do nothing if it is recorded already."""
    if any(each.stage == stage.name for each in loaded_units(connection, dataset_id)):
        return
    begin = perf_counter()
    side = side_schema(loading, stage.name)
    query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s ORDER BY tablename"
    with (
        errors_mapped(),
        connection.transaction(),
        connection.cursor(row_factory=scalar_row) as cursor,
    ):
        drop_schema(connection, side)
        make_side_schema(connection, side, loading, stage.files())
        rows = {}
        for table in cursor.execute(query, [side]).fetchall():
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(side, table))
            rows[f"{stage.name}.{table}"] = int(cursor.execute(count).fetchone() or 0)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(side, table)))
        record_unit(connection, dataset_id, LoadedUnit(stage.name, WHOLE, rows, perf_counter() - begin))
