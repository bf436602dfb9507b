"""The stages of a dataset, as its options need them. The load gets this list and imports no stage itself."""

from healthgen_db.config.resources import resource
from healthgen_db.generate.patients_stage import UNIT_SIZE, PatientsStage
from healthgen_db.messy.corrupt import corruption
from healthgen_db.messy.messy_copy import MessyCopy
from healthgen_db.operations.hospitals_stage import HospitalsStage
from healthgen_db.operations.patients_with_demand import PatientsWithDemand
from healthgen_db.stages.stage import SqlStage, Stage
from healthgen_db.world.world import World


def stages_for(world: World, unit_size: int | None = None) -> list[Stage | SqlStage]:
    """Return the stages of a dataset, in order. unit_size: patients in a work unit; it changes no row.

    Raises ConfigError for a data file that cannot be used.
    """
    size = UNIT_SIZE if unit_size is None else unit_size
    patients = PatientsWithDemand(size) if world.config.operations else PatientsStage(size)
    stages: list[Stage | SqlStage] = [patients]
    if world.config.messy:
        corruption(world)
        stages = [MessyCopy(patients)]
    if world.config.operations:
        stages += [
            HospitalsStage(),
            SqlStage("mimic", resource("sql", "mimic", "views"), after=("hospitals",)),
        ]
    return stages
