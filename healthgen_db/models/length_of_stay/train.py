"""The training: reads the data as of a cut, learns, and writes the model with its card into los_models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from healthgen_db.history.datasets import Dataset, require_dataset
from healthgen_db.kpis.hospitals import hospital_moments
from healthgen_db.kpis.windows import midnight
from healthgen_db.models.length_of_stay.card import model_card
from healthgen_db.models.length_of_stay.columns import prepare_session
from healthgen_db.models.length_of_stay.data import TrainingData, read_training_data
from healthgen_db.models.length_of_stay.features import AT_ADMISSION, check_features
from healthgen_db.models.length_of_stay.learn import STEPS, LosModel, learn
from healthgen_db.models.length_of_stay.metrics import Metrics
from healthgen_db.models.length_of_stay.stored import dumps, store, versions
from healthgen_db.postgres.catalog import unreplaced
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.snapshots import one_snapshot
from healthgen_db.progress import Progress

APPLICATION_NAME = "healthgen los"


@dataclass(frozen=True)
class Trained:
    """A model in los_models."""

    model_id: int
    as_of: datetime
    split: dict[str, Any]
    metrics: Metrics
    card: str
    seconds: dict[str, float]


def train(
    dsn: str,
    schema: str,
    progress: Progress,
    *,
    as_of: str | None = None,
    features: tuple[str, ...] = AT_ADMISSION,
    seed: int,
    alert_share: float,
) -> Trained:
    """Train on the stays that were over by a moment, and store the model.

    as_of: date or timestamp, see as_of_moment(); None: the end of the dataset's today
    features: those of the model at admission
    alert_share: share of new stays with a CRITICAL alert, and with a HIGH one

    Raises ConfigError for too few stays, a wrong moment or forbidden features, WarehouseError if there is no dataset or
    the server fails.
    """
    check_features(features)
    began = perf_counter()
    with (
        connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection,
        unreplaced(connection, schema, doing="read"),
    ):
        dataset = require_dataset(connection, schema)
        moments = hospital_moments(connection, dataset, as_of=as_of)
        # nothing later than any hospital's moment
        cut = min(moments.values())
        start = midnight(dataset.start, next(iter(moments)).zone)
        prepare_session(connection)
        with progress.phase("stays"), one_snapshot(connection):
            data = read_training_data(connection, start=start, as_of=cut, seed=seed)
        read = perf_counter()
        with progress.phase("train", total=STEPS, unit="steps") as advance:
            model, metrics = learn(
                data, features=features, seed=seed, alert_share=alert_share, advance=advance
            )
        row = _row(dataset, data, model, cut=cut, seed=seed, alert_share=alert_share, metrics=metrics)
        row["card"] = model_card(row, dataset)
        number = store(connection, row | {"model": dumps(model)})
    seconds = {"stays": read - began, "train": perf_counter() - read}
    return Trained(number, cut, row["split"], metrics, row["card"], seconds)


def _row(
    dataset: Dataset,
    data: TrainingData,
    model: LosModel,
    *,
    cut: datetime,
    seed: int,
    alert_share: float,
    metrics: Metrics,
) -> dict[str, Any]:
    """Return the row of los_models without card and model."""
    parts = (data.train.part, data.validation.part, data.test.part)
    return {
        "dataset_id": dataset.dataset_id,
        "as_of": cut,
        "seed": seed,
        **versions(),
        "fingerprint": dataset.fingerprint or "",
        "features": {
            "at_admission": model.admission.encoding.usual_values(),
            "on_rounds": model.rounds.encoding.usual_values(),
        },
        "split": {
            **{part.name: part.described() for part in parts},
            "rounds": {
                "train": len(data.train_rounds.moments),
                "validation": len(data.validation_rounds.moments),
                "test": len(data.test_rounds.moments),
            },
            "censored_stays": data.censored,
            "planned_returns_left_out": data.planned_returns,
            "alert_share": alert_share,
        },
        "metrics": metrics,
        "critical_threshold": model.limits.critical,
        "high_threshold": model.limits.high,
    }
