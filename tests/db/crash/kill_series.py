"""Loads that are killed one after the other on one server. Each continues the last; every kill is checked."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from random import Random

from healthgen_db.local_server.server import Server
from healthgen_db.postgres.connection import connect

from .loadprocess import LoadProcess
from .processes import kill, kill_with_children
from .published import Published, load_sessions, published

# While one dataset is published, the other one is loaded.
SEEDS = (1, 2)
# A small dataset in many blocks: a load is quick, but each phase takes some time.
SIZE = ("--patients", 3000, "--today", "2026-06-30", "--workers", 2, "--block-size", 200)

# The processes to kill. If only the postmaster is killed, its children work on until they notice.
LOADER, WORKER, BACKEND, POSTMASTER, SERVER = "loader", "worker", "backend", "postmaster", "server"
WHAT_TO_DO = re.compile("run the same command again|start it, or correct|the next load drops it")


@dataclass
class KillSeries:
    """One server and two datasets: the one that is not published is loaded and killed, again and again."""

    server: Server
    random: Random
    options: tuple[object, ...] = ()
    """Further options of the loads."""
    expected: dict[int, Published] = field(default_factory=dict)
    """What an undisturbed load of each seed publishes."""
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each phase of an undisturbed load takes."""
    current_seed: int = 0
    """The seed of the published dataset."""
    must_resume: bool = False
    """Whether the next load must resume the last one."""
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many kills hit each phase and target."""

    @property
    def next_seed(self) -> int:
        """The seed of the other dataset, which is loaded next."""
        return next(seed for seed in SEEDS if seed != self.current_seed)

    def load(self, seed: int) -> LoadProcess:
        """Start the load of a dataset on the embedded server, as a user does."""
        directory = str(self.server.status().home)
        return LoadProcess(*SIZE, *self.options, "--seed", seed, HEALTHGEN_HOME=directory)

    def load_undisturbed(self, seed: int) -> Published:
        """Load a dataset to the end, and return what is published then."""
        with self.load(seed) as load:
            values = load.values()
        found = published(self.server.dsn())
        assert found.fingerprint == values["fingerprint"]
        self.current_seed, self.seconds = seed, values["seconds"]
        return found

    def measure(self) -> None:
        """Load both datasets undisturbed, to know their content and the time of each phase."""
        for seed in SEEDS:
            self.expected[seed] = self.load_undisturbed(seed)

    def kill_once(self, phase: str, target: str, *, at_once: bool = False) -> str:
        """Start a load, kill the target in this phase, and check the result; return a line that describes it.

        The kill comes at a random moment of the phase, or at its beginning (at_once).
        """
        # "copy" counts patients and hospitals together; the hospitals are the shorter part of it.
        seconds = self.seconds.get(phase, self.seconds["copy"] / 4)
        delay = 0.0 if at_once else self.random.random() * seconds
        with ExitStack() as stack:
            # Prepare the kill before the phase begins, because this takes time.
            kill_target = self._prepare_kill(target, stack)
            load = stack.enter_context(self.load(self.next_seed))
            load.wait_for_phase(phase)
            load.run_for(delay)
            phase_of_worker = load.phase if target == WORKER else None
            hit = kill_target(load)
            code = load.wait_for_end()
            # A load notices a dead worker only when it needs one; all other kills end it in the same phase.
            hit_phase = phase_of_worker or load.phase or "the end"
            hit = hit and code != 0
            if hit:
                self.kills[hit_phase, target] += 1
                self._check_end(load, target, code)
            self._check_server(load, target)
        return (
            f"{target}: {f'killed in {hit_phase}' if hit else f'not killed, the load ended before {phase}'}"
        )

    def _prepare_kill(self, target: str, stack: ExitStack) -> Callable[[LoadProcess], bool]:
        """Return a function that kills the target of a load, and returns whether the target existed."""
        if target in {POSTMASTER, SERVER}:
            postmaster = self.server.status().pid or 0
            return lambda _: (kill if target == POSTMASTER else kill_with_children)(postmaster)
        if target == BACKEND:
            observer = connect(self.server.dsn(), autocommit=True, application_name="crash test")
            stack.enter_context(closing(observer))
            return lambda _: self._kill_one_of(load_sessions(observer))
        if target == WORKER:
            return lambda load: self._kill_one_of(load.wait_for_workers())
        return lambda load: kill(load.process.pid)

    def _kill_one_of(self, pids: list[int]) -> bool:
        return bool(pids) and kill(self.random.choice(pids))

    def _check_end(self, load: LoadProcess, target: str, code: int) -> None:
        """Check the output and the exit code of a load that did not succeed."""
        if self.must_resume:
            assert any(line.startswith("continuing the load") for line in load.lines), load.lines
        if target == LOADER:
            assert code == -signal.SIGKILL
            assert not any(line.startswith("error") for line in load.lines), load.lines
        else:
            assert WHAT_TO_DO.search(load.error_message()), load.lines

    def _check_server(self, load: LoadProcess, target: str) -> None:
        """Start the server again, and check that it publishes the old dataset or the new one, complete."""
        self.server.start()
        found = published(self.server.dsn())
        assert found == self.expected[found.seed], f"half a dataset: {load.lines}"
        if load.published:
            assert found.seed == self.next_seed, f"a published dataset is lost: {load.lines}"
        elif load.phase != "publish":
            assert found.seed == self.current_seed, f"published too early: {load.lines}"
        begun = load.phase in load.phases[load.phases.index("copy") :]
        # A crashed server may lose the last moments of a load, and the beginning of a load may be among them.
        self.must_resume = begun and found.seed == self.current_seed and target in {LOADER, WORKER}
        self.current_seed = found.seed
