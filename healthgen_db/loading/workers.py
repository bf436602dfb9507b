"""Workers: processes that load blocks side by side, and die with the process that began them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from healthgen_db.config.errors import LoadError
from healthgen_db.generate.block import compute_block
from healthgen_db.history.datasets import BlockRecord
from healthgen_db.history.lock import connect_helper
from healthgen_db.loading.parts import Part
from healthgen_db.loading.processes import Pipe, ending, error_chain, rejoined, start
from healthgen_db.loading.units import Job, load_block
from healthgen_db.world.world import World

__all__ = ["Workers"]

# How long a worker may take to end once told to; it is only waiting for the server, or computing a block.
PATIENCE_SECONDS = 5.0


class Workers:
    """Processes with a pipe each: a part goes in, its record or the error comes out; one alone is this process.

    They begin before there is anything to load, and make the tables that they look values up in meanwhile.
    """

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.starter = ThreadPoolExecutor(1, "healthgen-starter")
        self.processes: dict[Pipe, BaseProcess] = {}
        self.at_work: dict[Pipe, Part] = {}

    def __enter__(self) -> Self:
        """Begin to start the processes, and return at once; they end with the context at the latest."""
        self.started = self.starter.submit(self._start)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every worker; one that is at work is cut off, and the server rolls its block back."""
        self.starter.shutdown()
        if error is not None:
            for process in self.processes.values():
                process.terminate()
        self.end()

    def _start(self) -> None:
        for count in range(self.number if self.number > 1 else 0):
            pipe, process = start(f"healthgen-worker-{count + 1}", _serve, self.world)
            self.processes[pipe] = process

    def end(self) -> None:
        """Wait until every process has ended, which they do when there is nothing more to load."""
        for pipe in self.processes:
            pipe.close()
        for process in self.processes.values():
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
        self.processes.clear()

    def load(self, job: Job, parts: Iterable[Part], done: Callable[[BlockRecord], None]) -> None:
        """Load every part, and call done after each commit.

        Raises LoadError with the block and the cause; the blocks committed before it stay in the ledger.
        """
        try:
            self.started.result()
        except (OSError, EOFError) as error:
            raise LoadError(
                f"a worker process could not be started, or was killed before it began ({error});"
                " run the same command again, with --workers 1 if it persists"
            ) from error
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
                f"{part.described} was not loaded: worker process {process.pid} {ending(process)};"
                " run the same command again to go on from here",
                block=part.block,
            ) from error
        if isinstance(answer, BlockRecord):
            return answer
        raise rejoined(answer)


def _serve(pipe: Pipe, world: World) -> None:
    """Load parts until the pipe ends; a worker process runs this and nothing else."""
    try:
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
        pipe.send(error_chain(error))
