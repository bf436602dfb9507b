"""Each state has its time zone, and the states with two zones have both on the right side."""

from __future__ import annotations

import math
from zoneinfo import ZoneInfo

import pytest

from healthgen_db.config.options import Config
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.world import build_world

STATES = {state.code: state for state in load_catalog().states}


# Towns with their coordinates.
@pytest.mark.parametrize(
    ("state", "latitude", "longitude", "zone"),
    [
        pytest.param("FL", 25.8, -80.2, "America/New_York", id="Miami"),
        pytest.param("FL", 30.4, -87.2, "America/Chicago", id="Pensacola"),
        pytest.param("TN", 35.9, -83.9, "America/New_York", id="Knoxville"),
        pytest.param("TN", 35.1, -90.0, "America/Chicago", id="Memphis"),
        pytest.param("TX", 31.8, -106.4, "America/Denver", id="El Paso"),
        pytest.param("ID", 43.6, -116.2, "America/Boise", id="Boise"),
        pytest.param("ID", 47.7, -116.8, "America/Los_Angeles", id="Coeur d'Alene"),
        pytest.param("OR", 44.0, -117.0, "America/Boise", id="Ontario"),
        pytest.param("AZ", 33.4, -112.1, "America/Phoenix", id="Phoenix"),
        pytest.param("HI", 21.3, -157.9, "Pacific/Honolulu", id="Honolulu"),
    ],
)
def test_a_town_has_its_time_zone(state: str, latitude: float, longitude: float, zone: str) -> None:
    assert STATES[state].time_zone_at(latitude, longitude) == zone


def test_without_coordinates_a_place_has_the_zone_of_most_of_its_state() -> None:
    assert STATES["FL"].time_zone_at(math.nan, math.nan) == "America/New_York"


def test_hospitals_have_time_zones() -> None:
    hospitals = build_world(Config(zip_target=300)).facilities.hospitals
    assert hospitals.time_zone.shape == hospitals.state.shape
    assert all(ZoneInfo(zone) for zone in hospitals.time_zone.tolist())
