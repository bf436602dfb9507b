"""What is done on each visit: diagnosis code, treatment and drug."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.condition_parameters import MILD, ConditionParameters
from healthgen_db.generate.timeline import Timeline
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.behavior import RoleShares
from healthgen_db.world.catalog.entries import MONITORING, Condition
from healthgen_db.world.draws import COARSE, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.world import World

# The roles of treatments. Follow-up treatments that a condition has of its own have the roles from FIRST_ROLES on.
PRIMARY, SECONDARY, MONITORED = range(3)
FIRST_ROLES = 3
NO_DRUG = -1
# More than any visit number.
NO_VISIT = 1_000


class TreatmentTables:
    """Lookup tables of treatments, codes and drugs, made once for each world.

    Ages are grouped: within an age group, patients of one sex can have the same codes and drugs.

    age_limits: int64, shape (age groups,), first age of each group
    age_group: int64, shape (121,), group of each age
    codes: list of (index of the condition, DiagnosisCode)
    prescriptions: list of (index of the medication, dose, frequency)
    doctor_bias: float64, shape (doctors,), added to the share of treatments that are given as drugs

    treatment: int64, shape (conditions, roles), index of the treatment, 0 beyond the last role
    own_follow_ups: int64, shape (conditions,), number of follow-up treatments that the condition has of its own
    drug_side: int64, shape (conditions,), 1 if only the primary treatment is a drug, -1 if only the secondary, else 0
    shares: float64, shape (2, 2): rows first visit and follow-up, share of primary, share of primary or secondary
    has_secondary_share: bool, shape (conditions,), whether first visits follow the condition's own secondary_share
    primary_once: list of indexes of the conditions whose primary treatment a patient has at most once
    after_primary: by index of such a condition, int16, shape (2**10,), role of visits after the primary treatment

    code_tables: int16, shape (distinct rows, 2**10), index of a code
    code_row: int64, shape (conditions * sexes * age groups * first roles,), row of code_tables
    allows_primary: bool, shape (codes,), whether a first visit with the code can have the primary treatment
    drug_tables: int16, shape (distinct rows, 2**10), index of a prescription or -1
    drug_row: int64, shape (codes * age groups * first roles,), row of drug_tables
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.conditions = world.catalog.conditions
        self.doctor_bias = world.facilities.doctors.medication_bias
        self._age_groups()
        self._treatments(world)
        self._codes()
        self._drugs(world)

    def _age_groups(self) -> None:
        limits = {0, ADULT_AGE}
        for condition in self.conditions:
            limits |= {code.min_age for code in condition.icd10} | {drug.min_age for drug in condition.drugs}
            limits |= {code.max_age + 1 for code in condition.icd10}
        self.age_limits = np.array(sorted(limit for limit in limits if limit <= OLDEST_AGE))
        self.age_group = np.searchsorted(self.age_limits, np.arange(OLDEST_AGE + 1), side="right") - 1

    def _treatments(self, world: World) -> None:
        names = [treatment.name for treatment in world.catalog.treatments]
        drugs = {treatment.name for treatment in world.catalog.treatments if treatment.given_as_drug}
        shares = world.behavior.treatment
        roles = [_roles(condition) for condition in self.conditions]
        widest = max(map(len, roles))
        self.treatment = np.array(
            [[names.index(name) for name in row] + [0] * (widest - len(row)) for row in roles], dtype=np.int64
        )
        self.own_follow_ups = np.array([len(row) - FIRST_ROLES for row in roles])
        self.drug_side = np.array([(row[PRIMARY] in drugs) - (row[SECONDARY] in drugs) for row in roles])
        self.shares = np.array([_cumulative(shares.first), _cumulative(shares.follow_up)])
        self.has_secondary_share = np.array(
            [condition.secondary_share is not None for condition in self.conditions]
        )
        self.primary_once = [
            number for number, condition in enumerate(self.conditions) if condition.primary_once
        ]
        self.after_primary = {}
        for number in self.primary_once:
            after = self.conditions[number].after_primary or {}
            self.after_primary[number] = lookup_table(
                [after.get(name, 0.0) for name in roles[number]], COARSE
            )

    def _codes(self) -> None:
        self.codes = [(number, code) for number, entry in enumerate(self.conditions) for code in entry.icd10]
        rows = [
            [
                code.weight_for(sex, age) * (owner == number) * code.fits_first(role)
                for owner, code in self.codes
            ]
            for number, condition in enumerate(self.conditions)
            for sex in SEXES
            for age in self.age_limits
            for role in _roles(condition)[:FIRST_ROLES]
        ]
        # no patient uses a row without weights, so any weights will do there
        self.code_tables, self.code_row = lookup_tables(
            [row if any(row) else [1.0] * len(row) for row in rows], COARSE
        )
        self.allows_primary = np.array(
            [code.fits_first(self.conditions[number].primary) for number, code in self.codes]
        )

    def _drugs(self, world: World) -> None:
        medications = {name: number for number, name in enumerate(world.catalog.medications)}
        numbers: dict[tuple[int, str, str], int] = {}
        rows: list[dict[int, float]] = []
        for owner, code in self.codes:
            condition = self.conditions[owner]
            drugs = [drug for drug in condition.drugs if code.code not in drug.not_for]
            for age, role in product(self.age_limits, _roles(condition)[:FIRST_ROLES]):
                row: dict[int, float] = {}
                for drug in drugs:
                    doses = drug.doses_for(int(age)) if drug.treatment == role else ()
                    for dose in doses:
                        prescription = (medications[drug.name], dose, drug.frequency)
                        row[numbers.setdefault(prescription, len(numbers))] = drug.weight / len(doses)
                rows.append(row)
        self.prescriptions = list(numbers)
        # the last category of each row is no drug, for treatments that are not given as drugs
        weights = [
            [row.get(number, 0.0) for number in range(len(numbers))] + [float(not row)] for row in rows
        ]
        self.drug_tables, self.drug_row = lookup_tables(weights, COARSE)
        self.drug_tables[self.drug_tables == len(numbers)] = NO_DRUG


def _roles(condition: Condition) -> list[str]:
    """Return the treatments of a condition by role."""
    return [condition.primary, condition.secondary, MONITORING, *condition.follow_ups]


def _cumulative(shares: RoleShares) -> tuple[float, float]:
    return shares["primary"], shares["primary"] + shares["secondary"]


def compute_treatments(
    tables: TreatmentTables,
    parameters: ConditionParameters,
    visits: Timeline,
    *,
    key: Ints,
    sex: NDArray[np.int16],
    age: NDArray[np.int16],
    doctor: Ints,
) -> tuple[Ints, Ints, Ints]:
    """Return what is done on each visit, as columns of shape (visits,), like key, sex, age and doctor.

    The first is the code (index into `TreatmentTables.codes`), the second the treatment (index in the catalog), the
    third the drug (index into `TreatmentTables.prescriptions`, -1 for none).
    """
    first = visits.earlier_visits == 0
    role = _draw_roles(tables, parameters, visits, key, tables.doctor_bias[doctor])
    group = tables.age_group[age]
    row = ((visits.condition * len(SEXES) + sex) * tables.age_limits.size + group) * FIRST_ROLES
    # follow-ups have the code of the first visit
    code = np.zeros(visits.patient_condition.max(initial=0) + 1, dtype=np.int64)
    code[visits.patient_condition[first]] = tables.draws.categorical_by(
        "visit.code", key[first], tables.code_tables, tables.code_row[row[first] + role[first]]
    )
    code = code[visits.patient_condition]
    _limit_primary(tables, visits, key, code, role)
    row = (code * tables.age_limits.size + group) * FIRST_ROLES + np.minimum(role, MONITORED)
    drug = tables.draws.categorical_by("visit.drug", key, tables.drug_tables, tables.drug_row[row])
    return code, tables.treatment[visits.condition, role], drug.astype(np.int64)


def _draw_roles(
    tables: TreatmentTables, parameters: ConditionParameters, visits: Timeline, key: Ints, bias: Floats
) -> Ints:
    """Draw the role of each treatment. bias: shape (visits,), medication bias of the doctor."""
    first = visits.earlier_visits == 0
    # a doctor with a positive bias gives the treatment that is a drug more often, the other one less often
    shift = bias * tables.drug_side[visits.condition]
    edges = tables.shares[(~first).astype(np.int64)]
    # a first visit at Moderate or Severe severity has one of the two treatments, never monitoring
    total = np.where(first & (visits.severity > MILD), edges[:, 1], 1.0)
    chance = tables.draws.uniform("visit.treatment", key) * total
    role: Ints = (chance >= edges[:, 0] + shift).astype(np.int64) + (chance >= edges[:, 1])
    by_share = np.flatnonzero(first & tables.has_secondary_share[visits.condition])
    role[by_share] = parameters.first_by_secondary(key[by_share], visits.condition[by_share])
    own = np.flatnonzero(~first & (tables.own_follow_ups[visits.condition] > 0))
    choices = tables.own_follow_ups[visits.condition[own]]
    role[own] = FIRST_ROLES + tables.draws.below("visit.follow_up", key[own], choices)
    return role


def _limit_primary(tables: TreatmentTables, visits: Timeline, key: Ints, code: Ints, role: Ints) -> None:
    """Change roles in place, so that each patient has a primary treatment of `primary_once` at most once.

    Visits after it have a role of `after_primary`. A code that does not allow the treatment gets the secondary one.
    """
    for condition in tables.primary_once:
        rows = np.flatnonzero(visits.condition == condition)
        not_allowed = (role[rows] == PRIMARY) & ~tables.allows_primary[code[rows]]
        role[rows[not_allowed]] = SECONDARY
        primary = rows[role[rows] == PRIMARY]
        patient_conditions, first = np.unique(visits.patient_condition[primary], return_index=True)
        done = np.full(visits.patient_condition.max(initial=0) + 1, NO_VISIT, dtype=np.int64)
        done[patient_conditions] = visits.number[primary[first]]
        after = rows[visits.number[rows] > done[visits.patient_condition[rows]]]
        role[after] = tables.draws.categorical(
            "visit.after_primary", key[after], tables.after_primary[condition]
        )
