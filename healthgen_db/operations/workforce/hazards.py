"""How often people leave: resignation by role and time at the hospital, retirement by age, as chances a month."""

from collections.abc import Sequence

import numpy as np

from healthgen_db.operations.figures.careers import Career, Role, load_careers, load_roles
from healthgen_db.world.draws import Floats, Ints

MONTHS_PER_YEAR = 12
LAST_AGE = 120
# The mean time at the hospital is summed over so many years.
SUMMED_YEARS, SUMMED_STEPS = 60, 12
BISECTIONS = 40


class Hazards:
    """Chances to leave in a month.

    resign: float64, shape (roles, years at the hospital); the last year stands for all later ones
    retire: float64, shape (roles, ages)
    """

    def __init__(self, place: str) -> None:
        file, roles = load_careers(place), load_roles(place).values()
        tenure_years = max(len(career.tenure) for career in file.careers.values())
        self.resign = np.stack(
            [_resignations(role, file.careers[role.career], tenure_years) for role in roles]
        )
        table = np.zeros(LAST_AGE)
        for age, percent in zip(file.retirement.ages, file.retirement.percent, strict=True):
            table[age:] = percent / 100
        self.retire = np.stack([_monthly(np.roll(table, file.careers[role.career].later)) for role in roles])
        for row, role in zip(self.retire, roles, strict=True):
            row[: file.careers[role.career].later] = 0.0

    def of(self, role: Ints, age: Ints, days: Ints) -> tuple[Floats, Floats]:
        """Return the chances to retire and to resign in a month. days: at the hospital."""
        year = np.minimum(days // 365, self.resign.shape[1] - 1)
        return self.retire[role, age], self.resign[role, year]


def _resignations(role: Role, career: Career, years: int) -> Floats:
    """Return the chances to resign in a month by year at the hospital, so that the mean of a year is `leaves`.

    A post whose holders resign with the hazard r a year has a new holder every 1 / r years on average, so the factors
    of the years are scaled until the mean time until a resignation is 1 / r.
    """
    factors = np.array([*career.tenure, *[career.tenure[-1]] * (years - len(career.tenure))])
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean_years(middle * factors) > 100 / role.leaves else (low, middle)
    return _monthly(1 - np.exp(-high * factors))


def _mean_years(hazard: Sequence[float] | Floats) -> float:
    """Return the mean number of years until somebody resigns. hazard: a year, by year at the hospital."""
    by_year = np.array([*hazard, *[hazard[-1]] * (SUMMED_YEARS - len(hazard))])
    steps = np.repeat(by_year, SUMMED_STEPS) / SUMMED_STEPS
    left = np.exp(-np.cumsum(steps))
    # Those who are still there at the end stay for as long again as anybody does at that time.
    return float((left.sum() + (1 - 0.5)) / SUMMED_STEPS + left[-1] / max(float(by_year[-1]), 1e-9))


def _monthly(chance: Floats) -> Floats:
    """Return the chance of a month from that of a year."""
    monthly: Floats = 1 - (1 - chance) ** (1 / MONTHS_PER_YEAR)
    return monthly
