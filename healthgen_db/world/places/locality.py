"""Datasets with one hospital: where it is, which ZIP codes its patients live in, and how many patients live in each.

Patients live in three parts of the country: the hospital's state, the neighboring states, and all other states. Within
a part, the weight of a ZIP code is proportional to its population. It also falls with the distance from the hospital,
measured between the centroids of the ZIP codes:
- in the hospital's state by exp(-miles / decay),
- in neighboring states by a power of the distance (the gravity model of trade areas: Huff, "Defining and estimating a
  trading area", Journal of Marketing 28, 1964),
- in other states not at all, because those patients are travelers.
"""

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import OneHospital
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.places.columns import Geography, PlaceColumns
from healthgen_db.world.places.distances import miles_between, state_neighbors
from healthgen_db.world.places.zip_pool import Place, shipped_pool

STATE, NEIGHBORS, ELSEWHERE = range(3)
# The logarithm of a waiting time of 0 does not exist.
SMALLEST_WAITING_TIME = 1e-300


def around_one_hospital(
    config: Config, behavior: OneHospital, pool: tuple[Place, ...], draws: Draws
) -> Geography:
    """Place the hospital and choose the ZIP codes of its patients: --zip-target of them, or fewer if there are fewer.

    Raises ConfigError if the pool has no place for the hospital, or if --zip-target is too small for the parts of the
    country.
    """
    columns = PlaceColumns(pool)
    hospital = _place_hospital(config, behavior.populous_share, columns, draws)
    state = pool[hospital].state
    here = slice(hospital, hospital + 1)
    miles = miles_between(
        columns.latitude, columns.longitude, columns.latitude[here], columns.longitude[here]
    )
    members = _parts(config, columns, state, miles)
    room = [part.size for part in members]
    shares, notes = _shares(config, state, room)
    counts = _counts(config, shares, room)
    if sum(counts) < min(config.zip_target, len(pool)):
        notes.append(
            f"The catchment has {sum(counts)} ZIP codes, fewer than --zip-target {config.zip_target}; to get more, "
            "choose a larger --local-top-n or a --local-share below 1."
        )
    log_weights = _log_weights(config, behavior, columns, miles, members)
    weight, part = np.zeros(len(pool)), np.zeros(len(pool), dtype=np.int64)
    zip_codes = []
    for number, (own, share, count) in enumerate(zip(members, shares, counts, strict=True)):
        order = own[_weighted_order(draws, columns.code[own], log_weights[own])]
        # the hospital's own ZIP code always has patients, if its part has
        chosen = np.concatenate([order[order == hospital], order[order != hospital]])[:count]
        relative = np.exp(log_weights[chosen] - log_weights[chosen].max(initial=-np.inf))
        weight[chosen] = share * relative / relative.sum()
        part[chosen] = number
        zip_codes.append(chosen)
    fill_order = np.concatenate(zip_codes)
    # the hospital's own ZIP code belongs to the dataset even if --local-share 0 leaves it without patients
    places = np.union1d(fill_order, [hospital])
    return Geography(
        tuple(pool[index] for index in places),
        weight=weight[places],
        part=part[places],
        fill_order=np.searchsorted(places, fill_order),
        hospital=int(np.searchsorted(places, hospital)),
        notes=tuple(notes),
    )


def _place_hospital(config: Config, populous_share: float, columns: PlaceColumns, draws: Draws) -> int:
    """Return the index of the hospital's ZIP code: the given one, or one of the most populous ones."""
    state, zipcode = config.hospital_state, config.hospital_zipcode
    known = {place.state for place in shipped_pool()}
    if state is not None and state not in known:
        raise ConfigError(
            f"--hospital-state {state}: this is not one of the 50 states or DC; write two letters, such as NY"
        )
    if zipcode is not None:
        found = np.flatnonzero(columns.code == int(zipcode))
        if not found.size:
            raise ConfigError(f"--hospital-zipcode {zipcode}: the pool has no such ZIP code")
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
        populous[_weighted_order(draws, columns.code[populous], np.log(columns.population[populous]))[0]]
    )


def _parts(config: Config, columns: PlaceColumns, state: str, miles: Floats) -> list[Ints]:
    """Return the indexes of the nearest ZIP codes in the state, of those in neighboring states, and of all others."""
    local = columns.state == state
    neighboring = np.isin(columns.state, [there for here, there, _ in state_neighbors() if here == state])
    inside = np.flatnonzero(local)
    nearest = inside[np.argsort(miles[inside], kind="stable")[: config.local_top_n]]
    return [nearest, np.flatnonzero(neighboring), np.flatnonzero(~local & ~neighboring)]


def _shares(config: Config, state: str, room: list[int]) -> tuple[list[float], list[str]]:
    """Return the share of patients in each part, and notes.

    The share of a part without ZIP codes goes to another part, and a note says so. room: ZIP codes of each part.
    """
    outside = 1 - config.local_share
    neighbors = outside * config.outstate_neighbor_share
    shares = [config.local_share, neighbors, outside - neighbors]
    if outside == 0:
        return shares, []
    if not room[NEIGHBORS] and not room[ELSEWHERE]:
        return [1.0, 0.0, 0.0], [f"The pool has no ZIP code outside {state}, so all patients live there."]
    if not room[NEIGHBORS] and neighbors > 0:
        borders = any(here == state for here, *_ in state_neighbors())
        why = (
            f"The pool has no ZIP code in a state that borders {state}"
            if borders
            else f"No state borders {state}"
        )
        return [shares[STATE], 0.0, outside], [f"{why}, so out-of-state patients come from all other states."]
    if not room[ELSEWHERE] and outside > neighbors:
        why = f"The pool has no ZIP code outside {state} and its neighbors"
        return [shares[STATE], outside, 0.0], [f"{why}, so out-of-state patients come from the neighbors."]
    return shares, []


def _counts(config: Config, shares: list[float], room: list[int]) -> list[int]:
    """Return the number of ZIP codes of each part, in proportion to its patients: at least 1, at most room."""
    counts = [0] * len(shares)
    wanted = [part for part, share in enumerate(shares) if share > 0]
    left, share_left = config.zip_target, sum(shares)
    if left < len(wanted):
        raise ConfigError(
            f"--zip-target {left}: the patients of one hospital come from {len(wanted)} parts of the country (its "
            "state, the neighboring states, other states), and each part needs a ZIP code; choose at least "
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


def _weighted_order(draws: Draws, code: Ints, log_weights: Floats) -> Ints:
    """Return an order as geography.weighted_order does. Logarithms keep very small weights from becoming 0."""
    waiting_time = np.maximum(-np.log1p(-draws.uniform("geography.zip", code)), SMALLEST_WAITING_TIME)
    return np.argsort(np.log(waiting_time) - log_weights, kind="stable")
