"""SIGKILL to any process of a load, at random moments of every phase: nothing is lost, and a new load resumes it."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema
from tests.posix import skip_on_windows

from .kill_series import BACKEND, LOADER, POSTMASTER, SEEDS, SERVER, WORKER, KillSeries
from .loadprocess import PHASES
from .processes import wait_until
from .published import SCHEMA, load_sessions

skip_on_windows()

MIN_KILLS = 30
# The loads on each of two servers. Half of the kills happen on each, in parallel: a load mostly uses one core.
OPTIONS: tuple[tuple[object, ...], ...] = ((), ("--messy", 0.05))
# A phase takes some hundredths of a second, so a kill may come too late. Then we try again so many times.
MAX_REPEATS = 12
# The phases that have workers. Most workers run in the phase copy.
WITH_WORKERS = ("reference", "copy", "copy")
TARGETS = (WORKER, LOADER, BACKEND, SERVER)

Schemas = Callable[[str], list[str]]


def plans(random: Random) -> list[list[tuple[str, str]]]:
    """Return the kills (phase, target) for each server: in the order of the phases, and three for every phase."""
    rounds: list[list[tuple[str, str]]] = [[], [], []]
    for phase in PHASES:
        targets = [LOADER, BACKEND, random.choice([SERVER, SERVER, POSTMASTER])]
        for own, target in zip(rounds, random.sample(targets, 3), strict=True):
            own.append((phase, target))
    for own, phase in zip(rounds, WITH_WORKERS, strict=True):
        own.insert([planned for planned, _ in own].index(phase), (phase, WORKER))
    first, second, third = rounds
    return [first + third[:5], second + third[5:]]


@pytest.fixture
def servers(folder: Path) -> list[Server]:
    """Start the servers of this test."""
    servers = [Server(folder / f"server-{number}") for number in range(len(OPTIONS))]
    with ThreadPoolExecutor() as pool:
        list(pool.map(Server.start, servers))
    return servers


def run_plan(series: KillSeries, plan: list[tuple[str, str]]) -> None:
    """Kill as planned, and print what happened."""
    series.measure()
    for phase, target in plan:
        print(series.kill_once(phase, target))


def kill_missing(series: KillSeries, phases: list[str], targets: list[str]) -> None:
    """Kill once more, in one of these phases and one of these targets, which no kill has hit so far."""
    phase = (phases or ["copy"])[0]
    target = (targets or [series.random.choice([LOADER, BACKEND, SERVER])])[0]
    if phase in {"migrate", "reference"} or target == WORKER:
        # A load that resumes an earlier one has no such phase, or may have nothing left to copy.
        series.load_undisturbed(series.next_seed)
    print(series.kill_once(phase, target, at_once=True))


def finish(series: KillSeries, schemas: Schemas) -> None:
    """Run the same command to its end, and check that nothing is left of the killed loads."""
    seed, dsn = series.next_seed, series.server.dsn()
    assert series.load_undisturbed(seed) == series.expected[seed]
    assert schemas(dsn) == ([SCHEMA, f"{SCHEMA}_messy"] if series.expected[seed].messy else [SCHEMA])
    schema.check(dsn, SCHEMA)
    with closing(connect(dsn, autocommit=True, application_name="crash test")) as observer:
        wait_until(lambda: not load_sessions(observer), "the end of all sessions")


def test_no_kill_loses_a_dataset_or_publishes_half_of_one(
    servers: list[Server], schemas: Schemas, remark: Callable[[str], None]
) -> None:
    seed = int(os.environ.get("HEALTHGEN_KILL_SEED") or secrets.randbelow(1_000_000))
    remark(f"kill tests: HEALTHGEN_KILL_SEED={seed} draws the same kills again")
    random = Random(seed)
    all_series = [
        KillSeries(server, Random(random.random()), options)
        for server, options in zip(servers, OPTIONS, strict=True)
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(run_plan, all_series, plans(random)))
    for _ in range(MAX_REPEATS):
        kills = sum((series.kills for series in all_series), Counter())
        phases = [phase for phase in PHASES if not any(hit == phase for hit, _ in kills)]
        targets = [target for target in TARGETS if not any(hit == target for _, hit in kills)]
        if not phases and not targets and kills.total() >= MIN_KILLS:
            break
        kill_missing(all_series[0], phases, targets)
    else:
        pytest.fail(f"no kill has hit {phases or targets}, or there were too few kills: {kills.total()}")
    assert [bool(series.expected[SEEDS[0]].messy) for series in all_series] == [False, True]
    with ThreadPoolExecutor() as pool:
        list(pool.map(finish, all_series, [schemas] * len(all_series)))
