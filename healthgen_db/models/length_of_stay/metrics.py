"""Metrics of predictions against outcomes, from scikit-learn and scipy where they have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit
from scipy.stats import kendalltau
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    mean_absolute_error,
    mean_pinball_loss,
    median_absolute_error,
    r2_score,
    roc_auc_score,
    root_mean_squared_error,
)

from healthgen_db.models.length_of_stay.columns import DAY
from healthgen_db.world.draws import Flags, Floats, Ints

Metrics = dict[str, Any]
# Chances of 0 and 1 have no logit.
NEAREST = 0.005
# Groups with fewer stays are not shown.
LEAST_IN_GROUP = 50
# First ages of the bands but the first: 0-17, 18-44, 45-64, 65-79, 80 and older.
AGES = (18, 45, 65, 80)
AGE_NAMES = ("0-17", "18-44", "45-64", "65-79", "80+")


def age_bands(ages: Floats) -> Ints:
    """Return the number of each age's band, from 0."""
    bands: Ints = np.digitize(ages, AGES)
    return bands


def lengths(
    actual: Floats, interval: tuple[Floats, Floats, Floats], baseline: Floats, group: NDArray[Any]
) -> Metrics:
    """Return the metrics of predicted lengths, hours.

    interval: P10, P50, P90; baseline: the simple prediction it must beat; group: condition of each stay
    """
    low, middle, high = interval
    error, simple = mean_absolute_error(actual, middle), mean_absolute_error(actual, baseline)
    return {
        "stays": len(actual),
        "mae_hours": float(error),
        "baseline_mae_hours": float(simple),
        "skill": float(1 - error / simple),
        "median_absolute_error_hours": float(median_absolute_error(actual, middle)),
        "rmse_hours": float(root_mean_squared_error(actual, middle)),
        "r2": float(r2_score(actual, middle)),
        "baseline_r2": float(r2_score(actual, baseline)),
        "within_condition_r2": within_r2(actual, middle, group),
        "pinball_p10": float(mean_pinball_loss(actual, low, alpha=0.1)),
        "pinball_p50": float(mean_pinball_loss(actual, middle, alpha=0.5)),
        "pinball_p90": float(mean_pinball_loss(actual, high, alpha=0.9)),
        "coverage_80": coverage(actual, low, high),
        "interval_hours": float(np.mean(high - low)),
        "c_index": c_index(actual, middle),
    }


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Return the share of lengths inside their interval."""
    return float(np.mean((low <= actual) & (actual <= high)))


def within_r2(actual: Floats, predicted: Floats, group: NDArray[Any]) -> float:
    """Return which share of the variance inside the groups is explained: the mean of each group explains 0."""
    _, number = np.unique(group, return_inverse=True)
    means = np.bincount(number, actual) / np.bincount(number)
    return float(1 - np.sum((actual - predicted) ** 2) / np.sum((actual - means[number]) ** 2))


def c_index(actual: Floats, predicted: Floats) -> float:
    """Return the share of pairs of stays whose order is predicted, pairs with equal lengths aside.

    For finished stays it follows from Kendall's tau-b, which counts pairs in n log n steps. Equal predictions count
    half.
    """
    tau = float(kendalltau(actual, predicted).statistic)
    pairs = len(actual) * (len(actual) - 1) / 2
    unequal, told_apart = (pairs - _tied_pairs(each) for each in (actual, predicted))
    return 0.5 + 0.5 * tau * float(np.sqrt(told_apart / unequal))


def _tied_pairs(values: Floats) -> float:
    counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    return float(np.sum(counts * (counts - 1) / 2))


def chances(happened: Flags, chance: Floats) -> Metrics:
    """Return the metrics of a chance: discrimination, error, and the slope of its calibration (1 is best)."""
    rate = float(happened.mean())
    return {
        "moments": len(happened),
        "rate": rate,
        "auroc": float(roc_auc_score(happened, chance)),
        "auprc": float(average_precision_score(happened, chance)),
        "brier": float(brier_score_loss(happened, chance)),
        "brier_of_rate": rate * (1 - rate),
        "calibration_slope": calibration_slope(happened, chance),
    }


def calibration_slope(happened: Flags, chance: Floats) -> float:
    """Return the slope of a logistic regression of what happened on the logit of the chance."""
    predictor = logit(np.clip(chance, NEAREST, 1 - NEAREST)).reshape(-1, 1)
    # C is so large that the penalty does not matter.
    return float(LogisticRegression(C=1e6).fit(predictor, happened).coef_[0, 0])


def by_group(groups: Mapping[str, NDArray[Any]], rows: Mapping[str, Any]) -> dict[str, list[Metrics]]:
    """Return some metrics for each large enough group.

    groups: by their kind, such as sex, the group of each stay; rows: actual, low, middle, high, baseline, over_96
    """
    actual = rows["actual"]
    found: dict[str, list[Metrics]] = {}
    for kind, names in groups.items():
        found[kind] = []
        for name in np.unique(names.astype(str)):
            here = names.astype(str) == name
            if here.sum() < LEAST_IN_GROUP:
                continue
            error = mean_absolute_error(actual[here], rows["middle"][here])
            simple = mean_absolute_error(actual[here], rows["baseline"][here])
            long = actual[here] > 96
            found[kind].append(
                {
                    "group": str(name),
                    "stays": int(here.sum()),
                    "mae_hours": float(error),
                    "skill": float(1 - error / simple),
                    "coverage_80": coverage(actual[here], rows["low"][here], rows["high"][here]),
                    "over_96_rate": float(long.mean()),
                    "over_96_predicted": float(rows["over_96"][here].mean()),
                    "over_96_auroc": float(roc_auc_score(long, rows["over_96"][here]))
                    if 0 < long.mean() < 1
                    else None,
                }
            )
    return found


def by_week(
    admitted: Floats, begins: float, actual: Floats, middle: Floats, baseline: Floats
) -> list[Metrics]:
    """Return the errors by week of admission, which show whether the model gets worse with time (drift)."""
    week = ((admitted - begins) // (7 * DAY)).astype(np.int64)
    return [
        {
            "week": int(number) + 1,
            "stays": int((week == number).sum()),
            "mae_hours": float(mean_absolute_error(actual[week == number], middle[week == number])),
            "baseline_mae_hours": float(
                mean_absolute_error(actual[week == number], baseline[week == number])
            ),
        }
        for number in np.unique(week)
    ]


def a_day(chance: Floats, happened: Flags, at: Floats) -> Metrics:
    """Return how well the sum of chances says how many leave within a day, on average over days.

    at: the moments of the predictions, seconds; all of one round have one
    """
    _, day = np.unique(at, return_inverse=True)
    expected, actual = np.bincount(day, chance), np.bincount(day, happened.astype(np.float64))
    errors = np.abs(expected - actual)
    return {
        "days": len(actual),
        "discharges_a_day": float(actual.mean()),
        "mean_absolute_error": float(errors.mean()),
        "error_pct": float(100 * errors.sum() / actual.sum()),
        "bias_pct": float(100 * (expected.sum() - actual.sum()) / actual.sum()),
    }
