"""Who the patients of the panel are: sex, home, insurance and blood type, as columns."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import QUOTA_GROUP, CarePeriods
from healthgen_db.world.ages import OLDEST_AGE, SENIOR_AGE
from healthgen_db.world.calendar import Days, age_on
from healthgen_db.world.draws import Categories, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.population import PREFIXES
from healthgen_db.world.world import World

UNINSURED = -1
# How many patients are computed to find the first homes: twice the expected number, plus FEW_PATIENTS for small
# datasets, and at most MOST_PATIENTS to limit memory.
FEW_PATIENTS = 1_000
MOST_PATIENTS = 1_000_000


@dataclass(frozen=True)
class People:
    """Patients as columns of shape (patients,), sorted by id."""

    id: Ints
    birth: Days
    sex: NDArray[np.int16]
    """0 Female, 1 Male. Patients of gender Other have one of the two; it decides the first name and the medicine."""
    gender: NDArray[np.int16]
    """Index into the population's genders. The first two are the sexes."""
    place: Ints
    """Index of the home's ZIP code in the geography."""
    payer: NDArray[np.int16]
    """Index of the payer up to the 65th birthday, or of all time if the patient registered later; -1 is uninsured."""
    senior_payer: NDArray[np.int16]
    """The same from the 65th birthday on. Nobody becomes uninsured then."""
    blood_type: NDArray[np.int16]
    """Index into the population's blood types."""
    prefix: NDArray[np.int16]
    """Index into PREFIXES; 0 is no prefix."""

    def payer_at(self, age: NDArray[np.int16], person: Ints | slice = slice(None)) -> NDArray[np.int16]:
        """Return the payers of these patients at these ages, in years. person: indexes; by default all patients."""
        payer: NDArray[np.int16] = np.where(age >= SENIOR_AGE, self.senior_payer[person], self.payer[person])
        return payer


class PeopleTables:
    """Lookup tables of patients, made once for each world.

    Ages go from 0 to 120, and genders are those of the population.

    genders: tuple of gender names
    stratified_homes: bool, whether homes are a stratified sample
    place_edges: float64, shape (zip codes,), cumulative weights of homes
    first_homes: int64, shape (first patients,), home of patients 1, 2, ...
    uninsured: float64, shape (ages, states), probability of having no insurance; state: int64, shape (zip codes,), the
        second index of it
    payer_tables: int16, shape (distinct rows, 2**16), index of the payer of insured patients
    payer_row: int64, shape (ages,), row of payer_tables
    medicare_table: int16, shape (2**16,), index of a payer of kind Medicare
    keeps_private: float, probability that private insurance still pays first from 65 on
    medicare, private: bool, shape (payers + 1,), whether the payer is of this kind; the last one, of index UNINSURED,
        is of none
    prefix_tables: int16, shape (distinct rows, 2**16), index into PREFIXES; prefix_row: int64, shape (ages * genders,)
    blood_table: int16, shape (2**16,), index into the blood types
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        # Around one place the user asks for shares of parts of the country. A stratified sample keeps them closely.
        self.stratified_homes = world.geography.hospitals.size > 0
        self.place_edges: Floats = np.cumsum(world.geography.weight)
        self.first_homes = self._first_homes(world.geography)
        self.genders = world.population.genders
        self._insurance(world)
        self._prefixes(world)
        self.blood_table = lookup_table(list(world.population.blood_types.values()))

    def draw_homes(self, patient: Ints) -> Ints:
        """Draw homes, weighted by the number of patients in each ZIP code."""
        if self.stratified_homes:
            chance = self.draws.stratified("patient.home", patient - 1, QUOTA_GROUP)
        else:
            chance = self.draws.uniform("patient.home", patient)
        home: Ints = np.searchsorted(self.place_edges, chance * self.place_edges[-1], side="right")
        return home

    def _first_homes(self, geography: Geography) -> Ints:
        """Return the homes of patients 1, 2, ... up to the patient with whom every ZIP code has a patient.

        Every patient stays in the part of the country that is drawn, so the parts keep their shares. Within each part,
        the first patients take the ZIP codes in the order of fill_order. (A part with a tiny share can still have empty
        ZIP codes after the last patient that is computed here.)
        """
        part_of_zip = geography.part[geography.fill_order]
        room = np.bincount(part_of_zip)
        share = np.bincount(geography.part, weights=geography.weight)[: room.size] / geography.weight.sum()
        expected = (room[room > 0] / share[room > 0]).max()
        patients = min(int(2 * expected) + FEW_PATIENTS, MOST_PATIENTS)
        home = self.draw_homes(np.arange(1, patients + 1, dtype=np.int64))
        drawn_part = geography.part[home]
        last = 0
        for part in np.unique(part_of_zip):
            zip_codes = geography.fill_order[part_of_zip == part]
            first = np.flatnonzero(drawn_part == part)[: zip_codes.size]
            home[first] = zip_codes[: first.size]
            last = max(last, int(first.max(initial=-1)) + 1)
        return home[:last]

    def _insurance(self, world: World) -> None:
        payers = world.catalog.payers
        weights: dict[str, float] = defaultdict(float)
        for payer in payers:
            weights[payer.kind] += payer.weight
        rows = []
        for age in range(OLDEST_AGE + 1):
            kinds = world.population.payer_kinds(age)
            rows.append([kinds[payer.kind] * payer.weight / weights[payer.kind] for payer in payers])
        self.payer_tables, self.payer_row = lookup_tables(rows)
        self.medicare, self.private = (
            np.array([*(payer.kind == kind for payer in payers), False]) for kind in ("Medicare", "Private")
        )
        self.medicare_table = lookup_table(self.medicare[:-1] * [payer.weight for payer in payers])
        self.keeps_private = world.population.insurance.insured_senior.get("Private", 0) / 100
        self._uninsured(world)

    def _uninsured(self, world: World) -> None:
        """Set the probability of having no insurance: that of the age, times the state's share of people without it.

        The shares of states are relative to the mean of the country. Medicare is the same in all states.
        """
        geography, population = world.geography, world.population
        names, self.state = np.unique(geography.state, return_inverse=True)
        pct = {state.code: state.uninsured_pct for state in world.catalog.states}
        factor = np.array([pct[name] for name in names]) / population.insurance.us_uninsured_pct
        by_age = np.array([population.uninsured(age) for age in range(OLDEST_AGE + 1)])
        factors = np.where(np.arange(OLDEST_AGE + 1)[:, None] < SENIOR_AGE, factor, 1.0)
        self.uninsured = np.minimum(by_age[:, None] * factors, 1.0)

    def _prefixes(self, world: World) -> None:
        rows = []
        for age in range(OLDEST_AGE + 1):
            for gender in self.genders:
                shares = world.population.prefix_shares(gender, age)
                rows.append([shares.get(prefix, 0.0) for prefix in PREFIXES])
        self.prefix_tables, self.prefix_row = lookup_tables(rows)


def compute_people(tables: PeopleTables, periods: CarePeriods) -> People:
    """Return the patients of the panel."""
    draws, patient = tables.draws, periods.id
    # Payer and prefix depend on the age on the day of registration, so a later today changes neither.
    age = age_on(periods.birth, periods.registered)
    row = age * np.int16(len(tables.genders)) + periods.gender
    place = _homes(tables, patient)
    payer, senior_payer = _payers(tables, patient, age, place)
    return People(
        id=patient,
        birth=periods.birth,
        sex=_sexes(tables, patient, periods.gender),
        gender=periods.gender,
        place=place,
        payer=payer,
        senior_payer=senior_payer,
        blood_type=draws.categorical("patient.blood_type", patient, tables.blood_table),
        prefix=draws.categorical_by("patient.prefix", patient, tables.prefix_tables, tables.prefix_row[row]),
    )


def _payers(
    tables: PeopleTables, patient: Ints, age: Categories, place: Ints
) -> tuple[Categories, Categories]:
    """Return the payers before and from the 65th birthday on; UNINSURED for none. age: at registration, years.

    At 65 patients get Medicare, or keep it; a few keep their private insurance.
    """
    draws, state = tables.draws, tables.state[place]
    chance = draws.uniform("patient.uninsured", patient)
    payer = draws.categorical_by("patient.payer", patient, tables.payer_tables, tables.payer_row[age])
    payer[chance < tables.uninsured[age, state]] = UNINSURED
    keeps = (age >= SENIOR_AGE) | tables.medicare[payer]
    keeps |= tables.private[payer] & (draws.uniform("patient.private", patient) < tables.keeps_private)
    keeps |= (payer == UNINSURED) & (chance < tables.uninsured[SENIOR_AGE, state])
    medicare = draws.categorical("patient.medicare", patient, tables.medicare_table)
    return payer, np.where(keeps, payer, medicare)


def _sexes(tables: PeopleTables, patient: Ints, gender: Categories) -> Categories:
    """Return the sex of each patient: the same as the gender, or a random sex for gender Other."""
    if len(tables.genders) == len(SEXES):
        return gender
    drawn = tables.draws.below("patient.sex", patient, len(SEXES))
    return np.where(gender < len(SEXES), gender, drawn).astype(np.int16)


def _homes(tables: PeopleTables, patient: Ints) -> Ints:
    """Return homes. Those of the first patients are fixed, so that every ZIP code has a patient."""
    place = tables.draw_homes(patient)
    first = np.flatnonzero(patient <= tables.first_homes.size)
    place[first] = tables.first_homes[patient[first] - 1]
    return place
