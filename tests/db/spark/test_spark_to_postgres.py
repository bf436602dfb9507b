"""Loads whose units Spark computes: the rows of `healthgen load`, also if workers, sessions or the driver are lost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pyspark.sql import SparkSession

from healthgen_db.config.errors import LoadError, WarehouseError
from healthgen_db.config.options import Config
from healthgen_db.history.lock import load_lock
from healthgen_db.loading.executors import Executors, LoadPart
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.plan import Plan
from healthgen_db.progress import Progress
from healthgen_db.spark import to_postgres
from healthgen_db.spark.runner import SparkRunner
from healthgen_db.spark.to_postgres import complete_dsn, load_on_spark
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.runner import Units, Work
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World
from tests.db.crash.processes import children, kill, living, wait_until
from tests.lost_attempts import LosesFirstAttempts

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]

# A hospital at work for a few weeks, a messy copy and a star: everything that a load can have.
ALL_KINDS = {
    "operations": True,
    "single_hospital": True,
    "start": date(2026, 5, 15),
    "messy": 0.05,
    "mart": True,
}
COMMAND = Path(sys.executable).with_name("healthgen")
AS_OPTIONS = (
    *("--patients", "60", "--block-size", "10", "--today", "2026-06-30", "--start", "2026-05-15"),
    *("--operations", "--single-hospital", "--messy", "0.05", "--mart", "--no-validate"),
)
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def expected(needs_java: None, databases: Callable[..., Any], run_load: RunLoad) -> str:
    """Return the fingerprint of a load by processes of this machine."""
    with databases(empty=True) as dsn:
        return run_load(dsn, **ALL_KINDS).fingerprint.whole


@pytest.fixture
def plan(empty_dsn: str, worlds: Callable[..., World]) -> Plan:
    """Return the plan of a load of 60 patients with everything that a load can have."""
    world = worlds(**ALL_KINDS)
    return Plan(empty_dsn, "healthcare", world, stages_for(world, 10))


def load(plan: Plan, runner: SparkRunner) -> LoadResult:
    options = LoadOptions(workers=1, validate=False)
    return Load(plan, options, Progress(), Executors(runner)).run()


def test_units_whose_process_or_session_is_lost_are_loaded_by_another_attempt(
    spark: SparkSession, plan: Plan, expected: str, tmp_path: Path
) -> None:
    class Losing(SparkRunner):
        def run(
            self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
        ) -> list[dict[str, Any]]:
            assert isinstance(work, LoadPart)
            return super().run(stage, parts, LosesFirstAttempts(work, tmp_path), done)

    result = load(plan, Losing(spark, plan.world, plan.stages))
    assert (result.resumed, result.fingerprint.whole) == (False, expected)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hospitals", "patients"]


def test_an_error_in_a_unit_names_it_with_its_cause(spark: SparkSession, plan: Plan, query: Query) -> None:
    class Refused(SparkRunner):
        def run(
            self, stage: Stage, parts: Sequence[Units], work: Work, done: Callable[[int], None]
        ) -> list[dict[str, Any]]:
            boom = "ALTER TABLE patients ADD CONSTRAINT boom CHECK (patient_id <> 42)"
            query(plan.dsn, boom, schema=plan.loading)
            return super().run(stage, parts, work, done)

    with pytest.raises(LoadError, match=r"^patients 41 to 50 could not be loaded: .*boom") as caught:
        load(plan, Refused(spark, plan.world, plan.stages))
    assert (caught.value.unit, caught.value.table, caught.value.sqlstate) == (41, "patients", "23514")
    assert isinstance(caught.value.__cause__, WarehouseError)


def test_the_command_loads_and_prints_the_same_as_a_load(
    spark: SparkSession,
    monkeypatch: pytest.MonkeyPatch,
    healthgen: Callable[..., Any],
    empty_dsn: str,
    expected: str,
) -> None:
    monkeypatch.setattr(to_postgres, "spark_session", lambda *_, **__: nullcontext(spark))
    ended = healthgen("spark", "generate", "--to-postgres", empty_dsn, "--json", *AS_OPTIONS)
    assert (ended.code, ended.values["fingerprint"]) == (0, expected), ended.err
    assert ended.values["mart_schema"] == "healthcare_mart"


@pytest.mark.usefixtures("needs_java")
def test_a_killed_driver_leaves_nothing_and_processes_go_on(
    empty_dsn: str, run_load: RunLoad, query: Query, schemas: Callable[[str], list[str]], expected: str
) -> None:
    options = ["--to-postgres", empty_dsn, "--master", "local[2]", *AS_OPTIONS]
    driver = subprocess.Popen([COMMAND, "spark", "generate", *options], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not loaded_units(empty_dsn):
        assert driver.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    java = children(driver.pid)
    assert java
    kill(driver.pid)
    driver.wait()
    result = run_load(empty_dsn, **ALL_KINDS)
    assert (result.resumed, result.fingerprint.whole) == (True, expected)
    assert not [name for name in schemas(empty_dsn) if "__" in name]
    left = """
        SELECT application_name FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'healthgen worker%%'
    """
    assert query(empty_dsn, left, schema=None) == []
    wait_until(lambda: not {*java} & {*living()}, "Java has ended")


def loaded_units(dsn: str) -> int:
    """Return how many units the load that is running has committed."""
    with psycopg.connect(dsn) as connection:
        try:
            found = connection.execute("SELECT count(*) FROM healthcare__loading.load_blocks").fetchone()
        except psycopg.errors.UndefinedTable:
            return 0
    return found[0] if found else 0


def test_what_the_server_refuses_is_said_before_spark_starts(
    needs_java: None, monkeypatch: pytest.MonkeyPatch, empty_dsn: str
) -> None:
    del needs_java

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(to_postgres, "spark_session", never)
    with pytest.raises(WarehouseError, match="cannot connect"):
        load_on_spark(Config(patients=5), "host=127.0.0.1 port=1 dbname=none")
    with (
        load_lock(empty_dsn, "healthcare", lock_timeout=1),
        pytest.raises(WarehouseError, match="another load of schema healthcare is running"),
    ):
        load_on_spark(Config(patients=5), empty_dsn)


def test_executors_get_what_only_the_driver_knows(
    monkeypatch: pytest.MonkeyPatch, empty_dsn: str, tmp_path: Path
) -> None:
    given = conninfo_to_dict(empty_dsn)
    with monkeypatch.context() as only_here:
        for name in ("host", "port", "user", "password"):
            only_here.setenv(f"PG{name.upper()}", str(given[name]))
        found = complete_dsn(f"dbname={given['dbname']}")
    services = tmp_path / "services"
    lines = [f"{name}={given[name]}" for name in ("host", "port", "user", "password", "dbname")]
    services.write_text("\n".join(["[mine]", *lines, ""]))
    with monkeypatch.context() as only_here:
        only_here.setenv("PGSERVICEFILE", str(services))
        by_service = complete_dsn("service=mine")
    for dsn in (found, by_service):
        with psycopg.connect(dsn) as connection:
            assert connection.info.dbname == given["dbname"]
