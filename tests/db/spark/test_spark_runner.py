"""Work on Spark: each part in a task of its own, errors as they were, and tasks whose process is killed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from healthgen_db import Config, build_world
from healthgen_db.config.errors import LoadError, SparkError
from healthgen_db.parquet.place import Place
from healthgen_db.spark.runner import SparkRunner
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.runner import Units
from healthgen_db.stages.stage import Stage
from tests import works
from tests.db.conftest import TODAY

CONFIG = Config(patients=600, origin=TODAY, today=TODAY, zip_target=12, hospitals=4, states="NY,NJ")
UNIT_SIZE = 100


def prepared(spark: SparkSession, config: Config) -> tuple[SparkRunner, list[Stage]]:
    world = build_world(config)
    stages = [stage for stage in stages_for(world, UNIT_SIZE) if isinstance(stage, Stage)]
    return SparkRunner(spark, world, stages), stages


def parts(runner: SparkRunner, stage: Stage) -> list[Units]:
    return [(unit,) for unit in stage.work_units(runner.world)]


def test_each_part_has_a_task_and_is_counted(spark: SparkSession) -> None:
    runner, (stage,) = prepared(spark, CONFIG)
    counted: list[int] = []
    records = runner.run(stage, parts(runner, stage), works.where, counted.append)
    assert sorted(each["first"] for each in records) == [1, 101, 201, 301, 401, 501]
    assert {each["task"] for each in records} == set(range(6))
    assert sum(counted) == 600


def test_each_hospital_has_a_task(spark: SparkSession) -> None:
    """Spark's hash would put several hospitals into one task, and adaptive execution would merge small ones."""
    runner, (_, hospitals) = prepared(spark, replace(CONFIG, operations=True))
    units = parts(runner, hospitals)
    assert len(units) == 4
    records = runner.run(hospitals, units, works.where, lambda _: None)
    tasks = Counter((each["stage"], each["task"]) for each in records)
    assert len(records) == len(tasks) == len(units)


def test_a_hospital_that_no_patient_goes_to_has_a_task(spark: SparkSession) -> None:
    runner, (_, hospitals) = prepared(spark, replace(CONFIG, operations=True, patients=1))
    units = parts(runner, hospitals)
    records = runner.run(hospitals, units, works.where, lambda _: None)
    assert sorted(each["first"] for each in records) == [units[0].first for units in units]


def test_an_error_is_raised_as_it_was(spark: SparkSession) -> None:
    runner, (stage,) = prepared(spark, CONFIG)
    with pytest.raises(LoadError, match=r"^patients 1 to 7 could not be written$") as caught:
        runner.run(stage, parts(runner, stage)[:1], works.refused, lambda _: None)
    assert caught.value.unit == 1
    assert isinstance(caught.value.__cause__, OSError)


def test_a_task_whose_process_is_killed_is_done_again(spark: SparkSession, tmp_path: Path) -> None:
    runner, (stage,) = prepared(spark, CONFIG)
    mark = tmp_path / "killed"
    work = works.KilledOnce(Place(str(tmp_path / "lake")), mark)
    records = runner.run(stage, parts(runner, stage), work, lambda _: None)
    assert mark.exists()
    assert len(list((tmp_path / "lake" / "visits").iterdir())) == len(records)
    assert sum(each["files"]["patients"]["rows"] for each in records) == 600


def test_a_part_that_always_kills_its_process_ends_the_job(spark: SparkSession) -> None:
    runner, (stage,) = prepared(spark, CONFIG)
    with pytest.raises(SparkError, match="was killed, 4 times; has its machine enough memory"):
        runner.run(stage, parts(runner, stage)[:1], works.killed, lambda _: None)


@pytest.mark.parametrize("name", ["healthgen", "numpy"])
def test_workers_with_other_versions_are_refused(spark: SparkSession, name: str) -> None:
    runner, (stage,) = prepared(spark, CONFIG)
    runner.versions = runner.versions | {name: "0"}
    with pytest.raises(SparkError, match=rf"^worker .* has {name} .*, and the driver has 0; install"):
        runner.run(stage, parts(runner, stage)[:1], works.where, lambda _: None)
