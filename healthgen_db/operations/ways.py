"""How long patients travel between hospitals and other facilities."""

import numpy as np

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.figures.load import load_figures
from healthgen_db.world.calendar import HOUR, MINUTE
from healthgen_db.world.draws import Draws, Floats, Ints

# [A] Roads are 1.3 times as long as the straight line, and ambulances drive 38 miles an hour.
DETOUR, MILES_PER_HOUR = 1.3, 38

# Whoever is not admitted leaves the emergency department so many seconds after the arrival at the latest, so on the
# next day.
LONGEST = 22 * HOUR
# An ambulance for a transfer takes so many times the search for a bed, and comes not sooner than this. [A]
TRANSFER_BY_SEARCH, SOONEST_AWAY = 3, HOUR // 3


def sent_away_at(decided: Ints | int, bed_search_s: Numbers | int, registered: Ints | int) -> Ints:
    """Return when patients leave the emergency department for another hospital, seconds since 1970."""
    away = np.minimum(decided + TRANSFER_BY_SEARCH * bed_search_s, registered + LONGEST)
    return np.maximum(away, decided + SOONEST_AWAY)


def way_to_facility(miles: Numbers | Floats) -> Ints:
    """Return how long the way to a facility takes, seconds. miles: the distance on a straight line."""
    return np.round(miles * (DETOUR / MILES_PER_HOUR * HOUR)).astype(np.int64)


def way_between_hospitals(draws: Draws, receiving: Ints) -> Ints:
    """Return how long the way between two hospitals of the dataset takes, seconds.

    receiving: encounter_id at the hospital that takes the patient
    """
    low, high = load_figures().transfers.legs.way
    minutes = low + (high - low) * draws.uniform("transfer.leg_way", receiving)
    seconds: Ints = (minutes * MINUTE).astype(np.int64)
    return seconds
