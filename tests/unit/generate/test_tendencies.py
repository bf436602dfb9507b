"""50,000 patients have the published distributions and the tendencies of the reference model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.block import compute_block
from healthgen_db.stages.work_units import work_units_of
from healthgen_db.world.world import World, build_world

TODAY = date(2026, 6, 30)
PATIENTS = 50_000

Columns = Mapping[str, NDArray[Any]]

DAYS_PER_YEAR = 365.25

# Census Vintage 2024, % of the population, copied from the published table: band, male, female.
AGE_BY_SEX = [
    (0, 0, 0.54, 0.52), (1, 4, 2.25, 2.15), (5, 9, 3.03, 2.90), (10, 14, 3.15, 3.00), (15, 17, 2.02, 1.93),
    (18, 24, 4.71, 4.51), (25, 34, 6.91, 6.74), (35, 44, 6.75, 6.64), (45, 54, 5.98, 6.02), (55, 64, 6.00, 6.25),
    (65, 74, 4.91, 5.51), (75, 84, 2.52, 3.15), (85, 120, 0.71, 1.18),
]  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(Config(patients=PATIENTS, seed=8, today=TODAY, zip_target=5800))


@pytest.fixture(scope="module")
def data(world: World) -> dict[str, Columns]:
    computed = [compute_block(world, unit.first, unit.last) for unit in work_units_of(1, PATIENTS, 16_384)]
    result: dict[str, Columns] = {}
    for name in ("patients", "visits", "billing"):
        table = pa.Table.from_batches([getattr(block, name) for block in computed])
        result[name] = {column: table[column].to_numpy() for column in table.column_names}
    return result


@pytest.fixture(scope="module")
def counts(data: dict[str, Columns]) -> NDArray[np.int64]:
    """Visits per patient."""
    return np.bincount(data["visits"]["patient_id"].astype(int), minlength=PATIENTS + 1)[1:]


@pytest.fixture(scope="module")
def stays(data: dict[str, Columns]) -> NDArray[np.int64]:
    """Length of stay, days."""
    visits = data["visits"]
    return (visits["date_of_discharge"] - visits["date_of_admission"]).astype(int)


def test_visits_per_patient(counts: NDArray[np.int64]) -> None:
    assert counts.mean() == pytest.approx(4.2, abs=0.2)
    assert 0.02 <= (counts == 0).mean() <= 0.14
    seen = counts[counts > 0]
    shares = [((seen >= low) & (seen <= high)).mean() for low, high in ((1, 3), (4, 7), (8, 12), (13, 99))]
    assert shares == pytest.approx([0.55, 0.25, 0.13, 0.07], abs=0.06)


def test_conditions_per_patient(data: dict[str, Columns]) -> None:
    visits = data["visits"]
    seen_for = np.unique(visits["patient_id"].astype(int) * 100 + visits["condition_id"]) // 100
    conditions = np.bincount(np.unique(seen_for, return_counts=True)[1])
    assert conditions[1:] / conditions.sum() == pytest.approx([0.55, 0.33, 0.12], abs=0.04)


def test_age_by_sex_of_those_in_care_on_origin_follows_the_census(data: dict[str, Columns]) -> None:
    patients = data["patients"]
    in_care = np.isnat(patients["left_on"]) & np.isnat(patients["date_of_death"])
    age, gender = patients["age"][in_care], patients["gender"][in_care]
    for low, high, male, female in AGE_BY_SEX:
        band = (age >= low) & (age <= high)
        assert 100 * (band & (gender == "Male")).mean() == pytest.approx(male, abs=2)
        assert 100 * (band & (gender == "Female")).mean() == pytest.approx(female, abs=2)


def test_blood_types(data: dict[str, Columns]) -> None:
    shares = {"O+": 38, "A+": 34, "B+": 9, "O-": 7, "A-": 6, "AB+": 3, "B-": 2, "AB-": 1}
    for blood_type, share in shares.items():
        assert 100 * (data["patients"]["blood_type"] == blood_type).mean() == pytest.approx(share, abs=1)


def test_insurance_by_age(data: dict[str, Columns]) -> None:
    patients = data["patients"]
    # the age on the day of registration; those who have turned 65 since then have another payer
    age = (patients["registered_on"] - patients["date_of_birth"]).astype(int) // DAYS_PER_YEAR
    age[(age < 65) & (patients["age"] >= 65)] = -1
    uninsured = np.isnan(patients["insurance_provider_id"].astype(float))
    for low, high, share in (
        (0, 17, 2.1),
        (18, 24, 11.0),
        (25, 29, 12.9),
        (35, 44, 10.3),
        (55, 64, 7.5),
        (65, 120, 0.4),
    ):
        band = (age >= low) & (age <= high)
        assert 100 * uninsured[band].mean() == pytest.approx(share, abs=1.5)
    assert 0.90 < 1 - uninsured.mean() < 0.96


def test_names_fit_their_decade(data: dict[str, Columns]) -> None:
    patients = data["patients"]
    born = patients["date_of_birth"].astype("datetime64[Y]").astype(int) + 1970
    women = patients["gender"] == "Female"
    assert (patients["first_name"][women & (born < 1940)] == "Mary").mean() > 0.02
    assert (patients["first_name"][women & (born >= 2020)] == "Olivia").mean() > 0.005
    assert (patients["first_name"][women & (born < 1940)] == "Olivia").mean() < 0.002
    assert (patients["last_name"] == "Smith").mean() == pytest.approx(0.0174, abs=0.006)


def test_every_condition_has_its_share(world: World, data: dict[str, Columns]) -> None:
    visits, patients = data["visits"], data["patients"]
    weights = np.sqrt([condition.mix.encounters for condition in world.catalog.conditions])
    shares = np.bincount(visits["condition_id"].astype(int) - 1) / visits["condition_id"].size
    assert shares.min() > 0.01
    # flu has good and bad years
    usual = np.array([condition.yearly_factor is None for condition in world.catalog.conditions])
    assert shares[usual] == pytest.approx((weights / weights.sum())[usual], rel=0.25)
    assert shares == pytest.approx(weights / weights.sum(), rel=0.4)
    female = (patients["gender"] == "Female")[visits["patient_id"].astype(int) - 1]
    for number, condition in enumerate(world.catalog.conditions, 1):
        rows = visits["condition_id"] == number
        assert 100 * female[rows].mean() == pytest.approx(condition.mix.pct_female, abs=10), condition.name


def test_seasons(world: World, data: dict[str, Columns]) -> None:
    visits = data["visits"]
    month = visits["date_of_admission"].astype("datetime64[M]").astype(int) % 12 + 1
    names = [condition.name for condition in world.catalog.conditions]

    def winter(name: str) -> float:
        rows = visits["condition_id"] == names.index(name) + 1
        return float(np.isin(month[rows], (12, 1, 2)).mean())

    assert winter("Flu") > 0.55
    assert 0.20 < winter("High blood pressure") < 0.30
    assert winter("Allergies") < 0.20


def test_weekdays(data: dict[str, Columns]) -> None:
    days = data["visits"]["date_of_admission"].astype("datetime64[D]").astype(int)
    shares = np.bincount((days + 3) % 7) / days.size
    # scheduled visits move from weekends and holidays to working days
    assert shares == pytest.approx(np.array([18, 18, 18, 18, 18, 5, 5]) / 100, abs=0.032)
    assert shares[5:].max() < 0.07 < 0.16 < shares[:5].min()


def test_stays_and_severity(data: dict[str, Columns], stays: NDArray[np.int64]) -> None:
    severity = data["visits"]["severity"]
    means = [stays[severity == name].mean() for name in ("Normal", "Mild", "Moderate", "Severe")]
    assert means == sorted(means)
    assert stays[severity == "Severe"].min() >= 7


def test_first_stays_last_as_published(
    world: World, data: dict[str, Columns], stays: NDArray[np.int64]
) -> None:
    visits = data["visits"]
    first = np.isnan(visits["follow_up_of"].astype(float))
    for number, condition in enumerate(world.catalog.conditions, 1):
        rows = first & (visits["condition_id"] == number)
        assert stays[rows].min() >= condition.los_min
        assert stays[rows].max() <= condition.los_max
        overnight = rows & (stays > 0)
        longer = 0.0
        if condition.procedure and condition.procedure.los_mean:
            number_of = [treatment.name for treatment in world.catalog.treatments].index(
                condition.procedure.treatment
            )
            done = (visits["treatment_id"][overnight].astype(int) == number_of + 1).mean()
            longer = done * (condition.procedure.los_mean - condition.los_mean)
        assert stays[overnight].mean() == pytest.approx(condition.los_mean + longer, abs=0.3), condition.name


def test_same_day_rate_of_minor_and_chronic_visits(
    world: World, data: dict[str, Columns], stays: NDArray[np.int64]
) -> None:
    visits = data["visits"]
    conditions = world.catalog.conditions
    routine = np.array([False, *(entry.category in ("minor", "chronic") for entry in conditions)])
    at_first = np.array([False, *(entry.los_min == 0 for entry in conditions)])
    condition = visits["condition_id"].astype(int)
    follow_up = ~np.isnan(visits["follow_up_of"].astype(float))
    rows = (
        routine[condition]
        & (follow_up | at_first[condition])
        & np.isin(visits["severity"], ("Normal", "Mild"))
    )
    assert (stays[rows] == 0).mean() == pytest.approx(world.config.minor_same_day_rate, abs=0.015)


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_same_day_rates_of_0_and_1(rate: float) -> None:
    world = build_world(Config(patients=2_000, seed=8, today=TODAY, minor_same_day_rate=rate))
    visits = compute_block(world, 1, 2_000).visits
    condition = visits["condition_id"].to_numpy() - 1
    migraine = np.array([entry.name == "Migraine" for entry in world.catalog.conditions])[condition]
    mild = migraine & np.isin(visits["severity"].to_numpy(zero_copy_only=False), ("Normal", "Mild"))
    same_day = pc.equal(visits["date_of_admission"], visits["date_of_discharge"]).to_numpy(
        zero_copy_only=False
    )
    assert mild.sum() > 100
    assert (same_day[mild] == bool(rate)).all()


def test_plans_and_payments(world: World, data: dict[str, Columns]) -> None:
    billing = data["billing"]
    charge = billing["total_charge"].astype(float)
    kinds = np.array(["", *(payer.kind for payer in world.catalog.payers)])
    kind = kinds[np.nan_to_num(billing["insurance_provider_id"].astype(float)).astype(int)]
    insured = kind != ""
    incremental = billing["payment_plan"] == "Incremental"
    steps = sorted(world.behavior.plan.incremental, key=lambda step: step.min_charge)
    limits = [step.min_charge for step in steps] + [np.inf]
    for number, step in enumerate(steps):
        rows = (charge >= limits[number]) & (charge < limits[number + 1])
        for payer, factor in world.behavior.plan.by_payer.items():
            those = rows & (kind == payer)
            expected = min(step.share * factor, 1)
            noise = 4 * np.sqrt(expected / those.sum())
            assert incremental[those].mean() == pytest.approx(expected, abs=noise), (step, payer)
    for share, rows in (
        (0.80, charge >= 20_000),
        (0.60, (charge >= 8_000) & (charge < 20_000)),
        (0.40, charge < 8_000),
    ):
        assert incremental[rows & insured].mean() == pytest.approx(share, abs=0.04)
    assert incremental[~insured & (charge < 8_000)].mean() == pytest.approx(0.55, abs=0.03)
    status = billing["payment_status"]
    unpaid = [(status[group] == "Late-Unpaid").mean() for group in (insured, ~insured)]
    assert unpaid[1] > 1.4 * unpaid[0]
    large = ~insured & (charge > 10_000)
    small = ~insured & (charge <= 10_000)
    assert (status[large] == "Late-Paid").mean() - (status[small] == "Late-Paid").mean() > 0.05
