"""Parquet datasets from Spark: the same files as without it, and a run that goes on where a killed one was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from healthgen_db import Config
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.spark.runner import SparkRunner
from healthgen_db.stages.runner import Units, Work
from healthgen_db.stages.stage import Stage
from tests.db.conftest import TODAY
from tests.in_process import in_process, write_parquet

# Five parts of patients and four hospitals.
CONFIG = Config(
    patients=500,
    origin=TODAY,
    today=TODAY,
    zip_target=12,
    hospitals=4,
    states="NY,NJ",
    operations=True,
    messy=0.02,
)
UNIT_SIZE = 100


def run(spark: SparkSession, folder: Path, runner: type[SparkRunner] = SparkRunner) -> Manifest:
    """Generate the dataset with a runner on Spark."""
    return in_process(folder, CONFIG, runner=lambda *world: runner(spark, *world), unit_size=UNIT_SIZE).run()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of one process without Spark."""
    folder = tmp_path_factory.mktemp("process")
    write_parquet(folder, CONFIG, unit_size=UNIT_SIZE)
    return contents(folder)


def test_the_files_are_those_of_one_process(
    spark: SparkSession, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    manifest = run(spark, tmp_path)
    assert contents(tmp_path) == expected
    assert manifest.rows["patients"] == 500
    # Some rows of the messy copy are doubled.
    assert manifest.rows["messy.patients_flat"] >= 500
    assert manifest.rows["encounters"] > 1000


def test_a_killed_run_goes_on_with_the_parts_that_are_missing(
    spark: SparkSession, tmp_path: Path, expected: dict[str, bytes]
) -> None:
    class Killed(SparkRunner):
        """Does half of the hospitals; then the driver is gone."""

        def run(
            self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
        ) -> list[dict[str, Any]]:
            records = super().run(stage, parts[::2] if stage.takes else parts, work, done)
            if stage.takes:
                raise KeyboardInterrupt
            return records

    class Noted(SparkRunner):
        """Notes which parts it gets."""

        def run(
            self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
        ) -> list[dict[str, Any]]:
            given.extend(units[0].first for units in parts)
            return super().run(stage, parts, work, done)

    given: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        run(spark, tmp_path, Killed)
    run(spark, tmp_path, Noted)
    assert given == [2, 4]
    assert contents(tmp_path) == expected
