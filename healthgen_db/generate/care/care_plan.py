"""The care plan of each patient: the diagnosis of each condition, who treats it, and whether a procedure is planned."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.codes import CodeTables, first_codes
from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT, NO_CONDITION
from healthgen_db.generate.care.people import People
from healthgen_db.world.calendar import age_on
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World

# The draw key of a patient-condition is patient * 4 + 0, 1 or 2.
CONDITION_KEYS_PER_PATIENT = 4


@dataclass(frozen=True)
class CarePlan:
    """The care plans of a block, as columns of shape (patients * 3,): three patient-conditions for each patient.

    Patient-conditions without a condition have the value 0 in all columns.
    """

    hospital: Ints
    """Index of the hospital."""
    doctor: Ints
    """Index of the doctor."""
    weekdays: Ints
    """Index of the set of weekdays on which the doctor admits patients at the hospital."""
    code: Ints
    """Index of the diagnosis code of the first visit."""
    procedure: NDArray[np.bool_]
    """Whether the first visit has the procedure of the condition."""
    same_day_bias: Floats
    """What hospital and doctor add to the probability of same-day visits."""


class CarePlanTables:
    """What care plans are drawn from, made once for each world.

    facilities: Facilities
    codes: CodeTables
    complex: bool, shape (conditions,)
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.facilities = world.facilities
        self.codes = CodeTables(world)
        conditions = world.catalog.conditions
        self.complex = np.array([entry.category == "complex" for entry in conditions])


def compute_care_plan(tables: CarePlanTables, people: People, periods: CarePeriods) -> CarePlan:
    """Return the care plans of these people. A condition has one hospital and doctor, so follow-ups have the same."""
    facilities, draws = tables.facilities, tables.draws
    condition_of = periods.courses.condition.reshape(-1)
    chosen = np.flatnonzero(condition_of != NO_CONDITION)
    condition = condition_of[chosen].astype(np.int64)
    person, column = np.divmod(chosen, CONDITIONS_PER_PATIENT)
    key = people.id[person] * CONDITION_KEYS_PER_PATIENT + column
    place = people.place[person]
    age = age_on(people.birth[person], periods.courses.onset.reshape(-1)[chosen])
    code, procedure = first_codes(tables.codes, key, periods.courses, chosen, sex=people.sex[person], age=age)
    need = condition * 2 + procedure
    nearby = facilities.nearby[place]
    weight = facilities.nearby_weight[tables.complex[condition].astype(np.int64), place]
    below = np.cumsum(weight * facilities.specialist_weight[nearby, need[:, None]], axis=1)
    chance = draws.uniform("plan.hospital", key) * below[:, -1]
    rank = np.minimum((chance[:, None] >= below).sum(axis=1), nearby.shape[1] - 1)
    hospital = np.take_along_axis(nearby, rank[:, None], axis=1)[:, 0]
    pool = hospital * facilities.specialist_weight.shape[1] + need
    edge = np.searchsorted(facilities.pool_edges, pool + draws.uniform("plan.doctor", key), side="right")
    workplace = facilities.pool_place[edge]
    doctor = facilities.workplaces.doctor[workplace]
    bias = facilities.hospitals.same_day_bias[hospital] + facilities.doctors.same_day_style[doctor]
    rows = chosen, condition_of.size
    return CarePlan(
        hospital=_spread(hospital, *rows),
        doctor=_spread(doctor, *rows),
        weekdays=_spread(facilities.workplaces.weekdays[workplace], *rows),
        code=_spread(code, *rows),
        procedure=_spread(procedure, *rows),
        same_day_bias=_spread(bias, *rows),
    )


Value = TypeVar("Value", bound=np.generic)


def _spread(values: NDArray[Value], rows: Ints, size: int) -> NDArray[Value]:
    """Return an array of this size with the values in these rows, and 0 in the others."""
    spread = np.zeros(size, dtype=values.dtype)
    spread[rows] = values
    return spread
