"""Executors: units that a runner gives to other machines are in the tables once, whatever happens to the machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from threading import Barrier
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from healthgen_db.config.errors import LoadError, WarehouseError
from healthgen_db.history.loaded_units import is_loaded
from healthgen_db.history.lock import connect_worker
from healthgen_db.loading.executors import Executors, LoadPart
from healthgen_db.loading.load import Load
from healthgen_db.loading.load_options import LoadOptions, LoadResult
from healthgen_db.loading.load_unit import load_unit
from healthgen_db.loading.plan import Plan
from healthgen_db.progress import Advance, Progress
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.runner import Work
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World
from tests.in_process import InProcess

RunLoad = Callable[..., LoadResult]
Worlds = Callable[..., World]
Parts = Sequence[tuple[WorkUnit, ...]]
Done = Callable[[int], None]

# A hospital at work for a few weeks, a messy copy and a star: everything that a load can have.
ALL_KINDS = {
    "operations": True,
    "single_hospital": True,
    "start": date(2026, 5, 15),
    "messy": 0.05,
    "mart": True,
}


class Twice(InProcess):
    """Gives each part to two executors, one after the other. The first one's answer was lost."""

    def run(self, stage: Stage, parts: Parts, work: Work, done: Done) -> list[dict[str, Any]]:
        super().run(stage, parts, work, lambda _: None)
        return super().run(stage, parts, work, done)


class AtOnce(InProcess):
    """Gives each part to two executors at the same time: one of them is slow."""

    def run(self, stage: Stage, parts: Parts, work: Work, done: Done) -> list[dict[str, Any]]:
        def one(_: int) -> list[dict[str, Any]]:
            return InProcess.run(self, stage, parts, work, done)

        with ThreadPoolExecutor(2) as threads:
            first, _ = threads.map(one, range(2))
            return first


class Lost(InProcess):
    """Loses its machines when half of the parts of a stage are done. The last part is still `under_way`."""

    under_way: Callable[[], Any]

    def __init__(self, world: World, stages: Sequence[Stage], stage: str) -> None:
        super().__init__(world, stages)
        self.lost = stage

    def run(self, stage: Stage, parts: Parts, work: Work, done: Done) -> list[dict[str, Any]]:
        if stage.name != self.lost:
            return super().run(stage, parts, work, done)
        super().run(stage, parts[: len(parts) // 2], work, done)
        self.under_way = partial(super().run, stage, parts[-1:], work, done)
        raise LoadError("all executors are lost")


def units(plan: Plan) -> int:
    return sum(len(stage.work_units(plan.world)) for stage in plan.stages)


class CutOff(Progress):
    """Progress that ends a load after four units."""

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        steps = 0

        def advance(_: int) -> None:
            nonlocal steps
            steps += 1
            # The first step counts the units that are loaded already.
            if name == "copy" and steps == 5:
                raise LoadError("cut off")

        yield advance


@pytest.fixture(scope="module")
def expected(databases: Callable[..., Any], run_load: RunLoad) -> str:
    """Return the fingerprint of a load by processes of this machine."""
    with databases(empty=True) as dsn:
        return run_load(dsn, **ALL_KINDS).fingerprint.whole


@pytest.fixture
def plan(empty_dsn: str, worlds: Worlds) -> Plan:
    """Return the plan of a load of a few patients with everything that a load can have."""
    world = worlds(**ALL_KINDS)
    return Plan(empty_dsn, "healthcare", world, stages_for(world, 10))


def load(plan: Plan, runner: InProcess) -> LoadResult:
    options = LoadOptions(workers=1, validate=False)
    return Load(plan, options, Progress(), Executors(runner)).run()


@pytest.fixture
def attempts(monkeypatch: pytest.MonkeyPatch) -> list[LoadError | None]:
    """Return what becomes of each attempt to load a unit: an error, or None for a commit."""
    ended: list[LoadError | None] = []

    def watched(*arguments: Any) -> Any:
        try:
            loaded = load_unit(*arguments)
        except LoadError as error:
            ended.append(error)
            raise
        ended.append(None)
        return loaded

    monkeypatch.setattr("healthgen_db.loading.executors.load_unit", watched)
    return ended


@pytest.mark.parametrize("runner", [InProcess, Twice])
def test_the_rows_are_those_of_processes_and_each_unit_is_copied_once(
    plan: Plan, expected: str, attempts: list[LoadError | None], runner: type[InProcess]
) -> None:
    assert load(plan, runner(plan.world, plan.stages)).fingerprint.whole == expected
    assert attempts == [None] * units(plan)


def test_two_executors_that_load_a_unit_at_the_same_time_load_it_once(
    plan: Plan, expected: str, attempts: list[LoadError | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2, timeout=60)

    def waiting(*arguments: Any) -> bool:
        # Neither goes on before both have looked, so both copy the rows.
        found = is_loaded(*arguments)
        both.wait()
        return found

    monkeypatch.setattr("healthgen_db.loading.executors.is_loaded", waiting)
    assert load(plan, AtOnce(plan.world, plan.stages)).fingerprint.whole == expected
    refused = [error for error in attempts if error]
    assert len(refused) == units(plan) == len(attempts) / 2
    assert {error.table for error in refused} == {"load_blocks"}


@pytest.mark.parametrize("stage", ["patients", "hospitals"])
def test_processes_finish_what_executors_began(
    plan: Plan, run_load: RunLoad, expected: str, stage: str
) -> None:
    with pytest.raises(LoadError, match="all executors are lost"):
        load(plan, Lost(plan.world, plan.stages, stage))
    result = run_load(plan.dsn, **ALL_KINDS)
    assert (result.resumed, result.fingerprint.whole) == (True, expected)


def test_executors_finish_what_processes_began(plan: Plan, expected: str) -> None:
    with pytest.raises(LoadError, match="cut off"):
        Load(plan, LoadOptions(workers=1, validate=False), CutOff()).run()
    result = load(plan, InProcess(plan.world, plan.stages))
    assert (result.resumed, result.fingerprint.whole) == (True, expected)


def test_an_executor_that_outlives_its_load_loads_nothing(plan: Plan, query: Callable[..., Any]) -> None:
    runner = Lost(plan.world, plan.stages, "patients")
    with pytest.raises(LoadError, match="all executors are lost"):
        load(plan, runner)
    with pytest.raises(WarehouseError, match="held the lock of this load, was ended"):
        runner.under_way()
    assert query(plan.dsn, "SELECT count(*), max(work_unit) FROM load_blocks", schema=plan.loading) == [
        (3, 21)
    ]


class LeavesSession(InProcess):
    """A machine is lost in the middle of a unit, and the server takes its session for alive."""

    def __init__(self, plan: Plan, left: ExitStack) -> None:
        super().__init__(plan.world, plan.stages)
        self.left = left
        self.sessions: list[psycopg.Connection] = []

    def run(self, stage: Stage, parts: Parts, work: Work, done: Done) -> list[dict[str, Any]]:
        assert isinstance(work, LoadPart)
        job = work.job
        session = self.left.enter_context(connect_worker(job.dsn, job.schema, job.loading, job.control))
        session.execute("BEGIN")
        session.execute("LOCK TABLE patients IN ROW EXCLUSIVE MODE")
        self.sessions.append(session)
        return super().run(stage, parts, work, done)


def test_the_session_of_a_lost_machine_does_not_stop_a_load(plan: Plan, expected: str) -> None:
    # Otherwise the load would wait for the locks of the session for ever.
    plan.dsn = make_conninfo(plan.dsn, options="-c lock_timeout=5s")
    with ExitStack() as left:
        runner = LeavesSession(plan, left)
        assert load(plan, runner).fingerprint.whole == expected
        for session in runner.sessions:
            with pytest.raises(psycopg.OperationalError):
                session.execute("SELECT 1")
