"""Random orders in which larger weights tend to come first.

The first k indexes of an order are a weighted sample of size k without replacement (Efraimidis and Spirakis, "Weighted
random sampling with a reservoir", Information Processing Letters 97, 2006).
"""

import numpy as np

from healthgen_db.world.draws import Draws, Floats, Ints

# Smaller weights count as this one, to avoid a division by 0.
SMALLEST_WEIGHT = 1e-9
# The logarithm of a waiting time of 0 does not exist.
SMALLEST_WAITING_TIME = 1e-300


def weighted_order(draws: Draws, name: str, key: Ints, weights: Floats) -> Ints:
    """Return the indexes of the weights in a random order. key: draw keys, of the same shape as the weights."""
    waiting_time = -np.log1p(-draws.uniform(name, key)) / np.maximum(weights, SMALLEST_WEIGHT)
    return np.argsort(waiting_time, kind="stable")


def order_around_a_place(draws: Draws, code: Ints, log_weights: Floats) -> Ints:
    """Return an order of ZIP codes as weighted_order does. Logarithms keep very small weights from becoming 0."""
    waiting_time = np.maximum(-np.log1p(-draws.uniform("geography.zip", code)), SMALLEST_WAITING_TIME)
    return np.argsort(np.log(waiting_time) - log_weights, kind="stable")
