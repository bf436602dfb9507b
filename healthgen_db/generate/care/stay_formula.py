"""First stays by formula: the logarithm of the days is a sum of causes and chance.

The conditions with stay_log_sd have such stays. The formula has no part for today, nor for how full the hospital is.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.destinations import nursing_home_shares
from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.illness import visit_rates
from healthgen_db.world.population import population_by_age
from healthgen_db.world.world import World

# Bisection finds the level of a condition within these limits, in this many steps.
LOWEST_LEVEL, HIGHEST_LEVEL, LEVEL_STEPS = -5.0, 8.0, 40


@dataclass(frozen=True)
class StayCauses:
    """What decides first stays, as columns of shape (stays,)."""

    condition: Ints
    procedure: NDArray[np.bool_]
    """Whether the patient has the procedure of the condition."""
    age: NDArray[np.int16]
    """Years, on the day on which the course begins."""
    earlier_conditions: Ints
    """How many other conditions the patient was seen for before."""
    severity: Floats
    """Latent severity of the course."""
    hospital_bias: Floats
    """stay_bias of the hospital."""
    planned: NDArray[np.bool_]
    """Whether the stay is planned ahead."""
    weekday: NDArray[np.integer]
    """The weekday for which the admission is meant, 0 Monday to 6 Sunday."""
    to_nursing_home: NDArray[np.bool_]


class StayFormulaTables:
    """Parameters of the formula, made once for each world.

    applies: bool, shape (conditions,), whether the first stays of the condition follow the formula
    formula: stay.formula of behavior.toml
    by_weekday: float64, shape (7,)
    level: float64, shape (conditions, 2), the logarithm of the days without causes and chance; the second index:
        without and with the procedure
    chance: float64, shape (conditions,), standard deviation of the chance
    shortest, longest: int64, shape (conditions,), days
    shares: by index of a condition, float64, shape (longest stay of the condition + 1,), share of the stays of each
        number of days, without the procedure
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.formula = world.behavior.stay.formula
        self.by_weekday = np.array(self.formula.by_weekday)
        conditions = world.catalog.conditions
        self.applies = np.array([entry.stay_log_sd is not None for entry in conditions])
        self.chance = np.array([entry.stay_log_sd or 0.0 for entry in conditions])
        self.shortest = np.array([entry.los_min for entry in conditions])
        self.longest = np.array([entry.los_max for entry in conditions])
        self.level = np.zeros((len(conditions), 2))
        self.shares: dict[int, Floats] = {}
        for number in np.flatnonzero(self.applies):
            entry = conditions[number]
            mean, deviation = self._causes(world, entry)
            deviation = float(np.hypot(deviation, self.chance[number]))
            with_procedure = (entry.procedure and entry.procedure.los_mean) or entry.los_mean
            for procedure, days in enumerate((entry.los_mean, with_procedure)):
                middle, shares = _lognormal_with_mean(days, deviation, entry.los_min, entry.los_max)
                self.level[number, procedure] = middle - mean
                if not procedure:
                    self.shares[int(number)] = shares

    def _causes(self, world: World, condition: Condition) -> tuple[float, float]:
        """Return mean and standard deviation of the sum of the causes, over the unplanned stays of a condition."""
        formula, panel = self.formula, world.behavior.panel
        (rates,) = visit_rates((condition,), world.population)
        cases = (rates * population_by_age(world.population)).sum(axis=1)
        cases /= cases.sum()
        bound = nursing_home_shares(world, condition)
        by_age = formula.by_age * np.arange(OLDEST_AGE + 1) + formula.to_nursing_home * bound
        # of three conditions, the first one has 0 earlier ones, and so on
        counts = np.cumsum(panel.conditions[::-1])[::-1] / np.dot(panel.conditions, [1, 2, 3])
        parts = [
            (by_age, cases),
            (formula.by_earlier_condition * np.arange(3), counts),
            (self.by_weekday, np.full(7, 1 / 7)),
        ]
        means = [float(np.dot(values, shares)) for values, shares in parts]
        variance = sum(
            float(np.dot((values - mean) ** 2, shares))
            for (values, shares), mean in zip(parts, means, strict=True)
        )
        variance += float(np.dot(cases, bound * (1 - bound))) * formula.to_nursing_home**2
        variance += formula.by_severity**2
        variance += (formula.by_hospital * world.behavior.hospitals.stay_bias.sigma) ** 2
        return sum(means) + formula.not_planned, float(np.sqrt(variance))


def _lognormal_with_mean(mean: float, deviation: float, low: int, high: int) -> tuple[float, Floats]:
    """Return the middle of a lognormal number of days with this mean, and the share of each number of days.

    deviation: of the logarithm; low, high: the shortest and the longest stay, days. The shares have the shape
    (high + 1,).
    """
    below, above = LOWEST_LEVEL, HIGHEST_LEVEL
    days = np.arange(high + 1)
    for _ in range(LEVEL_STEPS):
        middle = (below + above) / 2
        shares = _lognormal_shares(middle, deviation, low, high)
        below, above = (middle, above) if np.dot(days, shares) < mean else (below, middle)
    return middle, shares


def _lognormal_shares(middle: float, deviation: float, low: int, high: int) -> Floats:
    """Return the share of each number of days, shape (high + 1,): rounded to whole days from low to high."""
    normal = NormalDist(middle, deviation)
    at_most = [normal.cdf(float(np.log(day + 0.5))) for day in range(low, high)]
    shares = np.zeros(high + 1)
    shares[low:] = np.diff([0.0, *at_most, 1.0])
    return shares


def formula_stays(tables: StayFormulaTables, key: Ints, causes: StayCauses) -> Ints:
    """Return the days of first stays by the formula, shape (stays,). key: draw keys of the visits."""
    formula, condition = tables.formula, causes.condition
    log_days = tables.level[condition, causes.procedure.astype(np.int64)]
    log_days = log_days + formula.by_age * causes.age
    log_days += formula.by_earlier_condition * causes.earlier_conditions
    log_days += formula.by_severity * causes.severity
    log_days += formula.by_hospital * causes.hospital_bias
    log_days += np.where(causes.planned, formula.planned, formula.not_planned)
    log_days += tables.by_weekday[causes.weekday]
    log_days += formula.to_nursing_home * causes.to_nursing_home
    log_days += tables.chance[condition] * tables.draws.normal("visit.formula", key)
    days = np.clip(np.rint(np.exp(log_days)), tables.shortest[condition], tables.longest[condition])
    whole: Ints = days.astype(np.int64)
    return whole
