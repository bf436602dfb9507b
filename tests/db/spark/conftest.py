"""One Spark session for all tests of this folder. Without Java, they are skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from healthgen_db.config.errors import SparkError
from healthgen_db.spark.java import check_java
from healthgen_db.spark.session import spark_session

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def needs_java() -> None:
    """Skip a test where Spark cannot be started."""
    try:
        check_java()
    except SparkError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def spark(needs_java: None) -> Iterator[SparkSession]:
    """Give a session with two workers on this machine, which can import the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
        with spark_session("local[2]") as session:
            yield session
