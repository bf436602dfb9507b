"""What is done on each visit: treatment, diagnosis code and drug, by lookup tables."""

from __future__ import annotations

from dataclasses import dataclass

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

__all__ = ["NO_DRUG", "TreatmentTables", "Treatments", "compute_treatments"]

PRIMARY, SECONDARY, MONITORED = range(3)
ROLES = 3
"""Roles that a first visit can have; a condition's own follow-up treatments come after them."""
NO_DRUG = -1
NO_VISIT = 1_000


@dataclass(frozen=True)
class Treatments:
    """What is done, as columns of shape (visits,)."""

    code: Ints
    """Index into `TreatmentTables.codes`."""
    treatment: Ints
    """Index of the treatment in the catalog."""
    drug: Ints
    """Index into `TreatmentTables.prescriptions`, -1 for none."""


class TreatmentTables:
    """Lookup tables of treatments, codes and drugs; made once per world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.conditions = world.catalog.conditions
        self.doctor_bias = world.facilities.doctors.medication_bias
        self._age_groups()
        self._treatments(world)
        self._codes()
        self._drugs(world)

    def _age_groups(self) -> None:
        """Group ages so that no code and no drug tells two ages of a group apart."""
        limits = {0, ADULT_AGE}
        for condition in self.conditions:
            limits |= {code.min_age for code in condition.icd10} | {drug.min_age for drug in condition.drugs}
            limits |= {code.max_age + 1 for code in condition.icd10}
        self.ages = np.array(sorted(limit for limit in limits if limit <= OLDEST_AGE))
        self.age_group = np.searchsorted(self.ages, np.arange(OLDEST_AGE + 1), side="right") - 1

    def _treatments(self, world: World) -> None:
        names = [treatment.name for treatment in world.catalog.treatments]
        given = {treatment.name for treatment in world.catalog.treatments if treatment.given_as_drug}
        roles = [_roles(condition) for condition in self.conditions]
        widest = max(map(len, roles))
        self.treatment = np.array(
            [[names.index(name) for name in row] + [0] * (widest - len(row)) for row in roles], dtype=np.int64
        )
        self.own_follow_ups = np.array([len(row) - ROLES for row in roles])
        # a doctor who likes drugs shifts visits between the primary and the secondary treatment
        self.drug_side = np.array([(row[PRIMARY] in given) - (row[SECONDARY] in given) for row in roles])
        self.shares = np.array(
            [_edges(world.behavior.treatment.first), _edges(world.behavior.treatment.follow_up)]
        )
        self.own_first_share = np.array(
            [condition.secondary_share is not None for condition in self.conditions]
        )
        self.once = [number for number, condition in enumerate(self.conditions) if condition.primary_once]
        self.after_primary = {
            number: lookup_table(
                [(self.conditions[number].after_primary or {}).get(name, 0.0) for name in roles[number]],
                COARSE,
            )
            for number in self.once
        }

    def _codes(self) -> None:
        self.codes = [(number, code) for number, entry in enumerate(self.conditions) for code in entry.icd10]
        rows = [
            [
                code.weight_for(sex, age) * (owner == number) * code.fits_first(role)
                for owner, code in self.codes
            ]
            for number, condition in enumerate(self.conditions)
            for sex in SEXES
            for age in self.ages
            for role in _roles(condition)[:ROLES]
        ]
        # rows that no patient can have are all zero; any code will do there
        self.code_tables, self.code_row = lookup_tables(
            [row if any(row) else [1.0] * len(row) for row in rows], COARSE
        )
        self.allows_primary = np.array(
            [code.fits_first(self.conditions[number].primary) for number, code in self.codes]
        )

    def _drugs(self, world: World) -> None:
        medications = {name: number for number, name in enumerate(world.catalog.medications)}
        self.prescriptions: list[tuple[int, str, str]] = []
        rows: list[dict[int, float]] = []
        for number, code in self.codes:
            condition = self.conditions[number]
            for age in self.ages:
                for role in _roles(condition)[:ROLES]:
                    rows.append(
                        {
                            self._prescription(medications[drug.name], dose, drug.frequency): drug.weight
                            / len(doses)
                            for drug in condition.drugs
                            if drug.treatment == role and code.code not in drug.not_for
                            for doses in [drug.doses_for(int(age))]
                            for dose in doses
                        }
                    )
        # the last entry of each row is no drug, for treatments that give none
        dense = [[row.get(n, 0.0) for n in range(len(self.prescriptions))] + [float(not row)] for row in rows]
        self.drug_tables, self.drug_row = lookup_tables(dense, COARSE)
        self.drug_tables[self.drug_tables == len(self.prescriptions)] = NO_DRUG

    def _prescription(self, medication: int, dose: str, frequency: str) -> int:
        entry = (medication, dose, frequency)
        if entry not in self.prescriptions:
            self.prescriptions.append(entry)
        return self.prescriptions.index(entry)


def _roles(condition: Condition) -> list[str]:
    return [condition.primary, condition.secondary, MONITORING, *condition.follow_ups]


def _edges(shares: RoleShares) -> tuple[float, float]:
    return shares.primary, shares.primary + shares.secondary


def compute_treatments(
    tables: TreatmentTables,
    parameters: ConditionParameters,
    visits: Timeline,
    *,
    key: Ints,
    sex: NDArray[np.int16],
    age: NDArray[np.int16],
    doctor: Ints,
) -> Treatments:
    """Return what is done on each visit; key, sex, age and doctor have shape (visits,)."""
    first = visits.chain == 0
    role = _draw_roles(tables, parameters, visits, key, tables.doctor_bias[doctor])
    group = tables.age_group[age]
    person = ((visits.condition * len(SEXES) + sex) * tables.ages.size + group) * ROLES
    code = np.zeros(visits.patient_condition.max(initial=0) + 1, dtype=np.int64)
    row = tables.code_row[person[first] + role[first]]
    code[visits.patient_condition[first]] = tables.draws.categorical_by(
        "visit.code", key[first], tables.code_tables, row
    )
    code = code[visits.patient_condition]
    _once_only(tables, visits, key, code, role)
    drug_row = (code * tables.ages.size + group) * ROLES + np.minimum(role, MONITORED)
    drug = tables.draws.categorical_by("visit.drug", key, tables.drug_tables, tables.drug_row[drug_row])
    return Treatments(code, tables.treatment[visits.condition, role], drug.astype(np.int64))


def _draw_roles(
    tables: TreatmentTables, parameters: ConditionParameters, visits: Timeline, key: Ints, bias: Floats
) -> Ints:
    """Draw primary, secondary, monitoring or a follow-up treatment of the condition's own."""
    first = visits.chain == 0
    shift = bias * tables.drug_side[visits.condition]
    edges = tables.shares[(~first).astype(np.int64)]
    # nobody in a Moderate or Severe state is only watched: the shares of the two treatments grow in proportion
    whole = np.where(first & (visits.severity > MILD), edges[:, 1], 1.0)
    chance = tables.draws.uniform("visit.treatment", key) * whole
    role: Ints = (chance >= edges[:, 0] + shift).astype(np.int64) + (chance >= edges[:, 1])
    own_first = np.flatnonzero(first & tables.own_first_share[visits.condition])
    role[own_first] = parameters.first_by_secondary(key[own_first], visits.condition[own_first])
    own_later = np.flatnonzero(~first & (tables.own_follow_ups[visits.condition] > 0))
    choices = tables.own_follow_ups[visits.condition[own_later]]
    role[own_later] = ROLES + tables.draws.below("visit.follow_up", key[own_later], choices)
    return role


def _once_only(tables: TreatmentTables, visits: Timeline, key: Ints, code: Ints, role: Ints) -> None:
    """Keep a primary treatment that a patient has once to the first time, and give what comes after it; in place."""
    for condition in tables.once:
        rows = np.flatnonzero(visits.condition == condition)
        ruled_out = (role[rows] == PRIMARY) & ~tables.allows_primary[code[rows]]
        role[rows[ruled_out]] = SECONDARY
        patient_conditions, first = np.unique(
            visits.patient_condition[rows[role[rows] == PRIMARY]], return_index=True
        )
        done = np.full(visits.patient_condition.max(initial=0) + 1, NO_VISIT, dtype=np.int64)
        done[patient_conditions] = visits.number[rows[role[rows] == PRIMARY][first]]
        after = rows[visits.number[rows] > done[visits.patient_condition[rows]]]
        role[after] = tables.draws.categorical(
            "visit.after_primary", key[after], tables.after_primary[condition]
        )
