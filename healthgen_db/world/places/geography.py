"""Where patients live: the ZIP codes of a dataset, drawn in the whole country or around one place."""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import Behavior
from healthgen_db.world.draws import Draws
from healthgen_db.world.places.columns import Geography, PlaceColumns
from healthgen_db.world.places.locality import around_one_place
from healthgen_db.world.places.orders import weighted_order
from healthgen_db.world.places.zip_pool import Place, in_states, read_pool, shipped_pool


def build_geography(config: Config, behavior: Behavior, draws: Draws) -> Geography:
    """Choose the ZIP codes of a dataset: weighted by population, or around one place; only those of --states.

    In the whole country, a larger --zip-target with the same seed keeps the ZIP codes of a smaller one. Raises
    ConfigError if --zip-target is larger than the pool, or if --states has no ZIP codes.
    """
    pool = read_pool(config.zip_pool_file) if config.zip_pool_file else shipped_pool()
    if config.states is not None:
        pool = in_states(pool, config.states)
    # The default may be larger than a small pool; all of its ZIP codes are used then.
    if config.zip_target > len(pool) and config.zip_target != Config.zip_target:
        within = f" in --states {config.states}" if config.states else ""
        raise ConfigError(
            f"--zip-target {config.zip_target}: the pool has only {len(pool)} ZIP codes{within}"
        )
    if config.single_hospital:
        return around_one_place(config, behavior, pool, draws)
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
