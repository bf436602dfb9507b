"""Which first stays lead to a nursing home. The length of some stays and the end of all of them depend on it."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.ages import ADULT_AGE, OLDEST_AGE
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.world import World


class DestinationTables:
    """Probabilities, made once for each world.

    nursing_home: float64, shape (conditions, ages), probability that a first stay leads to a nursing home
    """

    def __init__(self, world: World) -> None:
        self.draws: Draws = world.draws
        self.nursing_home = np.stack(
            [nursing_home_shares(world, entry) for entry in world.catalog.conditions]
        )


def nursing_home_shares(world: World, condition: Condition) -> Floats:
    """Return the share of the first stays for a condition that lead to a nursing home, by age, shape (121,)."""
    figures = world.behavior.nursing_home
    years = np.arange(OLDEST_AGE + 1)
    shares = condition.nursing_home / 100 * 2.0 ** ((years - figures.age) / figures.doubling_years)
    return np.where(years >= ADULT_AGE, np.minimum(shares, figures.most), 0.0)


def nursing_home_bound(
    tables: DestinationTables, key: Ints, condition: Ints, age: NDArray[np.int16]
) -> NDArray[np.bool_]:
    """Return whether first stays lead to a nursing home, shape (stays,).

    Patients who die on the way are among them, because the draw does not know of their death.

    key: draw keys of the first visits; condition: indexes; age: years, on the day on which the course begins
    (Courses.onset), so that all callers get the same answer
    """
    bound: NDArray[np.bool_] = (
        tables.draws.uniform("visit.nursing_home", key) < tables.nursing_home[condition, age]
    )
    return bound
