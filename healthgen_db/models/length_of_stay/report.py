"""The report on a model: its card, and how its predictions compare with what has happened since.

It needs no scikit-learn: the card is stored, and the scores are computed by SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from healthgen_db.history.datasets import require_dataset
from healthgen_db.models.length_of_stay.no_model import no_model
from healthgen_db.postgres.catalog import catalog_rows, unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped

APPLICATION_NAME = "healthgen los report"
QUERY = (
    "SELECT model_id, trained_at, as_of, seed, sklearn_version, fingerprint, split, metrics, critical_threshold,"
    " high_threshold, card FROM los_models WHERE %(number)s::int IS NULL OR model_id = %(number)s"
    " ORDER BY model_id DESC LIMIT 1"
)


@dataclass(frozen=True)
class Report:
    """A model and its scores."""

    model: dict[str, Any]
    """Its row of los_models, without the model itself."""
    scores: dict[str, Any] | None
    """Scores of predictions that were made after its cut; None: no such prediction."""

    @property
    def markdown(self) -> str:
        """The card with the scores."""
        return f"{self.model['card']}\n## Predicted and actual since\n\n{self._scores()}\n"

    def _scores(self) -> str:
        found = self.scores
        if found is None:
            return "There is no prediction yet: healthgen los predict makes them."
        if not found["known_24"]:
            return (
                "No outcome of a prediction is known yet. Load the same dataset with a later --today and the same"
                " --origin; predictions are carried over, and scored then."
            )
        text = (
            f"- {found['known_24']:,} predictions of who leaves within 24 hours: {found['expected_24']:.1f} expected,"
            f" {found['left_24']:,} left; Brier score {found['brier_24']:.3f}."
        )
        lines = [text]
        if found["known_48"]:
            lines.append(
                f"- {found['known_48']:,} predictions of who leaves within 48 hours: {found['expected_48']:.1f}"
                f" expected, {found['left_48']:,} left; Brier score {found['brier_48']:.3f}."
            )
        if found["finished"]:
            lines.append(
                f"- {found['finished']:,} predicted lengths of stays that are over now: mean absolute error"
                f" {found['mae_hours']:.1f} hours, bias {found['bias_hours']:+.1f} hours;"
                f" {found['coverage_80']:.0%} were in their interval."
            )
        return "\n".join(lines)


def report(dsn: str, schema: str, model_id: int | None = None) -> Report:
    """Return a model and its scores. model_id: None for the newest model. Raises ConfigError if there is none."""
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="read"),
    ):
        require_dataset(connection, schema)
        model = _model(connection, model_id, schema)
        scores = catalog_rows(connection, schema, "models", "length_of_stay", "scores.sql")
    found = {row["model_id"]: row for row in scores}
    return Report(model, found.get(model["model_id"]))


def _model(connection: psycopg.Connection, number: int | None, schema: str) -> dict[str, Any]:
    with errors_mapped(), connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(QUERY, {"number": number}).fetchone()
    if row is None:
        raise no_model(number, schema)
    return row
