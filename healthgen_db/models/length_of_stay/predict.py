"""Predictions for everybody in house at a moment, with alerts, and the table los_predictions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import psycopg
from psycopg.types.json import Jsonb

from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospital_moments
from healthgen_db.models.length_of_stay.alerts import CHANCES, CRITICAL_HOURS, HIGH_HOURS, reasons
from healthgen_db.models.length_of_stay.columns import (
    Columns,
    Moments,
    at_admission,
    at_moments,
    fill,
    prepare_session,
    rows_of,
)
from healthgen_db.models.length_of_stay.estimators import one_thread
from healthgen_db.models.length_of_stay.learn import LosModel
from healthgen_db.models.length_of_stay.stored import load
from healthgen_db.models.length_of_stay.train import APPLICATION_NAME
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.snapshots import one_snapshot
from healthgen_db.postgres.writes import write_if_allowed
from healthgen_db.progress import Progress
from healthgen_db.world.draws import Floats

INSERT = """
INSERT INTO los_predictions (
    model_id, dataset_id, encounter_id, predicted_at, hospital_id, hours_so_far, p10_hours, p50_hours, p90_hours,
    over_48, over_96, leave_24, leave_48, alert, reasons
)
VALUES (
    %(model_id)s, %(dataset_id)s, %(encounter_id)s, %(predicted_at)s, %(hospital_id)s, %(hours_so_far)s,
    %(p10_hours)s, %(p50_hours)s, %(p90_hours)s, %(over_48)s, %(over_96)s, %(leave_24)s, %(leave_48)s, %(alert)s,
    %(reasons)s
)
ON CONFLICT (model_id, dataset_id, encounter_id, predicted_at) DO UPDATE SET
    hospital_id = excluded.hospital_id, hours_so_far = excluded.hours_so_far,
    p10_hours = excluded.p10_hours, p50_hours = excluded.p50_hours, p90_hours = excluded.p90_hours,
    over_48 = excluded.over_48, over_96 = excluded.over_96, leave_24 = excluded.leave_24,
    leave_48 = excluded.leave_48, alert = excluded.alert, reasons = excluded.reasons
"""


@dataclass(frozen=True)
class Prediction:
    """What is predicted for a patient in house, and where the patient is. Hours are those of the whole stay."""

    encounter_id: int
    hospital_id: int
    hospital: str
    predicted_at: datetime
    unit: str | None
    bed: str | None
    condition: str
    hours_so_far: float
    p10_hours: float
    p50_hours: float
    p90_hours: float
    over_48: float
    over_96: float
    leave_24: float
    leave_48: float
    alert: str | None
    reasons: list[str] | None


@dataclass(frozen=True)
class Predicted:
    """The predictions for hospitals at a moment each."""

    model_id: int
    dataset_id: int
    as_of: dict[int, datetime]
    """By hospital_id, in its time zone."""
    predictions: list[Prediction]
    reason_not_recorded: str | None


def predict(
    dsn: str,
    schema: str,
    progress: Progress,
    *,
    hospital: str | None = None,
    as_of: str | None = None,
    model_id: int | None = None,
) -> Predicted:
    """Predict for all inpatients in house at a moment, and write the predictions into los_predictions.

    hospital: number of a hospital or a part of its name; None: all that are at work
    as_of: date or timestamp, see as_of_moment(); None: the end of the dataset's today
    model_id: None for the newest model that learned only from what happened before the moment

    Raises ConfigError for a wrong hospital or moment, or if there is no model; WarehouseError if the server fails.
    """
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="read"),
        progress.phase("predict"),
    ):
        dataset = require_dataset(connection, schema)
        found = hospital_moments(connection, dataset, as_of=as_of, wanted=hospital)
        moments = {each.hospital_id: moment for each, moment in found.items()}
        stored = load(connection, model_id, schema=schema, as_of=min(moments.values()))
        prepare_session(connection)
        with one_snapshot(connection):
            fill(connection, "los_now", moments.items())
            stays = rows_of(connection, "in_house")
            began = at_admission(connection, (stay["encounter_id"] for stay in stays))
            now = at_moments(connection, {stay["encounter_id"]: stay["predicted_at"] for stay in stays})
        with one_thread():
            predictions = _predictions(stored.model, stays, began, now)
        reason = _record(connection, stored.model_id, dataset.dataset_id, predictions)
    return Predicted(stored.model_id, dataset.dataset_id, moments, predictions, reason)


def _predictions(
    model: LosModel, stays: Sequence[Mapping[str, Any]], began: Moments, now: Moments
) -> list[Prediction]:
    """Return the predictions in the order of the encounters. began, now: of the same stays, in this order."""
    if not stays:
        return []
    by_encounter = {stay["encounter_id"]: stay for stay in stays}
    ordered = [by_encounter[int(encounter)] for encounter in now.encounter_id]
    figures = _figures(model, now.columns)
    alerts = _alerts(model, ordered, began.columns, now.columns, figures)
    return [
        Prediction(
            encounter_id=stay["encounter_id"],
            hospital_id=stay["hospital_id"],
            hospital=stay["hospital"],
            predicted_at=stay["predicted_at"],
            unit=stay["unit"],
            bed=stay["bed"],
            condition=str(now.columns["condition"][row]),
            **{name: float(values[row]) for name, values in figures.items()},
            alert=alerts[row][0],
            reasons=alerts[row][1],
        )
        for row, stay in enumerate(ordered)
    ]


def _figures(model: LosModel, columns: Columns) -> dict[str, Floats]:
    """Return the columns of numbers of los_predictions. Their order is kept, such as P10 <= P50."""
    estimator, so_far = model.rounds, columns["hours_so_far"]
    matrix = estimator.encoding.matrix(columns)
    low, middle, high = estimator.interval(matrix)
    leave_24 = estimator.chance("leave_24", matrix)
    over_96 = np.where(so_far >= CRITICAL_HOURS, 1.0, estimator.chance("over_96", matrix))
    over_48 = np.where(so_far >= HIGH_HOURS, 1.0, estimator.chance("over_48", matrix))
    return {
        "hours_so_far": so_far,
        "p10_hours": so_far + low,
        "p50_hours": so_far + middle,
        "p90_hours": so_far + high,
        "over_48": np.maximum(over_48, over_96),
        "over_96": over_96,
        "leave_24": leave_24,
        "leave_48": np.maximum(estimator.chance("leave_48", matrix), leave_24),
    }


def _alerts(
    model: LosModel,
    stays: Sequence[Mapping[str, Any]],
    began: Columns,
    now: Columns,
    figures: Mapping[str, Floats],
) -> list[tuple[str | None, list[str] | None]]:
    """Return level and reasons of each stay. Planned returns get no alert."""
    chances = zip(figures["over_96"], figures["over_48"], figures["hours_so_far"], strict=True)
    found = [
        None if stay["planned_return"] else model.limits.level(*chance)
        for stay, chance in zip(stays, chances, strict=True)
    ]
    alerts: list[tuple[str | None, list[str] | None]] = [(None, None)] * len(found)
    for level in CHANCES:
        rows = np.array([each == level for each in found])
        words = reasons((model.admission, model.rounds), level, began, now, rows)
        for row, each in zip(np.flatnonzero(rows), words, strict=True):
            alerts[row] = level, each
    return alerts


def _record(
    connection: psycopg.Connection, model_id: int, dataset_id: int, predictions: Sequence[Prediction]
) -> str | None:
    """Write the predictions into los_predictions; return why not if this role may not write there."""
    rows = [
        vars(each)
        | {
            "model_id": model_id,
            "dataset_id": dataset_id,
            "reasons": None if each.reasons is None else Jsonb(each.reasons),
        }
        for each in predictions
    ]
    return write_if_allowed(connection, lambda connection: connection.cursor().executemany(INSERT, rows))
