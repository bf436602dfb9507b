"""The world: what all patients of a dataset share, built once for each Config."""

from healthgen_db.config.options import Config
from healthgen_db.world.behavior import load_behavior
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.draws import Draws
from healthgen_db.world.holidays import load_holidays
from healthgen_db.world.hospitals.facilities import Facilities
from healthgen_db.world.names import load_names
from healthgen_db.world.places.geography import build_geography
from healthgen_db.world.population import load_population
from healthgen_db.world.prices import PriceIndex, load_price_changes
from healthgen_db.world.seasons import load_seasons


class World:
    """Everything that a block of patients is computed from. It does not depend on the number of patients."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.draws = Draws(config.seed)
        self.seasons = load_seasons(config.place)
        self.catalog = load_catalog(
            overlay=config.population, conditions=config.conditions, place=config.place
        )
        self.population = load_population(overlay=config.population)
        self.behavior = load_behavior(overlay=config.population, conditions=config.conditions)
        self.names = load_names()
        self.holidays = load_holidays()
        self.prices = PriceIndex(load_price_changes(), config.start, config.today, config.origin)
        self.geography = build_geography(config, self.behavior, self.draws)
        self.facilities = Facilities(
            self.geography,
            self.catalog,
            self.behavior,
            self.names,
            self.draws,
            count=config.hospitals,
            hospital_name=config.hospital_name,
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Return a sentence for each option that cannot be followed exactly, with what happens instead."""
        return self.geography.notes


def build_world(config: Config) -> World:
    """Build the world of a dataset. Raises ConfigError if a data file or the ZIP pool is not usable."""
    return World(config)
