"""The first phases: checks before anything is changed, then the tables, the reference rows and the dataset's row."""

import psycopg

from healthgen_db.config.errors import ConfigError, HealthgenError
from healthgen_db.history.datasets import (
    Dataset,
    begin_dataset,
    differences,
    last_dataset,
    next_dataset_id,
)
from healthgen_db.loading.constraints import drop_constraints, without_foreign_keys
from healthgen_db.loading.load_options import LoadOptions
from healthgen_db.loading.plan import Plan
from healthgen_db.postgres.catalog import drop_schema
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.pooling import server_pid
from healthgen_db.progress import Stopwatch
from healthgen_db.publish.schema_checks import check_names, refuse_losses
from healthgen_db.schema.migrate import upgrade
from healthgen_db.schema.schema_names import qualified, side_schema
from healthgen_db.schema.side_schemas import make_side_schema, side_files
from healthgen_db.stages.handed_on import HandedOnFiles

# The foreign keys of a reference table with more rows are proven after its rows are copied, which is faster.
MANY_ROWS = 2_000


def begin(
    plan: Plan, control: psycopg.Connection, options: LoadOptions, watch: Stopwatch
) -> tuple[Dataset, bool]:
    """Return the dataset to load, and whether an earlier load of it was interrupted.

    Raises ConfigError if an unfinished load has other inputs. Raises SchemaError if a schema that the load needs is not
    healthgen's, or if user objects would be lost. After these errors, nothing new is left in the database.
    """
    check_names(control, plan.schema, plan.sides)
    sql_files = {stage.name: [*stage.table_files(), *stage.view_files()] for stage in plan.sql_stages}
    with errors_mapped():
        if options.restart:
            _drop_loading(plan, control)
        dataset = last_dataset(control, plan.loading)
    if dataset is not None:
        if differing := differences(dataset, plan.world.config, plan.all_stages):
            raise ConfigError(
                f"an unfinished load of schema {plan.schema} has other inputs: {'; '.join(differing)};"
                " use the same inputs to finish it, or --restart to drop it and begin again"
            )
        when = f"{dataset.started_at:%Y-%m-%d %H:%M:%S} UTC"
        watch.note(f"continuing the load of dataset {dataset.dataset_id}, which began on {when}")
        if not options.replace:
            refuse_losses(control, plan.schema, sql_files)
        return dataset, True
    with watch.phase("migrate"):
        upgrade(plan.dsn, plan.loading)
    if not options.replace:
        try:
            # Before the keys are dropped, because the files of a SQL stage may refer to them.
            refuse_losses(control, plan.schema, sql_files)
        except HealthgenError:
            _drop_loading(plan, control)
            raise
    with watch.phase("reference"):
        _fill(plan, control)
    dataset = last_dataset(control, plan.loading)
    assert dataset is not None  # noqa: S101 - _fill has written it
    return dataset, False


def _drop_loading(plan: Plan, control: psycopg.Connection) -> None:
    """Drop the schemas of an unfinished load."""
    dataset = last_dataset(control, plan.loading)
    names = plan.sides if dataset is None else {*plan.sides, *dataset.side_names}
    if dataset is not None:
        HandedOnFiles(plan.handed_on_folder(dataset)).remove()
    with control.transaction():
        for name in (plan.loading, *(side_schema(plan.loading, each) for each in names)):
            drop_schema(control, name)


def _fill(plan: Plan, control: psycopg.Connection) -> None:
    """Fill the reference tables, write the dataset's row and drop the constraints, in one transaction."""
    dataset_id = next_dataset_id(control, plan.schema)
    with plan.connect(server_pid(control)) as connection, errors_mapped(), connection.transaction():
        files = {name: side_files(name) for name in plan.row_sides}
        files |= {stage.name: stage.table_files() for stage in plan.sql_stages}
        for name, own in files.items():
            side = side_schema(plan.loading, name)
            drop_schema(connection, side)
            make_side_schema(connection, side, plan.loading, own)
        for stage in plan.stages:
            reference = stage.reference_rows(plan.world)
            long = [table for table, rows in reference.items() if rows.num_rows > MANY_ROWS]
            with without_foreign_keys(connection, [qualified(plan.loading, table) for table in long]):
                for table, rows in reference.items():
                    copy_rows(connection, qualified(plan.loading, table), rows)
        begin_dataset(connection, plan.world.config, plan.all_stages, dataset_id)
        drop_constraints(connection, plan.tables)
