"""Local times: what is skipped moves forward, of what is shown twice the first counts, and Python agrees."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healthgen_db.config.options import Config
from healthgen_db.world.calendar import day_number
from healthgen_db.world.places.time_zones import DAY, HOUR, Clocks, zone_named, zone_of
from healthgen_db.world.world import build_world

ZONES = [
    "America/New_York",
    "America/Phoenix",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Indiana/Indianapolis",
]


def utc(zone: str, day: date, hour: float) -> datetime:
    """Return the time at which clocks show this hour of a day."""
    found = zone_named(zone).to_utc(np.array([day_number(day)]), np.array([int(hour * HOUR)]))
    return datetime.fromtimestamp(int(found[0]), UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hour", "expected"),
    [
        pytest.param("America/New_York", date(2026, 1, 5), 8, "2026-01-05 13:00", id="winter"),
        pytest.param("America/New_York", date(2026, 7, 5), 8, "2026-07-05 12:00", id="summer"),
        pytest.param(
            "America/New_York", date(2026, 3, 8), 1.5, "2026-03-08 06:30", id="before clocks go forward"
        ),
        pytest.param("America/New_York", date(2026, 3, 8), 2.5, "2026-03-08 07:30", id="skipped"),
        pytest.param("America/New_York", date(2026, 3, 8), 3.5, "2026-03-08 07:30", id="after it"),
        pytest.param("America/New_York", date(2026, 11, 1), 1.5, "2026-11-01 05:30", id="shown twice"),
        pytest.param("America/New_York", date(2026, 11, 1), 2, "2026-11-01 07:00", id="after clocks go back"),
        pytest.param("America/Phoenix", date(2026, 3, 8), 2.5, "2026-03-08 09:30", id="Arizona"),
        pytest.param("Pacific/Honolulu", date(2026, 7, 1), 20, "2026-07-02 06:00", id="Hawaii"),
    ],
)
def test_clocks_show_times(zone: str, day: date, hour: float, expected: str) -> None:
    assert f"{utc(zone, day, hour):%Y-%m-%d %H:%M}" == expected


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    seconds=st.integers(-630_000_000, 4_130_000_000),
)
def test_local_times_are_those_of_python(zone: str, seconds: int) -> None:
    day, second = zone_named(zone).local(np.array([seconds]))
    local = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    assert day[0] == day_number(local.date())
    assert second[0] == local.hour * HOUR + local.minute * 60 + local.second
    assert zone_named(zone).hour(seconds) == zone_named(zone).hours(np.array([seconds]))[0] == local.hour
    back = int(zone_named(zone).to_utc(day, second)[0])
    assert back == seconds or (local.fold and back == seconds - HOUR)


@settings(deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    day=st.dates(date(1950, 1, 2), date(2100, 12, 30)),
    second=st.integers(0, DAY - 1),
)
def test_times_from_clocks_are_those_of_python(zone: str, day: date, second: int) -> None:
    shown = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)) + timedelta(seconds=second)
    found = zone_named(zone).to_utc(np.array([day_number(day)]), np.array([second]))
    assert int(found[0]) == int(shown.timestamp())
    # also a time that the clock skips is on its day
    assert zone_named(zone).day(found)[0] == day_number(day)


def test_winter_time_is_the_standard_time() -> None:
    assert zone_named("America/New_York").standard_offset == -5 * HOUR
    assert zone_named("Pacific/Honolulu").standard_offset == -10 * HOUR


def test_hospitals_in_many_zones_have_their_own_times() -> None:
    world = build_world(Config(zip_target=400))
    clocks = Clocks(world)
    hospitals = np.arange(world.facilities.hospitals.place.size)
    day, second = np.full(hospitals.size, 20_000), hospitals * 60
    found = clocks.to_utc(hospitals, day, second)
    alone = [
        zone_of(world, int(each)).to_utc(day[each : each + 1], second[each : each + 1])[0]
        for each in hospitals
    ]
    assert found.tolist() == alone
    assert len({zone.name for zone in clocks.zones}) > 4
    back = clocks.local(hospitals, found)
    assert (back[0] == day).all()
    assert (back[1] == second).all()
