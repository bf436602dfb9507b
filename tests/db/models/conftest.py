"""A small hospital, loaded once, with a model, and its training data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.history.datasets import require_dataset
from healthgen_db.kpis.hospitals import hospital_moments
from healthgen_db.kpis.windows import midnight
from healthgen_db.models.length_of_stay.columns import prepare_session
from healthgen_db.models.length_of_stay.data import TrainingData, read_training_data
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
# The cut of the model, so that there are predictions whose outcome is known.
AS_OF = "2026-06-01"

Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def untrained(
    databases: Databases, run_load: Callable[..., Any], hospital_options: dict[str, Any]
) -> Iterator[str]:
    """Give a database with the hospital as of its origin, to make copies of."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 2400}, today=hospital_options["origin"], **hospital_options)
        yield dsn


@pytest.fixture(scope="session")
def first_model(untrained: str) -> dict[str, Any]:
    """Train a model by the command line, and return what it prints. The database of the hospital has it from now on."""
    command = [str(Path(sys.executable).with_name("healthgen")), "los", "train", "--dsn", untrained]
    ended = subprocess.run([*command, "--as-of", AS_OF, "--json"], check=True, capture_output=True, text=True)
    values: dict[str, Any] = json.loads(ended.stdout)
    return values


@pytest.fixture(scope="session")
def hospital(untrained: str, first_model: dict[str, Any]) -> str:
    """Give the database with the hospital and a model, to read, or to make copies of."""
    del first_model
    return untrained


@pytest.fixture
def copy(databases: Databases, hospital: str) -> Iterator[str]:
    """Give a copy of the database with the hospital and a model."""
    with databases(copy_of=hospital) as dsn:
        yield dsn


@pytest.fixture(scope="session")
def data(untrained: str) -> TrainingData:
    """Read the data from which the model learns. It needs no trained model."""
    with closing(connect(untrained, schema=SCHEMA, autocommit=True)) as connection:
        dataset = require_dataset(connection, SCHEMA)
        [(here, as_of)] = hospital_moments(connection, dataset, as_of=AS_OF).items()
        prepare_session(connection)
        return read_training_data(connection, start=midnight(dataset.start, here.zone), as_of=as_of, seed=42)
