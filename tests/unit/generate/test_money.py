"""Charges follow the price index and the first visit; instalments take months. A dataset of fifteen years."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.world.calendar import day_number, plus_months
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import Columns, columns_of, treatment_names

START, ORIGIN = date(2011, 7, 1), date(2026, 6, 30)

Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(patients=4_000, seed=12, start=START, origin=ORIGIN, today=ORIGIN))


@pytest.fixture(scope="module")
def data(world: World) -> dict[str, Columns]:
    return columns_of(world)


@pytest.fixture(scope="module")
def charge(data: dict[str, Columns]) -> Floats:
    """Return the total charge of each visit, USD."""
    return data["billing"]["total_charge"].astype(float)


@pytest.fixture(scope="module")
def first_of(data: dict[str, Columns]) -> NDArray[np.int64]:
    """Return the row of the first visit of each visit's course."""
    visits = data["visits"]
    course = visits["patient_id"].astype(int) * 100 + visits["condition_id"].astype(int)
    _, row, number = np.unique(course, return_index=True, return_inverse=True)
    return row[number]


def days(column: NDArray[np.datetime64]) -> NDArray[np.int32]:
    return column.astype("datetime64[D]").astype(np.int32)


def at_origins_prices(world: World, data: dict[str, Columns], charge: Floats) -> Floats:
    visits = data["visits"]
    hospital = world.facilities.hospitals.charge_multiplier[visits["hospital_id"].astype(int) - 1]
    real: Floats = charge / (world.prices.on(days(visits["date_of_admission"])) * hospital)
    return real


def is_first(first_of: NDArray[np.int64]) -> NDArray[np.bool_]:
    first: NDArray[np.bool_] = first_of == np.arange(first_of.size)
    return first


def test_no_charge_is_below_the_minimum_in_the_cheapest_years(
    data: dict[str, Columns], charge: Floats
) -> None:
    assert charge.min() >= 87
    early = charge[data["visits"]["date_of_admission"] < np.datetime64("2013-07-01")]
    # charges near the minimum exist: it is not the range that keeps them above it
    assert early.min() < 110


def test_no_amount_is_on_many_bills(charge: Floats, first_of: NDArray[np.int64]) -> None:
    assert 100 * np.unique(charge, return_counts=True)[1].max() / charge.size <= 1
    # the smallest charges do not pile up at the minimum; the follow-ups of one course may cost the same
    small = charge < 2 * 87
    amounts = np.unique(np.column_stack([charge[small], first_of[small]]), axis=0)[:, 0]
    assert amounts.size > 200
    assert np.unique(amounts, return_counts=True)[1].max() <= 6


def test_no_follow_up_costs_more_than_the_first_visit(charge: Floats, first_of: NDArray[np.int64]) -> None:
    assert (charge <= charge[first_of]).all()
    assert (charge < charge[first_of]).sum() > 5_000


def test_follow_ups_of_a_course_cost_the_same_and_those_with_treatment_and_night_a_little_more(
    world: World, data: dict[str, Columns], charge: Floats, first_of: NDArray[np.int64]
) -> None:
    visits = data["visits"]
    cheap = [entry.name for entry in world.catalog.treatments if entry.outpatient] + ["Monitoring"]
    overnight = visits["date_of_discharge"] > visits["date_of_admission"]
    dearer = overnight & ~np.isin(treatment_names(world, visits), cheap)
    usual = np.full(first_of.size, np.nan)
    later = np.flatnonzero(~is_first(first_of))
    usual[first_of[later[~dearer[later]]]] = charge[later[~dearer[later]]]
    known = later[~np.isnan(usual[first_of[later]])]
    ratio = charge[known] / usual[first_of[known]]
    assert ratio.size > 5_000
    # a cent more or less is rounding
    assert ratio[~dearer[known]] == pytest.approx(1, abs=2e-4)
    more = ratio[dearer[known]]
    assert more.size > 500
    assert more.max() <= 1.1502
    # the first visit and the minimum limit an increase
    free = (charge[known] < charge[first_of[known]]) & (charge[known] > 3 * 87)
    assert ratio[dearer[known] & free].min() >= 1.0498


def test_the_level_of_a_course_lies_in_the_range_of_its_category(
    world: World, data: dict[str, Columns], charge: Floats, first_of: NDArray[np.int64]
) -> None:
    conditions, categories = world.catalog.conditions, world.catalog.categories
    limits = np.array([categories[entry.category].follow_up_factor for entry in conditions])
    later = np.flatnonzero(~is_first(first_of) & (charge > 4 * 87))
    ratio = charge[later] / charge[first_of[later]]
    low, high = limits[data["visits"]["condition_id"].astype(int)[later] - 1].T
    assert ((ratio >= low - 0.001) & (ratio <= high * 1.15 + 0.001)).mean() > 0.99


def test_first_charges_rise_with_the_price_index(
    world: World, data: dict[str, Columns], charge: Floats, first_of: NDArray[np.int64]
) -> None:
    first = is_first(first_of)
    index = np.log(world.prices.on(days(data["visits"]["date_of_admission"])))
    at_origin = np.log(at_origins_prices(world, data, charge))
    early, late = (first & chosen for chosen in (index < np.log(0.75), index > np.log(0.85)))
    for condition in (1, 2, 3):
        rows = data["visits"]["condition_id"] == condition
        rise = np.log(charge[late & rows]).mean() - np.log(charge[early & rows]).mean()
        real_rise = at_origin[late & rows].mean() - at_origin[early & rows].mean()
        assert rise > 0.15
        assert real_rise == pytest.approx(0, abs=0.15)


def test_few_first_charges_lie_beyond_the_range_and_up_to_five_times_its_top(
    world: World, data: dict[str, Columns], charge: Floats, first_of: NDArray[np.int64]
) -> None:
    conditions, categories = world.catalog.conditions, world.catalog.categories
    limits = np.array([categories[entry.category].first_charge for entry in conditions])
    first = np.flatnonzero(is_first(first_of))
    low, high = limits[data["visits"]["condition_id"].astype(int)[first] - 1].T
    real = at_origins_prices(world, data, charge)[first]
    assert (real >= low - 0.02).all()
    above = real > high * 1.0001
    assert 0.2 < 100 * above.mean() <= 0.8
    assert (real / high).max() <= 5.001
    assert (real / high).max() > 2


def test_follow_ups_do_not_pay_for_complications(
    world: World, data: dict[str, Columns], charge: Floats, first_of: NDArray[np.int64]
) -> None:
    conditions, categories = world.catalog.conditions, world.catalog.categories
    limits = np.array([categories[entry.category].first_charge for entry in conditions])
    highest = limits[data["visits"]["condition_id"].astype(int) - 1, 1]
    real = charge / world.prices.on(days(data["visits"]["date_of_admission"]))[first_of]
    later = ~is_first(first_of)
    assert (real[later] <= 1.2 * highest[later] * 1.15).all()


def test_the_last_instalment_is_paid_1_to_12_months_after_billing(data: dict[str, Columns]) -> None:
    billing = data["billing"]
    rows = (billing["payment_plan"] == "Incremental") & (billing["payment_status"] == "Paid")
    # bills of the last year are not all due, so early payments would be more than their share
    rows &= billing["expected_payment_date"] <= np.datetime64(ORIGIN)
    billed, paid = days(billing["billing_date"][rows]), days(billing["actual_payment_date"][rows])
    assert rows.sum() > 2_000
    assert (paid >= plus_months(billed, 1)).all()
    assert (paid < plus_months(billed, 2)).any()
    assert (paid <= plus_months(billed, 12)).all()
    # all months have some of them
    parts = np.histogram(paid - billed, bins=11, range=(31, 366))[0]
    assert (parts / parts.sum() > 0.03).all()


def test_other_bills_on_time_are_paid_in_the_days_before_they_are_due(data: dict[str, Columns]) -> None:
    billing = data["billing"]
    rows = (billing["payment_plan"] == "Full") & (billing["payment_status"] == "Paid")
    early = days(billing["expected_payment_date"][rows]) - days(billing["actual_payment_date"][rows])
    assert set(early.tolist()) == set(range(6))


def test_the_index_is_1_on_origin_and_covers_every_visit(world: World, data: dict[str, Columns]) -> None:
    months = dict(world.prices.months())
    assert months[ORIGIN.replace(day=1)] == 1
    assert min(months) == START
    assert max(months) == ORIGIN.replace(day=1)
    assert day_number(START) <= days(data["visits"]["date_of_admission"]).min()
