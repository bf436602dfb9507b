"""A block of patients with all their visits and bills: three tables. Blocks can be computed alone and in any order."""

from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from healthgen_db.generate.billing import BillTables, billing_batch
from healthgen_db.generate.care_plan import CarePlanTables, compute_care_plan
from healthgen_db.generate.patients import PatientTables, patients_batch
from healthgen_db.generate.people import PeopleTables, compute_people
from healthgen_db.generate.timeline import compute_timeline
from healthgen_db.generate.visits import VisitTables, compute_encounters, visits_batch
from healthgen_db.world.calendar import day_number
from healthgen_db.world.world import World


@dataclass(frozen=True)
class Block:
    """The rows of some patients as of the dataset's today. Each table is sorted by its key."""

    patients: pa.RecordBatch | pa.Table
    visits: pa.RecordBatch | pa.Table
    billing: pa.RecordBatch | pa.Table


@lru_cache(maxsize=4)
def _tables(world: World) -> tuple[PeopleTables, CarePlanTables, PatientTables, VisitTables, BillTables]:
    """Return the lookup tables of a world."""
    return (
        PeopleTables(world),
        CarePlanTables(world),
        PatientTables(world),
        VisitTables(world),
        BillTables(world),
    )


def compute_block(world: World, first_patient: int, last_patient: int) -> Block:
    """Compute the patients with ids from first to last, inclusive, with their visits and bills. Ids begin with 1."""
    people_tables, plan_tables, patient_tables, visit_tables, bill_tables = _tables(world)
    today = day_number(world.config.today)
    people = compute_people(people_tables, first_patient, last_patient)
    care_plan = compute_care_plan(plan_tables, people)
    timeline = compute_timeline(visit_tables.parameters, people, care_plan, today)
    encounters = compute_encounters(people, care_plan, timeline)
    return Block(
        patients=patients_batch(patient_tables, people),
        visits=visits_batch(visit_tables, people, timeline, encounters),
        billing=billing_batch(bill_tables, people, timeline, encounters, today),
    )
