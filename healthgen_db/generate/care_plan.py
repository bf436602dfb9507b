"""The care plan of each patient: who treats each condition."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.generate.courses import CONDITIONS_PER_PATIENT
from healthgen_db.generate.people import People
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World

# The draw key of a patient-condition is patient * 4 + 0, 1 or 2.
CONDITION_KEYS_PER_PATIENT = 4


@dataclass(frozen=True)
class CarePlan:
    """The care plans of a block, as columns of shape (patients, 3): one column for each condition."""

    hospital: Ints
    """Index of the hospital."""
    doctor: Ints
    """Index of the doctor."""
    same_day_bias: Floats
    """What hospital and doctor add to the probability of same-day visits."""


class CarePlanTables:
    """What care plans are drawn from, made once for each world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.facilities = world.facilities


def compute_care_plan(tables: CarePlanTables, people: People) -> CarePlan:
    """Return the care plans of these people. A condition has one hospital and doctor, so follow-ups have the same."""
    facilities = tables.facilities
    key = people.id[:, None] * CONDITION_KEYS_PER_PATIENT + np.arange(CONDITIONS_PER_PATIENT)
    chance = tables.draws.uniform("plan.hospital", key)
    share = facilities.nearby_share[people.place]
    rank = (chance[:, :, None] >= share[:, None, :]).sum(axis=2)
    hospital = facilities.nearby[people.place[:, None], rank]
    start = facilities.staff_start[hospital]
    staff = facilities.staff_start[hospital + 1] - start
    doctor = facilities.staff[start + tables.draws.below("plan.doctor", key, staff)]
    bias = facilities.hospitals.same_day_bias[hospital] + facilities.doctors.same_day_style[doctor]
    return CarePlan(hospital, doctor, bias)
