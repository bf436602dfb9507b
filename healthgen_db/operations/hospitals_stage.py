"""The stage "hospitals": each hospital runs on its own, in the order of time, from the demand of its own patients."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

import pyarrow as pa

from healthgen_db.operations.demand_reader import NAME, STAGE
from healthgen_db.operations.facilities import operations_reference
from healthgen_db.operations.hospital_run import HospitalRun
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows, Stage, Taken
from healthgen_db.stages.work_units import WorkUnit, work_units_of
from healthgen_db.world.places.time_zones import zone_of
from healthgen_db.world.world import World

# Three years of their visits to hospital give tables of up to a million rows.
PATIENTS_PER_FILE = 36_000


class HospitalsStage(Stage):
    """Departments, units, beds, and what happens in them. A work unit is one hospital."""

    name = "hospitals"
    after = ("patients",)
    tables = (
        "departments",
        "units",
        "beds",
        "encounters",
        "bookings",
        "ed_stays",
        "bed_stays",
        "bed_status_periods",
        "surgeries",
        "facility_transfers",
        "diversions",
        "unit_hours",
        "adt_events",
        "posts",
        "staff",
        "employments",
        "shifts",
        "absences",
        "encounter_staff",
        "vehicles",
        "ambulance_runs",
    )
    counts = "hospitals"
    takes = (Taken(STAGE, NAME, "hospital", order=("hospital", "registered")),)
    # Measured with the preset hospital: 4.3 million rows of 215,000 encounters.
    rows_of_handed_on: Mapping[str, float] = MappingProxyType({"demand": 19.8})

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        """Return services, complaints, and the facilities that the hospitals work with."""
        return operations_reference(world)

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        """Return one unit for each hospital."""
        return work_units_of(1, len(world.facilities.hospitals.name), 1)

    def units_per_file(self, world: World) -> int:
        """Return the hospitals of some ten thousand patients."""
        return max(1, PATIENTS_PER_FILE * len(self.work_units(world)) // world.config.patients)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield the rows of the hospitals of a unit, some weeks at a time."""
        with _no_collection():
            for hospital in range(unit.first - 1, unit.last):
                yield from HospitalRun(world, hospital, zone_of(world, hospital), handed).tables()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Switch Python's search for circles of objects off: a run makes millions of objects, and no circle.

    The search takes a sixth of the time of a run.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
