"""Alerts: stays that will probably be long, and what raises their risk most.

The chance is the one at admission, so whether a stay has an alert does not depend on how often somebody asks. The
thresholds are chosen on the validation part for a stated workload: the share of new stays that get an alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from healthgen_db.models.length_of_stay.columns import Columns, Flags, Floats
from healthgen_db.models.length_of_stay.estimators import Estimator
from healthgen_db.models.length_of_stay.features import in_words

CRITICAL, HIGH = "CRITICAL", "HIGH"
CRITICAL_HOURS, HIGH_HOURS = 96, 48
# The chance that each level looks at.
CHANCES = {CRITICAL: "over_96", HIGH: "over_48"}
MOST_REASONS = 3
# A feature that raises the chance by less is no reason.
LEAST_RISE = 0.01


@dataclass(frozen=True)
class Thresholds:
    """Chances at admission from which on a stay has an alert."""

    critical: float
    high: float

    def critical_stays(self, over_96: Floats) -> Flags:
        """Return which stays are CRITICAL."""
        return over_96 >= self.critical

    def high_stays(self, over_96: Floats, over_48: Floats) -> Flags:
        """Return which stays are HIGH: those that are not CRITICAL and will probably last more than 48 hours."""
        return ~self.critical_stays(over_96) & (over_48 >= self.high)


def thresholds(over_96: Floats, over_48: Floats, share: float) -> Thresholds:
    """Return the thresholds with which this share of new stays is CRITICAL, and as many others HIGH."""
    critical = _exceeded_by(over_96, share * len(over_96))
    others = over_48[over_96 < critical]
    return Thresholds(critical, _exceeded_by(others, share * len(over_96)))


def _exceeded_by(chances: Floats, number: float) -> float:
    """Return the chance that about this number of stays reach. Calibrated chances have steps, so many may be equal."""
    values, counts = np.unique(chances, return_counts=True)
    reached = np.cumsum(counts[::-1])[::-1]
    return float(values[np.abs(reached - number).argmin()])


def levels(limits: Thresholds, over_96: Floats, over_48: Floats, hours_so_far: Floats) -> list[str | None]:
    """Return the level of each stay; None for no alert, or when the stay already is that long."""
    critical = limits.critical_stays(over_96) & (hours_so_far < CRITICAL_HOURS)
    high = limits.high_stays(over_96, over_48) & (hours_so_far < HIGH_HOURS)
    return [CRITICAL if one else HIGH if other else None for one, other in zip(critical, high, strict=True)]


def reasons(estimator: Estimator, chance: str, columns: Columns, rows: Flags) -> list[list[str]]:
    """Return for each of the rows up to three reasons in words, the strongest first.

    A reason is a feature whose usual value in its place would lower the chance of this stay.
    """
    names, reference = estimator.encoding.names, estimator.encoding.reference
    matrix = estimator.encoding.matrix(columns)[rows]
    count = len(matrix)
    if count == 0:
        return []
    # the rows as they are, and once more for each feature with its usual value
    changed = np.tile(matrix, (len(names) + 1, 1, 1))
    for number, value in enumerate(reference):
        changed[number, :, number] = value
    raised = estimator.raw_chance(chance, changed.reshape(-1, len(names))).reshape(-1, count)
    rise = raised[-1] - raised[:-1]
    order = np.argsort(-rise, axis=0, kind="stable")[:MOST_REASONS]
    here = {name: columns[name][rows] for name in names}
    return [
        [
            in_words(names[each], _plain(here[names[each]][row]))
            for each in order[:, row]
            if rise[each, row] >= LEAST_RISE
        ]
        for row in range(count)
    ]


def _plain(value: Any) -> object:  # noqa: ANN401 - an element of an array
    return value.item() if isinstance(value, np.generic) else value
