"""The metrics, against definitions written out; the split; thresholds, levels and reasons of alerts."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from healthgen_db.config.errors import ConfigError
from healthgen_db.models.length_of_stay.alerts import CRITICAL, HIGH, RoundChances, Thresholds, thresholds
from healthgen_db.models.length_of_stay.columns import DAY, HOUR, Stays
from healthgen_db.models.length_of_stay.estimators import encoding
from healthgen_db.models.length_of_stay.evaluate import baseline
from healthgen_db.models.length_of_stay.features import in_words
from healthgen_db.models.length_of_stay.metrics import (
    a_day,
    age_bands,
    by_week,
    c_index,
    calibration_slope,
    within_r2,
)
from healthgen_db.models.length_of_stay.parts import DAYS_LEFT_OUT, GAP_DAYS, split

DRAWS = np.random.default_rng(11)


def test_c_index_counts_pairs() -> None:
    actual = DRAWS.integers(0, 12, 60).astype(float)
    predicted = np.round(actual + DRAWS.normal(0, 4, 60))
    unequal = [(i, j) for i, j in combinations(range(60), 2) if actual[i] != actual[j]]
    right = sum(
        0.5
        if predicted[i] == predicted[j]
        else float((predicted[i] < predicted[j]) == (actual[i] < actual[j]))
        for i, j in unequal
    )
    assert c_index(actual, predicted) == pytest.approx(right / len(unequal))
    assert c_index(actual, actual) == pytest.approx(1)
    assert c_index(actual, -actual) == pytest.approx(0)


def test_the_mean_of_each_condition_explains_nothing_within_conditions() -> None:
    condition = np.repeat(["a", "b", "c"], 20)
    actual = np.repeat([10.0, 50.0, 90.0], 20) + DRAWS.normal(0, 5, 60)
    means = np.repeat([actual[start : start + 20].mean() for start in (0, 20, 40)], 20)
    assert within_r2(actual, means, condition) == pytest.approx(0)
    assert within_r2(actual, actual, condition) == 1
    assert within_r2(actual, (actual + means) / 2, condition) == pytest.approx(0.75)


def test_calibration_slope_is_1_for_true_chances_and_below_for_bold_ones() -> None:
    score = DRAWS.normal(0, 1.5, 40_000)
    happened = DRAWS.random(40_000) < 1 / (1 + np.exp(-score))
    assert calibration_slope(happened, 1 / (1 + np.exp(-score))) == pytest.approx(1, abs=0.05)
    assert calibration_slope(happened, 1 / (1 + np.exp(-2 * score))) == pytest.approx(0.5, abs=0.06)


def test_expected_discharges_are_summed_by_round() -> None:
    chance = np.array([0.5, 0.5, 1.0, 0.2])
    found = a_day(chance, np.array([True, True, True, False]), np.array([1.0, 1.0, 2.0, 2.0]))
    assert found["discharges_a_day"] == 1.5
    assert found["mean_absolute_error"] == pytest.approx((1 + 0.2) / 2)
    assert found["error_pct"] == pytest.approx(100 * 1.2 / 3)
    assert found["bias_pct"] == pytest.approx(100 * (2.2 - 3) / 3)


def test_errors_by_week_of_admission() -> None:
    admitted = np.array([0.0, 6.9, 7.0, 15.0]) * DAY + 1000
    zeros = np.zeros(4)
    found = by_week(admitted, 1000, np.array([1.0, 3.0, 5.0, 7.0]), zeros, zeros + 1)
    assert [(week["week"], week["stays"], week["mae_hours"]) for week in found] == [
        (1, 2, 2),
        (2, 1, 5),
        (3, 1, 7),
    ]


def test_age_bands() -> None:
    assert age_bands(np.array([0.0, 17, 18, 44, 45, 64, 65, 79, 80, 120])).tolist() == [
        0,
        0,
        1,
        1,
        2,
        2,
        3,
        3,
        4,
        4,
    ]


def test_the_baseline_is_the_median_of_condition_and_age_band() -> None:
    conditions = np.array(["Asthma"] * 12 + ["Flu"] * 3, object)
    train = {"condition": conditions, "age": np.array([30.0] * 6 + [90.0] * 6 + [30.0] * 3)}
    hours = np.array([1.0, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60, 7, 8, 9])
    wanted = {
        "condition": np.array(["Asthma", "Asthma", "Asthma", "Flu", "Stroke"], object),
        "age": np.array([20.0, 85, 70, 30, 30]),
    }
    every = np.median(hours)
    assert baseline(train, hours, wanted).tolist() == [3.5, 35, 8, every, every]


def stays(days: float, number: int = 4000) -> Stays:
    draws = np.random.default_rng(5)
    admitted = np.sort(draws.random(number)) * days * DAY
    hours = draws.exponential(80, number)
    hours[admitted + hours * HOUR > days * DAY] = np.nan
    numbers = np.arange(number)
    return Stays(numbers, numbers % 700, admitted, hours, numbers % 50 == 0)


def test_parts_are_apart_in_time_and_their_stays_are_over() -> None:
    whole = stays(1000)
    parts = split(whole, 0.0, 1000 * DAY)
    assert parts[0].begins == DAYS_LEFT_OUT * DAY
    for part, later in zip(parts, [each.begins for each in parts[1:]] + [1000 * DAY], strict=True):
        assert part.stays.admitted.min() >= part.begins
        assert part.stays.admitted.max() < later - GAP_DAYS * DAY
        assert (part.stays.admitted + part.stays.hours * HOUR < later).all()
        assert not part.stays.planned_return.any()
        candidates = whole[
            (whole.admitted >= part.begins) & (whole.admitted < part.ends) & ~whole.planned_return
        ]
        assert len(part.stays) + part.unfinished == len(candidates)
    ends = [each.ends for each in parts]
    assert (ends[2] - parts[2].begins) / (1000 - DAYS_LEFT_OUT) / DAY == pytest.approx(0.2 - GAP_DAYS / 930)


def test_a_long_stay_is_left_out_and_counted() -> None:
    whole = stays(1000)
    before = split(whole, 0, 1000 * DAY)
    hours = whole.hours.copy()
    hours[np.flatnonzero((whole.admitted > 300 * DAY) & ~whole.planned_return)[0]] = 24 * 500
    parts = split(
        Stays(whole.encounter_id, whole.patient_id, whole.admitted, hours, whole.planned_return),
        0,
        1000 * DAY,
    )
    assert sum(part.unfinished for part in parts) == sum(part.unfinished for part in before) + 1


@pytest.mark.parametrize(("days", "number"), [(1000, 900), (120, 4000)])
def test_too_few_stays_are_refused(days: int, number: int) -> None:
    with pytest.raises(ConfigError, match="healthgen load --preset hospital"):
        split(stays(days, number), 0, days * DAY)


def chances(number: int = 2000) -> RoundChances:
    """Return chances of stays with three rounds each; every tenth stay ends before its first round."""
    seen = np.setdiff1d(np.arange(number), np.arange(0, number, 10))
    encounter = np.repeat(seen, 3)
    so_far = np.tile([15.0, 39.0, 63.0], len(seen))
    over_96 = DRAWS.random(len(encounter)) ** 3
    return RoundChances(np.arange(number), encounter, so_far, so_far, over_96, np.sqrt(over_96))


def test_thresholds_keep_the_workload() -> None:
    found = chances()
    limits = thresholds(found, 0.15)
    critical = found.highest(CRITICAL) >= limits.critical
    assert critical.mean() == pytest.approx(0.15, abs=0.002)
    assert (~critical & (found.highest(HIGH) >= limits.high)).mean() == pytest.approx(0.15, abs=0.002)
    assert np.isfinite(found.first_hours(CRITICAL, limits.critical)).tolist() == critical.tolist()
    # HIGH is never raised at 63 hours.
    first = found.first_hours(HIGH, limits.high)
    assert set(first[np.isfinite(first)]) == {15.0, 39.0}


def test_levels() -> None:
    limits = Thresholds(critical=0.6, high=0.8)
    assert limits.level(0.6, 0.9, 95.9) == CRITICAL
    assert limits.level(1.0, 1.0, 96) is None
    assert limits.level(0.59, 0.8, 47.9) == HIGH
    assert limits.level(0.59, 1.0, 48) is None
    assert limits.level(0.1, 0.79, 1) is None


def test_the_usual_values_are_medians_and_most_frequent_categories() -> None:
    columns = {
        "age": np.array([10.0, 20.0, np.nan, 90.0]),
        "condition": np.array(["Flu", "Sepsis", "Sepsis", "Asthma"], object),
        "esi": np.full(4, np.nan),
    }
    made = encoding(("age", "condition", "esi"), columns)
    assert made.usual_values() == {"age": 20.0, "condition": "Sepsis", "esi": None}
    unseen = made.matrix(columns | {"condition": np.array(["Gout"] * 4, object)})
    assert np.isnan(unseen[:, 1]).all()
    assert made.matrix(columns)[:, 1].tolist() == [1, 2, 2, 0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("age", 84.0, "age 84"),
        ("condition", "Sepsis", "condition Sepsis"),
        ("admission_source", "5", "came from a nursing facility"),
        ("arrival_mode", "ambulance", "came by ambulance"),
        ("admission_weekday", 5.0, "admitted on a Friday"),
        ("surgery_planned", 1.0, "surgery planned"),
        ("surgery_planned", 0.0, "no surgery planned"),
        ("outlier", 1.0, "in a bed of another service"),
        ("expected_days", 6.0, "the team expects 6 more days"),
        ("esi", float("nan"), "not through the emergency department"),
        ("occupancy_pct", float("nan"), "occupancy pct not known"),
    ],
)
def test_reasons_in_words(name: str, value: object, words: str) -> None:
    assert in_words(name, value) == words
