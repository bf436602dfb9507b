"""The size of a large load: rows, disk and time, noted before the load begins. A disk that is too small is refused."""

from collections.abc import Callable, Sequence
from contextlib import closing

from healthgen_db.config.errors import ConfigError, LoadError
from healthgen_db.loading.load_options import LoadOptions
from healthgen_db.loading.plan import Plan
from healthgen_db.loading.processes import Pipe, ending, start
from healthgen_db.postgres.connection import connect
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit

# Patients. Smaller loads take less than a minute, so a user does not need to know their size before. With operations, a
# patient has several times as many rows.
LARGE = 1_000_000
# The rows of each stage are counted in a sample of this many ids, from so many places.
SAMPLE, SAMPLES = 2_000, 8
# Measured with 2,000,000 patients, 18.6 million rows, on 2 cores of an AMD EPYC with PostgreSQL 18.6. Disk per row:
# tables and indexes, and the write-ahead log. The server limits the log (max_wal_size of the embedded server is at most
# 8 GiB). Seconds of one core per row: the load, and the validation.
BYTES_PER_ROW = 200
WAL_BYTES_PER_ROW = 155
MOST_WAL_BYTES = 8 * 2**30
CORE_SECONDS_PER_ROW = 6.1e-6
CORE_SECONDS_OF_CHECKS_PER_ROW = 12.5e-6
# The same of the star, for each row of the warehouse. It has most rows of patients, and few of a hospital at work.
STAR_BYTES_PER_ROW, STAR_BYTES_PER_ROW_AT_WORK = 140, 50
STAR_CORE_SECONDS_PER_ROW = 4e-6
GIB = 2**30

UNFINISHED = """
SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint
FROM pg_class
WHERE relkind = 'r' AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname = ANY(%s))
"""


def check_size(
    plan: Plan,
    options: LoadOptions,
    note: Callable[[str], None],
    *,
    free_disk: int | None,
    timed: bool = True,
) -> None:
    """Note the rows, the disk space and the time that a large load needs. Do nothing for a small load.

    free_disk: free bytes on the server's disk, or None if they are unknown. Raises ConfigError if they are too few.
    timed: whether processes of this machine load. How fast other machines are is unknown.
    """
    ids = sum(unit.ids for stage in plan.stages for unit in stage.work_units(plan.world))
    more = sum(each for stage in plan.stages for each in stage.rows_of_handed_on.values())
    if ids * (1 + more) < LARGE:
        return
    rows = _rows_of_sample(plan)
    config = plan.world.config
    core_seconds = CORE_SECONDS_PER_ROW + (CORE_SECONDS_OF_CHECKS_PER_ROW if options.validate else 0)
    bytes_per_row = BYTES_PER_ROW
    if config.mart:
        core_seconds += STAR_CORE_SECONDS_PER_ROW
        bytes_per_row += STAR_BYTES_PER_ROW_AT_WORK if config.operations else STAR_BYTES_PER_ROW
    needed = rows * bytes_per_row + min(rows * WAL_BYTES_PER_ROW, MOST_WAL_BYTES)
    duration = f"{_duration(rows * core_seconds / options.workers)} with {options.workers} workers"
    size = f"about {rows / 1e6:,.0f} million rows: {needed / GIB:,.0f} GiB of disk space"
    note(f"{size}, {duration}" if timed else size)
    if free_disk is None or needed <= free_disk:
        return
    # An unfinished load already has some of the space that it needs.
    available = free_disk + _unfinished_bytes(plan)
    if needed > available:
        room = max(
            available / (bytes_per_row + WAL_BYTES_PER_ROW), (available - MOST_WAL_BYTES) / bytes_per_row
        )
        raise ConfigError(
            f"--patients {config.patients}: the load needs about {needed / GIB:,.0f} GiB of disk space, and"
            f" {available / GIB:,.0f} GiB are free; choose at most"
            f" --patients {int(0.9 * config.patients * room / rows)}, or use --dsn of a server with more space"
        )


def _rows_of_sample(plan: Plan) -> float:
    """Return the estimate of another process. The lookup tables of a stage would stay in the memory of this one."""
    try:
        pipe, process = start("healthgen-estimate", _serve, plan)
    except (OSError, EOFError) as error:
        raise LoadError(
            f"the process that estimates the size of the load could not be started ({error})"
        ) from error
    with pipe:
        try:
            return float(pipe.recv())
        except EOFError as error:
            process.join()
            raise LoadError(f"the process that estimates the size of the load {ending(process)}") from error


def _serve(pipe: Pipe, plan: Plan) -> None:
    pipe.send(estimate_rows(plan))


def estimate_rows(plan: Plan) -> float:
    """Return the number of rows of all stages, computed from a sample of each stage.

    A stage that reads what others hand on has no sample. Its rows are estimated from the rows handed on.
    """
    total = 0.0
    for stage in plan.stages:
        if stage.after:
            continue
        rows_of = dict.fromkeys(stage.tables, 1.0)
        rows_of |= {name: _rows_of_handed_on(plan, stage, name) for name in stage.hands_on}
        units = stage.work_units(plan.world)
        ids = sum(unit.ids for unit in units)
        samples = _sample(units)
        for sample in samples:
            rows = stage.rows(plan.world, sample, NothingHandedOn())
            found = sum(batch.num_rows * rows_of[name] for name, batch in rows)
            total += found / sample.ids * ids / len(samples)
    return total


def _rows_of_handed_on(plan: Plan, stage: Stage, name: str) -> float:
    """Return how many rows all later stages make of one row that a stage hands on."""
    return sum(later.rows_of_handed_on.get(name, 0.0) for later in plan.stages if stage.name in later.after)


def _sample(units: Sequence[WorkUnit]) -> list[WorkUnit]:
    """Return parts of units, spread over all of them: rows per id can differ between the first ids and the last."""
    chosen = units[:: -(-len(units) // SAMPLES)]
    return [WorkUnit(unit.first, min(unit.last, unit.first + SAMPLE // len(chosen) - 1)) for unit in chosen]


def _unfinished_bytes(plan: Plan) -> int:
    """Return the bytes of the tables that an unfinished load of this schema has filled."""
    with closing(connect(plan.dsn, application_name="healthgen size")) as connection:
        names = [plan.loading, *(side_schema(plan.loading, side) for side in plan.sides)]
        rows = connection.execute(UNFINISHED, [names]).fetchall()
    return int(rows[0][0])


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:,.0f} hours"
