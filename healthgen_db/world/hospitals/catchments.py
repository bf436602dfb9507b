"""Which hospitals the patients of each ZIP code choose: the nearest ones of a state, or those of a network."""

import numpy as np

from healthgen_db.world.draws import Floats, Ints
from healthgen_db.world.hospitals.profiles import HospitalProfiles, Network
from healthgen_db.world.places.columns import Geography
from healthgen_db.world.places.distances import miles_between

# The shares of the hospitals of a network are those of their sizes after far fewer steps.
STEPS = 100


def nearest_hospitals(
    geography: Geography, place: Ints, referral_weight: Floats, profiles: HospitalProfiles
) -> tuple[Ints, Floats]:
    """Return `nearby` and `nearby_weight` of Facilities, for hospitals in the whole country.

    place: ZIP code of each hospital; referral_weight: of each hospital
    """
    state = geography.state[place]
    nearby = np.zeros((len(geography.places), profiles.nearest), dtype=np.int64)
    chosen = np.zeros((2, len(geography.places), profiles.nearest))
    chosen[:, :, 0] = 1.0
    for code in np.unique(state):
        homes = np.flatnonzero(geography.state == code)
        local = np.flatnonzero(state == code)
        miles = _miles(geography, homes, place[local])
        nearest = np.argsort(miles, axis=1, kind="stable")[:, : profiles.nearest]
        distance = np.take_along_axis(miles, nearest, axis=1)
        weight = np.exp(-(distance - distance[:, :1]) / profiles.decay_miles)
        columns = nearest.shape[1]
        nearby[homes, :columns] = local[nearest]
        chosen[0, homes, :columns] = weight
        chosen[1, homes, :columns] = weight * referral_weight[local[nearest]]
    return nearby, chosen


def network_hospitals(
    geography: Geography, place: Ints, size: Floats, referral_weight: Floats, network: Network
) -> tuple[Ints, Floats]:
    """Return `nearby` and `nearby_weight` of Facilities, for hospitals around one place: all of them, nearest first.

    place, size, referral_weight: of each hospital

    The weight of a hospital falls with a power of the distance, and each hospital has a factor (the gravity model of
    trade areas: Huff, "Defining and estimating a trading area", Journal of Marketing 28, 1964). The factors are such
    that the hospitals share the patients in proportion to their sizes, wherever they lie.
    """
    miles = _miles(geography, np.arange(len(geography.places)), place)
    weight = (miles + network.nearest_miles) ** -network.distance_power
    target, patients = size / size.sum(), geography.weight / geography.weight.sum()
    factor = size.copy()
    for _ in range(STEPS):
        chosen = weight * factor
        share = patients @ (chosen / chosen.sum(axis=1, keepdims=True))
        factor *= target / share
    chosen = weight * factor
    chosen /= chosen.sum(axis=1, keepdims=True)
    nearby = np.argsort(miles, axis=1, kind="stable")
    ordinary = np.take_along_axis(chosen, nearby, axis=1)
    return nearby, np.stack([ordinary, ordinary * referral_weight[nearby]])


def _miles(geography: Geography, homes: Ints, place: Ints) -> Floats:
    """Return the distances of ZIP codes, shape (homes, places)."""
    return miles_between(
        geography.latitude[homes][:, None],
        geography.longitude[homes][:, None],
        geography.latitude[place],
        geography.longitude[place],
    )
