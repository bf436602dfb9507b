"""Where patients live: the ZIP codes of a dataset, drawn by population, and the distances between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config import Config
from healthgen_db.errors import ConfigError
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.zippool import Place, read_pool, shipped_pool

__all__ = ["Geography", "build_geography", "miles_between", "weighted_order"]

EARTH_RADIUS_MILES = 3958.8


@dataclass(frozen=True)
class Geography:
    """The chosen ZIP codes as columns, each of shape (zip codes,), sorted by ZIP code."""

    places: tuple[Place, ...]
    state: NDArray[np.str_]
    latitude: Floats
    longitude: Floats
    population: Floats
    turn: Ints
    """In which order the first patients settle, so that every chosen ZIP code is lived in."""


def build_geography(config: Config, draws: Draws) -> Geography:
    """Choose the ZIP codes of a dataset: population-weighted, without replacement.

    A larger --zip-target with the same seed keeps the codes of a smaller one. Raises ConfigError where more are
    asked for than the pool has.
    """
    pool = read_pool(config.zip_pool_file) if config.zip_pool_file else shipped_pool()
    asked_for = "zip_target" in config.model_fields_set
    if asked_for and config.zip_target > len(pool):
        raise ConfigError(f"--zip-target {config.zip_target}: the pool has only {len(pool)} ZIP codes")
    codes = np.array([int(place.zipcode) for place in pool], dtype=np.int64)
    weights = np.array([place.population for place in pool], dtype=np.float64)
    order = weighted_order(draws, "geography.zip", codes, weights)[: config.zip_target]
    chosen = np.sort(order)
    places = tuple(pool[index] for index in chosen)
    return Geography(
        places=places,
        state=np.array([place.state for place in places]),
        latitude=np.array([place.latitude for place in places]),
        longitude=np.array([place.longitude for place in places]),
        population=weights[chosen],
        turn=np.searchsorted(chosen, order),
    )


def weighted_order(draws: Draws, name: str, address: Ints, weights: Floats) -> Ints:
    """Return the indexes in an order in which heavier ones tend to come first.

    The first k of it are a sample of k without replacement, by weight (Efraimidis and Spirakis, "Weighted random
    sampling with a reservoir", Information Processing Letters 97, 2006).
    """
    waiting_time = -np.log1p(-draws.uniform(name, address)) / np.maximum(weights, 1e-9)
    return np.argsort(waiting_time, kind="stable")


def miles_between(
    latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats
) -> Floats:
    """Return great-circle distances in miles by the haversine formula; coordinates in degrees, broadcast."""
    phi, other_phi = np.radians(latitude), np.radians(other_latitude)
    half_phi = (phi - other_phi) / 2
    half_lambda = np.radians(longitude - other_longitude) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_lambda) ** 2
    miles: Floats = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return miles
