"""The forecast of arrivals in the emergency department: weekday level times shape of the day, from the last 8 weeks.

A day is busier or calmer than its weekday usually is, and so are hours. So the counts have a larger variance than
Poisson counts of the same mean; how much larger is estimated from the same 8 weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from healthgen_db.briefing.forecast.intervals import count_interval
from healthgen_db.briefing.page import Estimate
from healthgen_db.world.draws import Floats, Ints

HOURS, WEEKDAYS, WEEKS = 24, 7, 8


@dataclass(frozen=True)
class ArrivalForecast:
    """The next 24 hours, and all of them together."""

    hours: tuple[Estimate, ...]
    total: Estimate


def forecast_arrivals(
    arrivals: Ints, weekday: Ints, hour: Ints, *, next_weekday: Ints, next_hour: Ints
) -> ArrivalForecast:
    """Return the forecast of some hours.

    arrivals, weekday, hour: of the hours of whole days of the past in their order, shape (past hours,);
    weekdays from 1, Monday, to 7
    next_weekday, next_hour: of the hours to forecast, shape (hours,)
    """
    rates = _Rates(arrivals, weekday, hour)
    fitted = rates.of(weekday, hour)
    ahead = rates.of(next_weekday, next_hour)
    days = (arrivals.reshape(-1, HOURS).sum(axis=1), fitted.reshape(-1, HOURS).sum(axis=1))
    of_days = _dispersion(*days, parameters=WEEKDAYS)
    of_hours = _dispersion(arrivals.astype(np.float64), fitted, parameters=HOURS + WEEKDAYS)
    # The level of a weekday is the mean of only some days, so it is not exact.
    mean_day = max(float(days[1].mean()), 1e-9)
    weeks = max(len(days[0]) / WEEKDAYS, 1)
    inexact = (1 / mean_day + of_days) / weeks
    return ArrivalForecast(
        tuple(_forecast(float(mean), of_hours + inexact) for mean in ahead),
        _forecast(float(ahead.sum()), of_days + inexact),
    )


class _Rates:
    """Arrivals in an hour by weekday and hour of the day."""

    def __init__(self, arrivals: Ints, weekday: Ints, hour: Ints) -> None:
        self.mean = float(arrivals.mean()) if arrivals.size else 0.0
        self.shape = _relative_means(arrivals, hour, HOURS, self.mean)
        self.level = _relative_means(arrivals, weekday - 1, WEEKDAYS, self.mean)

    def of(self, weekday: Ints, hour: Ints) -> Floats:
        found: Floats = self.mean * self.level[weekday - 1] * self.shape[hour]
        return found


def _relative_means(arrivals: Ints, group: Ints, groups: int, mean: float) -> Floats:
    """Return the mean of each group as a multiple of the mean of all; 1 where there is nothing to compare."""
    hours = np.bincount(group, minlength=groups)
    sums = np.bincount(group, weights=arrivals, minlength=groups)
    known = (hours > 0) & (mean > 0)
    return np.where(known, sums / np.maximum(hours * mean, 1e-9), 1.0)


def _dispersion(counts: Floats | Ints, fitted: Floats, *, parameters: int) -> float:
    """Return by how much the variance is above that of Poisson counts, as a multiple of the squared mean; 0 or more.

    parameters: how many were fitted to the counts
    """
    squares = float((fitted**2).sum())
    if not squares or counts.size <= parameters:
        return 0.0
    spread = float(((counts - fitted) ** 2).sum()) * counts.size / (counts.size - parameters)
    return max((spread - float(fitted.sum())) / squares, 0.0)


def _forecast(mean: float, dispersion: float) -> Estimate:
    return Estimate(mean, *count_interval(mean, dispersion))
