"""Datasets with one hospital: its place, and the shares and distances of the homes of its patients."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.sources import build_config
from healthgen_db.generate.block import compute_block
from healthgen_db.generate.care.people import PeopleTables, compute_people
from healthgen_db.world.places.distances import miles_between, state_neighbors
from healthgen_db.world.places.zip_pool import shipped_pool
from healthgen_db.world.world import World, build_world

PATIENTS = 20_000
# The example of the reference model.
NEW_YORK: dict[str, Any] = {
    "single_hospital": True,
    "hospital_state": "NY",
    "hospital_zipcode": "10036",
    "local_share": 0.83,
    "local_top_n": 400,
    "local_decay": 20,
    "outstate_neighbor_share": 0.70,
}


def world(**options: Any) -> World:
    return build_world(build_config({"today": date(2026, 6, 30), "patients": PATIENTS, **options}))


def homes_of(tables: PeopleTables, first_patient: int, last_patient: int) -> NDArray[np.int64]:
    """Return the homes of patients, as indexes into the geography."""
    patient = np.arange(first_patient, last_patient + 1)
    nobody = np.zeros(patient.size, dtype=np.int32)
    # Homes do not depend on the rest of the panel, so these are patients of one age.
    panel = SimpleNamespace(id=patient, birth=nobody, registered=nobody, gender=nobody.astype(np.int16))
    return compute_people(tables, cast(Any, panel)).place


class Homes:
    """Where the patients of a dataset live, as columns."""

    def __init__(self, made: World, patients: int = PATIENTS) -> None:
        geography = made.geography
        self.place = homes_of(PeopleTables(made), 1, patients)
        self.zipcode = np.array([place.zipcode for place in geography.places])[self.place]
        self.state = geography.state[self.place]
        self.hospital = geography.places[geography.hospitals[0]]
        here = np.array([self.hospital.latitude]), np.array([self.hospital.longitude])
        self.miles = miles_between(geography.latitude[self.place], geography.longitude[self.place], *here)
        self.local = self.state == self.hospital.state
        self.next_door = np.isin(self.state, [b for a, b, _ in state_neighbors() if a == self.hospital.state])

    def shares(self) -> tuple[float, float]:
        return float(self.local.mean()), float(self.next_door[~self.local].mean())


def nearest(hospital: str, count: int) -> set[str]:
    """Return the nearest ZIP codes of the hospital's state, computed in another way than in the code under test."""
    pool = {place.zipcode: place for place in shipped_pool()}
    home = pool[hospital]

    def miles(zipcode: str) -> float:
        place = pool[zipcode]
        a, b = np.radians([home.latitude, home.longitude]), np.radians([place.latitude, place.longitude])
        cosine = np.sin(a[0]) * np.sin(b[0]) + np.cos(a[0]) * np.cos(b[0]) * np.cos(a[1] - b[1])
        return float(np.arccos(np.clip(cosine, -1, 1)))

    return set(sorted((z for z, p in pool.items() if p.state == home.state), key=miles)[:count])


def test_the_reference_example() -> None:
    made = world(**NEW_YORK)
    homes = Homes(made)
    in_state, neighbors = homes.shares()
    assert in_state == pytest.approx(0.83, abs=0.01)
    assert neighbors == pytest.approx(0.70, abs=0.02)
    assert set(homes.zipcode[homes.local]) <= nearest("10036", 400)
    assert len(set(homes.zipcode)) == 120
    assert made.facilities.hospitals.place.size == 1
    assert homes.hospital.zipcode == "10036"
    assert made.notes == ()


@pytest.mark.parametrize("state", ["WY", "DC", "TX", "RI", "ME"])
def test_the_shares_hold_in_other_states(state: str) -> None:
    made = world(hospital_state=state, local_decay=20, outstate_neighbor_share=0.7)
    homes = Homes(made)
    in_state, neighbors = homes.shares()
    assert homes.hospital.state == state
    assert in_state == pytest.approx(0.83, abs=0.01)
    assert neighbors == pytest.approx(0.70, abs=0.02)
    assert len(set(homes.zipcode)) == 120
    assert made.notes == ()


@pytest.mark.parametrize("state", ["HI", "AK"])
def test_without_neighbors_the_others_come_from_all_other_states(state: str) -> None:
    made = world(hospital_state=state)
    homes = Homes(made)
    assert made.notes == (f"No state borders {state}, so out-of-state patients come from all other states.",)
    assert homes.local.mean() == pytest.approx(0.83, abs=0.01)
    assert len(set(homes.state[~homes.local])) > 8


def test_a_smaller_decay_brings_patients_nearer() -> None:
    medians = []
    for decay in (3, 8, 20, 60, 1000):
        homes = Homes(world(**NEW_YORK | {"local_decay": decay, "zip_target": 450}))
        medians.append(float(np.median(homes.miles[homes.local])))
    assert medians == sorted(medians)
    assert medians[0] < medians[-1] / 2


def test_patients_fall_with_the_distance_by_the_decay() -> None:
    homes = Homes(
        world(**NEW_YORK | {"zip_target": 480, "local_top_n": 400, "hospital_zipcode": "13202"}), 200_000
    )
    people = {place.zipcode: place.population for place in shipped_pool()}
    zipcodes, first, patients = np.unique(homes.zipcode[homes.local], return_index=True, return_counts=True)
    many = patients > 50
    miles = homes.miles[homes.local][first[many]]
    rate: NDArray[np.float64] = np.log(patients[many] / np.array([people[z] for z in zipcodes[many]]))
    slope, _ = np.polyfit(miles, rate, 1)
    assert -1 / slope == pytest.approx(20, rel=0.05)


def test_out_of_state_patients_live_near_or_in_populous_states() -> None:
    homes = Homes(world(**NEW_YORK | {"zip_target": 600}))
    far = ~homes.local & ~homes.next_door
    assert np.median(homes.miles[homes.next_door]) < 30 < np.median(homes.miles[far])
    assert len(set(homes.state[far])) > 15
    assert (homes.state[far] == "CA").mean() > (homes.state[far] == "WY").mean()


@pytest.mark.parametrize("target", [3, 10, 120, 2_000])
def test_number_of_zip_codes(target: int) -> None:
    made = world(hospital_state="DC", zip_target=target)
    homes = Homes(made, 60_000)
    assert len(set(homes.zipcode)) == target
    assert homes.local.mean() == pytest.approx(0.83, abs=0.01)


def test_a_hospital_without_a_given_place_is_in_a_populous_one() -> None:
    for state in (None, "WY", "NY", "DC"):
        options = {"single_hospital": True} if state is None else {"hospital_state": state}
        found = set()
        for seed in range(8):
            geography = world(**options, seed=seed).geography
            place = geography.places[geography.hospitals[0]]
            rivals = [p.population for p in shipped_pool() if state in (None, p.state)]
            assert place.population >= np.quantile(rivals, 0.9)
            found.add(place.zipcode)
        assert len(found) > 1


def test_one_hospital_with_its_name_and_doctors() -> None:
    made = world(**NEW_YORK, hospital_name="St. Ann's", patients=300)
    assert made.facilities.hospitals.name.tolist() == ["St. Ann's"]
    assert made.facilities.doctors.name.size == 60
    assert set(made.facilities.doctors.state) == {"NY"}
    visits = compute_block(made, 1, 300).visits
    assert set(visits["hospital_id"].to_pylist()) == {1}
    assert len(set(visits["doctor_id"].to_pylist())) > 50


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**63 - 1),
    state=st.sampled_from(["NY", "DC", "HI", "WY"]),
    cut=st.integers(1, 2_999),
    share=st.sampled_from([0.0, 0.3, 0.83, 1.0]),
)
def test_growing_only_appends(seed: int, state: str, cut: int, share: float) -> None:
    made = world(seed=seed, hospital_state=state, local_share=share)
    tables = PeopleTables(made)
    whole = homes_of(tables, 1, 3_000)
    parts = [homes_of(tables, 1, cut), homes_of(tables, cut + 1, 3_000)]
    assert (np.concatenate(parts) == whole).all()
    assert (made.geography.state[whole] == state).mean() == pytest.approx(share, abs=0.005)


def test_no_patients_or_all_patients_in_the_state() -> None:
    nobody = Homes(world(hospital_state="NY", local_share=0))
    assert not nobody.local.any()
    assert nobody.hospital.state == "NY"
    made = world(hospital_state="NY", local_share=1, local_top_n=50)
    everybody = Homes(made)
    assert everybody.local.all()
    assert len(set(everybody.zipcode)) == 50
    (note,) = made.notes
    assert note.startswith(
        "The catchment has 50 ZIP codes, fewer than --zip-target 120; to get more, choose a larger --local-top-n "
    )


def pool_of(folder: Path, *states: str, zipcodes: tuple[str, ...] = ()) -> Path:
    path = folder / "pool.csv"
    rows = [place.zipcode for place in shipped_pool() if place.state in states] + list(zipcodes)
    path.write_text("\n".join(["zip", *rows]), encoding="utf-8")
    return path


def test_a_pool_with_only_alaska(tmp_path: Path) -> None:
    made = world(single_hospital=True, zip_pool_file=pool_of(tmp_path, "AK"))
    assert Homes(made).local.all()
    assert made.notes == ("The pool has no ZIP code outside AK, so all patients live there.",)
    assert set(world(zip_pool_file=pool_of(tmp_path, "AK")).geography.state) == {"AK"}


def test_a_pool_of_one_zip_code(tmp_path: Path) -> None:
    pool = pool_of(tmp_path, zipcodes=("82001",))
    made = world(hospital_state="WY", zip_pool_file=pool)
    assert set(Homes(made).zipcode) == {"82001"}
    assert made.notes == ("The pool has no ZIP code outside WY, so all patients live there.",)
    assert world(zip_pool_file=pool).facilities.hospitals.place.size == 1


def test_pools_without_a_part_of_the_country(tmp_path: Path) -> None:
    made = world(hospital_state="NY", zip_pool_file=pool_of(tmp_path, "NY", "NJ"))
    assert made.notes == (
        "The pool has no ZIP code outside NY and its neighbors, so out-of-state patients come from the neighbors.",
    )
    assert Homes(made).shares() == pytest.approx((0.83, 1), abs=0.01)
    made = world(hospital_state="NY", zip_pool_file=pool_of(tmp_path, "NY", "CA"))
    assert made.notes == (
        "The pool has no ZIP code in a state that borders NY, so out-of-state patients come from all other states.",
    )
    assert Homes(made).shares() == pytest.approx((0.83, 0), abs=0.01)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hospital_state": "XX"}, "--hospital-state XX: this is not one of the 50 states or DC"),
        ({"hospital_state": "PR"}, "--hospital-state PR: this is not one of the 50 states or DC"),
        ({"hospital_state": "CA", "hospital_zipcode": "10036"}, "is in NY, not in --hospital-state CA"),
        (
            {"single_hospital": True, "hospital_zipcode": "00000"},
            "--hospital-zipcode 00000: the pool has no such ZIP code",
        ),
        (
            {"hospital_state": "NY", "zip_target": 2},
            "--zip-target 2: the patients come from 3",
        ),
        ({"hospital_state": "NY", "zip_target": 40_000}, "--zip-target 40000: the pool has only 32832"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        world(**options)


def test_a_state_that_is_not_in_the_pool(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match="--hospital-state NY: the pool has no ZIP code in this state; it has AK"
    ):
        world(hospital_state="NY", zip_pool_file=pool_of(tmp_path, "AK"))
