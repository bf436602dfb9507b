"""Distances between places, and which states border each other."""

import csv
import gzip
from functools import cache

import numpy as np

from healthgen_db.config.resources import resource
from healthgen_db.world.draws import Floats

EARTH_RADIUS_MILES = 3958.8


def miles_between(
    latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats
) -> Floats:
    """Return great-circle distances in miles, by the haversine formula.

    Latitudes and longitudes are in degrees. Their shapes are broadcast.
    """
    phi, other_phi = np.radians(latitude), np.radians(other_latitude)
    half_phi = (phi - other_phi) / 2
    half_lambda = np.radians(longitude - other_longitude) / 2
    chord = np.sin(half_phi) ** 2 + np.cos(phi) * np.cos(other_phi) * np.sin(half_lambda) ** 2
    miles: Floats = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return miles


@cache
def state_neighbors() -> tuple[tuple[str, str, int], ...]:
    """Return every pair of states that share a land border, in both directions, with the miles between them.

    The miles are between the centers of population. data/README.md has the source.
    """
    with gzip.open(resource("data", "state_neighbors.csv.gz"), "rt", encoding="utf-8") as file:
        return tuple((row["state"], row["neighbor"], int(row["miles"])) for row in csv.DictReader(file))
