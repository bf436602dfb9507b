"""Rates of illness: every condition has its published shares by age and sex, without steps, and its season."""

from __future__ import annotations

import numpy as np
import pytest

from healthgen_db.world.ages import ADULT_AGE
from healthgen_db.world.catalog.catalog import load_catalog
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.illness import seasons, visit_rates
from healthgen_db.world.population import load_population, population_by_age

CONDITIONS = load_catalog().conditions
POPULATION = population_by_age(load_population())
RATES = visit_rates(CONDITIONS, load_population())
CASES = RATES * POPULATION
NUMBER = {condition.name: number for number, condition in enumerate(CONDITIONS)}
EACH = pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)


@EACH
def test_shares_by_age_and_sex_are_those_of_the_data_file(condition: Condition) -> None:
    cases = CASES[NUMBER[condition.name]]
    by_age = cases.sum(axis=1)
    for age, share in condition.mix.share_below().items():
        assert by_age[:age].sum() / by_age.sum() == pytest.approx(share, abs=1e-3), age
    adults = cases[ADULT_AGE:]
    assert 100 * adults[:, 0].sum() / adults.sum() == pytest.approx(condition.mix.pct_female, abs=2.5)
    assert by_age.sum() == pytest.approx(np.sqrt(condition.mix.encounters), rel=1e-3)


@EACH
def test_nobody_has_a_condition_too_young_or_too_old(condition: Condition) -> None:
    rates = RATES[NUMBER[condition.name]]
    assert (rates[: condition.youngest] == 0).all()
    # a course of a mother of 50 could last past her 51st birthday
    assert (rates[condition.max_age :] == 0).all() or condition.max_age == 120
    affected = rates[:, 0] if condition.sex == "Female" else rates.min(axis=1)
    assert (affected[condition.youngest : min(condition.max_age, 110)] > 0).all()
    assert condition.sex != "Female" or (rates[:, 1] == 0).all()


@EACH
def test_no_age_is_a_cliff(condition: Condition) -> None:
    rate = RATES[NUMBER[condition.name]].sum(axis=1)
    known = np.flatnonzero(rate[:90] > 0)
    steps = np.abs(np.diff(np.log(rate[known])))
    # births end within few years, as published; depression and anxiety begin in childhood
    assert steps.max() < 0.9
    assert condition.sex or steps[known[1:] >= ADULT_AGE].max() < 0.25


def test_mothers_have_the_published_ages() -> None:
    by_age = CASES[NUMBER["Childbirth"]][:, 0]
    shares = [
        by_age[low:high].sum() / by_age.sum()
        for low, high in ((25, 30), (30, 35), (35, 40), (40, 45), (45, 51))
    ]
    assert 100 * np.array(shares) == pytest.approx([34.6, 39.2, 21.3, 4.5, 0.4], abs=0.1)


def test_few_patients_with_heart_disease_are_young() -> None:
    rate = RATES[NUMBER["Heart disease"]].sum(axis=1)
    assert rate[30] < rate[50] / 4 < rate[70] / 8


def test_patients_of_gender_other_have_the_mean_of_the_sexes() -> None:
    clinic = load_population(overlay="clinic")
    rates = visit_rates(CONDITIONS, clinic)
    for condition, rate in zip(CONDITIONS, rates, strict=True):
        expected = np.zeros(121) if condition.sex else rate[:, :2].mean(axis=1)
        assert rate[:, 2] == pytest.approx(expected), condition.name


def test_seasons_have_the_mean_1_and_depend_on_age() -> None:
    by_month = seasons(CONDITIONS)
    assert by_month.mean(axis=2) == pytest.approx(1)
    asthma, flu, pressure = (by_month[NUMBER[name]] for name in ("Asthma", "Flu", "High blood pressure"))
    assert asthma[17].argmax() == 8
    assert (asthma[18] == 1).all()
    assert (pressure == 1).all()
    assert flu[40, 0] == pytest.approx(26.6 / (sum(CONDITIONS[NUMBER["Flu"]].season or ()) / 12))
