"""The stage "patients": patients with all their visits and bills, in work units of some thousand patients."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from healthgen_db.generate.block import compute_block
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit, work_units_of
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World

# Patients computed at a time. It changes no row. It is large enough for numpy's overhead to be small, and small enough
# for the arrays to stay in the processor's cache.
UNIT_SIZE = 16_384
# Their bills take about 60 MB as Parquet.
PATIENTS_PER_FILE = 32 * UNIT_SIZE


class PatientsStage(Stage):
    """Patients from 1 on. Patients do not depend on each other, so any range of them can be computed alone."""

    name = "patients"
    tables: tuple[str, ...] = ("patients", "visits", "billing")
    counts = "patients"

    def __init__(self, unit_size: int = UNIT_SIZE) -> None:
        self.unit_size = unit_size

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        """Return places, the medical catalog, payers, hospitals and doctors."""
        return reference_tables(world)

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        """Return ranges of patient ids: 1 to N, and the newcomers who register between `origin` and `today`."""
        return work_units_of(1, last_registered(world), self.unit_size)

    def units_per_file(self, world: World) -> int:
        """Return the units of half a million patients."""
        del world
        return max(1, PATIENTS_PER_FILE // self.unit_size)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield one batch for each table, sorted by its key."""
        block = compute_block(world, unit.first, unit.last)
        for table in self.tables:
            yield table, getattr(block, table)

    def prepare(self, world: World) -> None:
        """Build the lookup tables of the world."""
        compute_block(world, 1, 1)
