"""Courses of care: the conditions of a patient, when each begins, its follow-ups, and whether it ends in death.

A course is a first visit with its follow-ups. It ends, and a patient never has a second course for the same condition.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE
from healthgen_db.world.calendar import DAYS_PER_YEAR, Days, age_on, month_of
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Categories, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.names import SEXES
from healthgen_db.world.population import population_by_age
from healthgen_db.world.world import World

# A patient has at most three conditions; a rule checks it, and arrays have three columns for them.
CONDITIONS_PER_PATIENT = 3
NO_CONDITION = -1
# The draw key of a course is that of the care period * 4 + 0, 1 or 2.
COURSE_KEYS_PER_PERIOD = 4
# How often a second or third condition is drawn again if the patient already has it. After that there is no course.
REDRAWS = 3
MONTHS = 12
UNLIMITED = 1_000_000
# The mean number of follow-ups differs between patients (their frailty): a gamma distribution, which is summed at these
# points, in units of its mean.
FRAILTY = (np.arange(1000) + 0.5) / 200


@dataclass(frozen=True)
class Courses:
    """The courses of care of some patients, as arrays of shape (patients, 3): one column for each condition."""

    condition: NDArray[np.int16]
    """Index of the condition; -1 beyond the patient's last course."""
    onset: Days
    """The day from which the first visit is planned."""
    follow_ups: Ints
    """Number of follow-ups."""
    cadence: Floats
    """Days from one planned visit to the next."""
    fatal: NDArray[np.bool_]
    """Whether the patient dies at the end of the first visit. No course follows it."""

    def planned_end(self) -> Floats:
        """Return the day of the patient's last planned visit, shape (patients,)."""
        ends = self.onset + self.follow_ups * self.cadence
        last: Floats = ends[:, 0]
        for column in range(1, CONDITIONS_PER_PATIENT):
            known = self.condition[:, column] != NO_CONDITION
            last = np.where(known, np.maximum(last, ends[:, column]), last)
        return last


class CourseTables:
    """Lookup tables of courses, made once for each world.

    Rows of tables by age and gender are age * genders + gender, for the ages 0 to 120.

    panel: panel of behavior.toml
    genders: int, number of genders
    condition_tables: int16, shape (distinct rows, 2**10), index of a condition
    condition_row: int64, shape (ages * genders * 12,), row of condition_tables, by age, gender and month
    month_weights: float64, shape (12,), relative number of new courses in each month, mean 1
    pace: float64, shape (ages * genders,), factor of the times to the next course and until the patient leaves
    count_table: int16, shape (2**16,), number of conditions - 1
    follow_up_tables: int16, shape (distinct rows, 2**10); follow_up_row: int64, shape (conditions,)
    cadence: float64, shape (conditions, 2), shortest and longest cadence, days
    complex: bool, shape (conditions,)
    mean_stay: float64, shape (conditions,), mean length of the first stay, days
    mortality: float64, shape (conditions, ages), probability that a first visit ends in death
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.panel = panel = world.behavior.panel
        self.genders = len(world.population.genders)
        conditions, categories = world.catalog.conditions, world.catalog.categories
        shares = [
            _follow_up_shares(categories[entry.category].follow_ups, panel.follow_ups_shape, most)
            for entry in conditions
            for most in [min(panel.follow_ups_most, (entry.most_visits or UNLIMITED) - 1)]
        ]
        width = max(map(len, shares))
        padded = [[*row, *[0.0] * (width - len(row))] for row in shares]
        self.follow_up_tables, self.follow_up_row = lookup_tables(padded, COARSE)
        self.cadence = np.array(
            [categories[entry.category].cadence_days for entry in conditions], dtype=float
        )
        self.complex = np.array([entry.category == "complex" for entry in conditions])
        self.mean_stay = np.array([entry.los_mean for entry in conditions])
        self.count_table = lookup_table(panel.conditions)
        visits_per_course = 1 + np.array([np.dot(row, np.arange(len(row))) for row in shares])
        self._illness(world, _visit_rates(world) / visits_per_course[:, None, None])
        self._mortality(world)

    def _illness(self, world: World, rates: Floats) -> None:
        """Set the tables of conditions and the pace. rates: new courses, shape (conditions, ages, genders)."""
        population = population_by_age(world.population)
        monthly = rates[..., None] * _seasons(world)[:, :, None, :]
        by_month = np.tensordot(population, monthly.sum(axis=0), axes=2)
        self.month_weights = by_month / by_month.mean()
        rows = np.moveaxis(monthly, 0, -1).reshape(-1, len(rates))
        self.condition_tables, self.condition_row = lookup_tables(rows, COARSE)
        rate = rates.sum(axis=0)
        mean = (rate * population).sum() / population.sum()
        floor = rate[rate > 0].min()
        self.pace = ((mean / np.maximum(rate, floor)) ** self.panel.pace_by_rate).reshape(-1)

    def _mortality(self, world: World) -> None:
        deaths = world.behavior.deaths
        doublings = (np.arange(OLDEST_AGE + 1) - deaths.hospital_age) / deaths.hospital_doubling_years
        factor = np.clip(2.0**doublings, *deaths.hospital_limits)
        base = np.array([entry.mortality / 100 for entry in world.catalog.conditions])
        self.mortality = np.minimum(base[:, None] * factor, 1.0)

    def row(self, birth: Days, day: Days, gender: Categories) -> Ints:
        """Return age * genders + gender on a day."""
        rows: Ints = age_on(birth, day).astype(np.int64) * self.genders + gender
        return rows


def _visit_rates(world: World) -> Floats:
    """Return the relative number of visits for a condition of one person, shape (conditions, ages, genders).

    The square root of the encounters makes conditions less unequal, because a hospital has fewer office visits than the
    survey.
    """
    population = population_by_age(world.population)
    rates = np.zeros((len(world.catalog.conditions), *population.shape))
    for number, condition in enumerate(world.catalog.conditions):
        mix = condition.mix
        weight = mix.weight or np.sqrt(mix.encounters)
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
    # nobody is too old to be ill: ages without people have the rates of the oldest people
    oldest = int(np.flatnonzero(population.sum(axis=1))[-1])
    rates[:, oldest + 1 :] = rates[:, oldest : oldest + 1]
    return rates


def _applies_to(condition: Condition, age: int, sex: int) -> bool:
    # A course can last past the next birthday, and no visit of it is after max_age.
    last = condition.max_age - (condition.max_age < OLDEST_AGE)
    return condition.youngest <= age <= last and condition.sex in (None, SEXES[sex])


def _seasons(world: World) -> Floats:
    """Return the relative number of new courses by condition, age and month, shape (conditions, ages, 12), mean 1."""
    seasons = np.ones((len(world.catalog.conditions), OLDEST_AGE + 1, MONTHS))
    for number, condition in enumerate(world.catalog.conditions):
        for age in range(OLDEST_AGE + 1):
            if season := condition.season_for(age):
                seasons[number, age] = np.array(season) / np.mean(season)
    return seasons


def _follow_up_shares(mean: float, shape: float, most: int) -> list[float]:
    """Return the probabilities of 0 to `most` follow-ups.

    The number is geometric. Its mean varies between patients, with a gamma distribution of this shape and mean.
    """
    weight = FRAILTY ** (shape - 1) * np.exp(-shape * FRAILTY)
    goes_on = mean * FRAILTY / (1 + mean * FRAILTY)
    at_least = [float(np.dot(weight, goes_on**number) / weight.sum()) for number in range(most + 1)]
    return [share - after for share, after in zip(at_least, [*at_least[1:], 0.0], strict=True)]


def draw_courses(tables: CourseTables, period: Ints, first: Days, birth: Days, gender: Categories) -> Courses:
    """Draw the courses of care periods. period: draw keys; first: onset of the first course; shape (patients,)."""
    draws, panel = tables.draws, tables.panel
    shape = (period.size, CONDITIONS_PER_PATIENT)
    courses = Courses(
        condition=np.full(shape, NO_CONDITION, dtype=np.int16),
        onset=np.zeros(shape, dtype=np.int32),
        follow_ups=np.zeros(shape, dtype=np.int64),
        cadence=np.zeros(shape),
        fatal=np.zeros(shape, dtype=np.bool_),
    )
    count = 1 + draws.categorical("course.count", period, tables.count_table)
    pace = tables.pace[tables.row(birth, first, gender)]
    latest = first + np.int32(panel.longest_years * DAYS_PER_YEAR)
    onset = first
    lives = np.ones(period.size, dtype=np.bool_)
    for column in range(CONDITIONS_PER_PATIENT):
        key = period * COURSE_KEYS_PER_PERIOD + column
        if column:
            onset = onset + _gap(tables, key, pace)
        rows = np.flatnonzero((count > column) & (onset < latest) & lives)
        condition, new = _draw_condition(
            tables,
            key[rows],
            tables.row(birth[rows], onset[rows], gender[rows]),
            onset[rows],
            courses.condition[rows],
        )
        rows, condition = rows[new], condition[new]
        low, high = tables.cadence[condition, 0], tables.cadence[condition, 1]
        risk = tables.mortality[condition, age_on(birth[rows], onset[rows])]
        fatal = draws.uniform("course.fatal", key[rows]) < risk
        drawn = draws.categorical_by(
            "course.follow_ups", key[rows], tables.follow_up_tables, tables.follow_up_row[condition]
        )
        courses.condition[rows, column] = condition
        courses.onset[rows, column] = onset[rows]
        courses.follow_ups[rows, column] = np.where(fatal, 0, drawn)
        courses.cadence[rows, column] = low + (high - low) * draws.uniform("course.cadence", key[rows])
        courses.fatal[rows, column] = fatal
        lives[rows[fatal]] = False
    return courses


def _gap(tables: CourseTables, key: Ints, pace: Floats) -> Days:
    """Return the days from the onset of a condition to that of the next one."""
    draws, panel = tables.draws, tables.panel
    chance = draws.uniform("course.gap", key)
    soon = chance < panel.soon_share
    # one draw for both: the place within its part of [0, 1) is as random as another draw
    chance = np.where(soon, chance / panel.soon_share, (chance - panel.soon_share) / (1 - panel.soon_share))
    first, last = panel.soon_days
    low, high = (years * DAYS_PER_YEAR for years in panel.later_years)
    days = np.where(soon, first + (last + 1 - first) * chance, (low + (high - low) * chance) * pace)
    # no course begins later than longest_years; a later onset could be past the end of the calendar
    return np.minimum(days, panel.longest_years * DAYS_PER_YEAR).astype(np.int32)


def _draw_condition(
    tables: CourseTables, key: Ints, row: Ints, onset: Days, earlier: NDArray[np.int16]
) -> tuple[NDArray[np.int16], NDArray[np.bool_]]:
    """Draw conditions by age, gender and month; return them, and whether the patient does not have them already."""
    table_row = tables.condition_row[row * MONTHS + month_of(onset)]
    condition = tables.draws.categorical_by("course.condition", key, tables.condition_tables, table_row)
    new = _differs(condition, earlier)
    for attempt in range(REDRAWS):
        again = np.flatnonzero(~new)
        if not again.size:
            break
        condition[again] = tables.draws.categorical_by(
            f"course.condition.{attempt}", key[again], tables.condition_tables, table_row[again]
        )
        new[again] = _differs(condition[again], earlier[again])
    return condition, new


def _differs(condition: NDArray[np.int16], earlier: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Return whether a condition is none of the patient's earlier ones: at most two, in the first columns."""
    differs: NDArray[np.bool_] = (earlier[:, 0] != condition) & (earlier[:, 1] != condition)
    return differs
