"""Workers: processes that compute blocks and copy them in, one commit each, and die with their parent."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from time import perf_counter
from typing import Any, TypeAlias

import psycopg

from healthgen_db.cohort.block import compute_block
from healthgen_db.config import Config
from healthgen_db.errors import HealthgenError, LoadError
from healthgen_db.warehouse.books import BlockRecord, record_block
from healthgen_db.warehouse.copy import copy_batch
from healthgen_db.warehouse.database import errors_mapped
from healthgen_db.warehouse.lock import connect_helper
from healthgen_db.warehouse.parts import Part
from healthgen_db.warehouse.schema import FACT_TABLES
from healthgen_db.world.world import World, build_world

__all__ = ["Job", "load_blocks"]

Pipe: TypeAlias = "Connection[Any, Any]"

# How long a worker may take to end once told to; it is only waiting for the server, or computing a block.
PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Job:
    """What every worker of a load needs to know."""

    dsn: str
    schema: str
    loading: str
    config: Config
    dataset_id: int


def load_blocks(
    job: Job, parts: list[Part], *, workers: int, world: World, done: Callable[[BlockRecord], None]
) -> None:
    """Load every part, by so many processes, or in this one if one is enough; call done after each commit.

    Raises LoadError with the block and the cause; the blocks committed before it stay in the ledger.
    """
    processes = min(workers, len(parts))
    if processes > 1:
        _Pool(job, processes).run(parts, done)
    elif parts:
        with connect_helper(job.dsn, job.schema, job.loading) as connection:
            for part in parts:
                done(_load(connection, world, job, part))


def _load(connection: psycopg.Connection, world: World, job: Job, part: Part) -> BlockRecord:
    """Compute one block and commit it with its line in the ledger."""
    begin = perf_counter()
    table = None
    try:
        block = compute_block(world, part.first_patient, part.last_patient)
        batches = {table: getattr(block, table) for table in FACT_TABLES}
        with errors_mapped(), connection.transaction():
            for table, batch in batches.items():
                copy_batch(connection, table, batch)
            rows = {name: batch.num_rows for name, batch in batches.items()}
            record = BlockRecord(
                part.block, part.first_patient, part.last_patient, **rows, seconds=perf_counter() - begin
            )
            record_block(connection, job.dataset_id, record)
    except HealthgenError as error:
        raise LoadError(
            f"{part.described} could not be loaded: {error}", block=part.block, table=table
        ) from error
    return record


class _Pool:
    """Processes with a pipe each: a part goes in, its record or the error comes out."""

    def __init__(self, job: Job, processes: int) -> None:
        self.job = job
        self.size = processes
        self.processes: dict[Pipe, SpawnProcess] = {}
        self.at_work: dict[Pipe, Part] = {}

    def run(self, parts: Iterable[Part], done: Callable[[BlockRecord], None]) -> None:
        try:
            self._start()
            waiting = iter(parts)
            for pipe in self.processes:
                self._give(pipe, waiting)
            while self.at_work:
                for pipe in self._answering():
                    done(self._take(pipe))
                    self._give(pipe, waiting)
        finally:
            self._stop()

    def _answering(self) -> list[Pipe]:
        """Wait for workers that have an answer, or have died."""
        ready = wait(list(self.at_work))
        return [pipe for pipe in self.at_work if pipe in ready]

    def _start(self) -> None:
        # Spawned, not forked: a fork would share the parent's connections and the threads' locks.
        context = multiprocessing.get_context("spawn")
        for number in range(self.size):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(self.job, theirs), name=f"healthgen-worker-{number + 1}", daemon=True
            )
            process.start()
            theirs.close()
            self.processes[ours] = process

    def _give(self, pipe: Pipe, waiting: Iterator[Part]) -> None:
        part = next(waiting, None)
        if part is None:
            self.at_work.pop(pipe, None)
            return
        self.at_work[pipe] = part
        # A worker that died before it got its part is noticed where its answer is awaited.
        with suppress(BrokenPipeError):
            pipe.send(part)

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

    def _stop(self) -> None:
        """End every worker; one that is at work is cut off, and the server rolls its block back."""
        for pipe in self.processes:
            pipe.close()
        for process in self.processes.values():
            if self.at_work:
                process.terminate()
        for process in self.processes.values():
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()


def _ending(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"was killed ({signal.Signals(-exitcode).name})"
    return f"ended with exit code {exitcode}"


def _serve(job: Job, pipe: Pipe) -> None:
    """Load parts until the pipe ends; a worker process runs this and nothing else."""
    # Ctrl-C reaches the whole process group; the parent alone answers it, by ending its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    try:
        world = build_world(job.config)
        with connect_helper(job.dsn, job.schema, job.loading) as connection:
            while True:
                pipe.send(_load(connection, world, job, pipe.recv()))
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
