"""Hospitals of the whole country: how many each state has, and in which ZIP codes they are."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.world.draws import Draws, Ints
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.places.orders import weighted_order


def hospital_places(geography: Geography, zip_codes_each: float, count: int | None, draws: Draws) -> Ints:
    """Choose the ZIP codes of the hospitals in each state, weighted by population.

    count: number of hospitals; None: one for so many ZIP codes of a state

    Raises ConfigError if not every state can have a hospital, or not every hospital a ZIP code.
    """
    states, zip_codes = np.unique(geography.state, return_counts=True)
    if count is None:
        numbers = [max(1, round(int(each) / zip_codes_each)) for each in zip_codes]
    else:
        numbers = _numbers(states, zip_codes, count)
    chosen: list[int] = []
    for state, number in zip(states, numbers, strict=True):
        local = np.flatnonzero(geography.state == state)
        order = weighted_order(draws, "hospital.place", geography.code[local], geography.population[local])
        chosen.extend(local[order[:number]])
    return np.array(sorted(chosen), dtype=np.int64)


def _numbers(states: NDArray[np.str_], zip_codes: Ints, count: int) -> list[int]:
    """Return how many of the hospitals each state has: one, and the others in proportion to its ZIP codes.

    They are given out one by one, as seats go to parties by the method of D'Hondt.
    """
    if count < states.size:
        raise ConfigError(
            f"--hospitals {count}: the ZIP codes of the dataset are in {states.size} states, and each state needs a"
            f" hospital; choose at least {states.size}, or fewer --states, or --single-hospital for hospitals around"
            " one place"
        )
    if count > zip_codes.sum():
        raise ConfigError(
            f"--hospitals {count}: the dataset has {zip_codes.sum()} ZIP codes, and each hospital needs one of its own;"
            " choose fewer hospitals, or a larger --zip-target"
        )
    numbers = np.ones(states.size, dtype=np.int64)
    for _ in range(count - states.size):
        numbers[np.argmax(np.where(numbers < zip_codes, zip_codes / (numbers + 1), 0))] += 1
    return numbers.tolist()
