"""How conditions run: lookup tables of seasons, weekdays, stays, severities and the limits on visits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.behavior import Severity
from healthgen_db.world.calendar import Days
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Draws, Floats, Ints, lookup_table
from healthgen_db.world.world import World

__all__ = ["MILD", "MODERATE", "NORMAL", "SEVERE", "SEVERITIES", "ConditionParameters"]

SEVERITIES: tuple[Severity, ...] = ("Normal", "Mild", "Moderate", "Severe")
NORMAL, MILD, MODERATE, SEVERE = range(4)
UNLIMITED = 1_000_000
FLAT = -1
SEASON_STEPS = 4096
DAYS_BEFORE_MONTH = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365])


class ConditionParameters:
    """How each condition runs, by condition index; made once per world."""

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        conditions, behavior = world.catalog.conditions, world.behavior.visits
        self.min_age = np.array([entry.youngest for entry in conditions])
        self.max_age = np.array([entry.max_age for entry in conditions])
        self.most_visits = np.array([entry.max_visits or UNLIMITED for entry in conditions])
        self.most_visits_a_year = np.array([entry.max_visits_per_year or UNLIMITED for entry in conditions])
        self.repeat_gap = np.array(
            [world.catalog.categories[entry.category].repeat_gap_days for entry in conditions], dtype=np.int64
        )
        self.bill_lag = world.behavior.payment.billing_lag_days
        self.repeat_share = np.array([behavior.repeat_after[name] for name in SEVERITIES])
        self.most_visits_of_a_patient = behavior.most_visits
        self.episode_spread = behavior.episode_spread
        self.longest_recovery = behavior.longest_recovery_days
        self._seasons(conditions)
        self._weekdays(conditions, behavior.weekdays)
        self._severities(world)
        self._same_days(world)
        self._stays(world)

    def _seasons(self, conditions: tuple[Condition, ...]) -> None:
        profiles = sorted(
            {
                season
                for entry in conditions
                for season in (entry.season_for(ADULT_AGE - 1), entry.season_for(ADULT_AGE))
                if season
            }
        )
        number: dict[tuple[float, ...] | None, int] = {season: index for index, season in enumerate(profiles)}
        number[None] = FLAT
        self.season = np.array([number[entry.season_for(ADULT_AGE)] for entry in conditions])
        self.season_child = np.array([number[entry.season_for(ADULT_AGE - 1)] for entry in conditions])
        self._season_days = np.array([_season_days(season) for season in profiles], dtype=np.int32)

    def day_in_season(self, season: Ints, within: Floats) -> Days:
        """Return the day of the year, from 0, by which a share `within` of the season's cases has come."""
        day: Days = self._season_days[season, (within * SEASON_STEPS).astype(np.int64)]
        return day

    def _weekdays(self, conditions: tuple[Condition, ...], usual: tuple[float, ...]) -> None:
        profiles = list(dict.fromkeys([usual, *(entry.weekdays for entry in conditions if entry.weekdays)]))
        self.weekday_row = np.array([profiles.index(entry.weekdays or usual) for entry in conditions])
        self.weekday_tables = np.stack([lookup_table(weights) for weights in profiles])

    def _severities(self, world: World) -> None:
        behavior = world.behavior.visits
        self.resolving = np.array(
            [entry.severity_course == "resolving" for entry in world.catalog.conditions]
        )
        self.resolving_mild = behavior.resolving_start["Mild"]
        self.resolving_step = behavior.resolving_step
        longest = max(entry.los_max for entry in world.catalog.conditions)
        self.severity_of_stay = np.array(
            [SEVERITIES.index(behavior.severity_of(days)) for days in range(longest + 1)], dtype=np.int8
        )

    def _same_days(self, world: World) -> None:
        rate, usual = world.config.minor_same_day_rate, world.behavior.stay.usual_same_day_rate
        conditions, categories = world.catalog.conditions, world.catalog.categories
        self._same_day_rate = rate
        # hospitals and doctors move the rate by up to 0.3, and by less where it is near 0 or 1
        self._same_day_spread = min(1.0, rate / usual, (1 - rate) / (1 - usual))
        self._first_same_day = np.array(
            [
                categories[entry.category].same_day_first_visit
                and entry.same_day_possible
                and entry.los_min == 0
                for entry in conditions
            ]
        )
        self._later_same_day = np.array([entry.same_day_possible for entry in conditions])

    def same_day_share(self, condition: Ints, bias: Floats, follow_up: NDArray[np.bool_]) -> Floats:
        """Return the probability of a same-day visit, at Normal or Mild severity."""
        share = np.clip(self._same_day_rate + self._same_day_spread * bias, 0, 1)
        return share * np.where(follow_up, self._later_same_day[condition], self._first_same_day[condition])

    def _stays(self, world: World) -> None:
        """Make the tables of days: by condition first stays, of one day or more, and by the secondary treatment."""
        conditions = world.catalog.conditions
        longest = max(entry.los_max for entry in conditions)
        rows = []
        for entry, at_once in zip(conditions, self._first_same_day, strict=True):
            low = max(1, entry.los_min) if at_once else entry.los_min
            secondary = entry.secondary_los_mean or entry.los_mean
            rows.append(_stay_table(low, entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(max(1, low), entry.los_max, entry.los_mean, longest))
            rows.append(_stay_table(low, entry.los_max, secondary, longest))
        two_days = world.behavior.stay.follow_up_two_days
        rows.append(lookup_table([0.0, 1 - two_days, two_days], COARSE))
        self.stay_tables = np.stack(rows)
        self._secondary_share = np.array([entry.secondary_share or 0.0 for entry in conditions])

    def stay_row(
        self,
        condition: Ints,
        follow_up: NDArray[np.bool_],
        by_secondary: NDArray[np.bool_],
        overnight: NDArray[np.bool_],
    ) -> Ints:
        """Return which of `stay_tables` a visit's days are drawn from."""
        first = condition * 3 + np.where(by_secondary, 2, overnight)
        return np.where(follow_up, self.stay_tables.shape[0] - 1, first)

    def first_by_secondary(self, key: Ints, condition: Ints) -> NDArray[np.bool_]:
        """Say whether a first visit has the secondary treatment, where the condition has a share of its own for it."""
        chosen: NDArray[np.bool_] = (
            self.draws.uniform("visit.by_secondary", key) < self._secondary_share[condition]
        )
        return chosen


def _season_days(months: tuple[float, ...]) -> Days:
    """Return the day of the year at each of the season's 4096 quantiles, each month's cases evenly spread in it."""
    edges = np.concatenate([[0.0], np.cumsum(months)]) / np.sum(months)
    middles = (np.arange(SEASON_STEPS) + 0.5) / SEASON_STEPS
    days: Days = np.interp(middles, edges, DAYS_BEFORE_MONTH).astype(np.int32)
    return np.minimum(days, 364)


def _stay_table(low: int, high: int, mean: float, longest: int) -> NDArray[np.int16]:
    """Return a table of days in low..high with the given mean: the distribution of most entropy that has it."""
    days = np.arange(low, high + 1)
    below, above = -10.0, 10.0
    for _ in range(60):
        tilt = (below + above) / 2
        weight = np.exp(tilt * (days - days.mean()))
        below, above = (tilt, above) if (weight * days).sum() / weight.sum() < mean else (below, tilt)
    weights = np.zeros(longest + 1)
    weights[low : high + 1] = weight
    return lookup_table(weights, COARSE)
