"""The table los_models: the model as bytes in the format of skops, with versions, split, metrics and its card.

Skops stores no code, unlike pickle: loading builds only the types that are listed here.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any, LiteralString
from zipfile import ZIP_DEFLATED, BadZipFile

import psycopg
import skops.io
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from skops.io.exceptions import UntrustedTypesFoundException

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.history.insert import insert
from healthgen_db.models.length_of_stay.alerts import Thresholds
from healthgen_db.models.length_of_stay.estimators import Encoding, Estimator
from healthgen_db.models.length_of_stay.learn import LosModel
from healthgen_db.models.length_of_stay.no_model import no_model
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.queries import scalar

# What the estimators contain besides the types that skops itself trusts. None of them runs code when it is loaded.
TRUSTED = (
    "functools.partial",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.utils.validation.check_array",
)
DAMAGED = "the stored model is damaged; train a new one with: healthgen los train"
# A number chooses any model. Without one, the model must come from a dataset with the options of the current one, today
# aside: other hospitals have other stays.
FITTING = """
FROM los_models
JOIN datasets AS d USING (dataset_id)
CROSS JOIN current_dataset AS c
WHERE
    CASE
        WHEN %(number)s::int IS NULL
            THEN d.config - 'today' = c.config - 'today' AND d.generator_version = c.generator_version
        ELSE model_id = %(number)s
    END
"""


@dataclass(frozen=True)
class StoredModel:
    """A row of los_models with its model."""

    model_id: int
    as_of: datetime
    model: LosModel


def versions() -> dict[str, str]:
    """Return the versions of what made a model, by column of los_models."""
    return {
        "generator_version": version("healthgen-db"),
        "python_version": platform.python_version(),
        "sklearn_version": version("scikit-learn"),
        "skops_version": version("skops"),
    }


def dumps(model: LosModel) -> bytes:
    """Return a model as bytes."""
    values = {
        "admission": _plain(model.admission),
        "rounds": _plain(model.rounds),
        "limits": vars(model.limits),
    }
    stored: bytes = skops.io.dumps(values, compression=ZIP_DEFLATED)
    return stored


def loads(stored: bytes) -> LosModel:
    """Return the model that is stored as bytes. Raises WarehouseError if it contains a type that is not trusted."""
    try:
        values = skops.io.loads(stored, trusted=list(TRUSTED))
    except UntrustedTypesFoundException as error:
        raise WarehouseError(
            f"the stored model contains types that healthgen does not trust: {_untrusted(stored)}; train a new one"
            " with: healthgen los train"
        ) from error
    except (BadZipFile, KeyError) as error:
        raise WarehouseError(DAMAGED) from error
    try:
        return LosModel(
            _estimator(values["admission"]), _estimator(values["rounds"]), Thresholds(**values["limits"])
        )
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise WarehouseError(DAMAGED) from error


def _untrusted(stored: bytes) -> str:
    return ", ".join(sorted(set(skops.io.get_untrusted_types(data=stored)) - set(TRUSTED)))


def _plain(estimator: Estimator) -> dict[str, Any]:
    """Return an estimator as values that skops knows."""
    encoding = {
        "names": list(estimator.encoding.names),
        "categories": estimator.encoding.categories,
        "reference": estimator.encoding.reference,
    }
    return {
        "encoding": encoding,
        "hours": dict(estimator.hours),
        "widening": estimator.widening,
        "chances": dict(estimator.chances),
    }


def _estimator(values: Mapping[str, Any]) -> Estimator:
    encoding = values["encoding"]
    return Estimator(
        Encoding(tuple(encoding["names"]), encoding["categories"], encoding["reference"]),
        values["hours"],
        values["widening"],
        values["chances"],
    )


def store(connection: psycopg.Connection, row: Mapping[str, Any]) -> int:
    """Insert a row of los_models and return its number. Dictionaries are stored as JSON."""
    values = {name: Jsonb(value) if isinstance(value, dict) else value for name, value in row.items()}
    statement = insert("los_models", values) + sql.SQL(" RETURNING model_id")
    return int(scalar(connection, statement, values))


def load(
    connection: psycopg.Connection, number: int | None, *, schema: str, as_of: datetime | None = None
) -> StoredModel:
    """Return a model; None: the newest one of this data.

    as_of: the moment of a prediction; a model that learned from anything later is not used, as it may have seen how the
    stays ended

    Raises ConfigError if there is none, or if another version of scikit-learn stored it.
    """
    query: LiteralString = (
        f"SELECT model_id, as_of, sklearn_version, model {FITTING}"
        " AND (%(as_of)s::timestamptz IS NULL OR as_of <= %(as_of)s) ORDER BY model_id DESC LIMIT 1"
    )
    with errors_mapped(), connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query, {"number": number, "as_of": as_of}).fetchone()
    if row is None:
        known = as_of is not None and scalar(connection, f"SELECT 1 {FITTING}", {"number": number})
        raise no_model(number, schema, as_of if known else None)
    here, there = version("scikit-learn"), row["sklearn_version"]
    if _release(here) != _release(there):
        raise ConfigError(
            f"model {row['model_id']} was stored by scikit-learn {there}, and this is {here}, which may read it"
            f" wrongly; train a new one with: healthgen los train, or install scikit-learn {there}"
        )
    return StoredModel(row["model_id"], row["as_of"], loads(row["model"]))


def _release(text: str) -> list[str]:
    """Return major and minor number of a version: a patch does not change how models are stored."""
    return text.split(".")[:2]
