"""The clinic's population: one visit for each patient, three genders, and all ages equally likely."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from healthgen_db.config.sources import build_config
from healthgen_db.generate.block import compute_block
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.world.data_files import overlaid
from healthgen_db.world.names import load_names
from healthgen_db.world.world import World, build_world

PATIENTS = 5_000
SEEDS = (42, 1, 2026)
# 99.9 % of uniform samples are below it, with eight degrees of freedom.
CHI_SQUARE_8 = 26.1


def clinic(seed: int = 42, **options: object) -> World:
    return build_world(build_config({"seed": seed, "today": date(2026, 6, 30), **options}, preset="clinic"))


def tables(world: World, size: int = 16_384) -> dict[str, pa.Table]:
    computed = [compute_block(world, unit.first, unit.last) for unit in PatientsStage(size).work_units(world)]
    return {
        name: pa.Table.from_batches([getattr(block, name) for block in computed]).combine_chunks()
        for name in ("patients", "visits", "billing")
    }


@pytest.fixture(scope="module", params=SEEDS)
def data(request: pytest.FixtureRequest) -> dict[str, pa.Table]:
    return tables(clinic(request.param))


def test_five_thousand_visits_one_for_each_patient(data: dict[str, pa.Table]) -> None:
    assert data["visits"].num_rows == data["billing"].num_rows == PATIENTS
    assert data["visits"]["patient_id"].to_pylist() == list(range(1, PATIENTS + 1))
    assert pc.min(data["visits"]["date_of_admission"]).as_py() >= date(2024, 1, 1)
    assert pc.max(data["visits"]["date_of_admission"]).as_py() <= date(2024, 12, 31)
    assert len(set(pc.month(data["visits"]["date_of_admission"]).to_pylist())) == 12


def test_nobody_leaves_or_dies(data: dict[str, pa.Table]) -> None:
    assert data["patients"]["left_on"].null_count == data["patients"]["date_of_death"].null_count == PATIENTS


@pytest.mark.parametrize("start", [date(2023, 3, 1), date(2023, 7, 17), date(2024, 2, 29)])
def test_visits_are_in_the_year_that_begins_with_start_and_nobody_comes_later(start: date) -> None:
    found = tables(clinic(patients=2_000, start=start, origin=start))
    admitted = found["visits"]["date_of_admission"].combine_chunks()
    assert found["visits"]["patient_id"].to_pylist() == list(range(1, 2_001))
    assert set(found["patients"]["registered_on"].to_pylist()) == {start}
    first, last = pc.min_max(admitted).values()
    assert start <= first.as_py() <= start + timedelta(days=7)
    end = date(start.year + 1, start.month, min(start.day, 28))
    assert end - timedelta(days=7) <= last.as_py() < end


def test_nothing_happens_after_a_today_within_the_year() -> None:
    today = date(2024, 6, 30)
    patients = tables(clinic(patients=500, today=today))["patients"]
    for column in ("registered_on", "date_of_birth"):
        assert pc.max(patients[column]).as_py() <= today, column


def test_gender(data: dict[str, pa.Table]) -> None:
    gender = data["patients"]["gender"].to_numpy(zero_copy_only=False)
    for name, percent in (("Male", 45), ("Female", 43), ("Other", 12)):
        assert 100 * (gender == name).mean() == pytest.approx(percent, abs=0.2)


def test_ages_are_equally_likely(data: dict[str, pa.Table]) -> None:
    decades = np.bincount(np.minimum(data["visits"]["age"].to_numpy(), 89) // 10)
    expected = PATIENTS / 9
    chi_square = float(((decades - expected) ** 2 / expected).sum())
    print(
        f"chi-square of nine decades of age: {chi_square:.1f} (99.9 % of uniform samples: below {CHI_SQUARE_8})"
    )
    assert decades.size == 9
    assert chi_square < CHI_SQUARE_8


def test_every_gender_has_all_ages(data: dict[str, pa.Table]) -> None:
    age, gender = data["visits"]["age"].to_numpy(), data["patients"]["gender"].to_numpy(zero_copy_only=False)
    for name in ("Male", "Female", "Other"):
        decades = np.bincount(np.minimum(age[gender == name], 89) // 10)
        assert decades == pytest.approx((gender == name).sum() / 9, rel=0.12)


def test_clinical_rules_hold_for_every_gender(data: dict[str, pa.Table]) -> None:
    conditions = clinic().catalog.conditions
    number = 1 + [condition.name for condition in conditions].index("Childbirth")
    mothers = pc.equal(data["visits"]["condition_id"], number)
    assert set(data["patients"]["gender"].filter(mothers).to_pylist()) == {"Female"}
    age = data["visits"]["age"].filter(mothers).to_numpy()
    assert age.size > 20
    assert age.min() >= 25
    assert age.max() <= 50
    least = np.array([condition.youngest for condition in conditions])
    assert (data["visits"]["age"].to_numpy() >= least[data["visits"]["condition_id"].to_numpy() - 1]).all()


def test_names_and_prefixes_of_gender_other(data: dict[str, pa.Table]) -> None:
    others = data["patients"].filter(pc.equal(data["patients"]["gender"], "Other"))
    assert set(others["name_prefix"].to_pylist()) == {None, "Dr."}
    names = load_names()
    starts = [*names.first_start.tolist(), len(names.first)]
    lists: list[set[str]] = [set(), set()]
    for group, (start, end) in enumerate(pairwise(starts)):
        lists[group % 2] |= set(names.first[start:end].to_pylist())
    found = set(others["first_name"].to_pylist())
    assert len(found & (lists[0] - lists[1])) > 100
    assert len(found & (lists[1] - lists[0])) > 100


def test_conditions_have_the_shares_of_the_population(data: dict[str, pa.Table]) -> None:
    conditions = clinic().catalog.conditions
    weights = np.array([condition.mix.weight for condition in conditions], dtype=float)
    shares = np.bincount(data["visits"]["condition_id"].to_numpy() - 1, minlength=len(conditions)) / PATIENTS
    # children can have only some of the conditions, so these are more frequent than their weights; flu has bad years
    usual = np.array([condition.yearly_factor is None for condition in conditions])
    expected = 100 * weights / weights.sum()
    assert 100 * shares[usual] == pytest.approx(expected[usual], abs=3.5)
    assert (100 * shares[~usual] / expected[~usual]).tolist() == pytest.approx([1.1], abs=0.6)
    assert shares.min() > 0


def test_one_clinic_with_its_patients_around_it() -> None:
    world = clinic()
    assert world.facilities.hospitals.name.tolist() == ["Cedar Hill Clinic"]
    assert world.facilities.doctors.name.size == 8
    assert world.notes == ()
    assert len(set(tables(world)["patients"]["zipcode"].to_pylist())) == 60


def test_block_size_and_growing_do_not_change_rows() -> None:
    whole = tables(clinic(patients=2_500))
    assert tables(clinic(patients=2_500), size=777) == whole
    grown = tables(clinic(patients=4_000))
    for name, table in whole.items():
        assert grown[name].filter(pc.less_equal(grown[name]["patient_id"], 2_500)).combine_chunks() == table


def test_the_us_population_has_two_genders() -> None:
    world = build_world(build_config({"today": date(2026, 6, 30)}))
    assert world.population.genders == ("Female", "Male")
    assert set(compute_block(world, 1, 1000).patients["gender"].to_pylist()) == {"Female", "Male"}


def test_an_overlay_changes_key_by_key() -> None:
    base = {"mix": {"encounters": 5, "pct_female": 50}, "list": [1, 2], "name": "x"}
    changed = overlaid(base, {"mix": {"pct_female": 60, "weight": 3}, "list": [9]})
    assert changed == {"mix": {"encounters": 5, "pct_female": 60, "weight": 3}, "list": [9], "name": "x"}
    assert base["mix"] == {"encounters": 5, "pct_female": 50}
