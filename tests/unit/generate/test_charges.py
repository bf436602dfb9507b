"""First charges follow stay, severity and treatment; coverage, plan and day of payment follow the kind of payer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.courses import NO_CONDITION
from healthgen_db.world.world import World
from tests.unit.generate.datasets import (
    Columns,
    condition_number,
    condition_of,
    first_visits,
    generator_tables,
    patient_conditions,
    stays_of,
    treatment_names,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@pytest.fixture(scope="module")
def level(steady_world: World, steady: dict[str, Columns]) -> Floats:
    """Return the logarithm of each charge at the prices of origin, and without the hospital's multiplier."""
    visits = steady["visits"]
    day = visits["date_of_admission"].astype("datetime64[D]").astype(np.int32)
    hospital = steady_world.facilities.hospitals.charge_multiplier[visits["hospital_id"].astype(int) - 1]
    level: Floats = np.log(
        steady["billing"]["total_charge"].astype(float) / steady_world.prices.on(day) / hospital
    )
    return level


@pytest.fixture(scope="module")
def usual(steady_world: World, steady: dict[str, Columns], level: Floats) -> Flags:
    """Return the first visits whose charge is within the range of the category, so without complications."""
    conditions, categories = steady_world.catalog.conditions, steady_world.catalog.categories
    highest = np.log([categories[entry.category].first_charge[1] for entry in conditions])
    return first_visits(steady["visits"]) & (level <= highest[condition_of(steady["visits"])] + 1e-6)


@pytest.fixture(scope="module")
def kind(steady_world: World, steady: dict[str, Columns]) -> NDArray[np.str_]:
    payer = np.nan_to_num(steady["billing"]["insurance_provider_id"].astype(float)).astype(int)
    kinds: NDArray[np.str_] = np.array(["uninsured", *(payer.kind for payer in steady_world.catalog.payers)])[
        payer
    ]
    return kinds


def test_long_stays_cost_more(
    steady_world: World, steady: dict[str, Columns], level: Floats, usual: Flags
) -> None:
    visits = steady["visits"]
    days, condition = stays_of(visits), condition_of(visits)
    explained = []
    for number, entry in enumerate(steady_world.catalog.conditions):
        if entry.los_max - entry.los_min >= 3:
            rows = usual & (condition == number)
            explained.append(np.corrcoef(days[rows], level[rows])[0, 1] ** 2)
            assert explained[-1] > 0.2, entry.name
    assert np.mean(explained) == pytest.approx(0.47, abs=0.14)


def test_severe_courses_cost_more_after_the_same_stay(
    steady_world: World, steady: dict[str, Columns], panel: CarePeriods, level: Floats, usual: Flags
) -> None:
    visits, condition = steady["visits"], condition_of(steady["visits"])
    person, column = np.nonzero(panel.courses.condition != NO_CONDITION)
    course = panel.id[person] * 100 + panel.courses.condition[person, column] + 1
    order = np.argsort(course)
    stroke = np.flatnonzero(usual & (condition == condition_number(steady_world, "Stroke")))
    place = order[np.searchsorted(course[order], patient_conditions(visits)[stroke])]
    severity = panel.courses.severity[person[place], column[place]]
    score = generator_tables(steady_world).parameters.stay_score[condition[stroke], stays_of(visits)[stroke]]
    slopes = np.linalg.lstsq(
        np.column_stack([score, severity, np.ones(stroke.size)]), level[stroke], rcond=None
    )[0]
    charges = steady_world.behavior.charges
    assert stroke.size > 500
    # about as many standard deviations of the logarithm as the data file says
    assert slopes[1] / slopes[0] == pytest.approx(charges.by_severity / charges.by_stay, abs=0.15)


def test_an_operation_costs_more_than_a_cast_after_the_same_stay(
    steady_world: World, steady: dict[str, Columns], level: Floats, usual: Flags
) -> None:
    visits = steady["visits"]
    treatment, days = treatment_names(steady_world, visits), stays_of(visits)
    bones = usual & (condition_of(visits) == condition_number(steady_world, "Broken bones"))
    for stay in (2, 3, 4):
        rows = bones & (days == stay)
        surgery, cast = (level[rows & (treatment == name)] for name in ("Surgery", "Cast"))
        assert min(surgery.size, cast.size) > 20
        assert surgery.mean() - cast.mean() > np.log(1.3), stay


def test_charges_stay_within_their_range_and_about_its_median(
    steady_world: World, steady: dict[str, Columns], level: Floats, usual: Flags
) -> None:
    condition, charges = condition_of(steady["visits"]), steady_world.behavior.charges
    places = []
    for number, entry in enumerate(steady_world.catalog.conditions):
        low, high = np.log(steady_world.catalog.categories[entry.category].first_charge)
        found = level[usual & (condition == number)]
        if entry.category != "minor":  # small charges are moved up from the minimum
            assert found.min() >= low - 1e-3
            # treatments, stays and severity move charges within a condition, and their mean is that of the category
            places.append((np.median(found) - low) / (high - low))
            assert places[-1] == pytest.approx(charges.median, abs=0.16), entry.name
    assert np.mean(places) == pytest.approx(charges.median, abs=0.06)


def test_coverage_is_largest_with_medicaid_and_least_with_private_insurance(
    steady_world: World, steady: dict[str, Columns], kind: NDArray[np.str_]
) -> None:
    billing, coverage = steady["billing"], steady_world.behavior.coverage
    share = billing["insurance_coverage_amount"].astype(float) / billing["total_charge"].astype(float)
    means = {name: share[kind == name].mean() for name in np.unique(kind)}
    assert means["Medicaid"] > means["Medicare"] + 0.05 > means["Private"] + 0.08
    assert means["uninsured"] == 0
    insured = share[kind != "uninsured"]
    assert insured.min() >= coverage.low[0] - 0.001
    assert insured.max() <= coverage.high[1] + 0.001
    for name, low_share in coverage.low_share.items():
        # only the lower range lies below the higher one
        below = (share[kind == name] < coverage.high[0]).mean()
        width = (coverage.high[0] - coverage.low[0]) / (coverage.low[1] - coverage.low[0])
        # the bills of a patient are alike, so the noise is that of few patients
        noise = 0.02 + 3 / np.sqrt((kind == name).sum())
        assert below == pytest.approx(low_share * width ** (1 / coverage.power[name]), abs=noise), name


def test_most_bills_of_a_patient_are_covered_alike(steady_world: World, steady: dict[str, Columns]) -> None:
    billing = steady["billing"]
    share = billing["insurance_coverage_amount"].astype(float) / billing["total_charge"].astype(float)
    # of successive bills of one patient with one payer; cents are rounded
    same = (
        (np.diff(billing["patient_id"].astype(int)) == 0)
        & (share[1:] > 0)
        & (billing["total_charge"][1:] > 500)
    )
    same &= np.diff(np.nan_to_num(billing["insurance_provider_id"].astype(float))) == 0
    alike = np.abs(np.diff(share)) < 1e-4
    assert alike[same].mean() == pytest.approx(steady_world.behavior.coverage.alike**2, abs=0.04)


def test_payments_come_sooner_from_payers_who_are_prompt(
    steady_world: World, steady: dict[str, Columns], kind: NDArray[np.str_]
) -> None:
    billing = steady["billing"]
    on_time = (billing["payment_status"] == "Paid") & (billing["payment_plan"] == "Incremental")
    # bills that are not due yet would show the early payments only
    on_time &= billing["expected_payment_date"] <= np.datetime64(steady_world.config.today)
    days = (billing["actual_payment_date"] - billing["billing_date"]).astype("timedelta64[D]").astype(float)
    promptness = steady_world.behavior.payment.promptness
    for name in ("Medicare", "Medicaid", "Private", "uninsured"):
        found = days[on_time & (kind == name)]
        # a uniform number to the power p has the mean 1 / (1 + p), between one and twelve months
        assert (found.mean() - 31) / (365 - 31) == pytest.approx(1 / (1 + promptness[name]), abs=0.06), name
    means = [
        days[on_time & (kind == name)].mean() for name in ("Medicare", "Medicaid", "Private", "uninsured")
    ]
    assert means == sorted(means)


def test_late_payments_follow_the_payer(
    steady_world: World, steady: dict[str, Columns], kind: NDArray[np.str_]
) -> None:
    billing = steady["billing"]
    due = billing["expected_payment_date"] <= np.datetime64(steady_world.config.today) - np.timedelta64(
        120, "D"
    )
    late = billing["payment_status"] == "Late-Paid"
    shares = {name: late[due & (kind == name)].mean() for name in ("Medicare", "Medicaid", "Private")}
    factors = steady_world.behavior.payment.late_paid_factor
    assert shares["Medicare"] < 0.7 * shares["Private"]
    assert (shares["Medicaid"] > shares["Private"]) == (factors["Medicaid"] > factors["Private"])
