"""Locality: one hospital, the ZIP codes its patients come from, and how many come from where.

Patients come from three parts of the country: the hospital's state, the states that border it, and the others. Within
a part the chance of a ZIP code grows with its people and falls with its distance from the hospital, between centroids:
by exp(-miles / decay) in the state, by the square of the distance in neighboring states (the gravity model of trade
areas: Huff, "Defining and estimating a trading area", Journal of Marketing 28, 1964), and not at all beyond, where
people come from because they happen to travel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.behavior import OneHospital
from healthgen_db.world.draws import Draws, Floats, Ints
from healthgen_db.world.places.distances import miles_between, state_neighbors
from healthgen_db.world.places.zip_pool import Place, shipped_pool

__all__ = ["Catchment", "build_catchment"]

STATE, NEIGHBORS, ELSEWHERE = range(3)
TINY = 1e-300


@dataclass(frozen=True)
class Catchment:
    """Where the patients of one hospital come from; indexes are of the pool."""

    hospital: int
    zips: Ints
    """Indexes of the ZIP codes with patients, part after part, in the order in which the first patients settle."""
    part: Ints
    """The part of the country of each of `zips`: 0 the hospital's state, 1 its neighbors, 2 elsewhere."""
    weight: Floats
    """How many patients live in each of `zips`; they add up to 1, and in each part to its share."""
    notes: tuple[str, ...]
    """What could not be done as asked, and what is done instead; a sentence each."""


def build_catchment(
    config: Config, behavior: OneHospital, pool: tuple[Place, ...], draws: Draws
) -> Catchment:
    """Place the hospital and choose the ZIP codes of its patients, as many as --zip-target says where there are.

    Raises ConfigError where the hospital cannot stand where it should, or the ZIP codes are too few to hold the shares.
    """
    land = _Land(pool)
    hospital = _place_hospital(config, behavior.populous_share, land, draws)
    state = pool[hospital].state
    miles = miles_between(
        land.latitude, land.longitude, land.latitude[hospital : hospital + 1], land.longitude[hospital]
    )
    members = _parts(config, land, state, miles)
    shares, notes = _shares(config, state, [part.size for part in members])
    counts = _apportion(config, shares, [part.size for part in members])
    if sum(counts) < min(config.zip_target, len(pool)):
        notes.append(
            f"The catchment has {sum(counts)} ZIP codes, fewer than --zip-target {config.zip_target}; a larger "
            "--local-top-n or a --local-share below 1 makes room."
        )
    attraction = _attraction(config, behavior, land, miles, members)
    zips, weights = [], []
    for part, share, count in zip(members, shares, counts, strict=True):
        order = part[_weighted_order(draws, land.code[part], attraction[part])]
        chosen = np.concatenate([order[order == hospital], order[order != hospital]])[:count]
        pull = np.exp(attraction[chosen] - attraction[chosen].max(initial=-np.inf))
        zips.append(chosen)
        weights.append(share * pull / pull.sum() if count else pull)
    return Catchment(
        hospital=hospital,
        zips=np.concatenate(zips),
        part=np.repeat(np.arange(len(counts)), counts),
        weight=np.concatenate(weights),
        notes=tuple(notes),
    )


class _Land:
    """The pool as columns, shape (pool,)."""

    def __init__(self, pool: tuple[Place, ...]) -> None:
        self.code = np.array([int(place.zipcode) for place in pool], dtype=np.int64)
        self.state = np.array([place.state for place in pool])
        self.latitude = np.array([place.latitude for place in pool])
        self.longitude = np.array([place.longitude for place in pool])
        self.people = np.array([max(place.population, 1) for place in pool], dtype=np.float64)


def _place_hospital(config: Config, populous_share: float, land: _Land, draws: Draws) -> int:
    """Return the pool's index of the hospital's ZIP code: the one asked for, or a populous one."""
    state, zipcode = config.hospital_state, config.hospital_zipcode
    known = {place.state for place in shipped_pool()}
    if state is not None and state not in known:
        raise ConfigError(f"--hospital-state {state}: none of the 50 states or DC, in two letters")
    if zipcode is not None:
        found = np.flatnonzero(land.code == int(zipcode))
        if not found.size:
            raise ConfigError(f"--hospital-zipcode {zipcode}: the pool of ZIP codes has no such code")
        if state is not None and land.state[found[0]] != state:
            raise ConfigError(
                f"--hospital-zipcode {zipcode}: lies in {land.state[found[0]]}, not in --hospital-state {state}"
            )
        return int(found[0])
    candidates = np.arange(land.code.size) if state is None else np.flatnonzero(land.state == state)
    if not candidates.size:
        has = ", ".join(np.unique(land.state)[:10])
        raise ConfigError(f"--hospital-state {state}: the pool has no ZIP code there; it has {has}")
    largest_first = candidates[np.argsort(-land.people[candidates], kind="stable")]
    populous = largest_first[: int(np.ceil(populous_share * candidates.size))]
    return int(populous[_weighted_order(draws, land.code[populous], np.log(land.people[populous]))[0]])


def _parts(config: Config, land: _Land, state: str, miles: Floats) -> list[Ints]:
    """Return the pool's indexes of the nearest ZIP codes in the state, of those next to it, and of all others."""
    at_home = land.state == state
    beside = np.isin(land.state, [there for here, there in state_neighbors() if here == state])
    local = np.flatnonzero(at_home)
    nearest = local[np.argsort(miles[local], kind="stable")[: config.local_top_n]]
    return [nearest, np.flatnonzero(beside), np.flatnonzero(~at_home & ~beside)]


def _shares(config: Config, state: str, room: list[int]) -> tuple[list[float], list[str]]:
    """Return the share of patients of each part, moved to another part where one has no ZIP codes, and why."""
    outside = 1 - config.local_share
    beside = outside * config.outstate_neighbor_share
    shares = [config.local_share, beside, outside - beside]
    if outside == 0:
        return shares, []
    if not room[NEIGHBORS] and not room[ELSEWHERE]:
        return [1.0, 0.0, 0.0], [f"The pool has no ZIP code outside {state}, so all patients live there."]
    if not room[NEIGHBORS] and beside > 0:
        borders = any(here == state for here, _ in state_neighbors())
        why = (
            f"The pool has no ZIP code in a state that borders {state}"
            if borders
            else f"No state borders {state}"
        )
        return [shares[STATE], 0.0, outside], [f"{why}, so out-of-state patients come from all other states."]
    if not room[ELSEWHERE] and outside > beside:
        why = f"The pool has no ZIP code beyond {state} and its neighbors"
        return [shares[STATE], outside, 0.0], [f"{why}, so out-of-state patients come from the neighbors."]
    return shares, []


def _apportion(config: Config, shares: list[float], room: list[int]) -> list[int]:
    """Return how many ZIP codes each part has: by its share of patients, at least one, no more than there are."""
    counts = [0] * len(shares)
    wanted = [part for part, share in enumerate(shares) if share > 0]
    left, share_left = config.zip_target, sum(shares)
    if left < len(wanted):
        raise ConfigError(
            f"--zip-target {left}: the patients of one hospital come from {len(wanted)} parts of the country (its "
            "state, its neighbors, elsewhere) and live in as many ZIP codes at least; --local-share 1 keeps them all "
            "in its state"
        )
    # the parts with the least room first, so that what they cannot take goes to those that can
    wanted.sort(key=lambda part: room[part] / shares[part])
    for done, part in enumerate(wanted, 1):
        most = min(room[part], left - (len(wanted) - done))
        by_share = left if done == len(wanted) else round(left * shares[part] / share_left)
        counts[part] = min(max(by_share, 1), most)
        left -= counts[part]
        share_left -= shares[part]
    return counts


def _attraction(
    config: Config, behavior: OneHospital, land: _Land, miles: Floats, members: list[Ints]
) -> Floats:
    """Return the logarithm of each ZIP code's chance to send a patient, up to a constant in each part."""
    attraction: Floats = np.log(land.people)
    attraction[members[STATE]] -= miles[members[STATE]] / config.local_decay
    # the decay keeps the square of the distance from growing without bound next to the border
    attraction[members[NEIGHBORS]] -= behavior.neighbor_distance_power * np.log(
        miles[members[NEIGHBORS]] + config.local_decay
    )
    return attraction


def _weighted_order(draws: Draws, code: Ints, attraction: Floats) -> Ints:
    """Return an order as geography.weighted_order does, by logarithms, which do not vanish far from the hospital."""
    waiting_time = np.maximum(-np.log1p(-draws.uniform("geography.zip", code)), TINY)
    return np.argsort(np.log(waiting_time) - attraction, kind="stable")
