"""Workers: processes that load blocks side by side, and die with the process that began them."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self, TypeAlias

from healthgen_db.cohort.block import compute_block
from healthgen_db.config import Config
from healthgen_db.errors import LoadError
from healthgen_db.warehouse.blocks import Job, load_block
from healthgen_db.warehouse.books import BlockRecord
from healthgen_db.warehouse.lock import connect_helper
from healthgen_db.warehouse.parts import Part
from healthgen_db.world.world import World, build_world

__all__ = ["Workers"]

Pipe: TypeAlias = "Connection[Any, Any]"

# How long a worker may take to end once told to; it is only waiting for the server, or computing a block.
PATIENCE_SECONDS = 5.0


class Workers:
    """Processes with a pipe each: a part goes in, its record or the error comes out.

    They may be started before there is anything to load: importing and building the world take them a second,
    which can pass while the parent does something else. None are needed for a single part.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.processes: dict[Pipe, BaseProcess] = {}
        self.at_work: dict[Pipe, Part] = {}

    def __enter__(self) -> Self:
        """Begin; the processes end with the context."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every worker; one that is at work is cut off, and the server rolls its block back."""
        for pipe in self.processes:
            pipe.close()
        for process in self.processes.values():
            if error is not None:
                process.terminate()
        for process in self.processes.values():
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()

    def start(self, number: int) -> None:
        """Start so many processes, unless one would do, which is this one."""
        context = _context()
        for count in range(number if number > 1 else 0):
            ours, theirs = context.Pipe()
            process = context.Process(  # type: ignore[attr-defined]  # every context has it, its base class not
                target=_serve,
                args=(self.world.config, theirs),
                name=f"healthgen-worker-{count + 1}",
                daemon=True,
            )
            process.start()
            theirs.close()
            self.processes[ours] = process

    def load(self, job: Job, parts: Iterable[Part], done: Callable[[BlockRecord], None]) -> None:
        """Load every part, and call done after each commit.

        Raises LoadError with the block and the cause; the blocks committed before it stay in the ledger.
        """
        waiting = iter(parts)
        if not self.processes:
            self._load_here(job, waiting, done)
        for pipe in self.processes:
            self._give(pipe, job, waiting)
        while self.at_work:
            for pipe in self._answering():
                done(self._take(pipe))
                self._give(pipe, job, waiting)

    def _load_here(self, job: Job, waiting: Iterator[Part], done: Callable[[BlockRecord], None]) -> None:
        with connect_helper(job.dsn, job.schema, job.loading, job.control) as connection:
            for part in waiting:
                done(load_block(connection, self.world, job, part))

    def _answering(self) -> list[Pipe]:
        """Wait for workers that have an answer, or have died."""
        ready = wait(list(self.at_work))
        return [pipe for pipe in self.at_work if pipe in ready]

    def _give(self, pipe: Pipe, job: Job, waiting: Iterator[Part]) -> None:
        part = next(waiting, None)
        if part is None:
            self.at_work.pop(pipe, None)
            return
        self.at_work[pipe] = part
        # A worker that died before it got its part is noticed where its answer is awaited.
        with suppress(BrokenPipeError):
            pipe.send((job, part))

    def _take(self, pipe: Pipe) -> BlockRecord:
        part = self.at_work[pipe]
        try:
            answer: BlockRecord | list[BaseException] = pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            process = self.processes[pipe]
            process.join(PATIENCE_SECONDS)
            raise LoadError(
                f"{part.described} was not loaded: worker process {process.pid} {_ending(process.exitcode)};"
                " run the same command again to go on from here",
                block=part.block,
            ) from error
        if isinstance(answer, BlockRecord):
            return answer
        raise _chained(answer)


def _ending(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"was killed ({signal.Signals(-exitcode).name})"
    return f"ended with exit code {exitcode}"


def _context() -> BaseContext:
    """Return how to make processes: from one that has imported everything already, where the system can.

    Never by a plain fork, which would share this process's connections and the locks of its threads.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def _serve(config: Config, pipe: Pipe) -> None:
    """Load parts until the pipe ends; a worker process runs this and nothing else."""
    # Ctrl-C reaches the whole process group; the parent alone answers it, by ending its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        world = build_world(config)
        # The first block builds the world's lookup tables: a patient will do, while there is nothing to load yet.
        compute_block(world, 1, 1)
        job, part = pipe.recv()
        with connect_helper(job.dsn, job.schema, job.loading, job.control) as connection:
            while True:
                pipe.send(load_block(connection, world, job, part))
                job, part = pipe.recv()
    except EOFError:
        return
    except Exception as error:
        pipe.send(_chain(error))


def _die_with_parent() -> None:
    """End this process at once when its parent is gone, even in the middle of a COPY."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _chain(error: BaseException) -> list[BaseException]:
    """List an error and its causes; pickling an exception leaves its cause behind."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None:
        try:
            pickle.loads(pickle.dumps(link))  # noqa: S301 - our own bytes
        except Exception:
            link, text = link.__cause__, f"{type(link).__name__}: {link}"
            chain.append(RuntimeError(text))
        else:
            chain.append(link)
            link = link.__cause__
    return chain


def _chained(errors: list[BaseException]) -> BaseException:
    """Put an error and its causes together again."""
    for error, cause in pairwise(errors):
        error.__cause__ = cause
    return errors[0]
