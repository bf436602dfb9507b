"""Predictions of the length-of-stay model for the moment of the page. If only the model exists, they are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from healthgen_db.briefing.forecast.discharges import Prediction
from healthgen_db.briefing.queries import HospitalMoment
from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.config.extras import require_extra
from healthgen_db.progress import Progress

PLANNED = "expected discharges rest on the days that the teams named"
NO_MODEL = (
    f"there is no length-of-stay model, so {PLANNED}; make one with healthgen los train, and use it with healthgen los"
    " predict"
)
LATER_MODEL = (
    f"the length-of-stay models have learned from what happened later, so {PLANNED}; healthgen los train --as-of makes"
    " an earlier one"
)


@dataclass(frozen=True)
class Predictions:
    """What the model says about each stay, and what the user should know.

    by_encounter: None if no model was used
    """

    by_encounter: Mapping[int, Prediction] | None = None
    notes: tuple[str, ...] = field(default=())


def predictions_at(moment: HospitalMoment, progress: Progress) -> Predictions:
    """Return the predictions for the moment; make them if there is a model that has learned from nothing later."""
    if found := _predictions(moment.rows("predictions")):
        return Predictions(found)
    models = moment.rows("models")
    usable = [row["model_id"] for row in models if row["usable"]]
    if not usable:
        return Predictions(notes=(LATER_MODEL if models else NO_MODEL,))
    try:
        require_extra("ml", "healthgen los predict")
        from healthgen_db.models.length_of_stay.predict import predict  # noqa: PLC0415 - needs the extra ml

        made = predict(
            moment.dsn,
            moment.schema,
            progress,
            hospital=str(moment.hospital.hospital_id),
            as_of=moment.as_of.isoformat(),
            model_id=usable[0],
        )
    except (ConfigError, WarehouseError) as error:
        # The page is useful without the model: for a role that may not create temporary tables, for example.
        return Predictions(notes=(f"{error}; without it, {PLANNED}",))
    if made.reason_not_recorded is None:
        return Predictions(_predictions(moment.rows("predictions")))
    note = f"the predictions are not written into los_predictions: {made.reason_not_recorded}"
    return Predictions(_predictions(map(vars, made.predictions)), (note,))


def _predictions(rows: Iterable[Mapping[str, Any]]) -> dict[int, Prediction]:
    return {
        row["encounter_id"]: Prediction(
            row["leave_24"], row["p50_hours"], row["alert"], tuple(map(str, row["reasons"] or ()))
        )
        for row in rows
    }
