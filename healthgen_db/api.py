"""The functions of the public Python API; healthgen_db/__init__.py lists the whole API."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pyarrow as pa

from healthgen_db.checks.folders import check_folders
from healthgen_db.checks.results import Validation
from healthgen_db.checks.run import validate as run_checks
from healthgen_db.config.options import Config
from healthgen_db.generate.block import Block
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.history.datasets import parts
from healthgen_db.loading.estimate import check_size
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.plan import Plan
from healthgen_db.loading.unit_loader import UnitLoader
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Callback, Progress
from healthgen_db.schema.schema_names import check_schema
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.systems import cores
from healthgen_db.target import open_target
from healthgen_db.world.world import World, build_world

PhaseCallback = Callable[[str, int, int | None], None]


def patients(world: World, *, block_size: int = 16_384) -> Iterator[Block]:
    """Yield the patients of a world in blocks: block_size patients with all their visits and bills.

    This needs no database. block.patients, block.visits and block.billing are pyarrow.Table objects with the columns
    of the tables of the same names, for pandas (.to_pandas()), polars (polars.from_arrow) and DuckDB. Money is in US
    dollars, decimal(12, 2).
    """
    stage = PatientsStage(block_size)
    for unit in stage.work_units(world):
        rows = stage.rows(world, unit, NothingHandedOn())
        yield Block(**{name: _with_wide_decimals(batch) for name, batch in rows if name in stage.tables})


def _with_wide_decimals(batch: pa.RecordBatch) -> pa.Table:
    """Return a table with 128-bit decimals. PostgreSQL's COPY needs 64-bit ones, which some libraries cannot read."""
    wide = [
        values.cast(pa.decimal128(values.type.precision, values.type.scale))
        if pa.types.is_decimal(values.type)
        else values
        for values in batch.columns
    ]
    return pa.table(wide, names=batch.schema.names)


def load(
    config: Config,
    dsn: str | None = None,
    schema: str = "healthcare",
    *,
    progress: PhaseCallback | Progress | None = None,
    workers: int | None = None,
    block_size: int | None = None,
    restart: bool = False,
    replace: bool = False,
    check_rules: bool = True,
    strict: bool = False,
    lock_timeout: float = 30.0,
    loader: Callable[[Plan], UnitLoader] | None = None,
) -> LoadResult:
    """Load a dataset into a schema of a PostgreSQL server, check its rules, and publish it.

    dsn: any libpq string; None means the embedded server, which this starts if necessary.
    progress: called as progress(phase, done, total) at the beginning of each phase and after each of its steps.
    loader: returns what loads the work units of a plan; by default these are processes of this machine.
    The other arguments are those of the command `healthgen load`; check_rules=False is its --no-validate.

    A load with several workers (more patients than a block) starts processes with multiprocessing, so the calling
    script needs `if __name__ == "__main__":`.

    Raises ConfigError, SchemaError, LoadError or WarehouseError; all are healthgen_db.HealthgenError. If a load was
    stopped, call it again with the same config: it continues.
    """
    observer = _observer(progress)
    check_schema(schema)
    world = build_world(config)
    stages = stages_for(world, block_size)
    announce(world, observer)
    target = open_target(dsn, schema, observer)
    options = LoadOptions(
        workers=cores() if workers is None else workers,
        restart=restart,
        replace=replace,
        validate=check_rules,
        strict=strict,
        lock_timeout=lock_timeout,
    )
    plan = Plan(target.dsn, schema, world, stages)
    check_size(plan, options, observer.note, free_disk=target.free_disk(), timed=loader is None)
    with target.naming_a_full_disk():
        result = Load(plan, options, observer, loader(plan) if loader else None).run()
    if not result.rows["visits"]:
        observer.note(
            "no patient has a billed visit yet, so there are no visits and bills:"
            " choose a later --today or more --patients"
        )
    return result


def announce(world: World, progress: Progress) -> None:
    """Note what the load will create, and what in it may surprise."""
    config = world.config
    progress.note(f"{config.patients:,} patients, seed {config.seed}, today {config.today}")
    if newcomers := last_registered(world) - config.patients:
        progress.note(f"{newcomers:,} newcomers who register after --origin {config.origin}")
    if config.today > datetime.now().astimezone().date():
        progress.note("--today is in the future: so is some of the data")
    for note in world.notes:
        progress.note(note)


def validate(
    dsn: str | None = None,
    schema: str = "healthcare",
    *,
    progress: PhaseCallback | Progress | None = None,
) -> Validation:
    """Run all rules and metrics over the published dataset of a schema, and record the results there.

    dsn: any libpq string; None means the embedded server. progress: as for load().

    Raises WarehouseError if the schema has no dataset or the server fails.
    """
    observer = _observer(progress)
    target = open_target(dsn, schema, observer)
    with connect(target.dsn, schema=schema, autocommit=True) as connection:
        rules, metrics = check_folders(parts(connection, schema))
    with observer.phase("validate", total=len(rules) + len(metrics), unit="checks") as advance:
        return run_checks(
            target.dsn, schema, rules=rules, metrics=metrics, progress=lambda _done, _all: advance(1)
        )


def _observer(progress: PhaseCallback | Progress | None) -> Progress:
    return Callback(progress) if callable(progress) else progress or Progress()
