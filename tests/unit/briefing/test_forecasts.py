"""Forecasts of arrivals, leaving patients, beds and nurses."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from math import prod
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from healthgen_db.briefing.forecast.arrivals import HOURS, forecast_arrivals
from healthgen_db.briefing.forecast.beds import BedForecast
from healthgen_db.briefing.forecast.discharges import USUAL_SHARES, Prediction, chances_to_leave
from healthgen_db.briefing.forecast.intervals import count_interval, interval_of, leaving_probabilities
from healthgen_db.briefing.forecast.nurses import expected_census, nurse_parts, part_of_day
from healthgen_db.briefing.queries import Row

CHICAGO = ZoneInfo("America/Chicago")
SHAPE = 1 + 0.6 * np.sin((np.arange(HOURS) - 9) / HOURS * 2 * np.pi)
LEVEL = np.array([1.1, 1.0, 1.0, 1.0, 1.0, 0.95, 0.95])


@pytest.mark.parametrize("per_hour", [0.4, 5.0])
@pytest.mark.parametrize("day_noise", [0.0, 0.2])
def test_intervals_of_arrivals_hold_80_percent(per_hour: float, day_noise: float) -> None:
    random, days = np.random.default_rng(1), 56 + 150
    weekday, hour = np.repeat(np.arange(days) % 7 + 1, HOURS), np.tile(np.arange(HOURS), days)
    day_factor = np.repeat(random.lognormal(-(day_noise**2) / 2, day_noise, days), HOURS)
    arrivals = random.poisson(per_hour * SHAPE[hour] * LEVEL[weekday - 1] * day_factor)
    held, totals, expected, past = [], [], [], 56 * HOURS
    for start in range(past, len(arrivals), HOURS):
        before, ahead = slice(start - past, start), slice(start, start + HOURS)
        found = forecast_arrivals(
            arrivals[before],
            weekday[before],
            hour[before],
            next_weekday=weekday[ahead],
            next_hour=hour[ahead],
        )
        held += [
            each.low <= count <= each.high for each, count in zip(found.hours, arrivals[ahead], strict=True)
        ]
        totals.append(found.total.low <= arrivals[ahead].sum() <= found.total.high)
        expected.append(found.total.mean)
    assert 0.74 <= np.mean(held) <= 0.86
    assert 0.7 <= np.mean(totals) <= 0.9
    assert np.mean(expected) == pytest.approx(arrivals[past:].sum() / 150, rel=0.06)


def test_nobody_came_so_nobody_is_expected() -> None:
    nothing, hours = np.zeros(56 * HOURS, dtype=np.int64), np.tile(np.arange(HOURS), 56)
    weekday = np.repeat(np.arange(56) % 7 + 1, HOURS)
    found = forecast_arrivals(nothing, weekday, hours, next_weekday=weekday[:HOURS], next_hour=hours[:HOURS])
    assert {(each.mean, each.low, each.high) for each in (*found.hours, found.total)} == {(0.0, 0, 0)}


def test_the_number_who_leave_has_the_probabilities_of_all_cases() -> None:
    chances = (0.1, 0.5, 0.9, 0.3)
    expected = np.zeros(len(chances) + 1)
    for case in product((0, 1), repeat=len(chances)):
        expected[sum(case)] += prod(
            chance if leaves else 1 - chance for chance, leaves in zip(chances, case, strict=True)
        )
    assert leaving_probabilities(chances) == pytest.approx(expected)
    assert leaving_probabilities(()) == pytest.approx([1.0])


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 60.0, 900.0])
def test_a_count_interval_holds_about_80_percent(mean: float) -> None:
    counts = np.random.default_rng(2).poisson(mean, 20_000)
    low, high = count_interval(mean, 0.0)
    held = np.mean((counts >= low) & (counts <= high))
    assert held == pytest.approx(0.8, abs=0.08)
    wide = count_interval(mean, 0.2)
    assert wide[1] - wide[0] >= high - low


def test_an_interval_keeps_its_ends_in_order() -> None:
    assert interval_of(np.array([1.0])) == (0, 0)
    assert interval_of(np.array([0.0, 1.0])) == (1, 1)


def patient(number: int, days_to_go: int | None, unit: int = 1) -> Row:
    return {"encounter_id": number, "days_to_go": days_to_go, "unit_id": unit}


def test_who_has_no_prediction_leaves_as_often_as_others_with_such_a_plan() -> None:
    shares: list[Row] = [
        {"days_to_go": 0, "patients": 90, "share": 0.9},
        {"days_to_go": None, "patients": 0, "share": 0.0},
    ]
    found = chances_to_leave(
        [patient(1, 0), patient(2, -3), patient(3, 9), patient(4, None), patient(5, 0)],
        shares,
        {5: Prediction(0.33, 20, None, ())},
    )
    assert found[1] == pytest.approx((90 * 0.9 + 10 * USUAL_SHARES[0]) / 100)
    assert [found[number] for number in (2, 3, 4)] == [USUAL_SHARES[group] for group in (-1, 2, None)]
    assert found[5] == 0.33


def unit(number: int, **changed: object) -> Row:
    return {
        "unit_id": number,
        "name": f"Ward {number}",
        "care_level": "general",
        "staffed": 20,
        "patients": 10,
        "not_free": 0,
        "boarders": 0,
        "usual_boarders": 0.0,
    } | changed


def test_beds_add_up() -> None:
    flows = [
        {"unit_id": 1, "kind": "new", "service": None, "days_ago": day, "patients": 5, "staying": 4}
        for day in range(1, 57)
    ] + [
        {"unit_id": 2, "kind": "booked", "service": "MED", "days_ago": 1, "patients": 4, "staying": 3},
        {"unit_id": 1, "kind": "out", "service": None, "days_ago": 3, "patients": 56, "staying": 56},
        {"unit_id": 2, "kind": "in", "service": None, "days_ago": 3, "patients": 56, "staying": 56},
    ]
    booked = [
        {"service": "MED", "tomorrow": False, "share": 0.25, "patients": 4},
        {"service": "MED", "tomorrow": True, "share": 0.25, "patients": 8},
        {"service": "UNSEEN", "tomorrow": False, "share": 0.25, "patients": 5},
    ]
    forecast = BedForecast(
        [unit(1, boarders=3, usual_boarders=1.0), unit(2), unit(3, care_level="emergency")], flows, booked
    )
    chances = {1: [0.5] * 10, 2: [0.1] * 10}
    one, two = wards = forecast.beds(chances, {})
    assert (one.leaving.mean, one.coming.mean, one.moving) == (5, 4 + 2, -1)
    assert one.free.mean == 20 - 10 + 5 - 6 + 1
    assert two.coming.mean == pytest.approx((4 + 8 * 0.25) * 3 / 4)
    everything = forecast.all_beds(wards, chances)
    assert everything.free.mean == pytest.approx(one.free.mean + two.free.mean)
    assert everything.free.low < everything.free.mean < everything.free.high


def test_a_hospital_without_past_has_a_forecast() -> None:
    forecast = BedForecast([unit(1)], [], [])
    (ward,) = forecast.beds({}, {})
    assert (ward.leaving.mean, ward.coming.mean, ward.free.mean) == (0, 0, 10)


def shift(first: int, last: int, state: str = "planned", nurses: int = 1) -> Row:
    return {"first_hour": first, "last_hour": last, "state": state, "nurses": nurses}


def test_nurses_are_counted_where_they_are_fewest() -> None:
    seven = datetime(2026, 6, 30, 7, tzinfo=CHICAGO)
    shifts = [
        shift(0, 12, nurses=3),
        shift(4, 12),
        shift(12, 24, nurses=2),
        shift(12, 24, "sick"),
        shift(0, 4, "to cover"),
    ]
    day, night = nurse_parts(seven, shifts, [20.0] * 24, 5.0)
    assert (day.name, day.planned, day.required, day.missing, day.to_cover) == ("day", 3, 4, 1, 1)
    assert (night.name, night.planned, night.missing, night.sick) == ("night", 2, 2, 1)
    assert nurse_parts(seven, [], [20.0] * 24, 5.0) == ()


def test_parts_of_the_day_follow_the_local_clock_when_it_changes() -> None:
    midnight = datetime(2026, 11, 1, tzinfo=CHICAGO)
    parts = [part_of_day(midnight, hour) for hour in range(24)]
    # The night has an hour more.
    assert (parts.count("day"), parts.index("day")) == (12, 8)


def test_the_census_goes_from_now_to_tomorrow() -> None:
    census = expected_census(10, 34)
    assert (census[0], census[23]) == (10.5, 33.5)
    assert min(expected_census(2, -10)) == 0
