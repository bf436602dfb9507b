"""Care periods, from registration to leaving or death: ages, courses of care, and ends."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.generate.care.course_tables import CourseTables
from healthgen_db.generate.care.courses import Courses, calibrate, draw_courses
from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.calendar import DAYS_PER_YEAR, Days, age_on, day_number
from healthgen_db.world.draws import Categories, Draws, Floats, Ints, lookup_table
from healthgen_db.world.population import population_by_age
from healthgen_db.world.world import World

# How many care periods are drawn to find the mean length by age, and their draw keys, which no patient has.
PILOT_PERIODS = 25_000
PILOT_KEY = 1 << 58
# How often the weights of conditions are corrected by a pilot.
CALIBRATIONS = 2
# Quantiles of the years from registration to a random moment of a care period, for each band of ages.
QUANTILES = 64
# Group size of stratified draws: each group of this many patients has the exact shares, as nearly as possible.
QUOTA_GROUP = 1_000
# A day after every possible date: patients who do not die in care, and bills that are never paid.
NEVER = np.int32(2**30)
# Nobody lives longer: whoever has not died in care at this age leaves alive.
LAST_AGE = 200


@dataclass(frozen=True)
class CarePeriods:
    """The care period of each patient, as columns of shape (patients,), sorted by id."""

    id: Ints
    key: Ints
    """The draw key of the care period."""
    gender: Categories
    """Index into the population's genders. The first two are the sexes."""
    birth: Days
    registered: Days
    leaves: Days
    """The day on which the patient leaves. A visit that ends later puts it off, and death cancels it."""
    dies: Days
    """The day of death outside the hospital; NEVER if the patient leaves before it."""
    until: Days
    """About the end of the care period. Its exact end is in Departures, which knows when the visits end."""
    courses: Courses


class CarePeriodTables:
    """Lookup tables of care periods, made once for each world.

    courses: CourseTables
    quota: bool, whether ages and genders are a stratified sample
    age_gender_table: int16, shape (2**16,), age * genders + gender, at a random moment of a care period
    in_care: float64, shape (ages, 65), years from registration to a random moment of a care period, at the quantiles
        0 to 1; 0 if every patient has one visit
    death_ages, death_risk: float64, shape (ages,), ages in years, and the risk of death outside the hospital up to
        each of them: the sum of its yearly rates
    complex_factor: float, factor of these rates for patients whose first condition is complex
    mean_years: float, mean length of a care period; 0 if every patient has one visit
    """

    def __init__(self, world: World) -> None:
        deaths = world.behavior.deaths
        self.draws: Draws = world.draws
        self.panel = world.behavior.panel
        self.courses = CourseTables(world)
        self.quota = world.population.sampling == "quota"
        if self.quota and not self.panel.one_visit:
            raise ConfigError(
                f"population {world.config.population}: sampling = quota needs one_visit = true, because other patients"
                " are drawn again if they left before --start"
            )
        self.death_ages = np.arange(LAST_AGE + 1.0)
        yearly_pct = np.exp(np.interp(self.death_ages[:-1] + 0.5, deaths.ages, np.log(deaths.yearly_pct)))
        self.death_risk = np.concatenate([[0.0], np.cumsum(yearly_pct / 100)])
        self.complex_factor = deaths.complex_factor
        self._ages(world)
        self.courses.begin_epidemics(world)

    def _ages(self, world: World) -> None:
        """Set the ages at which patients register, so that those in care have the ages of the population.

        Patients of ages with long care periods register less often. The lengths are not known in advance, so a pilot
        draws care periods and measures their mean length by band of ages and gender. It also measures which conditions
        they bring.
        """
        weights = population_by_age(world.population)
        band = np.zeros(OLDEST_AGE + 1, dtype=np.int64)
        for number, entry in enumerate(world.population.age_bands):
            band[entry.min_age :] = number
        self.in_care = np.zeros((OLDEST_AGE + 1, QUANTILES + 1))
        self.mean_years = 0.0
        self.age_gender_table = _age_gender_table(weights, self.quota)
        if self.panel.one_visit:
            return
        self._set_ages(self._pilot(day_number(world.config.origin)), weights, band)
        for _ in range(CALIBRATIONS):
            periods = self._pilot(day_number(world.config.origin))
            calibrate(self.courses, periods.courses, periods.birth)
        self._set_ages(self._pilot(day_number(world.config.origin)), weights, band)

    def _set_ages(self, periods: CarePeriods, weights: Floats, band: Ints) -> None:
        """Set the tables of ages from the lengths of the pilot's care periods.

        weights: people of each age and gender; band: of each age
        """
        years = np.maximum(periods.until - periods.registered, 1) / DAYS_PER_YEAR
        of_band = band[age_on(periods.birth, periods.registered)]
        group = of_band * self.courses.genders + periods.gender
        groups = (band[-1] + 1) * self.courses.genders
        size = np.bincount(group, minlength=groups)
        mean = np.bincount(group, weights=years, minlength=groups) / np.maximum(size, 1)
        self.mean_years = float(years.size / (1 / mean[group]).sum())
        mean = np.where(size, mean, self.mean_years).reshape(-1, self.courses.genders)
        self.age_gender_table = _age_gender_table(weights / mean[band], self.quota)
        chance = self.draws.uniform("pilot.moment", periods.key)
        for number in np.unique(of_band):
            those = of_band == number
            self.in_care[band == number] = _weighted_quantiles(years[those] * chance[those], years[those])

    def _pilot(self, origin: int) -> CarePeriods:
        key = PILOT_KEY + np.arange(PILOT_PERIODS, dtype=np.int64)
        day = (origin - self.draws.uniform("pilot.day", key) * DAYS_PER_YEAR).astype(np.int32)
        return draw_care_periods(self, key, key, day, onset=day)


def _age_gender_table(weights: Floats, quota: bool) -> Categories:
    """Return age * genders + gender by quantile. weights: shape (ages, genders)."""
    cells = np.arange(weights.size, dtype=np.int16).reshape(weights.shape)
    if quota:
        # Gender comes first, because a stratified sample is most exact in what changes least often along the table.
        weights, cells = weights.T, cells.T
    table: Categories = cells.reshape(-1)[lookup_table(weights.reshape(-1))]
    return table


def _weighted_quantiles(values: Floats, weights: Floats) -> Floats:
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    quantiles: Floats = np.interp(np.linspace(0, 1, QUANTILES + 1), below / below[-1], values[order])
    return quantiles


def draw_care_periods(
    tables: CarePeriodTables, patient: Ints, key: Ints, registered: Days, *, onset: Days
) -> CarePeriods:
    """Draw care periods. All arguments have the shape (patients,).

    patient: ids
    key: draw keys of the care periods
    registered: day of registration
    onset: day from which the first course begins
    """
    draws, genders = tables.draws, tables.courses.genders
    cell = _ages_and_genders(tables, key)
    age, gender = cell // genders, cell % genders
    # The age is that at a random moment of the care period, so the patient was younger on the day of registration.
    point = draws.uniform("care.in_care", key) * QUANTILES
    step = point.astype(np.int64)
    so_far = tables.in_care[age, step]
    so_far = so_far + (tables.in_care[age, step + 1] - so_far) * (point - step)
    years = age + draws.uniform("care.birthday", key)
    # A child who was not yet born on that day has any age up to the one drawn.
    unborn = np.flatnonzero(years <= so_far)
    younger = years[unborn] * draws.uniform("care.newborn", key[unborn])
    years -= so_far
    years[unborn] = younger
    birth = registered - (years * DAYS_PER_YEAR).astype(np.int32)
    person = tables.courses.row(age_on(birth, registered), gender)
    courses = draw_courses(tables.courses, key, onset, birth, gender, person=person)
    leaves = courses.planned_end() + _after_last_visit(tables, key, person)
    first = courses.condition[:, 0]
    dies = birth + _days_to_death(tables, key, years, tables.courses.complex[first])
    ends_fatally = courses.onset + tables.courses.mean_stay[courses.condition]
    # at most one course of a patient is fatal
    in_hospital = np.minimum.reduce(np.where(courses.fatal, ends_fatally, NEVER).T)
    until = np.minimum(np.minimum(leaves, dies), in_hospital).astype(np.int32)
    return CarePeriods(
        id=patient,
        key=key,
        gender=gender,
        birth=birth.astype(np.int32),
        registered=registered,
        leaves=leaves.astype(np.int32),
        dies=np.where(dies <= leaves, dies, NEVER).astype(np.int32),
        until=until,
        courses=courses,
    )


def _days_to_death(tables: CarePeriodTables, key: Ints, years: Floats, is_complex: NDArray[np.bool_]) -> Days:
    """Draw the days from birth to death outside the hospital, for patients who are so many years old and live."""
    factor = np.where(is_complex, tables.complex_factor, 1)
    risk = np.interp(years, tables.death_ages, tables.death_risk)
    risk = risk - np.log1p(-tables.draws.uniform("care.death", key)) / factor
    age: Floats = np.interp(risk, tables.death_risk, tables.death_ages)
    return (age * DAYS_PER_YEAR).astype(np.int32)


def _ages_and_genders(tables: CarePeriodTables, key: Ints) -> Categories:
    """Return age * genders + gender, shape (patients,)."""
    table = tables.age_gender_table
    if not tables.quota:
        return tables.draws.categorical("care.age_and_sex", key, table)
    chance = tables.draws.stratified("care.age_and_sex", key - 1, QUOTA_GROUP)
    return table[(chance * table.size).astype(np.int64)]


def _after_last_visit(tables: CarePeriodTables, key: Ints, person: Ints) -> Floats:
    """Draw the days from the last planned visit until the patient leaves. person: age * genders + gender."""
    pace = tables.courses.pace[person]
    mean = tables.panel.leaves_after_years * DAYS_PER_YEAR * pace
    days: Floats = -np.log1p(-tables.draws.uniform("care.leaves", key)) * mean
    return np.minimum(1 + days, tables.panel.longest_years * DAYS_PER_YEAR)
