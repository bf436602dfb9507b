"""Single draws for the flow, which needs few at a time: the same draws as those of Draws, without arrays."""

from math import exp
from statistics import NormalDist

from healthgen_db.world.draws import Draws

WORD = 2**64 - 1
GOLDEN, MULTIPLIER_1, MULTIPLIER_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
# Quantiles of the normal distribution that `lognormal` draws from.
QUANTILE_BITS = 10


class Chances:
    """The draws of one name."""

    def __init__(self, draws: Draws, name: str) -> None:
        self.start = int(draws.start(name))
        steps = 1 << QUANTILE_BITS
        self.quantiles = [NormalDist().inv_cdf((number + 0.5) / steps) for number in range(steps)]

    def bits(self, key: int) -> int:
        """Return 64 random bits."""
        word = (key * GOLDEN + self.start) & WORD
        word = ((word ^ (word >> 30)) * MULTIPLIER_1) & WORD
        word = ((word ^ (word >> 27)) * MULTIPLIER_2) & WORD
        return word ^ (word >> 31)

    def uniform(self, key: int) -> float:
        """Return a float in [0, 1)."""
        return (self.bits(key) >> 11) * 2.0**-53

    def lognormal(self, key: int, median: float, sigma: float) -> float:
        """Return a lognormal number with this median; sigma: standard deviation of its logarithm."""
        return median * exp(sigma * self.quantiles[self.bits(key) >> (64 - QUANTILE_BITS)])
