"""The estimators of scikit-learn: lengths in hours with an interval, and chances.

One Estimator predicts for moments of one kind, at admission or on rounds. The interval from P10 to P90 is made wider
or narrower by conformal prediction, and chances are calibrated, both on the validation part.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.frozen import FrozenEstimator
from sklearn.preprocessing import OrdinalEncoder
from threadpoolctl import threadpool_limits

from healthgen_db.models.length_of_stay.columns import Columns
from healthgen_db.models.length_of_stay.features import CATEGORIES
from healthgen_db.world.draws import Flags, Floats

# More trees or leaves did not predict better on the preset hospital (80 to 200 trees, 15 and 31 leaves). Few trees are
# trained and loaded faster.
TREES: dict[str, Any] = {
    "max_iter": 60,
    "learning_rate": 0.15,
    "max_leaf_nodes": 20,
    "min_samples_leaf": 30,
    "early_stopping": False,
}
LOW, HIGH = 0.1, 0.9
# scikit-learn's trees take at most 255 categories of a feature. The rarest ones are put together.
MOST_CATEGORIES = 200


def one_thread() -> threadpool_limits:
    """Return a context in which scikit-learn uses one thread: for small tasks, starting more costs more time."""
    return threadpool_limits(1)


@dataclass(frozen=True)
class Encoding:
    """How features become the matrix of numbers that the trees read."""

    names: tuple[str, ...]
    categories: OrdinalEncoder
    reference: Floats
    """The usual value of each feature: the median, or the most frequent category; shape (features,)."""

    @property
    def categorical(self) -> list[bool]:
        """Which features are categories."""
        return [name in CATEGORIES for name in self.names]

    def usual_values(self) -> dict[str, float | str | None]:
        """Return the usual value of each feature by its name; None if it is mostly not known."""
        categories = iter(self.categories.categories_ if any(self.categorical) else ())
        values: dict[str, float | str | None] = {}
        for name, usual in zip(self.names, self.reference, strict=True):
            texts = next(categories) if name in CATEGORIES else None
            if np.isnan(usual):
                values[name] = None
            else:
                values[name] = float(usual) if texts is None else str(texts[int(usual)])
        return values

    def matrix(self, columns: Columns) -> Floats:
        """Return the features, shape (rows, features). Categories that were not seen in training count as missing."""
        numbers = [columns[name] for name in self.names if name not in CATEGORIES]
        texts = _texts(self.names, columns)
        encoded = iter(self.categories.transform(texts).T) if texts.size else iter(())
        values = iter(numbers)
        return np.column_stack(
            [next(encoded) if categorical else next(values) for categorical in self.categorical]
        )


def encoding(names: Sequence[str], columns: Columns) -> Encoding:
    """Return the encoding of features, fitted to training data."""
    encoder = OrdinalEncoder(
        handle_unknown="use_encoded_value",
        unknown_value=np.nan,
        encoded_missing_value=np.nan,
        max_categories=MOST_CATEGORIES,
    )
    texts = _texts(names, columns)
    if texts.size:
        encoder.fit(texts)
    made = Encoding(tuple(names), encoder, np.empty(0))
    matrix = made.matrix(columns)
    usual = [
        _most_frequent(column) if categorical else _median(column)
        for column, categorical in zip(matrix.T, made.categorical, strict=True)
    ]
    return Encoding(tuple(names), encoder, np.array(usual))


def _texts(names: Sequence[str], columns: Columns) -> Any:  # noqa: ANN401 - an array of objects
    chosen = [columns[name] for name in names if name in CATEGORIES]
    return np.column_stack(chosen) if chosen else np.empty((0, 0), object)


def _most_frequent(codes: Floats) -> float:
    values, counts = np.unique(codes[~np.isnan(codes)], return_counts=True)
    return float(values[counts.argmax()])


def _median(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else np.nan


@dataclass(frozen=True)
class Estimator:
    """The fitted models for moments of one kind."""

    encoding: Encoding
    hours: Mapping[str, HistGradientBoostingRegressor]
    """p10, p50 and p90: P50 of hours, the others of log(1 + hours)."""
    widening: float
    """Added to P90 and taken from P10, in log(1 + hours)."""
    chances: Mapping[str, CalibratedClassifierCV]

    def interval(self, matrix: Floats) -> tuple[Floats, Floats, Floats]:
        """Return P10, P50 and P90 in hours, each of shape (rows,)."""
        middle = np.maximum(self.hours["p50"].predict(matrix), 0.0)
        low = np.expm1(self.hours["p10"].predict(matrix) - self.widening)
        high = np.expm1(self.hours["p90"].predict(matrix) + self.widening)
        return np.clip(low, 0.0, middle), middle, np.maximum(high, middle)

    def chance(self, name: str, matrix: Floats) -> Floats:
        """Return a calibrated chance, shape (rows,)."""
        chances: Floats = self.chances[name].predict_proba(matrix)[:, 1]
        return chances

    def raw_chance(self, name: str, matrix: Floats) -> Floats:
        """Return a chance before its calibration, which has steps. It is good for comparing similar patients."""
        chances: Floats = self.chances[name].estimator.predict_proba(matrix)[:, 1]
        return chances


@dataclass(frozen=True)
class Sample:
    """Rows to learn from, or to validate on."""

    columns: Columns
    hours: Floats
    """What is predicted: hours, shape (rows,)."""
    answers: Mapping[str, tuple[Flags, Flags]]
    """By the name of a chance: what happened, and the rows for which it was not yet certain."""


def fit(names: Sequence[str], train: Sample, validation: Sample, seed: int) -> Estimator:
    """Return an estimator with these features. The same seed and samples give the same one."""
    encoded = encoding(names, train.columns)
    matrix, checked = encoded.matrix(train.columns), encoded.matrix(validation.columns)
    shared = {"categorical_features": encoded.categorical, "random_state": seed, **TREES}

    def quantile(level: float) -> HistGradientBoostingRegressor:
        model = HistGradientBoostingRegressor(loss="quantile", quantile=level, **shared)
        return model.fit(matrix, np.log1p(train.hours))

    def median() -> HistGradientBoostingRegressor:
        return HistGradientBoostingRegressor(loss="absolute_error", **shared).fit(matrix, train.hours)

    def chance(name: str) -> CalibratedClassifierCV:
        answer, open_rows = train.answers[name]
        model = HistGradientBoostingClassifier(**shared).fit(matrix[open_rows], answer[open_rows])
        later, open_later = validation.answers[name]
        calibrated = CalibratedClassifierCV(FrozenEstimator(model), method="isotonic")
        return calibrated.fit(checked[open_later], later[open_later])

    tasks: dict[str, Callable[[], Any]] = {
        "p10": partial(quantile, LOW),
        "p50": median,
        "p90": partial(quantile, HIGH),
        **{name: partial(chance, name) for name in train.answers},
    }
    fitted = _in_parallel(tasks)
    hours = {name: fitted.pop(name) for name in ("p10", "p50", "p90")}
    return Estimator(encoded, hours, _widening(hours, checked, validation.hours), fitted)


def _in_parallel(tasks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Run tasks, as many at a time as there are cores. Each has one thread: more would compete for the cores."""

    def alone(task: Callable[[], Any]) -> Any:  # noqa: ANN401 - an estimator
        with one_thread():
            return task()

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(tasks, pool.map(alone, tasks.values()), strict=True))


def _widening(hours: Mapping[str, HistGradientBoostingRegressor], matrix: Floats, actual: Floats) -> float:
    """Return by how much the interval must grow on both sides to hold 80 % of the validation part.

    Conformalized quantile regression: Romano, Patterson, Candès 2019.
    """
    answer = np.log1p(actual)
    outside = np.maximum(hours["p10"].predict(matrix) - answer, answer - hours["p90"].predict(matrix))
    level = min((HIGH - LOW) * (1 + 1 / len(outside)), 1.0)
    return float(np.quantile(outside, level, method="higher"))
