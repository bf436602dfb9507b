"""The stages of a dataset, as its options need them. The load gets this list and imports no stage itself."""
# ruff: noqa: PLC0415 - a fifth of the time of all imports is for operations, which few datasets have

from dataclasses import replace

from healthgen_db.config.options import Config
from healthgen_db.config.resources import resource
from healthgen_db.generate.patients_stage import UNIT_SIZE, PatientsStage
from healthgen_db.stages.stage import SqlStage, Stage
from healthgen_db.world.world import World

# Its folders "operations" have the tables about hospitals at work.
MART = SqlStage("mart", resource("sql", "mart"), after=("patients",))


def stages_for(world: World, unit_size: int | None = None) -> list[Stage | SqlStage]:
    """Return the stages of a dataset, in order. unit_size: patients in a work unit; it changes no row.

    Raises ConfigError for a data file that cannot be used.
    """
    size = UNIT_SIZE if unit_size is None else unit_size
    config = world.config
    if not config.operations:
        return [_perhaps_messy(world, PatientsStage(size)), *([MART] if config.mart else [])]

    from healthgen_db.operations.hospitals_stage import HospitalsStage
    from healthgen_db.operations.patients_with_demand import PatientsWithDemand

    return [
        _perhaps_messy(world, PatientsWithDemand(size)),
        HospitalsStage(),
        SqlStage("mimic", resource("sql", "mimic"), after=("hospitals",)),
        *([replace(MART, after=("patients", "hospitals"), parts=("operations",))] if config.mart else []),
    ]


def tables_for(config: Config) -> tuple[str, ...]:
    """Return the tables that the stages of a dataset fill, in order."""
    if not config.operations:
        return PatientsStage.tables

    from healthgen_db.operations.hospitals_stage import HospitalsStage

    return PatientsStage.tables + HospitalsStage.tables


def _perhaps_messy(world: World, patients: PatientsStage) -> Stage:
    """Return the stage of the patients, which also makes the messy copy if there is to be one."""
    if not world.config.messy:
        return patients

    from healthgen_db.messy.corrupt import corruption
    from healthgen_db.messy.messy_copy import MessyCopy

    corruption(world)
    return MessyCopy(patients)
