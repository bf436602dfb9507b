"""Who the patients are: birth, sex, home, insurance and blood type, as columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.calendar import Days, day_number, days_of_age
from healthgen_db.world.draws import Categories, Draws, Floats, Ints, lookup_table
from healthgen_db.world.names import SEXES
from healthgen_db.world.places.geography import Geography
from healthgen_db.world.population import PREFIXES, Population
from healthgen_db.world.world import World

__all__ = ["UNINSURED", "People", "PeopleTables", "compute_people", "population_by_age"]

UNINSURED = -1
# Where shares come out evenly, they do so in every run of this many patients.
QUOTA_RUN = 1_000
# How many patients are looked at to settle every ZIP code: twice as many as are expected to do, within these limits.
FEW_PATIENTS = 1_000
MOST_PIONEERS = 1_000_000


@dataclass(frozen=True)
class People:
    """Patients as columns of shape (patients,), by id."""

    id: Ints
    birth: Days
    sex: NDArray[np.int16]
    """0 Female, 1 Male; of a patient of gender Other, whose body medicine treats and whose list the name is from."""
    gender: NDArray[np.int16]
    """Index into the population's genders; the first two are the sexes."""
    place: Ints
    """Index of the home's ZIP code in the geography."""
    payer: NDArray[np.int16]
    """Index of the payer in the catalog, -1 uninsured."""
    blood_type: NDArray[np.int16]
    """Index into the population's blood types."""
    prefix: NDArray[np.int16]
    """Index into population.PREFIXES; 0 is none."""


class PeopleTables:
    """Lookup tables of who lives in the US, made once per world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.origin = day_number(world.config.origin)
        # around one hospital the shares of the parts of the country are asked for, so they come out as nearly as can be
        self.even_homes = world.geography.hospital is not None
        self.place_edges: Floats = np.cumsum(world.geography.weight)
        self.first_homes = _first_homes(world.geography, self.drawn_homes)
        self._age_and_gender(world)
        self._insurance(world)
        self._prefixes(world)
        self.blood_table = lookup_table(list(world.population.blood_types.values()))

    def drawn_homes(self, patient: Ints) -> Ints:
        """Draw homes by how many patients live there."""
        if self.even_homes:
            chance = self.draws.stratified("patient.home", patient - 1, QUOTA_RUN)
        else:
            chance = self.draws.uniform("patient.home", patient)
        home: Ints = np.searchsorted(self.place_edges, chance * self.place_edges[-1], side="right")
        return home

    def _age_and_gender(self, world: World) -> None:
        weights = population_by_age(world.population)
        self.ages = int(np.flatnonzero(weights.sum(axis=1))[-1]) + 1
        self.genders = world.population.genders
        self.quota = world.population.sampling == "quota"
        cells = np.arange(self.ages * len(self.genders), dtype=np.int16).reshape(self.ages, -1)
        if self.quota:
            # gender after gender: a quota holds best for what changes least often in the table
            weights, cells = weights[: self.ages].T, cells.T
        else:
            weights = weights[: self.ages]
        self.age_gender_table: Categories = cells.reshape(-1)[lookup_table(weights.reshape(-1))]
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
            for gender in self.genders:
                shares = world.population.prefix_shares(gender, age)
                rows.append(lookup_table([shares.get(prefix, 0.0) for prefix in PREFIXES]))
        self.prefix_tables = np.stack(rows)


def population_by_age(population: Population) -> Floats:
    """Return the share of the population of each age and gender, shape (121, genders), %."""
    return np.array(
        [[population.share(age, gender) for gender in population.genders] for age in range(OLDEST_AGE + 1)]
    )


def compute_people(tables: PeopleTables, first_patient: int, last_patient: int) -> People:
    """Return the patients with ids first to last, inclusive."""
    draws = tables.draws
    patient = np.arange(first_patient, last_patient + 1, dtype=np.int64)
    age_and_gender = _ages_and_genders(tables, patient)
    age, gender = age_and_gender // len(tables.genders), age_and_gender % len(tables.genders)
    birth = tables.birth_first[age] + draws.below("patient.birthday", patient, tables.birth_days[age])
    return People(
        id=patient,
        birth=birth.astype(np.int32),
        sex=_sexes(tables, patient, gender),
        gender=gender,
        place=_settle(tables, patient),
        payer=draws.categorical_by("patient.payer", patient, tables.payer_tables, age),
        blood_type=draws.categorical("patient.blood_type", patient, tables.blood_table),
        prefix=draws.categorical_by("patient.prefix", patient, tables.prefix_tables, age_and_gender),
    )


def _ages_and_genders(tables: PeopleTables, patient: Ints) -> Categories:
    """Return age * genders + gender."""
    table = tables.age_gender_table
    if not tables.quota:
        return tables.draws.categorical("patient.age_and_sex", patient, table)
    chance = tables.draws.stratified("patient.age_and_sex", patient - 1, QUOTA_RUN)
    picked: Categories = table[(chance * table.size).astype(np.int64)]
    return picked


def _sexes(tables: PeopleTables, patient: Ints, gender: Categories) -> Categories:
    """Return the sex of each patient's body: the gender's, and one of the two for gender Other."""
    if len(tables.genders) == len(SEXES):
        return gender
    drawn = tables.draws.below("patient.sex", patient, len(SEXES))
    return np.where(gender < len(SEXES), gender, drawn).astype(np.int16)


def _settle(tables: PeopleTables, patient: Ints) -> Ints:
    """Draw homes; the first patients' are laid down, so that no ZIP code stays empty."""
    place = tables.drawn_homes(patient)
    pioneers = np.flatnonzero(patient <= tables.first_homes.size)
    place[pioneers] = tables.first_homes[patient[pioneers] - 1]
    return place


def _first_homes(geography: Geography, drawn_homes: Callable[[Ints], Ints]) -> Ints:
    """Return the homes of patients 1, 2, ... up to the one with whom every ZIP code is lived in.

    Patients live in the part of the country that they draw, which keeps its share; but the first ones of each part
    take its ZIP codes in turn. (A part with a tiny share may not be full by the last patient that is looked at.)
    """
    part_of_turn = geography.part[geography.turn]
    room = np.bincount(part_of_turn)
    share = np.bincount(geography.part, weights=geography.weight)[: room.size] / geography.weight.sum()
    expected = (room[room > 0] / share[room > 0]).max()
    home = drawn_homes(np.arange(1, min(int(2 * expected) + FEW_PATIENTS, MOST_PIONEERS) + 1, dtype=np.int64))
    drawn_part = geography.part[home]
    last = 0
    for part in np.unique(part_of_turn):
        turn = geography.turn[part_of_turn == part]
        pioneers = np.flatnonzero(drawn_part == part)[: turn.size]
        home[pioneers] = turn[: pioneers.size]
        last = max(last, int(pioneers.max(initial=-1)) + 1)
    return home[:last]
