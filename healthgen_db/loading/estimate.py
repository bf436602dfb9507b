"""The size of a large load, told before it begins: rows, disk and time, and whether the disk can hold it."""

from __future__ import annotations

from collections.abc import Callable

from healthgen_db.config.errors import ConfigError
from healthgen_db.loading.options import LoadOptions
from healthgen_db.loading.plan import Plan
from healthgen_db.stages.handed_on import NothingHandedOn
from healthgen_db.stages.work_units import WorkUnit

# Smaller loads take less than half a minute, so nobody needs to know before.
LARGE = 1_000_000
# Rows are counted in a sample of so many ids of each stage.
SAMPLE = 2_000
# Measured with 2,000,000 patients, 20.7 million rows, on 2 cores of an AMD EPYC with PostgreSQL 18.6: bytes of tables
# and indexes by row; bytes of the write-ahead log and of sorting at the peak by row; seconds of a core by row, without
# and with validation.
BYTES_BY_ROW = 210
PEAK_BYTES_BY_ROW = 270
CORE_SECONDS_BY_ROW = 5.5e-6
CORE_SECONDS_OF_CHECKS_BY_ROW = 5.5e-6
GIB = 2**30


def check_size(
    plan: Plan, options: LoadOptions, note: Callable[[str], None], *, free_disk: int | None
) -> None:
    """Note the rows, the disk and the time that a large load needs; do nothing for a small one.

    free_disk: bytes on the server's disk, None where nobody knows. Raises ConfigError if they are too few.
    """
    ids = sum(unit.last - unit.first + 1 for stage in plan.stages for unit in stage.work_units(plan.world))
    if ids < LARGE:
        return
    rows = _rows(plan)
    core_seconds = CORE_SECONDS_BY_ROW + (CORE_SECONDS_OF_CHECKS_BY_ROW if options.validate else 0)
    seconds = rows * core_seconds / options.workers
    note(
        f"about {rows / 1e6:,.0f} million rows: {rows * BYTES_BY_ROW / GIB:,.0f} GiB on the server's disk,"
        f" {_duration(seconds)} with {options.workers} workers"
    )
    peak = rows * PEAK_BYTES_BY_ROW
    if free_disk is not None and peak > free_disk:
        patients = plan.world.config.patients
        raise ConfigError(
            f"--patients {patients}: the load needs about {peak / GIB:,.0f} GiB of disk, and {free_disk / GIB:,.0f} GiB"
            f" are free; ask for at most --patients {int(0.9 * patients * free_disk / peak)}, or use --dsn of a server"
            " with more room"
        )


def _rows(plan: Plan) -> float:
    """Return the rows of all stages, as a sample of each stage has them."""
    total = 0.0
    for stage in plan.stages:
        units = stage.work_units(plan.world)
        ids = sum(unit.last - unit.first + 1 for unit in units)
        sample = WorkUnit(units[0].first, min(units[0].last, units[0].first + SAMPLE - 1))
        found = sum(batch.num_rows for _, batch in stage.rows(plan.world, sample, NothingHandedOn()))
        total += found * ids / (sample.last - sample.first + 1)
    return total


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:,.0f} hours"
