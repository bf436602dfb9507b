"""Several hospitals around one place, a number of hospitals in the whole country, and datasets of some states."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.sources import build_config
from healthgen_db.generate.block import compute_block
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.world import World, build_world

TODAY = date(2026, 6, 30)


def world(preset: str | None = None, **options: Any) -> World:
    return build_world(build_config({"today": TODAY, **options}, preset=preset))


def miles_of(made: World) -> NDArray[np.float64]:
    """Return the distances between the hospitals, shape (hospitals, hospitals)."""
    geography, place = made.geography, made.facilities.hospitals.place
    latitude, longitude = geography.latitude[place], geography.longitude[place]
    return miles_between(latitude[:, None], longitude[:, None], latitude, longitude)


@pytest.fixture(scope="module")
def network() -> World:
    return world("network")


def test_the_hospitals_are_near_each_other_and_apart(network: World) -> None:
    hospitals, miles = network.facilities.hospitals, miles_of(network)
    assert network.geography.places[hospitals.place[0]].zipcode == "19107"
    assert len(set(hospitals.place)) == len(set(hospitals.name)) == 7
    assert set(hospitals.state) == {"PA", "NJ"}
    assert miles[0].max() <= network.behavior.network.reach_miles
    assert miles[~np.eye(7, dtype=np.bool_)].min() >= network.behavior.network.apart_miles
    assert set(network.geography.state) == {"PA", "NJ"}
    assert network.notes == ()
    found = {tuple(world("network", seed=seed).facilities.hospitals.place) for seed in range(4)}
    assert len(found) == 4


@pytest.mark.parametrize("preset", ["network", None])
def test_hospitals_share_the_patients_by_size_and_complex_ones_go_to_the_large_one(
    preset: str | None,
) -> None:
    made = world(preset, **({} if preset else {"hospital_state": "WY", "hospitals": 9, "seed": 3}))
    facilities, people = made.facilities, made.geography.weight / made.geography.weight.sum()
    shares = []
    for weight in facilities.nearby_weight:
        chance = people[:, None] * weight / weight.sum(axis=1, keepdims=True)
        shares.append(np.bincount(facilities.nearby.reshape(-1), weights=chance.reshape(-1)))
    size = facilities.hospitals.size
    assert shares[0] == pytest.approx(size / size.sum(), abs=1e-6)
    assert shares[1][0] > 1.2 * shares[0][0]
    # who lives next to a small hospital often goes there
    home = facilities.hospitals.place[6]
    own = facilities.nearby_weight[0, home][facilities.nearby[home] == 6]
    assert own > 3 * shares[0][6]
    doctors = np.bincount(facilities.doctors.home)
    assert doctors[0] == made.behavior.one_hospital.doctors
    assert (np.diff(doctors[:7]) < 0).all()


def test_patients_live_around_all_hospitals_and_visit_all_of_them() -> None:
    made = world("network", patients=1_500, local_share=0.9, states="PA,NJ,DE", local_decay=5)
    blocks = compute_block(made, 1, 1_500)
    assert set(blocks.visits["hospital_id"].to_pylist()) == set(range(1, 8))
    geography, place = made.geography, made.facilities.hospitals.place
    assert geography.weight[geography.state == "DE"].sum() == pytest.approx(0.1)
    miles = miles_between(
        geography.latitude[:, None],
        geography.longitude[:, None],
        geography.latitude[place],
        geography.longitude[place],
    )
    local = geography.state != "DE"
    # half as far as to the first hospital alone
    first, nearest = (
        np.average(m[local], weights=geography.weight[local]) for m in (miles[:, 0], miles.min(1))
    )
    assert nearest < first / 2


def test_a_crowded_network_and_one_with_a_name() -> None:
    made = world(hospital_state="DC", hospitals=12, states="DC", hospital_name="Mercy", local_top_n=12)
    hospitals = made.facilities.hospitals
    assert len(set(hospitals.place)) == len(set(hospitals.name)) == 12
    assert hospitals.name[0] == "Mercy"
    assert hospitals.size[7] == hospitals.size[0] == max(hospitals.size)


def test_a_number_of_hospitals_in_the_country_and_in_some_states() -> None:
    usual, some = world().facilities.hospitals, world(hospitals=100).facilities.hospitals
    assert some.place.size == 100
    assert set(some.state) == set(usual.state)
    assert not some.network
    assert (some.size == 1).all()
    two = world(hospitals=9, states="NJ,NY")
    assert set(two.geography.state) == set(two.facilities.hospitals.state) == {"NJ", "NY"}
    assert two.facilities.hospitals.place.size == 9
    assert world(states="WY").geography.places == world(states="WY").geography.places
    assert set(world(states="WY", single_hospital=True).geography.state) == {"WY"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"states": "NY,XX"}, "--states NY,XX: XX is not one of the 50 states or DC; write two letters"),
        ({"states": "NY,VT", "pool": ["10001"]}, "--states NY,VT: the pool has no ZIP code in VT; it has NY"),
        (
            {"states": "DC", "zip_target": 500},
            "--zip-target 500: the pool has only 30 ZIP codes in --states DC",
        ),
        (
            {"hospitals": 3},
            "--hospitals 3: the ZIP codes of the dataset are in 36 states, and each state needs a",
        ),
        (
            {"hospitals": 121},
            "--hospitals 121: the dataset has 120 ZIP codes, and each hospital needs one of its",
        ),
        (
            {"hospitals": 3, "single_hospital": True, "pool": ["20001", "20002"]},
            "--hospitals 3: each hospital needs a ZIP code of its own, and the pool has 2; choose fewer",
        ),
        (
            {"states": "NJ", "single_hospital": True, "hospital_zipcode": "10036"},
            "--hospital-zipcode 10036: the pool has no such ZIP code in --states NJ",
        ),
    ],
)
def test_places_that_do_not_fit_are_named(options: dict[str, Any], message: str, tmp_path: Path) -> None:
    if "pool" in options:
        path = tmp_path / "pool.csv"
        path.write_text("\n".join(["zip", *options["pool"]]), encoding="utf-8")
        options = options | {"zip_pool_file": path}
    with pytest.raises(ConfigError) as caught:
        world(**{name: value for name, value in options.items() if name != "pool"})
    assert message in str(caught.value)
