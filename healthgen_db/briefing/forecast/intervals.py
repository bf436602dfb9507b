"""Intervals of counts: negative binomial counts, and how many of some patients leave (Poisson-binomial)."""

from __future__ import annotations

from collections.abc import Iterable
from math import log1p

import numpy as np

from healthgen_db.world.draws import Floats

WANTED = 0.8
# The probabilities of counts above this many standard deviations are too small to matter.
_TAIL = 12
# Below this, a negative binomial count is a Poisson count.
LEAST_DISPERSION = 1e-9


def count_interval(mean: float, dispersion: float) -> tuple[int, int]:
    """Return the lowest and the highest count of an 80 % interval.

    The counts are negative binomial with the variance mean + dispersion * mean ** 2; Poisson if dispersion is 0.
    """
    return interval_of(_count_probabilities(mean, dispersion))


def leaving_probabilities(chances: Iterable[float]) -> Floats:
    """Return the probability that 0, 1, 2 ... of the patients leave, each with their own chance (Poisson-binomial)."""
    found = np.ones(1)
    for chance in chances:
        found = np.convolve(found, [1 - chance, chance])
    return found


def interval_of(probabilities: Floats) -> tuple[int, int]:
    """Return the interval of counts whose probability is nearest to 80 %, with about as much below as above it.

    Small counts have few values, so the interval from the 10 % to the 90 % quantile often holds much more than 80 %.
    Then one end is moved inwards by one.
    """
    below = np.cumsum(probabilities)
    tail = (1 - WANTED) / 2
    low = int(np.searchsorted(below, tail))
    high = max(int(np.searchsorted(below, 1 - tail)), low)

    def distance(ends: tuple[int, int]) -> float:
        held = below[ends[1]] - (below[ends[0] - 1] if ends[0] else 0.0)
        return abs(float(held) - WANTED)

    ends = [(low, high), (low + 1, high), (low, high - 1)]
    return min((each for each in ends if each[0] <= each[1]), key=distance)


def _count_probabilities(mean: float, dispersion: float) -> Floats:
    if mean <= 0:
        return np.ones(1)
    most = int(mean + _TAIL * (mean + dispersion * mean**2) ** 0.5 + _TAIL)
    counts = np.arange(most)
    # The probability of a count as a multiple of that of the count before it.
    if dispersion < LEAST_DISPERSION:
        first, ratios = -mean, mean / (counts + 1)
    else:
        size = 1 / dispersion
        first = -size * log1p(mean * dispersion)
        ratios = (counts + size) / (counts + 1) * (mean / (size + mean))
    found: Floats = np.exp(first + np.concatenate([[0.0], np.cumsum(np.log(ratios))]))
    return found
