"""What is around the scenes of a hospital's emergency runs: urban, suburban or rural."""

from functools import cache

import numpy as np

from healthgen_db.operations.ambulances.figures import load_ambulances
from healthgen_db.world.draws import Floats
from healthgen_db.world.places.columns import PlaceColumns
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.places.zip_pool import shipped_pool
from healthgen_db.world.world import World

URBAN, SUBURBAN, RURAL = range(3)


def surroundings_of(world: World, hospital: int) -> Floats:
    """Return the shares of urban, suburban and rural scenes, shape (3,). hospital: its index."""
    place = world.facilities.hospitals.place[hospital]
    geography = world.geography
    return surroundings_at(float(geography.latitude[place]), float(geography.longitude[place]))


def surroundings_at(latitude: float, longitude: float) -> Floats:
    """Return the shares of urban, suburban and rural scenes around a position in degrees, shape (3,).

    All ZIP codes of the country count, not only those of the dataset.
    """
    figures, pool = load_ambulances().surroundings, _country()
    miles = miles_between(pool.latitude, pool.longitude, np.array([latitude]), np.array([longitude]))
    near = np.flatnonzero(miles <= figures.farthest_miles + figures.within_miles)
    apart = miles_between(
        pool.latitude[near, None], pool.longitude[near, None], pool.latitude[near], pool.longitude[near]
    )
    people = (apart <= figures.within_miles) @ pool.population[near]
    kind = (people[:, None] < np.array(figures.people)).sum(axis=1)
    weight = pool.population[near] * np.exp(-miles[near] / figures.decay_miles)
    weight[miles[near] > figures.farthest_miles] = 0
    shares = np.bincount(kind, weights=weight, minlength=RURAL + 1)
    if not shares.sum():
        return np.array([0.0, 0.0, 1.0])
    found: Floats = shares / shares.sum()
    return found


@cache
def _country() -> PlaceColumns:
    return PlaceColumns(shipped_pool())
