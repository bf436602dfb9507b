"""Loads that are killed one after another, each going on from the last, and what must be true after every kill."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random

from healthgen_db.local_server.server import Server

from .loadprocess import PHASES, LoadProcess
from .processes import kill, kill_with_children
from .whole import Sessions, Whole, published

# Each is published while the other is loaded.
SEEDS = (1, 2)
# Small, and in many blocks: phases last, yet loads are quick.
SIZE = ("--patients", 3000, "--today", "2026-06-30", "--workers", 2, "--block-size", 200)

# Who is killed. The postmaster alone leaves its children at work, which end when they notice.
LOADER, WORKER, BACKEND, POSTMASTER, SERVER = "loader", "worker", "backend", "postmaster", "server"
WHAT_TO_DO = re.compile("run the same command again|start it, or correct|the next load drops it")


@dataclass
class Campaign:
    """One server, two datasets that take turns in being loaded and being killed."""

    server: Server
    draw: Random
    options: tuple[object, ...] = ()
    """What makes its datasets other than by default."""
    known: dict[int, Whole] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    current: int = 0
    """The seed of the dataset that is published."""
    goes_on: bool = False
    """Whether the next load must find what the last one left."""
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def coming(self) -> int:
        """The seed of the dataset that is not published, and so is loaded."""
        return next(seed for seed in SEEDS if seed != self.current)

    def load(self, seed: int) -> LoadProcess:
        """Start the load of a dataset, on the embedded server as a user would."""
        return LoadProcess(
            *SIZE, *self.options, "--seed", seed, HEALTHGEN_HOME=str(self.server.status().home)
        )

    def uninterrupted(self, seed: int) -> Whole:
        """Load a dataset undisturbed and return what is published then."""
        with self.load(seed) as load:
            values = load.values()
        found = published(self.server.dsn())
        assert found.fingerprint == values["fingerprint"]
        self.current, self.seconds = seed, values["seconds"]
        return found

    def measure(self) -> None:
        """Load both datasets undisturbed: how they look, and how long each phase takes."""
        for seed in SEEDS:
            self.known[seed] = self.uninterrupted(seed)

    def strike(self, phase: str, victim: str, *, at_once: bool = False) -> str:
        """Run the load to a random moment of the phase, or to its beginning; kill; look at what is left.

        Returns what happened in words.
        """
        moment = 0.0 if at_once else self.draw.random() * self.seconds[phase]
        with ExitStack() as stack:
            # Whatever takes time is done before the phase begins.
            shoot = self._aim(victim, stack)
            load = stack.enter_context(self.load(self.coming))
            load.reach(phase)
            load.run_for(moment)
            idle = load.phase if victim == WORKER else None
            hit = shoot(load)
            code = load.end()
            # A load hears of a dead worker when it has work for it; all else breaks it off where it is.
            where = idle or load.phase or "the end"
            hit = hit and code != 0
            if hit:
                self.kills[where, victim] += 1
                self._judge(load, victim, code)
            self._settle(load, victim)
        return f"{victim} {f'killed in {where}' if hit else f'outlived by the load, aimed at {phase}'}"

    def _aim(self, victim: str, stack: ExitStack) -> Callable[[LoadProcess], bool]:
        """Return what kills the victim of a load, and tells whether there was one."""
        if victim in {POSTMASTER, SERVER}:
            postmaster = self.server.status().pid or 0
            return lambda _: (kill if victim == POSTMASTER else kill_with_children)(postmaster)
        if victim == BACKEND:
            sessions = stack.enter_context(Sessions(self.server.dsn()))
            return lambda _: self._kill_one_of(sessions.of_loads())
        if victim == WORKER:
            return lambda load: self._kill_one_of(load.await_workers())
        return lambda load: kill(load.process.pid)

    def _kill_one_of(self, pids: list[int]) -> bool:
        return bool(pids) and kill(self.draw.choice(pids))

    def _judge(self, load: LoadProcess, victim: str, code: int) -> None:
        """Hold how the load ended against how it must end."""
        if self.goes_on:
            assert any(line.startswith("going on with the load") for line in load.lines), load.lines
        if victim == LOADER:
            assert code == -signal.SIGKILL
            assert not any(line.startswith("error") for line in load.lines), load.lines
        else:
            assert WHAT_TO_DO.search(load.complaint()), load.lines

    def _settle(self, load: LoadProcess, victim: str) -> None:
        """Have the server answer again, and find one dataset or the other published, whole."""
        self.server.start()
        found = published(self.server.dsn())
        assert found == self.known[found.seed], f"half a dataset: {load.lines}"
        if load.published:
            assert found.seed == self.coming, f"a published dataset is lost: {load.lines}"
        elif load.phase != "publish":
            assert found.seed == self.current, f"published before its time: {load.lines}"
        begun = load.phase in PHASES and PHASES.index(load.phase) >= PHASES.index("copy")
        # A server that crashes may forget the last moments of a load, its beginning among them.
        self.goes_on = begun and found.seed == self.current and victim in {LOADER, WORKER}
        self.current = found.seed
