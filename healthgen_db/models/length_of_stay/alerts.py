"""Alerts: stays that will probably be long, and what raises their risk most.

CRITICAL looks at the chance of more than 96 hours, HIGH at that of more than 48 hours, as they are on rounds, and only
while the stay is not that long yet. The thresholds are chosen on the validation part for a stated workload: the share
of new stays that ever get an alert, with one run a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from healthgen_db.models.length_of_stay.columns import Columns
from healthgen_db.models.length_of_stay.features import NO_REASONS, REASONS_IN_HOUSE, in_words
from healthgen_db.schema.tables.decisions import ALERT_LEVELS
from healthgen_db.world.draws import Flags, Floats, Ints

if TYPE_CHECKING:
    from healthgen_db.models.length_of_stay.estimators import Estimator

CRITICAL, HIGH = ALERT_LEVELS
CRITICAL_HOURS, HIGH_HOURS = 96, 48
# The chance that each level looks at.
CHANCES = {CRITICAL: "over_96", HIGH: "over_48"}
MOST_REASONS = 3
# A feature that raises the chance by less is no reason, unless it is the strongest one.
LEAST_RISE = 0.03


@dataclass(frozen=True)
class Thresholds:
    """Chances from which on a stay has an alert."""

    critical: float
    high: float

    def level(self, over_96: float, over_48: float, hours_so_far: float) -> str | None:
        """Return the level of a stay; None for no alert, or when the stay already is that long."""
        if hours_so_far < CRITICAL_HOURS and over_96 >= self.critical:
            return CRITICAL
        if hours_so_far < HIGH_HOURS and over_48 >= self.high:
            return HIGH
        return None


@dataclass(frozen=True)
class RoundChances:
    """Chances of stays on their rounds. Arrays of shape (rounds,), but for `stays`."""

    stays: Ints
    """All stays, also those that end before a round; sorted; shape (stays,)."""
    encounter_id: Ints
    at: Floats
    hours_so_far: Floats
    over_96: Floats
    over_48: Floats

    def highest(self, level: str) -> Floats:
        """Return the highest chance of each stay on a round at which it is not that long yet; shape (stays,)."""
        chance, limit = self._looked_at(level)
        found = np.zeros(len(self.stays))
        place = np.searchsorted(self.stays, self.encounter_id)
        np.maximum.at(found, place, np.where(self.hours_so_far < limit, chance, 0.0))
        return found

    def first_hours(self, level: str, threshold: float) -> Floats:
        """Return the hours so far at the first alert of each stay, shape (stays,); inf for stays without one."""
        chance, limit = self._looked_at(level)
        found = np.full(len(self.stays), np.inf)
        place = np.searchsorted(self.stays, self.encounter_id)
        raised = (self.hours_so_far < limit) & (chance >= threshold)
        np.minimum.at(found, place, np.where(raised, self.hours_so_far, np.inf))
        return found

    def _looked_at(self, level: str) -> tuple[Floats, int]:
        """Return the chance that the level looks at, and its hours."""
        return (self.over_96, CRITICAL_HOURS) if level == CRITICAL else (self.over_48, HIGH_HOURS)


def thresholds(rounds: RoundChances, share: float) -> Thresholds:
    """Return the thresholds with which this share of new stays is CRITICAL, and as many others HIGH."""
    number = share * len(rounds.stays)
    critical = _reached_by(rounds.highest(CRITICAL), number)
    others = rounds.highest(HIGH)[rounds.highest(CRITICAL) < critical]
    return Thresholds(critical, _reached_by(others, number))


def _reached_by(chances: Floats, number: float) -> float:
    """Return the chance that about this number of stays reach. Calibrated chances have steps, so many may be equal."""
    values, counts = np.unique(chances[chances > 0], return_counts=True)
    reached = np.cumsum(counts[::-1])[::-1]
    return float(values[np.abs(reached - number).argmin()])


def reasons(
    estimators: tuple[Estimator, Estimator], level: str, began: Columns, now: Columns, rows: Flags
) -> list[list[str]]:
    """Return for each of the rows one to three reasons in words, the strongest first.

    A reason is a feature whose usual value in its place would lower the chance. Features at admission are judged by the
    model at admission, since on rounds the day that the team expects hides them; the others by the model of rounds.

    estimators: at admission, on rounds; began, now: features at admission and now, of the same stays
    """
    admission, rounds = estimators
    own = tuple(name for name in admission.encoding.names if name not in NO_REASONS)
    names = [*own, *REASONS_IN_HOUSE]
    rise = np.vstack(
        [
            _rises(admission, CHANCES[level], began, rows, own),
            _rises(rounds, CHANCES[level], now, rows, REASONS_IN_HOUSE),
        ]
    )
    values = {name: (began if name in own else now)[name][rows] for name in names}
    order = np.argsort(-rise, axis=0, kind="stable")[:MOST_REASONS]
    return [
        [
            in_words(names[each], _plain(values[names[each]][row]))
            for number, each in enumerate(order[:, row])
            if number == 0 or rise[each, row] >= LEAST_RISE
        ]
        for row in range(int(rows.sum()))
    ]


def _rises(
    estimator: Estimator, chance: str, columns: Columns, rows: Flags, names: tuple[str, ...]
) -> Floats:
    """Return by how much each feature raises the chance over that with its usual value, shape (names, rows)."""
    matrix = estimator.encoding.matrix(columns)[rows]
    if len(matrix) == 0:
        return np.empty((len(names), 0))
    # the rows as they are, and once more for each feature with its usual value
    changed = np.tile(matrix, (len(names) + 1, 1, 1))
    for number, name in enumerate(names):
        place = estimator.encoding.names.index(name)
        changed[number, :, place] = estimator.encoding.reference[place]
    flat = changed.reshape(-1, matrix.shape[1])
    chances = estimator.raw_chance(chance, flat).reshape(len(names) + 1, -1)
    rises: Floats = chances[-1] - chances[:-1]
    return rises


def _plain(value: Any) -> object:  # noqa: ANN401 - an element of an array
    return value.item() if isinstance(value, np.generic) else value
