"""The temporal split: train, validation and test by the time of admission, with gaps between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from healthgen_db.config.errors import ConfigError
from healthgen_db.models.length_of_stay.columns import DAY, HOUR, Stays

# The first weeks are crowded by patients whose illness began before the first day (operations/README.md).
DAYS_LEFT_OUT = 70
# Between two parts, and before the cut: 99.9 % of stays are shorter, so the stays of a part are over when the next
# part begins. Those that are not are left out, which makes the rest shorter by less than 0.1 %.
GAP_DAYS = 21
# Ends of train and validation, as shares of the time.
TRAIN_END, VALIDATION_END = 0.6, 0.8
LEAST_STAYS, LEAST_IN_PART = 1000, 100


@dataclass(frozen=True)
class Part:
    """The stays of one part."""

    name: str
    begins: float
    """Seconds since 1970: the first and the last moment of admission."""
    ends: float
    known_until: float
    """A stay counts if it was over by then."""
    stays: Stays
    unfinished: int
    """How many stays of the part were not over by then."""

    @property
    def days(self) -> float:
        """The length of the part."""
        return (self.ends - self.begins) / DAY

    def described(self) -> dict[str, Any]:
        """Return the part as JSON values."""
        begins, ends, known = (
            datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")
            for moment in (self.begins, self.ends, self.known_until)
        )
        return {
            "admitted_from": begins,
            "admitted_until": ends,
            "known_until": known,
            "stays": len(self.stays),
            "unfinished": self.unfinished,
        }


def split(stays: Stays, start: float, as_of: float) -> tuple[Part, Part, Part]:
    """Return the parts train, validation and test. Planned returns are in none.

    start: beginning of the dataset; as_of: the cut, seconds since 1970

    Raises ConfigError if there are too few finished stays.
    """
    first = start + DAYS_LEFT_OUT * DAY
    population = stays[~stays.planned_return]
    finished = int((~np.isnan(population.hours) & (population.admitted >= first)).sum())
    edges = [first + share * (as_of - first) for share in (0.0, TRAIN_END, VALIDATION_END, 1.0)]
    parts = tuple(
        _part(population, name, edges[number], edges[number + 1])
        for number, name in enumerate(("train", "validation", "test"))
    )
    if finished < LEAST_STAYS or min(len(part.stays) for part in parts) < LEAST_IN_PART:
        raise ConfigError(
            f"{finished:,} inpatient stays were over by the cut, without the first {DAYS_LEFT_OUT} days; the model"
            f" needs {LEAST_STAYS:,}, and {LEAST_IN_PART} in each part: load more patients or a longer time,"
            " such as: healthgen load --preset hospital"
        )
    train, validation, test = parts
    return train, validation, test


def _part(stays: Stays, name: str, begins: float, next_begins: float) -> Part:
    ends = next_begins - GAP_DAYS * DAY
    inside = stays[(stays.admitted >= begins) & (stays.admitted < ends)]
    # nan, for a stay that is not over, compares as False
    over = inside.admitted + inside.hours * HOUR < next_begins
    return Part(name, begins, ends, next_begins, inside[over], int((~over).sum()))
