"""SIGKILL to any process of a load, at random moments of every phase: nothing is lost, and the load goes on."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from healthgen_db.local_server.server import Server
from healthgen_db.schema import migrate as schema

from .campaign import BACKEND, LOADER, POSTMASTER, SEEDS, SERVER, WORKER, Campaign
from .loadprocess import PHASES
from .processes import wait_until
from .whole import SCHEMA, Sessions, schemas

LEAST_KILLS = 30
# Half of the kills on each of two servers, side by side: most of a load's time is that of one core.
OPTIONS: tuple[tuple[object, ...], ...] = ((), ("--messy", 0.05))
# Phases last some hundredths of a second, so that a kill may come too late: then others are tried, at once.
MOST_REPEATS = 12
# The phases with workers; most of them are at work while it copies.
WITH_WORKERS = ("reference", "copy", "copy")
VICTIMS = (WORKER, LOADER, BACKEND, SERVER)


def plans(draw: Random) -> list[list[tuple[str, str]]]:
    """Order the kills for each server, so that loads go on from phase to phase: three of every phase in all."""
    rounds: list[list[tuple[str, str]]] = [[], [], []]
    for phase in PHASES:
        victims = [LOADER, BACKEND, draw.choice([SERVER, SERVER, POSTMASTER])]
        for own, victim in zip(rounds, draw.sample(victims, 3), strict=True):
            own.append((phase, victim))
    for own, phase in zip(rounds, WITH_WORKERS, strict=True):
        own.insert([aimed for aimed, _ in own].index(phase), (phase, WORKER))
    first, second, third = rounds
    return [first + third[:5], second + third[5:]]


@pytest.fixture
def servers(folder: Path) -> Iterator[list[Server]]:
    """Start servers of the test's own."""
    made = [Server(folder / f"home-{number}") for number in range(len(OPTIONS))]
    with ExitStack() as stack:
        for server in made:
            stack.callback(server.destroy)
        with ThreadPoolExecutor() as pool:
            list(pool.map(Server.start, made))
        yield made


def carry_out(campaign: Campaign, plan: list[tuple[str, str]]) -> None:
    """Strike as planned, and say so."""
    campaign.measure()
    for phase, victim in plan:
        print(campaign.strike(phase, victim))


def make_up(campaign: Campaign, phases: list[str], victims: list[str]) -> None:
    """Strike once more, in a phase and at a victim that no kill has hit so far."""
    phase = (phases or ["copy"])[0]
    victim = (victims or [campaign.draw.choice([LOADER, BACKEND, SERVER])])[0]
    if phase in {"migrate", "reference"} or victim == WORKER:
        # A load that goes on from an earlier one is past them, or may have nothing left to copy.
        campaign.uninterrupted(campaign.coming)
    print(campaign.strike(phase, victim, at_once=True))


def conclude(campaign: Campaign) -> None:
    """Let the same command come to its end, and find nothing left of all the loads that were killed."""
    coming, dsn = campaign.coming, campaign.server.dsn()
    assert campaign.uninterrupted(coming) == campaign.known[coming]
    assert schemas(dsn) == ([SCHEMA, f"{SCHEMA}_messy"] if campaign.known[coming].messy else [SCHEMA])
    schema.check(dsn, SCHEMA)
    with Sessions(dsn) as sessions:
        wait_until(lambda: not sessions.of_loads(), "the end of all sessions")


def test_no_kill_loses_or_half_shows_a_dataset(servers: list[Server], remark: Callable[[str], None]) -> None:
    seed = int(os.environ.get("HEALTHGEN_KILL_SEED") or secrets.randbelow(1_000_000))
    remark(f"kill tests: HEALTHGEN_KILL_SEED={seed} draws the same kills again")
    draw = Random(seed)
    campaigns = [
        Campaign(server, Random(draw.random()), options)
        for server, options in zip(servers, OPTIONS, strict=True)
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(carry_out, campaigns, plans(draw)))
    for _ in range(MOST_REPEATS):
        kills = sum((campaign.kills for campaign in campaigns), Counter())
        phases = [phase for phase in PHASES if not any(hit == phase for hit, _ in kills)]
        victims = [victim for victim in VICTIMS if not any(hit == victim for _, hit in kills)]
        if not phases and not victims and kills.total() >= LEAST_KILLS:
            break
        make_up(campaigns[0], phases, victims)
    else:
        pytest.fail(f"no kill has hit {phases or victims}, or too few have: {kills.total()}")
    assert [bool(campaign.known[SEEDS[0]].messy) for campaign in campaigns] == [False, True]
    with ThreadPoolExecutor() as pool:
        list(pool.map(conclude, campaigns))
