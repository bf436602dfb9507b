"""Where patients live: the ZIP codes of a dataset, drawn in the whole country or around one hospital."""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import OneHospital
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.places.columns import Geography, PlaceColumns
from healthgen_db.world.places.locality import around_one_hospital
from healthgen_db.world.places.zip_pool import Place, read_pool, shipped_pool

# Smaller weights count as this one, to avoid a division by 0.
SMALLEST_WEIGHT = 1e-9


def build_geography(config: Config, behavior: OneHospital, draws: Draws) -> Geography:
    """Choose the ZIP codes of a dataset: weighted by population, or around one hospital.

    In the whole country, a larger --zip-target with the same seed keeps the ZIP codes of a smaller one. Raises
    ConfigError if --zip-target is larger than the pool.
    """
    pool = read_pool(config.zip_pool_file) if config.zip_pool_file else shipped_pool()
    # The default may be larger than a small pool; all of its ZIP codes are used then.
    if config.zip_target > len(pool) and config.zip_target != Config.zip_target:
        raise ConfigError(f"--zip-target {config.zip_target}: the pool has only {len(pool)} ZIP codes")
    if config.single_hospital:
        return around_one_hospital(config, behavior, pool, draws)
    return _whole_country(config, pool, draws)


def _whole_country(config: Config, pool: tuple[Place, ...], draws: Draws) -> Geography:
    columns = PlaceColumns(pool)
    order = weighted_order(draws, "geography.zip", columns.code, columns.population)[: config.zip_target]
    chosen = np.sort(order)
    return Geography(
        tuple(pool[index] for index in chosen),
        weight=columns.population[chosen],
        part=np.zeros(chosen.size, dtype=np.int64),
        fill_order=np.searchsorted(chosen, order),
    )


def weighted_order(draws: Draws, name: str, key: Ints, weights: Floats) -> Ints:
    """Return the indexes in a random order in which larger weights tend to come first.

    The first k indexes are a weighted sample of size k without replacement (Efraimidis and Spirakis, "Weighted random
    sampling with a reservoir", Information Processing Letters 97, 2006).
    """
    waiting_time = -np.log1p(-draws.uniform(name, key)) / np.maximum(weights, SMALLEST_WEIGHT)
    return np.argsort(waiting_time, kind="stable")
