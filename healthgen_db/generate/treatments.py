"""What is done on each visit: treatment, diagnosis code and drug.

A course has a drug that its doctor rarely changes.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.care_plan import CarePlan
from healthgen_db.generate.care.codes import FIRST_ROLES, CodeTables, follow_up_codes
from healthgen_db.generate.care.planned_visits import VISITS_PER_COURSE
from healthgen_db.generate.care.roles import MONITORED, RoleTables, follow_up_roles
from healthgen_db.generate.care.timeline import Timeline
from healthgen_db.generate.groups import group_starts
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.draws import COARSE, Draws, Ints, lookup_tables
from healthgen_db.world.world import World

NO_DRUG = -1


@dataclass(frozen=True)
class Treatments:
    """What is done on each visit, as columns of shape (visits,)."""

    code: Ints
    """Index into CodeTables.all_codes."""
    treatment: Ints
    """Index of the treatment in the catalog."""
    prescription: Ints
    """Index into TreatmentTables.prescriptions; -1 without a drug."""


class TreatmentTables:
    """Lookup tables of drugs, made once for each world. Patients of an age group can have the same drugs.

    codes: CodeTables
    roles: RoleTables
    drugs: drugs of behavior.toml
    age_group: int64, shape (121,), group of each age
    prescriptions: list of (index of the medication, dose, frequency); the doses of a drug are neighbors, rising
    drug_tables: int16, shape (distinct rows, 2**10), index of a drug
    drug_row: int64, shape (codes * age groups * first roles * 2,), row of drug_tables; the last factor: not pregnant,
        pregnant
    first_dose, doses: int64, shape (drugs,), index of the first prescription of a drug, and their number
    """

    def __init__(self, world: World, codes: CodeTables) -> None:
        self.draws: Draws = world.draws
        self.conditions = world.catalog.conditions
        self.drugs = world.behavior.drugs
        self.codes = codes
        self.roles = RoleTables(world)
        limits = {0, ADULT_AGE}
        for condition in self.conditions:
            limits |= {age for drug in condition.drugs for age in (drug.min_age, drug.adult_doses_from)}
        self.age_limits = np.array(sorted(limits))
        self.age_group = np.searchsorted(self.age_limits, np.arange(OLDEST_AGE + 1), side="right") - 1
        self._drugs(world)

    def _drugs(self, world: World) -> None:
        medications = {name: number for number, name in enumerate(world.catalog.medications)}
        numbers: dict[tuple[tuple[int, str, str], ...], int] = {}
        rows: list[tuple[tuple[int, float], ...]] = []
        for owner, code in self.codes.codes:
            condition = self.conditions[owner]
            fitting = [drug for drug in condition.drugs if drug.fits(code.code)]
            roles = list(condition.roles)[:FIRST_ROLES]
            for age, role, pregnant in product(self.age_limits, roles, (False, True)):
                row: dict[int, float] = {}
                for drug in fitting:
                    doses = drug.doses_for(int(age)) if drug.treatment == role else ()
                    if doses and (drug.pregnancy or not pregnant):
                        course = tuple((medications[drug.name], dose, drug.frequency) for dose in doses)
                        row[numbers.setdefault(course, len(numbers))] = drug.weight
                # no patient uses a row without drugs, so any drug will do there
                rows.append(tuple((row or {0: 1.0}).items()))
        self.prescriptions = [prescription for course in numbers for prescription in course]
        self.doses = np.array([len(course) for course in numbers])
        self.first_dose = np.cumsum(self.doses) - self.doses
        # few rows differ, so they are told apart before they are written out
        distinct = {row: number for number, row in enumerate(dict.fromkeys(rows))}
        weights = [[dict(row).get(number, 0.0) for number in range(len(numbers))] for row in distinct]
        self.drug_tables, table = lookup_tables(weights, COARSE)
        self.drug_row = table[[distinct[row] for row in rows]]


def compute_treatments(
    tables: TreatmentTables, care_plan: CarePlan, visits: Timeline, *, doctor: Ints, age: NDArray[np.int16]
) -> Treatments:
    """Return what is done on each visit. doctor, and age of the patient: at each visit, shape (visits,)."""
    role = _roles(tables, doctor, visits)
    code = care_plan.code[visits.patient_condition]
    later = visits.earlier_visits > 0
    unfitting = later & (role < MONITORED)
    unfitting[unfitting] = ~tables.codes.fits[code[unfitting], role[unfitting]]
    role[unfitting] = MONITORED
    return Treatments(
        code=np.where(later, follow_up_codes(tables.codes, code, role, _days_since_first(visits)), code),
        treatment=tables.roles.treatment[visits.condition, role],
        prescription=_prescriptions(tables, visits, code, tables.age_group[age], role),
    )


def _roles(tables: TreatmentTables, doctor: Ints, visits: Timeline) -> NDArray[np.int8]:
    """Return the role of each treatment: those of first visits are known, those of follow-ups are drawn."""
    rows = np.flatnonzero(visits.earlier_visits)
    role = visits.first_role.copy()
    role[rows] = follow_up_roles(
        tables.roles,
        visits.key[rows],
        visits.condition[rows],
        doctor[rows],
        same_day=visits.admission[rows] == visits.discharge[rows],
        same_day_share=visits.same_day_share[rows],
    )
    return role


def _days_since_first(visits: Timeline) -> Ints:
    """Return the days from the admission of the first visit of the course to that of each visit."""
    first = np.flatnonzero(visits.earlier_visits == 0)
    begin = np.zeros(visits.patient_condition.max(initial=0) + 1, dtype=np.int64)
    begin[visits.patient_condition[first]] = visits.admission[first]
    days: Ints = visits.admission.astype(np.int64) - begin[visits.patient_condition]
    return days


def _prescriptions(
    tables: TreatmentTables, visits: Timeline, code: Ints, group: Ints, role: NDArray[np.int8]
) -> Ints:
    """Return the prescription of each visit, NO_DRUG without a drug. code: of the first visit of the course.

    A course keeps its drug from one visit with a drug to the next, but for a few changes. The strength moves to a
    neighboring one.
    """
    draws, drugs = tables.draws, tables.drugs
    rows = np.flatnonzero(tables.roles.gives_drug[visits.condition, role])
    rows = rows[np.argsort(visits.patient_condition[rows], kind="stable")]
    key, course = visits.key[rows], visits.patient_condition[rows]
    start = group_starts(course)
    begins = start == np.arange(rows.size)
    changes = draws.uniform("visit.new_drug", key) < drugs.change
    number: Ints = np.cumsum(changes)
    number -= number[start]
    # a drug is drawn for the course, and again at each change
    course_key = key // VISITS_PER_COURSE * VISITS_PER_COURSE + number
    row = (code[rows] * tables.age_limits.size + group[rows]) * FIRST_ROLES + role[rows]
    drug = draws.categorical_by(
        "course.drug", course_key, tables.drug_tables, tables.drug_row[row * 2 + visits.pregnant[rows]]
    )
    chance = draws.uniform("visit.strength", key)
    step = (chance < drugs.stronger).astype(np.int64) - (chance >= 1 - drugs.weaker)
    step[begins] = 0
    place = np.cumsum(step)
    place -= place[start]
    doses = tables.doses[drug]
    # The first strength is that of the course, so a drug that is drawn again has nearly the same one; most are low.
    first_dose = draws.uniform("course.strength", key // VISITS_PER_COURSE) ** drugs.low_first_power * doses
    dose = np.clip(first_dose.astype(np.int64) + place, 0, doses - 1)
    prescription = np.full(visits.key.size, NO_DRUG, dtype=np.int64)
    prescription[rows] = tables.first_dose[drug] + dose
    return prescription
