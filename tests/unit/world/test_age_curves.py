"""Curves by age keep the shares of bands of ages, are the smoothest ones that do, and divide by sex as published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from healthgen_db.world import age_curves
from healthgen_db.world.age_curves import BETWEEN_CHILD_AND_ADULT, age_curve, by_sex
from healthgen_db.world.ages import OLDEST_AGE
from healthgen_db.world.population import load_population, population_by_age

AGES = np.arange(OLDEST_AGE + 1)
PEOPLE = population_by_age(load_population())

Floats = NDArray[np.float64]


def shares_below(curve: Floats, people: Floats, ages: list[int]) -> list[float]:
    cases = curve * people
    return [cases[:age].sum() / cases.sum() for age in ages]


@settings(max_examples=25, deadline=None)
@given(
    young=st.floats(0.01, 0.4),
    middle=st.floats(0.05, 0.5),
    forty=st.floats(0.2, 0.8),
    first=st.integers(0, 10),
)
def test_the_curve_keeps_the_shares(young: float, middle: float, forty: float, first: int) -> None:
    below = {18: young, 40: young + forty * middle, 65: young + middle}
    curve = age_curve(PEOPLE.sum(axis=1), np.arange(first, 111), below)
    assert shares_below(curve, PEOPLE.sum(axis=1), [18, 40, 65]) == pytest.approx(
        list(below.values()), abs=1e-4
    )
    assert curve[:first] == pytest.approx(0)
    assert (curve[first:111] > 0).all()


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the logarithms nearly unrounded."""
    monkeypatch.setattr(age_curves, "DECIMALS", 12)


@pytest.mark.usefixtures("exact")
def test_shares_of_an_exponential_give_that_exponential() -> None:
    people = np.where(AGES <= 99, 1.0, 0.0)
    wanted = np.exp(0.05 * AGES)
    below = {age: float((wanted * people)[:age].sum() / (wanted * people).sum()) for age in (18, 65)}
    curve = age_curve(people, AGES, below)
    slope = np.diff(np.log(curve[:100]))
    assert slope == pytest.approx(0.05, abs=0.006)
    assert np.abs(np.diff(slope)).max() < 5e-4
    # nobody is older than 99, and whoever were would be as ill as people of 99
    assert (curve[100:] == curve[99]).all()


@pytest.mark.usefixtures("exact")
def test_no_other_curve_with_these_shares_is_smoother() -> None:
    people, below = PEOPLE.sum(axis=1)[:100], {18: 0.05, 65: 0.45}
    curve = age_curve(PEOPLE.sum(axis=1), AGES, below)[:100]
    cases = curve * people
    band = np.searchsorted(list(below), AGES[:100], side="right")
    bands = np.where(band == np.arange(3)[:, None], cases, 0)
    roughness = np.diff(np.log(curve), n=2)
    assert np.abs(roughness).max() < 0.02
    # along every change of the logarithm that keeps the shares, the sum of squares has its lowest point here
    chance = np.random.default_rng(1)
    for _ in range(20):
        change = np.cumsum(np.cumsum(chance.normal(size=100)))
        change -= bands.T @ np.linalg.lstsq(bands.T, change, rcond=None)[0]
        slope = roughness @ np.diff(change, n=2)
        assert abs(slope) < 1e-2 * np.linalg.norm(roughness) * np.linalg.norm(np.diff(change, n=2))


def test_a_share_of_0_leaves_no_case_and_no_step_at_the_other_limit() -> None:
    curve = age_curve(PEOPLE.sum(axis=1), AGES, {18: 0.0, 65: 0.45})
    assert (curve[:18] == 0).all()
    steps = curve[19:100] / curve[18:99]
    assert steps.max() < 1.1
    # a flat rate within each band would be 5 times as high at 65 as at 64
    assert steps[65 - 19] == pytest.approx(steps[60 - 19], abs=0.02)


def test_the_sexes_have_their_shares_of_children_and_adults() -> None:
    curve = age_curve(PEOPLE.sum(axis=1), AGES, {18: 0.2, 65: 0.7})
    rates = by_sex(curve, PEOPLE, women_under_18=0.42, women=0.66)
    cases = rates * PEOPLE
    assert cases.sum(axis=1) == pytest.approx(curve * PEOPLE.sum(axis=1))
    child, adult = (BETWEEN_CHILD_AND_ADULT[0] > AGES, BETWEEN_CHILD_AND_ADULT[1] < AGES)
    assert cases[child, 0].sum() / cases[child].sum() == pytest.approx(0.42, abs=0.01)
    assert cases[adult, 0].sum() / cases[adult].sum() == pytest.approx(0.66, abs=0.01)
    ratio = rates[:, 0] / rates[:, 1]
    assert ratio[child] == pytest.approx(ratio[0])
    assert ratio[adult] == pytest.approx(ratio[99])
    assert (np.diff(ratio) >= -1e-9).all()


def test_a_condition_of_one_sex_keeps_its_curve() -> None:
    women = PEOPLE * np.array([1.0, 0.0])
    curve = age_curve(women.sum(axis=1), np.arange(25, 50), {40: 0.9})
    rates = by_sex(curve, women, women_under_18=1.0, women=1.0)
    assert rates[:, 0] == pytest.approx(curve)
