"""The data from which the model learns and on which it is tested, read from the warehouse as of a cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import psycopg

from healthgen_db.models.length_of_stay.alerts import CRITICAL_HOURS, HIGH_HOURS, RoundChances
from healthgen_db.models.length_of_stay.columns import (
    HOUR,
    Moments,
    Stays,
    at_admission,
    on_rounds,
    read_stays,
)
from healthgen_db.models.length_of_stay.estimators import Estimator, Sample
from healthgen_db.models.length_of_stay.evaluate import ROUND, Admissions
from healthgen_db.models.length_of_stay.parts import Part, split
from healthgen_db.world.draws import Flags, Floats, Ints

# The model of rounds is asked at any hour, by default at midnight, so it learns from several hours of the day.
HOURS_OF_ROUNDS = (0, ROUND, 15)
# Training on more stays takes longer and does not predict better. The seed decides which ones are drawn.
MOST_STAYS, MOST_STAYS_OF_ROUNDS, MOST_VALIDATED = 60_000, 20_000, 20_000


@dataclass(frozen=True)
class Rounds:
    """Patients in house at moments, and the hours from each moment to leaving."""

    stays: Ints
    """All stays, also those that end before a round; sorted."""
    moments: Moments
    remaining: Floats

    def chances(self, estimator: Estimator) -> RoundChances:
        """Return the chances on the rounds."""
        matrix = estimator.encoding.matrix(self.moments.columns)
        over_96 = estimator.chance("over_96", matrix)
        return RoundChances(
            self.stays,
            self.moments.encounter_id,
            self.moments.at,
            self.moments.columns["hours_so_far"],
            over_96,
            np.maximum(estimator.chance("over_48", matrix), over_96),
        )

    @property
    def sample(self) -> Sample:
        """What the model of rounds learns."""
        so_far = self.moments.columns["hours_so_far"]
        whole, always = so_far + self.remaining, np.ones(len(so_far), np.bool_)
        answers: Mapping[str, tuple[Flags, Flags]] = {
            "leave_24": (self.remaining <= 24, always),
            "leave_48": (self.remaining <= 48, always),
            "over_48": (whole > HIGH_HOURS, so_far < HIGH_HOURS),
            "over_96": (whole > CRITICAL_HOURS, so_far < CRITICAL_HOURS),
        }
        return Sample(self.moments.columns, self.remaining, answers)


def admission_sample(seen: Admissions) -> Sample:
    """Return what the model at admission learns from stays."""
    always = np.ones(len(seen.hours), np.bool_)
    answers = {"over_48": (seen.hours > HIGH_HOURS, always), "over_96": (seen.hours > CRITICAL_HOURS, always)}
    return Sample(seen.moments.columns, seen.hours, answers)


@dataclass(frozen=True)
class TrainingData:
    """The parts, as they were at admission and on rounds."""

    train: Admissions
    validation: Admissions
    test: Admissions
    train_rounds: Rounds
    validation_rounds: Rounds
    test_rounds: Rounds
    """At the morning round only."""
    censored: int
    """Stays that were not over by the cut; none is used."""
    planned_returns: int
    """Stays left out because they were planned returns."""


def read_training_data(
    connection: psycopg.Connection, *, start: datetime, as_of: datetime, seed: int
) -> TrainingData:
    """Return the data as of a cut. The schema is on the search path, and its temporary tables are there.

    Raises ConfigError if there are too few finished stays.
    """
    stays = read_stays(connection, as_of)
    parts = split(stays, start.timestamp(), as_of.timestamp())
    draws = np.random.default_rng(seed)
    train, validation, test = (_at_most(part, MOST_STAYS, draws) for part in parts)
    return TrainingData(
        train=_seen(connection, train),
        validation=_seen(connection, validation),
        test=_seen(connection, test),
        train_rounds=_rounds(connection, _at_most(train, MOST_STAYS_OF_ROUNDS, draws), HOURS_OF_ROUNDS),
        validation_rounds=_rounds(connection, _at_most(validation, MOST_VALIDATED, draws), HOURS_OF_ROUNDS),
        test_rounds=_rounds(connection, test, (ROUND,)),
        censored=int(np.isnan(stays.hours).sum()),
        planned_returns=int(stays.planned_return.sum()),
    )


def _at_most(part: Part, number: int, draws: np.random.Generator) -> Part:
    """Return the part with at most so many of its stays."""
    if len(part.stays) <= number:
        return part
    rows = np.sort(draws.choice(len(part.stays), number, replace=False))
    return Part(part.name, part.begins, part.ends, part.known_until, part.stays[rows], part.unfinished)


def _seen(connection: psycopg.Connection, part: Part) -> Admissions:
    moments = at_admission(connection, part.stays.encounter_id)
    order = _places(part.stays, moments)
    ordered = Part(part.name, part.begins, part.ends, part.known_until, part.stays[order], part.unfinished)
    return Admissions(ordered, moments, ordered.stays.hours)


def _rounds(connection: psycopg.Connection, part: Part, hours: tuple[int, ...]) -> Rounds:
    moments = on_rounds(connection, part.stays.encounter_id, hours)
    place = _places(part.stays, moments)
    left = part.stays.admitted[place] + part.stays.hours[place] * HOUR
    return Rounds(np.sort(part.stays.encounter_id), moments, (left - moments.at) / HOUR)


def _places(stays: Stays, moments: Moments) -> Ints:
    """Return for each moment the place of its stay."""
    order = np.argsort(stays.encounter_id)
    places: Ints = order[np.searchsorted(stays.encounter_id, moments.encounter_id, sorter=order)]
    return places
