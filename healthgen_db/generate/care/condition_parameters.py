"""Parameters of conditions and of their visits: when visits are, how long they last, and how severe they are."""

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.care.destinations import DestinationTables
from healthgen_db.generate.care.stay_formula import StayFormulaTables
from healthgen_db.world.behavior import Severity
from healthgen_db.world.calendar import FIRST_DAY, LAST_DAY, day_number, plus_months, weekday_of
from healthgen_db.world.catalog.entries import CHILDBIRTH, Category, Condition
from healthgen_db.world.draws import COARSE, Categories, Draws, Floats, Ints, lookup_table
from healthgen_db.world.holidays import next_day
from healthgen_db.world.world import World

SEVERITIES: tuple[Severity, ...] = ("Normal", "Mild", "Moderate", "Severe")
NORMAL, MILD, MODERATE, SEVERE = range(4)
# Each condition has three tables of first stays: 0 the usual one, 1 for stays of at least one day, 2 for stays with the
# procedure.
STAY_TABLES_PER_CONDITION = 3
WITH_PROCEDURE = 2
# The normal distribution has no score for the chances 0 and 1.
SMALLEST_CHANCE = 1e-6
# Bisection finds the tilt of a length-of-stay distribution within these limits, in this many steps.
LARGEST_TILT = 10.0
TILT_STEPS = 40


class ConditionParameters:
    """Parameters of the conditions, made once for each world.

    For each condition:

    formula: StayFormulaTables, for the first stays of some conditions
    destinations: DestinationTables
    early_share: float64, shape (conditions,), probability that the first follow-up comes early
    usual_stay: int64, shape (conditions,), usual days of the first visit
    weekday_kind: int64, shape (conditions,), first row of weekday_tables
    stay_score: float64, shape (conditions, longest stay + 1), place of a first stay among those of the condition: a
        normal number, mean 0 and variance 1
    resolving: bool, shape (conditions,), whether the severity falls with each visit
    _first_same_day: bool, shape (conditions,), whether first visits can be same-day visits
    early_same_day: float64, shape (conditions,), factor of the share of same-day visits among early follow-ups
    _later_same_day: float64, shape (conditions,), share of same-day visits among follow-ups; NaN where they have the
        dataset's rate

    For all conditions together:

    start: int, day number
    one_visit: bool, whether every patient has exactly one visit
    intake_days: int, a course under way at start has a visit in these first days
    later_week: float, probability that an early follow-up is one more week later
    longest_wait: int, most days from a discharge to the admission of a visit that had to wait for it
    cadence_jitter: float, largest difference from the cadence, as a share of it
    behavior: visits of behavior.toml
    bill_lag: least and most days from a discharge to the billing date
    last_day: int, day number, no visit is moved to a later day
    childbirth: int, index of the condition, -1 if there is none
    stay_bias: float64, shape (hospitals,), added to the score of first stays
    score_scale: float, with which the scores have the variance 1 again
    kept_on: two floats, shares of scheduled visits that stay on a holiday, and on a weekend
    weekday_tables: int16, shape (rows, 2**10), 0 Monday to 6 Sunday; the row is weekday_kind + set of weekdays
    open_from: int32, shape (2 * sets of weekdays, days), the first day, not before a day of the calendar, on which a
        doctor with these weekdays is there; in the second half of the rows also a working day
    free_days: bool, shape (days,), weekends and public holidays
    severity_of_stay: int8, shape (longest stay + 1,), severity by days
    stay_tables: int16, shape (3 * conditions + 1, 2**10), days; stay_row returns the row of a visit. Conditions whose
        first stays follow the formula have rows too, which nobody reads
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.behavior = behavior = world.behavior.visits
        self.conditions = conditions = world.catalog.conditions
        categories = [world.catalog.categories[entry.category] for entry in conditions]
        self.start = day_number(world.config.start)
        self.one_visit = world.behavior.panel.one_visit
        self.intake_days = world.behavior.panel.intake_days
        self.later_week = world.behavior.panel.early_one_week_later
        self.longest_wait = world.behavior.panel.longest_wait_days
        self.cadence_jitter = world.behavior.panel.cadence_jitter
        self.early_share = np.array(
            [
                category.early_share if entry.early_share is None else entry.early_share
                for entry, category in zip(conditions, categories, strict=True)
            ]
        )
        self.formula, self.destinations = StayFormulaTables(world), DestinationTables(world)
        self.usual_stay = np.array([round(entry.los_mean) for entry in conditions])
        self.bill_lag = world.behavior.payment.billing_lag_days
        # No visit of a patient with one visit is moved past the 12 months in which it is planned.
        first_year = np.array([self.start], dtype=np.int32)
        self.last_day = int(plus_months(first_year, 12)[0]) - 1 if self.one_visit else LAST_DAY
        names = [entry.name for entry in conditions]
        self.childbirth = names.index(CHILDBIRTH) if CHILDBIRTH in names else -1
        self.stay_bias = world.facilities.hospitals.stay_bias
        self.score_scale = 1 / np.sqrt(1 + world.behavior.hospitals.stay_bias.sigma**2)
        self.kept_on = np.array([behavior.kept_on_holidays, behavior.kept_on_weekends])
        self._weekdays(world)
        self._severities()
        self._same_days(world)
        self._stays(world)

    def _weekdays(self, world: World) -> None:
        sets = world.facilities.weekdays
        kinds = list(dict.fromkeys(entry.weekdays or self.behavior.weekdays for entry in self.conditions))
        self.weekday_tables = np.stack(
            [lookup_table(np.array(kind) * days, COARSE) for kind in kinds for days in sets]
        )
        self.weekday_kind = np.array(
            [kinds.index(entry.weekdays or self.behavior.weekdays) * len(sets) for entry in self.conditions]
        )
        there = sets[:, weekday_of(np.arange(FIRST_DAY, LAST_DAY + 1))]
        working = world.holidays.working_days()
        self.open_from = np.stack([next_day(days) for days in (*there, *(there & working))])
        self.free_days = ~working

    def _severities(self) -> None:
        self.resolving = np.array([entry.severity_course == "resolving" for entry in self.conditions])
        longest = max(entry.los_max for entry in self.conditions)
        self.severity_of_stay = np.array(
            [SEVERITIES.index(self.behavior.severity_of(days)) for days in range(longest + 1)], dtype=np.int8
        )

    def _same_days(self, world: World) -> None:
        rate, usual = world.config.minor_same_day_rate, world.behavior.stay.usual_same_day_rate
        categories = world.catalog.categories
        self._same_day_rate = rate
        # Hospitals and doctors change the rate by up to 0.3. Near 0 and 1 they change it less, in proportion.
        self._same_day_spread = min(1.0, rate / usual, (1 - rate) / (1 - usual))
        self._first_same_day = np.array(
            [
                categories[entry.category].same_day_first_visit
                and entry.same_day_possible
                and entry.los_min == 0
                for entry in self.conditions
            ]
        )
        self._later_same_day, self.early_same_day = map(
            np.array,
            zip(
                *(_same_day_follow_ups(entry, categories[entry.category]) for entry in self.conditions),
                strict=True,
            ),
        )
        self._own_same_day = ~np.isnan(self._later_same_day)

    def same_day_share(self, condition: Ints, bias: Floats, follow_up: NDArray[np.bool_]) -> Floats:
        """Return the probability that a visit is a same-day visit, at Normal or Mild severity.

        bias: same_day_bias of the care plan. Conditions with a share of their own have the bias in proportion.
        """
        own = follow_up & self._own_same_day[condition]
        usual = np.where(own, self._later_same_day[condition], self._same_day_rate)
        spread = np.where(own, np.minimum(1, 2 * (1 - usual)), self._same_day_spread)
        possible = follow_up | self._first_same_day[condition]
        return np.where(possible, np.clip(usual + spread * bias, 0, 1), 0.0)

    def _stays(self, world: World) -> None:
        longest = max(entry.los_max for entry in self.conditions)
        rows = []
        for entry, can_be_same_day in zip(self.conditions, self._first_same_day, strict=True):
            # same_day_share decides about same-day visits, so the stays of this table last at least one day
            low = max(1, entry.los_min) if can_be_same_day else entry.los_min
            with_procedure = (entry.procedure and entry.procedure.los_mean) or entry.los_mean
            rows.append(_stay_table(low, entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(max(1, low), entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(max(1, low), entry.los_max, with_procedure, longest))
        two_days = world.behavior.stay.follow_up_two_days
        rows.append(lookup_table([0.0, 1 - two_days, two_days], COARSE))
        self.stay_tables = np.stack(rows)
        usual = self.stay_tables[:-1:STAY_TABLES_PER_CONDITION]
        days = np.stack([np.bincount(row, minlength=longest + 1) / row.size for row in usual])
        # Moderate first visits of conditions that resolve are never same-day visits
        mild = np.where(self.resolving, self.behavior.resolving_start["Mild"], 1.0)
        same_day = self._same_day_rate * self._first_same_day * mild
        days *= (1 - same_day)[:, None]
        days[:, 0] += same_day
        for number, shares in self.formula.shares.items():
            days[number, : shares.size] = shares
        self.stay_score = np.stack([_scores(row) for row in days])

    def stay_row(
        self,
        condition: Ints,
        follow_up: NDArray[np.bool_],
        procedure: NDArray[np.bool_],
        overnight: NDArray[np.bool_],
    ) -> Ints:
        """Return the row of `stay_tables` for each visit. The last row is for follow-ups of all conditions."""
        first = condition * STAY_TABLES_PER_CONDITION + np.where(procedure, WITH_PROCEDURE, overnight)
        return np.where(follow_up, self.stay_tables.shape[0] - 1, first)


def _same_day_follow_ups(condition: Condition, category: Category) -> tuple[float, float]:
    """Return the share of same-day follow-ups, NaN for the dataset's rate, and the factor of it for early ones."""
    share = (
        category.same_day_follow_ups
        if condition.same_day_follow_ups is None
        else condition.same_day_follow_ups
    )
    if share is None:
        return np.nan, 1.0
    return share, 1.0 if category.same_day_early is None else category.same_day_early / share


def _scores(shares: Floats) -> Floats:
    """Return a score for each number of days: that of the middle of its part of all stays, with the variance 1."""
    middle = np.clip(np.cumsum(shares) - shares / 2, SMALLEST_CHANCE, 1 - SMALLEST_CHANCE)
    score = np.array([NormalDist().inv_cdf(chance) for chance in middle])
    deviation = np.sqrt((shares * score**2).sum())
    return score / deviation if deviation > SMALLEST_CHANCE else np.zeros_like(score)


def _stay_table(low: int, high: int, mean: float, longest: int) -> Categories:
    """Return a lookup table of days from low to high with this mean.

    The weight of a day is exp(tilt * day). This is the distribution with the largest entropy for its mean.
    """
    days = np.arange(low, high + 1)
    below, above = -LARGEST_TILT, LARGEST_TILT
    for _ in range(TILT_STEPS):
        tilt = (below + above) / 2
        weight = np.exp(tilt * (days - days.mean()))
        below, above = (tilt, above) if (weight * days).sum() / weight.sum() < mean else (below, tilt)
    weights = np.zeros(longest + 1)
    weights[low : high + 1] = weight
    return lookup_table(weights, COARSE)
