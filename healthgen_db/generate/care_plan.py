"""What care the patients need: their conditions, how often they come, and who looks after them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.people import People, population_by_age
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE
from healthgen_db.world.calendar import DAYS_PER_YEAR, Days, age_on, day_number
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.world import World

__all__ = ["CONDITIONS_PER_PATIENT", "CarePlan", "CarePlanTables", "compute_care_plan"]

CONDITIONS_PER_PATIENT = 3
NO_CONDITION = -1
# Addresses of a patient's conditions, next to each other.
CONDITION_KEYS_PER_PATIENT = 4
# How many further draws a second or third condition takes when it repeats an earlier one.
REDRAWS = 12


@dataclass(frozen=True)
class CarePlan:
    """The care that patients need, as columns of shape (patients,) or (patients, 3)."""

    conditions: NDArray[np.int16]
    """Condition indexes, shape (patients, 3); -1 beyond the patient's count."""
    count: Ints
    first_day: Days
    """From when on the patient can come: `start`, or birth."""
    delay: Ints
    """Days until the first episode's share of time begins: 0 but for those registered and not yet seen."""
    episode_days: Floats
    """Length of one episode's share of time: five years by the number of episodes, less for those born since."""
    hospital: Ints
    """Index of the hospital by condition, shape (patients, 3)."""
    doctor: Ints
    same_day_bias: Floats
    """What hospital and doctor add to the same-day share, shape (patients, 3)."""


class CarePlanTables:
    """Lookup tables of who care_plan what, made once per world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.facilities = world.facilities
        self.start = day_number(world.config.start)
        self.genders = len(world.population.genders)
        self.window_days = round(world.behavior.visits.window_years * DAYS_PER_YEAR)
        self.age_after_days = int(world.behavior.visits.conditions_by_age_after_years * DAYS_PER_YEAR)
        rates = _visit_rates(world)
        by_age_and_sex = rates.reshape(len(rates), -1).T
        self.condition_tables, self.condition_row = lookup_tables(by_age_and_sex, COARSE)
        behavior = world.behavior.visits
        self.count_table = lookup_table(behavior.conditions_had)
        self.complex = np.array(
            [world.catalog.categories[entry.category].complex_episodes for entry in world.catalog.conditions]
        )
        self.shortest_span = behavior.shortest_span_days
        self.unseen_share = behavior.unseen_share
        self.unseen_delay = behavior.unseen_delay_years
        self.episode_tables, self.episode_row = _episode_tables(world, rates.sum(axis=0))
        hospitals, doctors = world.facilities.hospitals, world.facilities.doctors
        self.hospital_bias = hospitals.same_day_bias
        self.doctor_style = doctors.same_day_style


def _visit_rates(world: World) -> Floats:
    """Return how often a person of an age and gender is seen for a condition, shape (conditions, ages, genders).

    The square root softens the spread of encounters, because a hospital sees fewer office visits than the survey.
    """
    population = population_by_age(world.population)
    rates = np.zeros((len(world.catalog.conditions), *population.shape))
    for number, condition in enumerate(world.catalog.conditions):
        mix = condition.mix
        weight = mix.weight or np.sqrt(mix.encounters) / mix.visits_per_patient
        middle = 100 - mix.pct_under_18 - mix.pct_65_plus
        groups = (
            (0, ADULT_AGE, mix.pct_under_18, mix.pct_female_under_18 or mix.pct_female),
            (ADULT_AGE, SENIOR_AGE, middle, mix.pct_female),
            (SENIOR_AGE, OLDEST_AGE + 1, mix.pct_65_plus, mix.pct_female),
        )
        for low, high, age_share, pct_female in groups:
            for sex, sex_share in enumerate((pct_female, 100 - pct_female)):
                ages = [age for age in range(low, high) if _applies_to(condition, age, sex)]
                people = population[ages, sex].sum()
                if people > 0:
                    rates[number, ages, sex] = weight * age_share * sex_share / people
        # who is neither gets what both sexes get, as often as they do in the middle
        if condition.sex is None:
            rates[number, :, len(SEXES) :] = rates[number, :, : len(SEXES)].mean(axis=1, keepdims=True)
    return rates


def _applies_to(condition: Condition, age: int, sex: int) -> bool:
    return condition.youngest <= age < condition.max_age + 1 and condition.sex in (None, SEXES[sex])


def _episode_tables(world: World, rate: Floats) -> tuple[NDArray[np.int16], Ints]:
    """Return tables of the number of episodes in five years - 1, by first condition complex or not, age and sex.

    Over everybody the numbers follow the shares of behavior.toml. Who is seen more often at their age and sex ranks
    higher: a person's rank is that of a normal score around the logarithm of the rate.
    """
    population = population_by_age(world.population)
    middles, number = np.unique(
        world.behavior.visits.episode_rank_by_rate * np.log(np.maximum(rate, rate[rate > 0].min())),
        return_inverse=True,
    )
    weight = np.bincount(number.reshape(-1), weights=population.reshape(-1))
    grid = np.linspace(middles[0] - 5, middles[-1] + 5, 1000)
    everybody = _normal_below(grid[:, None] - middles) @ weight / weight.sum()
    tables = []
    for shares in (world.behavior.visits.episodes, world.behavior.visits.complex_episodes):
        cuts = np.interp(np.cumsum(shares)[:-1] / np.sum(shares), everybody, grid)
        below = _normal_below(cuts - middles[:, None])
        tables += [lookup_table(row, COARSE) for row in np.diff(below, axis=1, prepend=0.0, append=1.0)]
    return np.stack(tables), np.concatenate([number.reshape(-1), number.reshape(-1) + middles.size])


def _normal_below(score: Floats) -> Floats:
    """Return the standard normal distribution function."""
    below: Floats = np.vectorize(NormalDist().cdf, otypes=[np.float64])(score)
    return below


def compute_care_plan(tables: CarePlanTables, people: People) -> CarePlan:
    """Return what care these people need."""
    middle_age = np.maximum(age_on(people.birth, tables.start + tables.age_after_days), 0)
    row = middle_age.astype(np.int64) * tables.genders + people.gender
    conditions, count = _choose_conditions(tables, people.id, tables.condition_row[row])
    pace = tables.episode_row[tables.complex[conditions[:, 0]] * tables.condition_row.size + row]
    episodes = 1 + tables.draws.categorical_by("needs.episodes", people.id, tables.episode_tables, pace)
    unseen = tables.draws.uniform("needs.unseen", people.id) < tables.unseen_share
    low, high = tables.unseen_delay
    delay = (low + (high - low) * tables.draws.uniform("needs.delay", people.id)) * DAYS_PER_YEAR
    hospital, doctor = _choose_care(tables, people)
    first_day = np.maximum(people.birth, tables.start).astype(np.int32)
    return CarePlan(
        conditions=conditions,
        count=count,
        first_day=first_day,
        delay=np.where(unseen, delay, 0).astype(np.int64),
        episode_days=np.maximum(tables.start + tables.window_days - first_day, tables.shortest_span)
        / episodes,
        hospital=hospital,
        doctor=doctor,
        same_day_bias=tables.hospital_bias[hospital] + tables.doctor_style[doctor],
    )


def _choose_conditions(tables: CarePlanTables, patient: Ints, row: Ints) -> tuple[NDArray[np.int16], Ints]:
    """Draw one to three distinct conditions from these rows of the tables; return them and how many they are."""
    wanted = 1 + tables.draws.categorical("needs.count", patient, tables.count_table).astype(np.int64)
    conditions = np.full((patient.size, CONDITIONS_PER_PATIENT), NO_CONDITION, dtype=np.int16)
    conditions[:, 0] = tables.draws.categorical_by("needs.condition", patient, tables.condition_tables, row)
    count = np.ones_like(wanted)
    for attempt in range(REDRAWS):
        open_ = np.flatnonzero(count < wanted)
        drawn = tables.draws.categorical_by(
            f"needs.condition.{attempt}", patient[open_], tables.condition_tables, row[open_]
        )
        new = (conditions[open_] != drawn[:, None]).all(axis=1)
        chosen = open_[new]
        conditions[chosen, count[chosen]] = drawn[new]
        count[chosen] += 1
    return conditions, count


def _choose_care(tables: CarePlanTables, people: People) -> tuple[Ints, Ints]:
    """Draw hospital and doctor for each condition, so that follow-ups come back to them."""
    facilities = tables.facilities
    patient_conditions = people.id[:, None] * CONDITION_KEYS_PER_PATIENT + np.arange(CONDITIONS_PER_PATIENT)
    chance = tables.draws.uniform("needs.hospital", patient_conditions)
    share = facilities.nearby_share[people.place]
    rank = (chance[:, :, None] >= share[:, None, :]).sum(axis=2)
    hospital = facilities.nearby[people.place[:, None], rank]
    start = facilities.staff_start[hospital]
    staff = facilities.staff_start[hospital + 1] - start
    doctor = facilities.staff[start + tables.draws.below("needs.doctor", patient_conditions, staff)]
    return hospital, doctor
