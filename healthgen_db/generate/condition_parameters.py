"""Parameters of conditions and of their visits: when visits are, how long they last, and how severe they are."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.behavior import Severity
from healthgen_db.world.calendar import day_number
from healthgen_db.world.draws import COARSE, Categories, Draws, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.world import World

SEVERITIES: tuple[Severity, ...] = ("Normal", "Mild", "Moderate", "Severe")
NORMAL, MILD, MODERATE, SEVERE = range(4)
# Each condition has three tables of first stays: 0 the usual one, 1 for stays of at least one day, 2 for stays with the
# secondary treatment.
STAY_TABLES_PER_CONDITION = 3
BY_SECONDARY = 2
# Bisection finds the tilt of a length-of-stay distribution within these limits, in this many steps.
LARGEST_TILT = 10.0
TILT_STEPS = 60


class ConditionParameters:
    """Parameters of the conditions, made once for each world.

    For each condition:

    early_share: float64, shape (conditions,), probability that the first follow-up comes early
    usual_stay: int64, shape (conditions,), usual days of the first visit
    weekday_row: int64, shape (conditions,), row of weekday_tables
    resolving: bool, shape (conditions,), whether the severity falls with each visit
    _first_same_day, _later_same_day: bool, shape (conditions,), whether same-day visits are possible
    _secondary_share: float64, shape (conditions,), share of first visits with the secondary treatment, 0 if not given

    For all conditions together:

    start: int, day number
    one_visit: bool, whether every patient has exactly one visit
    intake_days: int, a course under way at start has a visit in these first days
    later_week: float, probability that an early follow-up is one more week later
    longest_wait: int, most days from a discharge to the admission of a visit that had to wait for it
    cadence_jitter: float, largest difference from the cadence, as a share of it
    behavior: visits of behavior.toml
    bill_lag: least and most days from a discharge to the billing date
    weekday_tables: int16, shape (rows, 2**16), 0 Monday to 6 Sunday
    severity_of_stay: int8, shape (longest stay + 1,), severity by days
    stay_tables: int16, shape (3 * conditions + 1, 2**10), days; stay_row returns the row of a visit
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
        self.early_share = np.array([entry.early_share for entry in categories])
        self.usual_stay = np.array([round(entry.los_mean) for entry in conditions])
        self.bill_lag = world.behavior.payment.billing_lag_days
        weekdays = [entry.weekdays or behavior.weekdays for entry in conditions]
        self.weekday_tables, self.weekday_row = lookup_tables(weekdays)
        self._severities()
        self._same_days(world)
        self._stays(world)

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
        self._later_same_day = np.array([entry.same_day_possible for entry in self.conditions])

    def same_day_share(self, condition: Ints, bias: Floats, follow_up: NDArray[np.bool_]) -> Floats:
        """Return the probability that a visit is a same-day visit, at Normal or Mild severity."""
        share = np.clip(self._same_day_rate + self._same_day_spread * bias, 0, 1)
        return share * np.where(follow_up, self._later_same_day[condition], self._first_same_day[condition])

    def _stays(self, world: World) -> None:
        longest = max(entry.los_max for entry in self.conditions)
        rows = []
        for entry, can_be_same_day in zip(self.conditions, self._first_same_day, strict=True):
            # same_day_share decides about same-day visits, so the stays of this table last at least one day
            low = max(1, entry.los_min) if can_be_same_day else entry.los_min
            secondary = entry.secondary_los_mean or entry.los_mean
            rows.append(_stay_table(low, entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(max(1, low), entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(low, entry.los_max, secondary, longest))
        two_days = world.behavior.stay.follow_up_two_days
        rows.append(lookup_table([0.0, 1 - two_days, two_days], COARSE))
        self.stay_tables = np.stack(rows)
        self._secondary_share = np.array([entry.secondary_share or 0.0 for entry in self.conditions])

    def stay_row(
        self,
        condition: Ints,
        follow_up: NDArray[np.bool_],
        by_secondary: NDArray[np.bool_],
        overnight: NDArray[np.bool_],
    ) -> Ints:
        """Return the row of `stay_tables` for each visit. The last row is for follow-ups of all conditions."""
        first = condition * STAY_TABLES_PER_CONDITION + np.where(by_secondary, BY_SECONDARY, overnight)
        return np.where(follow_up, self.stay_tables.shape[0] - 1, first)

    def first_by_secondary(self, key: Ints, condition: Ints) -> NDArray[np.bool_]:
        """Return whether a first visit has the secondary treatment; only for conditions with a secondary_share."""
        return self.draws.uniform("visit.by_secondary", key) < self._secondary_share[condition]


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
