"""The care plan of each patient: conditions, number of episodes, hospitals and doctors."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.people import People, population_by_age
from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE
from healthgen_db.world.calendar import DAYS_PER_YEAR, Days, age_on, day_number
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Categories, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.world import World

# A patient has at most three conditions; a rule checks it, and arrays have three columns for them.
CONDITIONS_PER_PATIENT = 3
NO_CONDITION = -1
# The draw key of a patient-condition is patient * 4 + 0, 1 or 2.
CONDITION_KEYS_PER_PATIENT = 4
# How often a second or third condition is drawn again if the patient already has it.
REDRAWS = 12
# Resolution of the distribution of ranks: points, and standard deviations beyond the lowest and the highest middle.
RANK_POINTS = 1000
RANK_MARGIN = 5


@dataclass(frozen=True)
class CarePlan:
    """The care plans of a block, as columns of shape (patients,) or (patients, 3): one column for each condition."""

    conditions: NDArray[np.int16]
    """Indexes of the conditions, shape (patients, 3); -1 beyond the patient's count."""
    count: Ints
    """Number of conditions."""
    first_day: Days
    """The first day on which the patient can have a visit: `start` or the day of birth."""
    delay: Ints
    """Days from first_day to the first episode's share of time; 0 for most patients."""
    episode_days: Floats
    """Length of one episode's share of time, days."""
    hospital: Ints
    """Index of the hospital for each condition, shape (patients, 3)."""
    doctor: Ints
    """Index of the doctor for each condition, shape (patients, 3)."""
    same_day_bias: Floats
    """What hospital and doctor add to the probability of same-day visits, shape (patients, 3)."""


class CarePlanTables:
    """Lookup tables of care plans, made once for each world.

    Rows of tables by age and gender are age * genders + gender, for the ages 0 to 120.

    start: int, day number
    genders: int, number of genders
    behavior: visits of behavior.toml
    window_days: int, days in which the episodes are
    age_after_days: int, days after start when the age decides the conditions
    condition_tables: int16, shape (distinct rows, 2**10), index of a condition
    condition_row: int64, shape (ages * genders,), row of condition_tables
    count_table: int16, shape (2**16,), number of conditions - 1
    complex: bool, shape (conditions,), whether patients with this first condition have complex episodes
    episode_tables: int16, shape (rows, 2**10), number of episodes - 1
    episode_row: int64, shape (2 * ages * genders,), row of episode_tables; the second half is for complex episodes
    """

    def __init__(self, world: World) -> None:
        behavior, catalog = world.behavior.visits, world.catalog
        self.behavior = behavior
        self.draws: Draws = world.draws
        self.facilities = world.facilities
        self.start = day_number(world.config.start)
        self.genders = len(world.population.genders)
        self.window_days = round(behavior.window_years * DAYS_PER_YEAR)
        self.age_after_days = int(behavior.conditions_by_age_after_years * DAYS_PER_YEAR)
        rates = _visit_rates(world)
        self.condition_tables, self.condition_row = lookup_tables(rates.reshape(len(rates), -1).T, COARSE)
        self.count_table = lookup_table(behavior.conditions_had)
        self.complex = np.array(
            [catalog.categories[entry.category].complex_episodes for entry in catalog.conditions]
        )
        self.episode_tables, self.episode_row = _episode_tables(world, rates.sum(axis=0))


def _visit_rates(world: World) -> Floats:
    """Return the relative number of visits for a condition of one person, shape (conditions, ages, genders).

    The square root of the encounters makes conditions less unequal, because a hospital has fewer office visits than the
    survey.
    """
    population = population_by_age(world.population)
    rates = np.zeros((len(world.catalog.conditions), *population.shape))
    for number, condition in enumerate(world.catalog.conditions):
        mix = condition.mix
        weight = mix.weight or np.sqrt(mix.encounters) / mix.visits_per_patient
        child_female = mix.pct_female if mix.pct_female_under_18 is None else mix.pct_female_under_18
        groups = (
            (0, ADULT_AGE, mix.pct_under_18, child_female),
            (ADULT_AGE, SENIOR_AGE, 100 - mix.pct_under_18 - mix.pct_65_plus, mix.pct_female),
            (SENIOR_AGE, OLDEST_AGE + 1, mix.pct_65_plus, mix.pct_female),
        )
        for low, high, age_share, pct_female in groups:
            for sex, sex_share in enumerate((pct_female, 100 - pct_female)):
                ages = [age for age in range(low, high) if _applies_to(condition, age, sex)]
                people = population[ages, sex].sum()
                if people > 0:
                    rates[number, ages, sex] = weight * age_share * sex_share / people
        # patients of gender Other have the mean rate of the two sexes
        if condition.sex is None:
            rates[number, :, len(SEXES) :] = rates[number, :, : len(SEXES)].mean(axis=1, keepdims=True)
    return rates


def _applies_to(condition: Condition, age: int, sex: int) -> bool:
    return condition.youngest <= age <= condition.max_age and condition.sex in (None, SEXES[sex])


def _episode_tables(world: World, rate: Floats) -> tuple[Categories, Ints]:
    """Return `episode_tables` and `episode_row` of CarePlanTables. rate: shape (ages, genders).

    The whole population has the shares of behavior.toml. Each person has a random rank, and a higher rank means more
    episodes. Ranks are normally distributed; their mean grows with the logarithm of the rate at the person's age and
    gender, so people with a high rate have more episodes.
    """
    behavior, population = world.behavior.visits, population_by_age(world.population)
    log_rate = np.log(np.maximum(rate, rate[rate > 0].min()))
    means, number = np.unique(behavior.episode_rank_by_rate * log_rate, return_inverse=True)
    number = number.reshape(-1)
    weight = np.bincount(number, weights=population.reshape(-1))
    ranks = np.linspace(means[0] - RANK_MARGIN, means[-1] + RANK_MARGIN, RANK_POINTS)
    share_below = _normal_cdf(ranks[:, None] - means) @ weight / weight.sum()
    tables = []
    for shares in (behavior.episodes, behavior.complex_episodes):
        limits = np.interp(np.cumsum(shares)[:-1] / np.sum(shares), share_below, ranks)
        below = _normal_cdf(limits - means[:, None])
        tables += [lookup_table(row, COARSE) for row in np.diff(below, axis=1, prepend=0.0, append=1.0)]
    return np.stack(tables), np.concatenate([number, number + means.size])


def _normal_cdf(score: Floats) -> Floats:
    """Return the standard normal distribution function."""
    below: Floats = np.vectorize(NormalDist().cdf, otypes=[np.float64])(score)
    return below


def compute_care_plan(tables: CarePlanTables, people: People) -> CarePlan:
    """Return the care plans of these people."""
    draws, behavior = tables.draws, tables.behavior
    hospitals, doctors = tables.facilities.hospitals, tables.facilities.doctors
    age = np.maximum(age_on(people.birth, tables.start + tables.age_after_days), 0)
    row = age.astype(np.int64) * tables.genders + people.gender
    conditions, count = _choose_conditions(tables, people.id, tables.condition_row[row])
    episode_row = tables.episode_row[tables.complex[conditions[:, 0]] * tables.condition_row.size + row]
    episodes = 1 + draws.categorical_by("needs.episodes", people.id, tables.episode_tables, episode_row)
    unseen = draws.uniform("needs.unseen", people.id) < behavior.unseen_share
    low, high = behavior.unseen_delay_years
    delay = (low + (high - low) * draws.uniform("needs.delay", people.id)) * DAYS_PER_YEAR
    hospital, doctor = _choose_hospitals_and_doctors(tables, people)
    first_day = np.maximum(people.birth, tables.start).astype(np.int32)
    span = np.maximum(tables.start + tables.window_days - first_day, behavior.shortest_span_days)
    return CarePlan(
        conditions=conditions,
        count=count,
        first_day=first_day,
        delay=np.where(unseen, delay, 0).astype(np.int64),
        episode_days=span / episodes,
        hospital=hospital,
        doctor=doctor,
        same_day_bias=hospitals.same_day_bias[hospital] + doctors.same_day_style[doctor],
    )


def _choose_conditions(tables: CarePlanTables, patient: Ints, row: Ints) -> tuple[NDArray[np.int16], Ints]:
    """Draw up to three different conditions from these rows of the tables; return the conditions and their count."""
    wanted = 1 + tables.draws.categorical("needs.count", patient, tables.count_table).astype(np.int64)
    conditions = np.full((patient.size, CONDITIONS_PER_PATIENT), NO_CONDITION, dtype=np.int16)
    conditions[:, 0] = tables.draws.categorical_by("needs.condition", patient, tables.condition_tables, row)
    count = np.ones_like(wanted)
    for attempt in range(REDRAWS):
        incomplete = np.flatnonzero(count < wanted)
        drawn = tables.draws.categorical_by(
            f"needs.condition.{attempt}", patient[incomplete], tables.condition_tables, row[incomplete]
        )
        new = (conditions[incomplete] != drawn[:, None]).all(axis=1)
        chosen = incomplete[new]
        conditions[chosen, count[chosen]] = drawn[new]
        count[chosen] += 1
    return conditions, count


def _choose_hospitals_and_doctors(tables: CarePlanTables, people: People) -> tuple[Ints, Ints]:
    """Draw one hospital and doctor for each condition, shape (patients, 3), so that follow-ups have the same ones."""
    facilities = tables.facilities
    key = people.id[:, None] * CONDITION_KEYS_PER_PATIENT + np.arange(CONDITIONS_PER_PATIENT)
    chance = tables.draws.uniform("needs.hospital", key)
    share = facilities.nearby_share[people.place]
    rank = (chance[:, :, None] >= share[:, None, :]).sum(axis=2)
    hospital = facilities.nearby[people.place[:, None], rank]
    start = facilities.staff_start[hospital]
    staff = facilities.staff_start[hospital + 1] - start
    doctor = facilities.staff[start + tables.draws.below("needs.doctor", key, staff)]
    return hospital, doctor
