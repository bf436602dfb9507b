"""The stages of a dataset, as its options need them. The load gets this list and imports no stage itself."""

from healthgen_db.generate.patients_stage import UNIT_SIZE, PatientsStage
from healthgen_db.messy.corrupt import corruption
from healthgen_db.messy.messy_copy import MessyCopy
from healthgen_db.stages.stage import SqlStage, Stage
from healthgen_db.world.world import World


def stages_for(world: World, unit_size: int | None = None) -> list[Stage | SqlStage]:
    """Return the stages of a dataset, in order. unit_size: patients in a work unit; it changes no row.

    Raises ConfigError for a data file that cannot be used.
    """
    patients = PatientsStage(UNIT_SIZE if unit_size is None else unit_size)
    if not world.config.messy:
        return [patients]
    corruption(world)
    return [MessyCopy(patients)]
