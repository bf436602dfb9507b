"""The messy copy: a stage that adds to the patients stage a corrupted text copy of the flat tables."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from healthgen_db.generate.block import Block
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.messy.corrupt import messy_batches
from healthgen_db.messy.fault_file import CHANGES, load_faults
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

SCHEMA = "messy"


class MessyCopy(Stage):
    """The patients stage and its messy copy in schema <schema>_messy. The clean rows do not change."""

    def __init__(self, clean: PatientsStage) -> None:
        self.clean = clean
        self.name = clean.name
        self.after = clean.after
        self.counts = clean.counts
        self.hands_on = clean.hands_on
        copies = (f"{SCHEMA}.{table}_flat" for table in clean.tables)
        self.tables = (*clean.tables, *copies, f"{SCHEMA}.{CHANGES}")

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        """Return the reference rows of the clean stage, and the kinds of faults."""
        kinds = load_faults().kinds
        described = {
            "kind": list(kinds),
            "description": [kind.description for kind in kinds.values()],
            "lossy": [kind.lossy for kind in kinds.values()],
        }
        return {**self.clean.reference_rows(world), f"{SCHEMA}.messy_kinds": pa.table(described)}

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        """Return the units of the clean stage."""
        return self.clean.work_units(world)

    def units_per_file(self, world: World) -> int:
        """Return what the clean stage returns."""
        return self.clean.units_per_file(world)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield the clean rows, then the messy rows of the unit."""
        whole: dict[str, list[pa.RecordBatch]] = {table: [] for table in self.clean.tables}
        for name, batch in self.clean.rows(world, unit, handed):
            yield name, batch
            if name in whole:
                whole[name].append(batch)
        block = Block(**{table: pa.concat_batches(batches) for table, batches in whole.items()})
        for table, batch in messy_batches(world, block):
            yield f"{SCHEMA}.{table}", batch

    def handed_on_rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield what the clean stage hands on."""
        return self.clean.handed_on_rows(world, unit, handed)

    def prepare(self, world: World) -> None:
        """Prepare the clean stage."""
        self.clean.prepare(world)
