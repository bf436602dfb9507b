"""Learning: fits both models, chooses the thresholds of alerts, and evaluates all on the test part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from healthgen_db.models.length_of_stay.alerts import Thresholds, thresholds
from healthgen_db.models.length_of_stay.data import TrainingData, admission_sample
from healthgen_db.models.length_of_stay.estimators import Estimator, Sample, fit, one_thread
from healthgen_db.models.length_of_stay.evaluate import evaluate_admission, evaluate_alerts, evaluate_rounds
from healthgen_db.models.length_of_stay.features import EXPECTED_DISCHARGE, check_features, in_house_features
from healthgen_db.models.length_of_stay.metrics import Metrics

STEPS = 5


@dataclass(frozen=True)
class LosModel:
    """Both estimators and the thresholds of alerts."""

    admission: Estimator
    rounds: Estimator
    limits: Thresholds


def learn(
    data: TrainingData,
    *,
    features: tuple[str, ...],
    seed: int,
    alert_share: float,
    advance: Callable[[int], None],
) -> tuple[LosModel, Metrics]:
    """Return the model and its metrics on the test part.

    features: those of the model at admission; alert_share: share of new stays with a CRITICAL alert, and with a HIGH
    one; advance: called after each of the STEPS

    Raises ConfigError for features that give the length of stay away.
    """
    names = check_features(features)
    admission = fit(names, admission_sample(data.train), admission_sample(data.validation), seed)
    advance(1)
    train, validation = data.train_rounds.sample, data.validation_rounds.sample
    rounds = fit(in_house_features(names), train, validation, seed)
    advance(1)
    # What the note of the team adds, because in this world it is made from the true length and an error.
    unnoted = tuple(name for name in in_house_features(names) if name != EXPECTED_DISCHARGE)
    without = fit(unnoted, _leaving(train), _leaving(validation), seed)
    advance(1)
    with one_thread():
        limits = thresholds(data.validation_rounds.chances(rounds), alert_share)
        found = evaluate_admission(admission, data.train, data.test)
        advance(1)
        test = data.test_rounds
        found["rounds"] = [evaluate_rounds(each, test.moments, test.remaining) for each in (rounds, without)]
        found["alerts"] = evaluate_alerts(test.chances(rounds), limits, data.test)
        advance(1)
    return LosModel(admission, rounds, limits), found


def _leaving(sample: Sample) -> Sample:
    """Return the sample with only the chances to leave soon."""
    answers = {name: answer for name, answer in sample.answers.items() if name.startswith("leave")}
    return replace(sample, answers=answers)
