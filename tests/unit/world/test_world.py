"""The world: places, hospitals and doctors follow the rules that patients need."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.config.options import Config
from healthgen_db.world.places.distances import miles_between
from healthgen_db.world.reference import reference_tables
from healthgen_db.world.world import World, build_world


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(seed=5, zip_target=300))


def test_number_of_zip_codes(world: World) -> None:
    codes = [place.zipcode for place in world.geography.places]
    assert len(set(codes)) == 300
    assert codes == sorted(codes)
    assert len(set(world.geography.state)) >= 20


def test_a_larger_target_keeps_the_zip_codes_of_a_smaller_one(world: World) -> None:
    fewer = build_world(Config(seed=5, zip_target=100))
    assert {place.zipcode for place in fewer.geography.places} <= {p.zipcode for p in world.geography.places}


def test_zip_codes_follow_population() -> None:
    geography = build_world(Config(seed=5, zip_target=3000)).geography
    in_california = (geography.state == "CA").mean()
    in_wyoming = (geography.state == "WY").mean()
    assert 0.09 < in_california < 0.15  # 12 % of the people
    assert in_wyoming < 0.006


def test_more_zip_codes_than_the_pool_has(tmp_path: Path) -> None:
    pool = tmp_path / "pool.csv"
    pool.write_text("zipcode\n10001\n10002\n")
    with pytest.raises(ConfigError, match="--zip-target 3: the pool has only 2"):
        build_world(Config(zip_pool_file=pool, zip_target=3))
    assert len(build_world(Config(zip_pool_file=pool)).geography.places) == 2


def test_every_state_with_patients_has_hospitals_with_different_zip_codes(world: World) -> None:
    hospitals = world.facilities.hospitals
    assert set(hospitals.state) == set(world.geography.state)
    assert len(set(hospitals.place)) == hospitals.place.size
    assert len(set(hospitals.name)) == hospitals.place.size
    assert (world.geography.state[hospitals.place] == hospitals.state).all()
    assert 80 <= hospitals.place.size <= 130


def test_doctors_work_at_one_to_three_hospitals_of_one_state(world: World) -> None:
    facilities = world.facilities
    doctor, hospital = facilities.workplaces.doctor, facilities.workplaces.hospital
    per_doctor = Counter(doctor.tolist())
    assert set(per_doctor) == set(range(facilities.doctors.name.size))
    assert set(per_doctor.values()) == {1, 2, 3}
    assert (facilities.doctors.state[doctor] == facilities.hospitals.state[hospital]).all()
    assert set(hospital) == set(range(facilities.hospitals.place.size))
    assert len(set(zip(doctor, hospital, strict=True))) == hospital.size


def test_hospitals_and_doctors_differ_within_limits(world: World) -> None:
    hospitals, doctors = world.facilities.hospitals, world.facilities.doctors
    for values, low, high in (
        (hospitals.same_day_bias, -0.15, 0.15),
        (hospitals.late_payment_multiplier, 0.7, 1.5),
        (hospitals.charge_multiplier, 0.9, 1.2),
        (doctors.same_day_style, -0.15, 0.15),
        (doctors.medication_bias, -0.10, 0.10),
        (hospitals.stay_bias, -0.75, 0.75),
        (np.log(hospitals.referral_weight), *np.log(world.behavior.hospitals.referral_weight.limits)),
        (np.log(doctors.panel_weight), *np.log(world.behavior.doctors.panel_weight.limits)),
    ):
        assert values.min() >= low
        assert values.max() <= high
        assert values.std() > (high - low) / 10


def test_patients_go_to_near_hospitals_in_their_state(world: World) -> None:
    geography, facilities = world.geography, world.facilities
    assert (facilities.hospitals.state[facilities.nearby] == geography.state[:, None])[:, 0].all()
    usual, complex_ = facilities.nearby_weight
    used = usual > 0
    assert (used == (complex_ > 0)).all()
    assert (facilities.hospitals.state[facilities.nearby] == geography.state[:, None])[used].all()
    place = facilities.hospitals.place[facilities.nearby]
    miles = miles_between(
        geography.latitude[:, None],
        geography.longitude[:, None],
        geography.latitude[place],
        geography.longitude[place],
    )
    assert (np.diff(miles, axis=1)[used[:, 1:]] >= 0).all()
    assert (usual[:, 0] / usual.sum(axis=1)).mean() > 0.5
    # patients with complex conditions are sent on to some hospitals
    referral = facilities.hospitals.referral_weight[facilities.nearby]
    assert complex_[used] == pytest.approx((usual * referral)[used])


def test_miles_between_known_cities() -> None:
    new_york, los_angeles = (40.7128, -74.0060), (34.0522, -118.2437)
    distance = miles_between(*(np.array([value]) for value in (*new_york, *los_angeles)))
    assert distance[0] == pytest.approx(2446, abs=5)


def test_reference_tables_fit_together(world: World) -> None:
    tables = reference_tables(world)
    assert all(table.num_rows > 0 for table in tables.values())
    for child, column, parent in (
        ("zip_codes", "state", "states"),
        ("hospitals", "zipcode", "zip_codes"),
        ("doctor_hospitals", "doctor_id", "doctors"),
        ("doctor_hospitals", "hospital_id", "hospitals"),
        ("condition_treatments", "treatment_id", "treatments"),
        ("condition_medications", "medication_id", "medications"),
        ("diagnosis_codes", "condition_id", "conditions"),
        ("doctors", "specialty_id", "specialties"),
        ("specialty_treatments", "specialty_id", "specialties"),
        ("follow_up_codes", "icd10_code", "diagnosis_codes"),
    ):
        assert set(tables[child][column].to_pylist()) <= set(tables[parent][column].to_pylist())
    assert list(tables).index("states") < list(tables).index("zip_codes") < list(tables).index("hospitals")
    assert tables["hospitals"].schema.field("same_day_bias").type == pa.decimal128(5, 4)


def test_the_world_does_not_depend_on_the_number_of_patients(world: World) -> None:
    other = build_world(Config(seed=5, zip_target=300, patients=77))
    for name, table in reference_tables(world).items():
        assert table.equals(reference_tables(other)[name]), name
