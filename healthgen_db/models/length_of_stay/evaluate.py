"""The evaluation on the test part: both models, the alerts, groups of stays, and weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from healthgen_db.models.length_of_stay.alerts import (
    CRITICAL,
    CRITICAL_HOURS,
    HIGH,
    HIGH_HOURS,
    RoundChances,
    Thresholds,
)
from healthgen_db.models.length_of_stay.columns import Columns, Moments
from healthgen_db.models.length_of_stay.estimators import Estimator
from healthgen_db.models.length_of_stay.features import EXPECTED_DISCHARGE
from healthgen_db.models.length_of_stay.metrics import (
    AGE_NAMES,
    AGES,
    Metrics,
    a_day,
    age_bands,
    by_group,
    by_week,
    chances,
    coverage,
    lengths,
)
from healthgen_db.models.length_of_stay.parts import Part
from healthgen_db.world.draws import Flags, Floats, Ints

ROUND = 7
"""The local hour of the daily round on which the model of rounds is evaluated."""


# A cell with fewer stays has the median of its condition; a condition with fewer has that of all stays.
LEAST_IN_CELL = 5


@dataclass(frozen=True)
class Admissions:
    """Stays of a part, and what was known about them when they began. hours: their lengths."""

    part: Part
    moments: Moments
    hours: Floats


def evaluate_admission(estimator: Estimator, train: Admissions, test: Admissions) -> Metrics:
    """Return how well the lengths of new stays are predicted."""
    columns, actual = test.moments.columns, test.hours
    matrix = estimator.encoding.matrix(columns)
    low, middle, high = estimator.interval(matrix)
    over_96 = estimator.chance("over_96", matrix)
    over_48 = np.maximum(estimator.chance("over_48", matrix), over_96)
    simple = baseline(train.moments.columns, train.hours, columns)
    earlier = np.isin(test.part.stays.patient_id, train.part.stays.patient_id)
    groups = {
        "age": np.array(AGE_NAMES)[age_bands(columns["age"])],
        "sex": columns["gender"],
        "service": columns["service"],
        "hospital": columns["hospital"],
        "patient in training": np.where(earlier, "yes", "no"),
    }
    rows = {
        "actual": actual, "low": low, "middle": middle, "high": high, "baseline": simple, "over_96": over_96
    }  # fmt: skip
    return {
        "lengths": lengths(actual, (low, middle, high), simple, columns["condition"]),
        "over_96": chances(actual > CRITICAL_HOURS, over_96),
        "over_48": chances(actual > HIGH_HOURS, over_48),
        "groups": by_group(groups, rows),
        "weeks": by_week(test.moments.at, test.part.begins, actual, middle, simple),
    }


def evaluate_alerts(rounds: RoundChances, limits: Thresholds, test: Admissions) -> Metrics:
    """Return precision, recall and lead time of both levels. rounds: those of the test part, once a day.

    A stay is HIGH if it never gets CRITICAL.
    """
    hours = test.hours[np.argsort(test.moments.encounter_id)]
    critical = rounds.first_hours(CRITICAL, limits.critical)
    high = np.where(np.isinf(critical), rounds.first_hours(HIGH, limits.high), np.inf)
    everybody = np.ones(len(hours), np.bool_)
    return {
        CRITICAL: _alert_metrics(critical, everybody, hours, CRITICAL_HOURS, test.part.days),
        HIGH: _alert_metrics(high, np.isinf(critical), hours, HIGH_HOURS, test.part.days),
    }


def _alert_metrics(first: Floats, others: Flags, hours: Floats, limit: int, days: float) -> Metrics:
    """Return the metrics of a level.

    first: hours so far at the alert of each stay, inf without one; others: the stays among which it is raised
    """
    raised, long = np.isfinite(first), (hours > limit) & others
    lead = (limit - first)[raised & long]
    return {
        "hours": limit,
        "alerts_a_day": float(raised.sum() / days),
        "share_of_stays": float(raised.mean()),
        "rate": float(long.sum() / others.sum()),
        "precision": float((raised & long).sum() / max(raised.sum(), 1)),
        "recall": float((raised & long).sum() / max(long.sum(), 1)),
        "lead_hours_median": float(np.median(lead)) if lead.size else None,
        "lead_below_24_hours": float(np.mean(lead < 24)) if lead.size else None,
    }


def evaluate_rounds(estimator: Estimator, rounds: Moments, remaining: Floats) -> Metrics:
    """Return how well it is predicted who leaves soon. remaining: hours from each round to leaving."""
    matrix = estimator.encoding.matrix(rounds.columns)
    low, middle, high = estimator.interval(matrix)
    simple = np.full(len(remaining), np.median(remaining))
    leave_24 = estimator.chance("leave_24", matrix)
    found = lengths(remaining, (low, middle, high), simple, rounds.columns["condition"])
    return {
        "with_expected_discharge": EXPECTED_DISCHARGE in estimator.encoding.names,
        "remaining_mae_hours": found["mae_hours"],
        "remaining_r2": found["r2"],
        "coverage_80": coverage(remaining, low, high),
        "leave_24": chances(remaining <= 24, leave_24),
        "leave_48": chances(remaining <= 48, np.maximum(estimator.chance("leave_48", matrix), leave_24)),
        "discharges_24": a_day(leave_24, remaining <= 24, rounds.at),
    }


def baseline(train: Columns, hours: Floats, wanted: Columns) -> Floats:
    """Return the baseline that the model must beat: the median length by condition and age band, hours.

    train, hours: features and lengths of the training stays; wanted: features of the stays to predict
    """
    conditions, number = np.unique(
        np.concatenate([train["condition"], wanted["condition"]]), return_inverse=True
    )
    cells = number * (len(AGES) + 1) + age_bands(np.concatenate([train["age"], wanted["age"]]))
    trained = len(hours)
    found = np.full(len(cells) - trained, np.median(hours))
    for groups, count in ((number, len(conditions)), (cells, len(conditions) * (len(AGES) + 1))):
        medians = _medians(groups[:trained], hours, count)[groups[trained:]]
        found = np.where(np.isnan(medians), found, medians)
    return found


def _medians(groups: Ints, hours: Floats, count: int) -> Floats:
    """Return the median of each group, shape (count,); nan for small groups."""
    medians = np.full(count, np.nan)
    for group in np.unique(groups):
        here = hours[groups == group]
        if here.size >= LEAST_IN_CELL:
            medians[group] = np.median(here)
    return medians
