"""Datasets around one place, of one hospital or a network: which ZIP codes patients live in, how many in each.

Patients live in three parts of the country: the states of the hospitals, the neighboring states, and all other states.
Within a part, the weight of a ZIP code is proportional to its population. It also falls with the distance from the
nearest hospital, measured between the centroids of the ZIP codes:
- in the states of the hospitals by exp(-miles / decay),
- in neighboring states by a power of the distance (the gravity model of trade areas: Huff, "Defining and estimating a
  trading area", Journal of Marketing 28, 1964),
- in other states not at all, because those patients are travelers.
"""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import Behavior
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.hospitals.profiles import OneHospital
from healthgen_db.world.places.columns import Geography, PlaceColumns
from healthgen_db.world.places.distances import miles_between, state_neighbors
from healthgen_db.world.places.orders import order_around_a_place
from healthgen_db.world.places.sites import place_hospitals
from healthgen_db.world.places.zip_pool import Place

STATE, NEIGHBORS, ELSEWHERE = range(3)


def around_one_place(config: Config, behavior: Behavior, pool: tuple[Place, ...], draws: Draws) -> Geography:
    """Place the hospitals and choose the ZIP codes of the patients: --zip-target of them, or fewer if there are fewer.

    Raises ConfigError if the pool has no place for the hospitals, or if --zip-target is too small for the parts of the
    country.
    """
    columns = PlaceColumns(pool)
    hospitals = place_hospitals(config, behavior, columns, draws)
    states = sorted({pool[place].state for place in hospitals})
    miles = miles_between(
        columns.latitude[:, None],
        columns.longitude[:, None],
        columns.latitude[hospitals],
        columns.longitude[hospitals],
    ).min(axis=1)
    members = _parts(config, columns, states, miles)
    room = [part.size for part in members]
    shares, notes = _shares(config, states, room)
    counts = _counts(config, shares, room)
    if sum(counts) < min(config.zip_target, len(pool)):
        notes.append(
            f"The catchment has {sum(counts)} ZIP codes, fewer than --zip-target {config.zip_target}; to get more, "
            "choose a larger --local-top-n or a --local-share below 1."
        )
    log_weights = _log_weights(config, behavior.one_hospital, columns, miles, members)
    weight, part = np.zeros(len(pool)), np.zeros(len(pool), dtype=np.int64)
    zip_codes = []
    for number, (own, share, count) in enumerate(zip(members, shares, counts, strict=True)):
        order = own[order_around_a_place(draws, columns.code[own], log_weights[own])]
        # the ZIP codes of the hospitals always have patients, if their part has
        own_site = np.isin(order, hospitals)
        chosen = np.concatenate([order[own_site], order[~own_site]])[:count]
        relative = np.exp(log_weights[chosen] - log_weights[chosen].max(initial=-np.inf))
        weight[chosen] = share * relative / relative.sum()
        part[chosen] = number
        zip_codes.append(chosen)
    fill_order = np.concatenate(zip_codes)
    # the ZIP codes of the hospitals belong to the dataset even if --local-share 0 leaves them without patients
    places = np.union1d(fill_order, hospitals)
    return Geography(
        tuple(pool[index] for index in places),
        weight=weight[places],
        part=part[places],
        fill_order=np.searchsorted(places, fill_order),
        hospitals=np.searchsorted(places, hospitals),
        notes=tuple(notes),
    )


def _parts(config: Config, columns: PlaceColumns, states: list[str], miles: Floats) -> list[Ints]:
    """Return the indexes of the nearest ZIP codes in the states, of those in neighboring states, and of all others."""
    local = np.isin(columns.state, states)
    neighboring = np.isin(columns.state, _neighbors(states)) & ~local
    inside = np.flatnonzero(local)
    nearest = inside[np.argsort(miles[inside], kind="stable")[: config.local_top_n]]
    return [nearest, np.flatnonzero(neighboring), np.flatnonzero(~local & ~neighboring)]


def _neighbors(states: list[str]) -> list[str]:
    """Return the states that border one of these."""
    return [there for here, there, _ in state_neighbors() if here in states]


def _shares(config: Config, states: list[str], room: list[int]) -> tuple[list[float], list[str]]:
    """Return the share of patients in each part, and notes.

    The share of a part without ZIP codes goes to another part, and a note says so. room: ZIP codes of each part.
    """
    here, outside = " and ".join(states), 1 - config.local_share
    neighbors = outside * config.outstate_neighbor_share
    shares = [config.local_share, neighbors, outside - neighbors]
    if outside == 0:
        return shares, []
    if not room[NEIGHBORS] and not room[ELSEWHERE]:
        return [1.0, 0.0, 0.0], [f"The pool has no ZIP code outside {here}, so all patients live there."]
    if not room[NEIGHBORS] and neighbors > 0:
        why = (
            f"The pool has no ZIP code in a state that borders {here}"
            if _neighbors(states)
            else f"No state borders {here}"
        )
        return [shares[STATE], 0.0, outside], [f"{why}, so out-of-state patients come from all other states."]
    if not room[ELSEWHERE] and outside > neighbors:
        why = f"The pool has no ZIP code outside {here} and its neighbors"
        return [shares[STATE], outside, 0.0], [f"{why}, so out-of-state patients come from the neighbors."]
    return shares, []


def _counts(config: Config, shares: list[float], room: list[int]) -> list[int]:
    """Return the number of ZIP codes of each part, in proportion to its patients: at least 1, at most room."""
    counts = [0] * len(shares)
    wanted = [part for part, share in enumerate(shares) if share > 0]
    left, share_left = config.zip_target, sum(shares)
    if left < len(wanted):
        raise ConfigError(
            f"--zip-target {left}: the patients come from {len(wanted)} parts of the country (the state of the "
            "hospital, the neighboring states, other states), and each part needs a ZIP code; choose at least "
            f"{len(wanted)}, or --local-share 1 to keep all patients in the state"
        )
    # parts with little room come first, so that the other parts can take the ZIP codes that do not fit
    wanted.sort(key=lambda part: room[part] / shares[part])
    for done, part in enumerate(wanted, 1):
        most = min(room[part], left - (len(wanted) - done))
        by_share = left if done == len(wanted) else round(left * shares[part] / share_left)
        counts[part] = min(max(by_share, 1), most)
        left -= counts[part]
        share_left -= shares[part]
    return counts


def _log_weights(
    config: Config, behavior: OneHospital, columns: PlaceColumns, miles: Floats, members: list[Ints]
) -> Floats:
    """Return the logarithm of the weight of each ZIP code, shape (pool,). Compare weights only within a part."""
    weights: Floats = np.log(columns.population)
    weights[members[STATE]] -= miles[members[STATE]] / config.local_decay
    # adding the decay to the distance limits the weight of ZIP codes just behind the border
    distance = np.log(miles[members[NEIGHBORS]] + config.local_decay)
    weights[members[NEIGHBORS]] -= behavior.neighbor_distance_power * distance
    return weights
