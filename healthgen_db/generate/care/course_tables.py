"""What courses of care are drawn from: conditions by age and month, pairs of conditions, follow-ups, scores."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE, SENIOR_AGE
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Categories, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.illness import seasons, visit_rates
from healthgen_db.world.population import population_by_age
from healthgen_db.world.seasons import MONTHS
from healthgen_db.world.world import World

# The bands of ages in which the weights of conditions are corrected: their ends, and their middles.
BAND_ENDS, BAND_MIDDLES = (ADULT_AGE, 30, 35, 40, 50, SENIOR_AGE), (9, 25, 32, 37, 45, 57, 75)
# Visits of a pilot that are too few to correct the weight of a condition by.
FEW_VISITS = 50
# The years in which the first and the last season of the calendar begin.
FIRST_SEASON, LAST_SEASON = 1799, 2140
# Of so many seasons in a row, each has its own part of the range of the factor.
SEASONS_IN_A_ROW = 4
UNLIMITED = 1_000_000
# The mean number of follow-ups differs between patients (their frailty): a gamma distribution, which is summed at these
# points, in units of its mean.
FRAILTY = (np.arange(1000) + 0.5) / 200


class CourseTables:
    """Lookup tables of courses, made once for each world.

    Rows of tables by age and gender are age * genders + gender, for the ages 0 to 120.

    panel: panel of behavior.toml
    genders: int, number of genders
    weights: float32, shape (conditions, ages * genders * 12), relative number of new courses by age, gender and month
    visit_shares: float64, shape (conditions, bands), share of each condition in the visits of a band of ages
    pair_weights: float32, shape (conditions, conditions + 1), how much more likely each condition is after another one
        (the second index; the last one is for none)
    season_begins: int, months from January to the begin of a season of epidemics
    epidemics: by index of a condition whose seasons differ, float32, shape (seasons,), factor of each season
    month_weights: float64, shape (12,), relative number of new courses in each month, mean 1
    pace: float64, shape (ages * genders,), factor of the times to the next course and until the patient leaves
    count_table: int16, shape (2**10,), number of conditions - 1, by rank
    often_ill: float64, shape (ages * genders,), logarithm of the rate of illness, mean 0 and variance 1
    follow_up_tables: int16, shape (distinct rows, 2**10); follow_up_row: int64, shape (conditions,)
    cadence: float64, shape (conditions, 2), shortest and longest cadence, days
    complex: bool, shape (conditions,)
    mean_stay: float64, shape (conditions,), mean length of the first stay, days
    mortality: float64, shape (conditions, ages), probability that a first visit ends in death
    age_score: float64, shape (conditions, ages), age in standard deviations among the patients of the condition
    earlier_score: float64, shape (3,), the same for the number of earlier conditions, among all courses
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.panel = panel = world.behavior.panel
        self.genders = len(world.population.genders)
        self.stay, self.in_severity = world.behavior.stay, world.behavior.frailty.in_severity
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
        self.count_table = lookup_table(panel.conditions, COARSE)
        visits_per_course = 1 + np.array([np.dot(row, np.arange(len(row))) for row in shares])
        rates = visit_rates(conditions, world.population)
        self._visit_shares(rates * population_by_age(world.population))
        rates = rates / visits_per_course[:, None, None]
        self._illness(world, rates)
        self._mortality(world)
        self._stay_scores(world, rates)

    def _visit_shares(self, visits: Floats) -> None:
        ages = np.split(visits.sum(axis=2), BAND_ENDS, axis=1)
        by_band = np.stack([part.sum(axis=1) for part in ages], axis=1)
        self.visit_shares = by_band / by_band.sum(axis=0)

    def _illness(self, world: World, rates: Floats) -> None:
        """Set the tables of conditions and the pace. rates: new courses, shape (conditions, ages, genders)."""
        population = population_by_age(world.population)
        monthly = rates[..., None] * seasons(world.catalog.conditions)[:, :, None, :]
        by_month = np.tensordot(population, monthly.sum(axis=0), axes=2)
        self.month_weights = by_month / by_month.mean()
        self.weights = monthly.reshape(len(rates), -1).astype(np.float32)
        self.pair_weights = np.ascontiguousarray(world.catalog.pair_weights.T, dtype=np.float32)
        self.season_begins = world.seasons.epidemics_from - 1
        self.epidemics: dict[int, NDArray[np.float32]] = {}
        rate = rates.sum(axis=0)
        mean = (rate * population).sum() / population.sum()
        floor = rate[rate > 0].min()
        log_rate = np.log(np.maximum(rate, floor) / mean)
        self.pace = np.exp(-self.panel.pace_by_rate * log_rate).reshape(-1)
        self.often_ill = _standardized(log_rate, population).reshape(-1)

    def begin_epidemics(self, world: World) -> None:
        """Let the seasons of epidemics differ. Before that, for the pilots, all seasons are alike."""
        self.epidemics = {
            number: self._seasons_of(condition)
            for number, condition in enumerate(world.catalog.conditions)
            if condition.yearly_factor
        }

    def _seasons_of(self, condition: Condition) -> NDArray[np.float32]:
        """Return the factor of each season of a condition, from the season that begins in the year 1799."""
        low, high = np.log(condition.yearly_factor or (1.0, 1.0))
        season = np.arange(FIRST_SEASON, LAST_SEASON + 1)
        # strata, so that a few seasons already differ
        chance = self.draws.stratified(f"season.{condition.name}", season, SEASONS_IN_A_ROW)
        factor = np.exp(low + (high - low) * chance)
        return np.asarray(factor, dtype=np.float32)

    def _mortality(self, world: World) -> None:
        deaths = world.behavior.deaths
        doublings = (np.arange(OLDEST_AGE + 1) - deaths.hospital_age) / deaths.hospital_doubling_years
        factor = np.clip(2.0**doublings, *deaths.hospital_limits)
        base = np.array([entry.mortality / 100 for entry in world.catalog.conditions])
        self.mortality = np.minimum(base[:, None] * factor, 1.0)

    def _stay_scores(self, world: World, rates: Floats) -> None:
        cases = (rates * population_by_age(world.population)).sum(axis=2)
        ages = np.broadcast_to(np.arange(OLDEST_AGE + 1.0), cases.shape)
        self.age_score = np.stack([_standardized(*both) for both in zip(ages, cases, strict=True)])
        counts = np.array(self.panel.conditions)
        self.earlier_score = _standardized(np.arange(3.0), np.cumsum(counts[::-1])[::-1])

    def calibrate(self, condition: NDArray[np.int16], age: NDArray[np.int16], visits: Ints) -> None:
        """Correct the weights, so that visits like those of a pilot have the shares of conditions that they should.

        condition, age, visits: of each course of the pilot, its visits in all

        Pairs of conditions, and different numbers of follow-ups, change the shares. The conditions of a band of ages
        are compared; between the middles of the bands the correction changes evenly, so it makes no step.
        """
        band = np.searchsorted(BAND_ENDS, age, side="right")
        found = np.zeros((len(self.visit_shares), len(BAND_MIDDLES)))
        np.add.at(found, (condition, band), visits)
        wanted = self.visit_shares * found.sum(axis=0)
        # a condition that a band hardly has is left as it is
        factor = (wanted + FEW_VISITS) / (found + FEW_VISITS)
        by_age = np.stack([np.interp(np.arange(OLDEST_AGE + 1), BAND_MIDDLES, np.log(row)) for row in factor])
        by_row = np.repeat(np.exp(by_age), self.genders * MONTHS, axis=1)
        self.weights *= by_row.astype(np.float32)

    def row(self, age: NDArray[np.int16], gender: Categories) -> Ints:
        """Return age * genders + gender."""
        rows: Ints = age.astype(np.int64) * self.genders + gender
        return rows


def _standardized(values: Floats, weights: Floats) -> Floats:
    """Return values with mean 0 and variance 1 under these weights."""
    mean = np.average(values, weights=weights)
    deviation = np.sqrt(np.average((values - mean) ** 2, weights=weights))
    standardized: Floats = (values - mean) / (deviation if deviation > 0 else 1.0)
    return standardized


def _follow_up_shares(mean: float, shape: float, most: int) -> list[float]:
    """Return the probabilities of 0 to `most` follow-ups.

    The number is geometric. Its mean varies between patients, with a gamma distribution of this shape and mean. What is
    above `most` is left out.
    """
    weight = FRAILTY ** (shape - 1) * np.exp(-shape * FRAILTY)
    goes_on = mean * FRAILTY / (1 + mean * FRAILTY)
    at_least = [float(np.dot(weight, goes_on**number)) for number in range(most + 2)]
    total = at_least[0] - at_least[-1]
    return [(share - after) / total for share, after in pairwise(at_least)]
