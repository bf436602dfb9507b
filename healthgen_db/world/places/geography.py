"""Where patients live: the ZIP codes of a dataset, drawn by population, or around one hospital."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import OneHospital
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.places.locality import build_catchment
from healthgen_db.world.places.zip_pool import Place, read_pool, shipped_pool

__all__ = ["Geography", "build_geography", "weighted_order"]


@dataclass(frozen=True)
class Geography:
    """The chosen ZIP codes as columns, each of shape (zip codes,), sorted by ZIP code."""

    places: tuple[Place, ...]
    state: NDArray[np.str_]
    latitude: Floats
    longitude: Floats
    population: Floats
    weight: Floats
    """How many patients live there, as shares of any total; the population, but around one hospital."""
    part: Ints
    """The part of the country: one for all, but around one hospital (see locality)."""
    turn: Ints
    """In which order the first patients of each part settle, so that every chosen ZIP code is lived in."""
    hospital: int | None = None
    """Index of the ZIP code of the one hospital; None where there are many."""
    notes: tuple[str, ...] = ()
    """What could not be done as asked, and what is done instead; a sentence each."""


def build_geography(config: Config, behavior: OneHospital, draws: Draws) -> Geography:
    """Choose the ZIP codes of a dataset: without replacement, by population or around one hospital.

    Nationwide, a larger --zip-target with the same seed keeps the codes of a smaller one. Raises ConfigError where
    more are asked for than the pool has.
    """
    pool = read_pool(config.zip_pool_file) if config.zip_pool_file else shipped_pool()
    asked_for = "zip_target" in config.model_fields_set
    if asked_for and config.zip_target > len(pool):
        raise ConfigError(f"--zip-target {config.zip_target}: the pool has only {len(pool)} ZIP codes")
    return (
        _around_one_hospital(config, behavior, pool, draws)
        if config.single_hospital
        else _nationwide(config, pool, draws)
    )


def _nationwide(config: Config, pool: tuple[Place, ...], draws: Draws) -> Geography:
    codes = np.array([int(place.zipcode) for place in pool], dtype=np.int64)
    weights = np.array([place.population for place in pool], dtype=np.float64)
    order = weighted_order(draws, "geography.zip", codes, weights)[: config.zip_target]
    chosen = np.sort(order)
    return _geography(
        tuple(pool[index] for index in chosen),
        weight=weights[chosen],
        part=np.zeros(chosen.size, dtype=np.int64),
        turn=np.searchsorted(chosen, order),
    )


def _around_one_hospital(
    config: Config, behavior: OneHospital, pool: tuple[Place, ...], draws: Draws
) -> Geography:
    catchment = build_catchment(config, behavior, pool, draws)
    # the hospital's own ZIP code belongs to the dataset even where --local-share 0 leaves it without patients
    chosen = np.union1d(catchment.zips, [catchment.hospital])
    turn = np.searchsorted(chosen, catchment.zips)
    weight, part = np.zeros(chosen.size), np.zeros(chosen.size, dtype=np.int64)
    weight[turn], part[turn] = catchment.weight, catchment.part
    return _geography(
        tuple(pool[index] for index in chosen),
        weight=weight,
        part=part,
        turn=turn,
        hospital=int(np.searchsorted(chosen, catchment.hospital)),
        notes=catchment.notes,
    )


def _geography(
    places: tuple[Place, ...],
    *,
    weight: Floats,
    part: Ints,
    turn: Ints,
    hospital: int | None = None,
    notes: tuple[str, ...] = (),
) -> Geography:
    return Geography(
        places=places,
        state=np.array([place.state for place in places]),
        latitude=np.array([place.latitude for place in places]),
        longitude=np.array([place.longitude for place in places]),
        population=np.array([place.population for place in places], dtype=np.float64),
        weight=weight,
        part=part,
        turn=turn,
        hospital=hospital,
        notes=notes,
    )


def weighted_order(draws: Draws, name: str, key: Ints, weights: Floats) -> Ints:
    """Return the indexes in an order in which heavier ones tend to come first.

    The first k of it are a sample of k without replacement, by weight (Efraimidis and Spirakis, "Weighted random
    sampling with a reservoir", Information Processing Letters 97, 2006).
    """
    waiting_time = -np.log1p(-draws.uniform(name, key)) / np.maximum(weights, 1e-9)
    return np.argsort(waiting_time, kind="stable")
