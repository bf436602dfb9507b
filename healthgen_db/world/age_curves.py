"""Smooth curves by age that keep published shares of bands of ages.

A survey says which share of the cases is under 18, from 18 to 64, and over. Inside a band it says nothing. The curve is
the smoothest one with these shares: the sum of the squared second differences of its logarithm is least. Without a
share to keep, the logarithm is a straight line, also beyond the last age that people have.

Demographers call this ungrouping. See Rizzi, Gampe and Eilers, "Efficient estimation of smooth distributions from
coarsely grouped data", American Journal of Epidemiology 182, 2015.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.draws import Floats

# Newton's method stops when a step changes no logarithm by more than TOLERANCE, or after MOST_STEPS.
MOST_STEPS = 50
TOLERANCE = 1e-5
# No step changes a logarithm by more than this, so the first steps do not overshoot.
LARGEST_CHANGE = 2.0
# Keeps the equations solvable if there are fewer shares than a straight line needs.
RIDGE = 1e-6
# Logarithms are rounded, because the last digits of a solution of linear equations differ between machines.
DECIMALS = 3
# The ratio of the sexes changes from that of children to that of adults between these ages.
BETWEEN_CHILD_AND_ADULT = (13, 23)
# Bisection finds the logarithm of the ratio within this limit, which stands for one sex alone.
LARGEST_LOG_RATIO = 30.0
BISECTION_STEPS = 50


def age_curve(people: Floats, ages: NDArray[np.int64], below: Mapping[int, float]) -> Floats:
    """Return cases per person by age, shape (121,), 0 at ages that are not in `ages`.

    people: people of each age, shape (121,)
    ages: ages that can have cases, rising
    below: by age, the share of the cases that is below this age (0 to 1, rising); the others are at this age or above
    """
    known = ages[people[ages] > 0]
    limits = np.array([0, *below, OLDEST_AGE + 1])
    shares = np.diff([0.0, *below.values(), 1.0])
    band = np.searchsorted(limits, known, side="right") - 1
    kept = np.unique(band[shares[band] > 0])
    known = known[np.isin(band, kept)]
    band = np.searchsorted(kept, np.searchsorted(limits, known, side="right") - 1)
    target = shares[kept] / shares[kept].sum()
    log_rate = _smoothest(people[known], band, target)
    curve = np.zeros(OLDEST_AGE + 1)
    curve[known] = np.exp(np.round(log_rate, DECIMALS))
    # nobody is too old to be ill: ages without people have the rate of the oldest people
    older = ages[ages > known[-1]]
    curve[older] = curve[known[-1]]
    return curve


def _smoothest(people: Floats, band: NDArray[np.int64], target: Floats) -> Floats:
    """Return the logarithms of the smoothest rates with these shares of cases by band."""
    member = (band == np.arange(target.size)[:, None]).astype(float)
    log_rate = np.log((target / (member @ people))[band])
    second = np.diff(np.eye(people.size), n=2, axis=0)
    penalty = second.T @ second + RIDGE * np.eye(people.size)
    size = people.size
    system = np.zeros((size + target.size, size + target.size))
    system[:size, :size] = penalty
    for _ in range(MOST_STEPS):
        slope = member * (people * np.exp(log_rate))
        error = target - slope.sum(axis=1)
        system[:size, size:], system[size:, :size] = slope.T, slope
        right = np.concatenate([np.zeros(size), error + slope @ log_rate])
        change = np.linalg.solve(system, right)[:size] - log_rate
        largest = np.abs(change).max()
        log_rate += change * min(1.0, LARGEST_CHANGE / max(largest, TOLERANCE))
        if largest < TOLERANCE:
            break
    rates: Floats = log_rate
    return rates


def by_sex(curve: Floats, people: Floats, *, women_under_18: float, women: float) -> Floats:
    """Return cases per person by age and sex (women first), shape (121, 2).

    curve: cases per person by age, shape (121,); people: by age and sex, shape (121, 2)
    women_under_18, women: share of women among the cases of children and of adults, 0 to 1

    Among adults of every age, the rate of women is the same multiple of the rate of men; so it is among children.
    """
    age = np.arange(OLDEST_AGE + 1)
    child = _ratio(curve, people, age < ADULT_AGE, women_under_18)
    adult = _ratio(curve, people, age >= ADULT_AGE, women)
    ratio = np.exp(np.interp(age, BETWEEN_CHILD_AND_ADULT, np.log([child, adult])))
    # an age without people has as many women as men
    share = np.divide(
        people[:, 0], people.sum(axis=1), out=np.full(age.size, 0.5), where=people.sum(axis=1) > 0
    )
    men = curve / (ratio * share + 1 - share)
    return np.stack([ratio * men, men], axis=1)


def _ratio(curve: Floats, people: Floats, those: NDArray[np.bool_], women: float) -> float:
    """Return the rate of women divided by that of men with which the cases have this share of women."""
    cases, share = (
        (curve[:, None] * people)[those],
        people[those, 0] / np.maximum(people[those].sum(axis=1), 1e-300),
    )
    total = cases.sum(axis=1)
    low, high = -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO
    for _ in range(BISECTION_STEPS):
        middle = (low + high) / 2
        of_women = np.exp(middle) * share
        found = (total * of_women / (of_women + 1 - share)).sum()
        low, high = (middle, high) if found < women * total.sum() else (low, middle)
    return float(np.exp(middle))
