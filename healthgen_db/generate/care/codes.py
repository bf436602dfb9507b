"""Diagnosis codes: that of a course, whether its first visit has a procedure, and the codes of follow-ups."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.courses import CONDITIONS_PER_PATIENT, NO_CONDITION, Courses
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.catalog.codes import DiagnosisCode
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Draws, Floats, Ints, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.world import World

# The first roles of treatments: primary, secondary, Monitoring. They are in the order of Condition.roles.
FIRST_ROLES = 3


class CodeTables:
    """Lookup tables of codes, made once for each world. Within an age group, patients can have the same codes.

    codes: list of (index of the condition, DiagnosisCode): the codes of first visits
    all_codes: list of codes: those of first visits, then those that only follow-ups have
    age_limits: int64, shape (age groups,), first age of each group
    companion: int64, shape (conditions,), the condition that changes the weights of codes; NO_CONDITION for none
    code_tables: int16, shape (distinct rows, 2**10), index of a code
    code_row: int64, shape (conditions * sexes * age groups * 2,), row of code_tables; the last factor: without and with
        the companion
    procedure: float64, shape (codes, 121), probability that the first visit has the procedure of the condition, by age
    fits: bool, shape (codes, first roles), whether a patient with the code can have the treatment
    urgent: bool, shape (codes,), whether nobody plans a first visit with the code
    follow_up_code: int64, shape (codes, roles), code of follow-ups
    follow_up_after: int64, shape (codes,), days after the first visit from which follow-ups have that code
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.conditions = world.catalog.conditions
        self.codes = [(number, code) for number, entry in enumerate(self.conditions) for code in entry.icd10]
        limits = {0, ADULT_AGE}
        limits |= {age for _, code in self.codes for age in (code.min_age, code.max_age + 1)}
        self.age_limits = np.array(sorted(limits & set(range(OLDEST_AGE + 1))))
        names = [condition.name for condition in self.conditions]
        companions = [condition.companion for condition in self.conditions]
        self.companion = np.array(
            [NO_CONDITION if name is None else names.index(name) for name in companions]
        )
        rows = [
            [
                (owner == number) * code.weight_for(sex, int(age)) * (code.with_companion if both else 1)
                for owner, code in self.codes
            ]
            for number in range(len(names))
            for sex in SEXES
            for age in self.age_limits
            for both in (False, True)
        ]
        # no patient uses a row without weights, so any weights will do there
        self.code_tables, self.code_row = lookup_tables(
            [row if any(row) else [1.0] * len(row) for row in rows], COARSE
        )
        self.procedure = np.array(
            [_procedure_by_age(self.conditions[owner], code) for owner, code in self.codes]
        )
        self.fits = np.array(
            [
                [code.fits(name) for name in list(self.conditions[owner].roles)[:FIRST_ROLES]]
                for owner, code in self.codes
            ]
        )
        self.urgent = np.array([code.urgent for _, code in self.codes])
        self._follow_ups()

    def _follow_ups(self) -> None:
        later = [code.code for condition in self.conditions for code in condition.follow_up_icd10]
        self.all_codes = [*(code.code for _, code in self.codes), *later]
        number = {code: index for index, code in enumerate(self.all_codes)}
        roles = max(len(condition.roles) for condition in self.conditions)
        self.follow_up_code = np.repeat(np.arange(len(self.codes))[:, None], roles, axis=1)
        for row, (owner, code) in enumerate(self.codes):
            for role, name in enumerate(self.conditions[owner].roles):
                follow_up = code.by_treatment.get(name, code.follow_up)
                if follow_up is not None:
                    self.follow_up_code[row, role] = number[follow_up]
        self.follow_up_after = np.array([code.follow_up_after for _, code in self.codes])


def _procedure_by_age(condition: Condition, code: DiagnosisCode) -> Floats:
    """Return the probability of the procedure by age, shape (121,). The old have some procedures less often."""
    years = np.arange(OLDEST_AGE + 1.0)
    if condition.procedure is None:
        return np.zeros_like(years)
    halvings = np.maximum(years - condition.procedure.fewer_from_age, 0) / condition.procedure.halving_years
    shares: Floats = np.minimum(code.procedure * 2**-halvings, 1.0)
    return shares


def first_codes(
    tables: CodeTables,
    key: Ints,
    courses: Courses,
    place: Ints,
    *,
    sex: NDArray[np.int16],
    age: NDArray[np.int16],
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the codes of courses, and whether their first visits have the procedure of the condition.

    key: draw keys; place: of each course, patient * 3 + column; sex and age: of its patient, when the course begins
    """
    condition = courses.condition.reshape(-1)[place].astype(np.int64)
    companion = tables.companion[condition]
    others = courses.condition[place // CONDITIONS_PER_PATIENT]
    both = (others == companion[:, None]).any(axis=1) & (companion != NO_CONDITION)
    group = np.searchsorted(tables.age_limits, age, side="right") - 1
    row = ((condition * len(SEXES) + sex) * tables.age_limits.size + group) * 2 + both
    drawn = tables.draws.categorical_by("plan.code", key, tables.code_tables, tables.code_row[row])
    code = drawn.astype(np.int64)
    return code, tables.draws.uniform("plan.procedure", key) < tables.procedure[code, age]


def follow_up_codes(tables: CodeTables, code: Ints, role: NDArray[np.int8], days: Ints) -> Ints:
    """Return the codes of follow-ups. code: of the first visit of the course; days: since its admission."""
    return np.where(days >= tables.follow_up_after[code], tables.follow_up_code[code, role], code)
