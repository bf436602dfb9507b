"""The world: what all patients of a dataset share, built once for each Config."""

from dataclasses import dataclass

from healthgen_db.config.options import Config
from healthgen_db.world.behavior import Behavior, load_behavior
from healthgen_db.world.catalog.catalog import Catalog, load_catalog
from healthgen_db.world.draws import Draws
from healthgen_db.world.facilities import Facilities, build_facilities
from healthgen_db.world.names import Names, load_names
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.places.geography import build_geography
from healthgen_db.world.population import Population, load_population


@dataclass(frozen=True, eq=False)
class World:
    """Everything that a block of patients is computed from. It does not depend on the number of patients."""

    config: Config
    draws: Draws
    catalog: Catalog
    population: Population
    behavior: Behavior
    names: Names
    geography: Geography
    facilities: Facilities

    @property
    def notes(self) -> tuple[str, ...]:
        """Return a sentence for each option that cannot be followed exactly, with what happens instead."""
        return self.geography.notes


def build_world(config: Config) -> World:
    """Build the world of a dataset. Raises ConfigError if a data file or the ZIP pool is not usable."""
    draws = Draws(config.seed)
    catalog = load_catalog(overlay=config.population)
    behavior = load_behavior(overlay=config.population)
    names = load_names()
    geography = build_geography(config, behavior.one_hospital, draws)
    facilities = build_facilities(
        geography, catalog, behavior, names, draws, hospital_name=config.hospital_name
    )
    return World(
        config=config,
        draws=draws,
        catalog=catalog,
        population=load_population(overlay=config.population),
        behavior=behavior,
        names=names,
        geography=geography,
        facilities=facilities,
    )
