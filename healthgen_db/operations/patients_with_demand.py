"""The patients stage of a dataset with operations: it also hands the demand on to the hospitals."""

from healthgen_db.generate.block import block_of, compute_care
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.operations.demand.encounters import compute_demand, horizon
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World


class PatientsWithDemand(PatientsStage):
    """Patients, visits and bills, the same rows as without operations, and the encounters with hours and needs."""

    hands_on = ("demand",)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield one batch for each table, sorted by its key, and the demand."""
        care = compute_care(world, unit.first, unit.last, until=horizon(world))
        block = block_of(world, care)
        for table in self.tables:
            yield table, getattr(block, table)
        yield "demand", compute_demand(world, care)

    def handed_on_rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield the demand, without patients, visits and bills."""
        yield (
            "demand",
            compute_demand(world, compute_care(world, unit.first, unit.last, until=horizon(world))),
        )

    def prepare(self, world: World) -> None:
        """Build the lookup tables of the world."""
        compute_demand(world, compute_care(world, 1, 1, until=horizon(world)))
