"""Where the hospitals around one place are: the first one, and the others of its network."""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import Behavior
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.hospitals.profiles import Network
from healthgen_db.world.places.columns import PlaceColumns
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.places.orders import order_around_a_place, weighted_order
from healthgen_db.world.places.zip_pool import known_states

# Around a place with few people, a network looks at so many ZIP codes for each hospital.
ZIP_CODES_EACH = 3


def place_hospitals(config: Config, behavior: Behavior, columns: PlaceColumns, draws: Draws) -> Ints:
    """Return the indexes of the ZIP codes of the hospitals, the first one first.

    Raises ConfigError if the pool has no place for them.
    """
    first = _first(config, behavior.one_hospital.populous_share, columns, draws)
    count = config.hospitals or 1
    if count > columns.code.size:
        raise ConfigError(
            f"--hospitals {count}: each hospital needs a ZIP code of its own, and the pool has {columns.code.size};"
            " choose fewer hospitals"
        )
    return np.array([first, *_others(first, count - 1, behavior.network, columns, draws)], dtype=np.int64)


def _first(config: Config, populous_share: float, columns: PlaceColumns, draws: Draws) -> int:
    """Return the index of the given ZIP code, or of one of the most populous ones."""
    state, zipcode = config.hospital_state, config.hospital_zipcode
    if state is not None and state not in known_states():
        raise ConfigError(
            f"--hospital-state {state}: this is not one of the 50 states or DC; write two letters, such as NY"
        )
    if zipcode is not None:
        found = np.flatnonzero(columns.code == int(zipcode))
        if not found.size:
            within = f" in --states {config.states}" if config.states else ""
            raise ConfigError(f"--hospital-zipcode {zipcode}: the pool has no such ZIP code{within}")
        if state is not None and columns.state[found[0]] != state:
            raise ConfigError(
                f"--hospital-zipcode {zipcode}: is in {columns.state[found[0]]}, not in --hospital-state {state}"
            )
        return int(found[0])
    candidates = np.arange(columns.code.size) if state is None else np.flatnonzero(columns.state == state)
    if not candidates.size:
        others = ", ".join(np.unique(columns.state)[:10])
        raise ConfigError(
            f"--hospital-state {state}: the pool has no ZIP code in this state; it has {others}"
        )
    largest_first = candidates[np.argsort(-columns.population[candidates], kind="stable")]
    populous = largest_first[: int(np.ceil(populous_share * candidates.size))]
    return int(
        populous[order_around_a_place(draws, columns.code[populous], np.log(columns.population[populous]))[0]]
    )


def _others(first: int, count: int, network: Network, columns: PlaceColumns, draws: Draws) -> list[int]:
    """Return the indexes of the other ZIP codes: populous ones within reach of the first, apart from each other."""
    miles = _miles_from(columns, first)
    near = np.argsort(miles, kind="stable")
    near = near[near != first][: max(int((miles <= network.reach_miles).sum()), ZIP_CODES_EACH * count)]
    near = near[weighted_order(draws, "network.place", columns.code[near], columns.population[near])]
    chosen: list[int] = []
    nearest, apart = miles[near], network.apart_miles
    while len(chosen) < count:
        for row, place in enumerate(near):
            if len(chosen) < count and nearest[row] >= apart and place not in chosen:
                chosen.append(int(place))
                nearest = np.minimum(nearest, _miles_from(columns, int(place))[near])
        # where ZIP codes lie close together, the hospitals do
        apart = apart / 2 if apart > network.apart_miles / 8 else 0.0
    return chosen


def _miles_from(columns: PlaceColumns, place: int) -> Floats:
    here = slice(place, place + 1)
    return miles_between(columns.latitude, columns.longitude, columns.latitude[here], columns.longitude[here])
