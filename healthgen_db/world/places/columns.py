"""ZIP codes as columns: those of the pool, and those that a dataset uses."""

import numpy as np

from healthgen_db.world.draws import Floats, Ints
from healthgen_db.world.places.zip_pool import Place


class PlaceColumns:
    """ZIP codes as columns of shape (places,).

    places: tuple of Place
    code: int64, the ZIP code as a number: the draw key of a ZIP code
    state: str, two letters
    latitude, longitude: float64, degrees
    population: float64, people in 2010
    """

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.code: Ints = np.array([int(place.zipcode) for place in places], dtype=np.int64)
        self.state = np.array([place.state for place in places])
        self.latitude = np.array([place.latitude for place in places])
        self.longitude = np.array([place.longitude for place in places])
        self.population: Floats = np.array([place.population for place in places], dtype=np.float64)


class Geography(PlaceColumns):
    """The chosen ZIP codes, sorted, as columns of shape (zip codes,): those of PlaceColumns, and more.

    weight: float64, relative number of patients: the population, or around one place the share of the patients
    part: int64, part of the country: 0 in the whole country; around one place 0 for the states of the
        hospitals, 1 for neighboring states, 2 for other states
    fill_order: int64, shape (zip codes with patients,), indexes of the ZIP codes that have patients, in the order in
        which the first patients are given a home, so that every chosen ZIP code has a patient
    hospitals: int64, shape (hospitals,), indexes of the ZIP codes of the hospitals around one place, the first one
        first; empty in the whole country, where hospitals are placed later
    notes: a sentence for each option that cannot be followed exactly, with what happens instead
    """

    def __init__(
        self,
        places: tuple[Place, ...],
        *,
        weight: Floats,
        part: Ints,
        fill_order: Ints,
        hospitals: Ints | None = None,
        notes: tuple[str, ...] = (),
    ) -> None:
        super().__init__(places)
        self.weight = weight
        self.part = part
        self.fill_order = fill_order
        self.hospitals: Ints = np.zeros(0, dtype=np.int64) if hospitals is None else hospitals
        self.notes = notes
