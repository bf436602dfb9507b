"""Who the patients are: birth, sex, home, insurance and blood type, as columns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.calendar import Days, day_number, days_of_age
from healthgen_db.world.catalog_entries import OLDEST_AGE
from healthgen_db.world.draws import Draws, Floats, Ints, lookup_table
from healthgen_db.world.names import SEXES
from healthgen_db.world.population import Population
from healthgen_db.world.world import World

__all__ = ["PREFIXES", "UNINSURED", "People", "PeopleTables", "compute_people", "population_by_age"]

UNINSURED = -1
PREFIXES = (None, "Mr.", "Mrs.", "Ms.", "Dr.")


@dataclass(frozen=True)
class People:
    """Patients as columns of shape (patients,), by id."""

    id: Ints
    birth: Days
    sex: NDArray[np.int16]
    """0 Female, 1 Male."""
    place: Ints
    """Index of the home's ZIP code in the geography."""
    payer: NDArray[np.int16]
    """Index of the payer in the catalog, -1 uninsured."""
    blood_type: NDArray[np.int16]
    """Index into the population's blood types."""
    prefix: NDArray[np.int16]
    """Index into PREFIXES; 0 is none."""


class PeopleTables:
    """Lookup tables of who lives in the US, made once per world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.origin = day_number(world.config.origin)
        self.turn = world.geography.turn
        self.place_edges: Floats = np.cumsum(world.geography.population)
        self._age_and_sex(world)
        self._insurance(world)
        self._prefixes(world)
        self.blood_table = lookup_table(list(world.population.blood_types.values()))

    def _age_and_sex(self, world: World) -> None:
        weights = population_by_age(world.population)
        self.ages = int(np.flatnonzero(weights.sum(axis=1))[-1]) + 1
        self.age_sex_table = lookup_table(weights[: self.ages].reshape(-1))
        spans = np.array([days_of_age(age, world.config.origin) for age in range(self.ages)])
        self.birth_first = spans[:, 0]
        self.birth_days = spans[:, 1] - spans[:, 0] + 1

    def _insurance(self, world: World) -> None:
        payers = world.catalog.payers
        weights: dict[str, float] = defaultdict(float)
        for payer in payers:
            weights[payer.kind] += payer.weight
        rows = []
        for age in range(self.ages):
            kinds = world.population.payer_kinds(age)
            by_payer = [kinds[payer.kind] * payer.weight / weights[payer.kind] for payer in payers]
            rows.append(lookup_table([*by_payer, world.population.uninsured(age)]))
        self.payer_tables = np.stack(rows)
        self.payer_tables[self.payer_tables == len(payers)] = UNINSURED

    def _prefixes(self, world: World) -> None:
        rows = []
        for age in range(self.ages):
            for sex in SEXES:
                shares = world.population.prefix_shares(sex, age)
                rows.append(lookup_table([shares.get(prefix or "", 0.0) for prefix in PREFIXES]))
        self.prefix_tables = np.stack(rows)


def population_by_age(population: Population) -> Floats:
    """Return the share of the population of each age and sex, shape (121, 2), %."""
    return np.array([[population.share(age, sex) for sex in SEXES] for age in range(OLDEST_AGE + 1)])


def compute_people(tables: PeopleTables, first_patient: int, last_patient: int) -> People:
    """Return the patients with ids first to last, inclusive."""
    draws = tables.draws
    patient = np.arange(first_patient, last_patient + 1, dtype=np.int64)
    age_and_sex = draws.pick("patient.age_and_sex", patient, tables.age_sex_table)
    age, sex = age_and_sex // len(SEXES), age_and_sex % len(SEXES)
    birth = tables.birth_first[age] + draws.below("patient.birthday", patient, tables.birth_days[age])
    return People(
        id=patient,
        birth=birth.astype(np.int32),
        sex=sex,
        place=_settle(tables, patient),
        payer=draws.pick_by("patient.payer", patient, tables.payer_tables, age),
        blood_type=draws.pick("patient.blood_type", patient, tables.blood_table),
        prefix=draws.pick_by("patient.prefix", patient, tables.prefix_tables, age_and_sex),
    )


def _settle(tables: PeopleTables, patient: Ints) -> Ints:
    """Draw homes by population; the first patients take one ZIP code each, so that none stays empty."""
    edges = tables.place_edges
    place: Ints = np.searchsorted(
        edges, tables.draws.uniform("patient.home", patient) * edges[-1], side="right"
    )
    pioneers = np.flatnonzero(patient <= tables.turn.size)
    place[pioneers] = tables.turn[patient[pioneers] - 1]
    return place
