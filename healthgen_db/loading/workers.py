"""Workers: processes that load work units at the same time, and end with the process that started them."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Self

import psycopg

from healthgen_db.config.errors import LoadError
from healthgen_db.history.loaded_units import LoadedUnit
from healthgen_db.history.lock import connect_worker
from healthgen_db.loading.handing_on import hand_on_again, table_rows
from healthgen_db.loading.load_unit import Job, load_unit
from healthgen_db.loading.processes import Pipe, ending, error_chain, rejoined, start
from healthgen_db.loading.unit_loader import UnitLoader
from healthgen_db.stages.handed_on import HandedOnFiles
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

# Seconds until a worker is killed after its pipe is closed. Until then it may finish its unit.
PATIENCE_SECONDS = 5.0


class Workers(UnitLoader):
    """Processes with a pipe each. A process receives a work unit, and sends back its record or an error.

    With number = 1, no process is started, and this process does the work. The processes start before there is anything
    to load, and build their lookup tables meanwhile.
    """

    def __init__(self, world: World, stages: Sequence[Stage], number: int) -> None:
        self.world = world
        self.stages = {stage.name: stage for stage in stages}
        self.number = number
        self.starter = ThreadPoolExecutor(1, "healthgen-starter")
        self.processes: dict[Pipe, BaseProcess] = {}
        self.at_work: dict[Pipe, tuple[Stage, WorkUnit]] = {}

    def __enter__(self) -> Self:
        """Begin to start the processes, and return at once. They end at the end of the block at the latest."""
        self.started = self.starter.submit(self._start)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End every worker. After an error, a worker ends in the middle of its unit, which the server rolls back."""
        self.starter.shutdown()
        if kind is not None:
            for process in self.processes.values():
                process.terminate()
        self.end()

    def _start(self) -> None:
        for count in range(self.number if self.number > 1 else 0):
            pipe, process = start(f"healthgen-worker-{count + 1}", _serve, self.world, self.stages)
            self.processes[pipe] = process

    def end(self) -> None:
        """Wait until every process has ended. A process ends when its pipe is closed."""
        for pipe in self.processes:
            pipe.close()
        for process in self.processes.values():
            process.join(PATIENCE_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
        self.processes.clear()

    def load(
        self,
        job: Job,
        stage: Stage,
        units: Sequence[WorkUnit],
        *,
        loaded: Sequence[WorkUnit],
        done: Callable[[int], None],
    ) -> None:
        """Load units of a stage, and call done after each commit. What the stage hands on is kept in files."""
        hand_on_again(stage, self.world, loaded, HandedOnFiles(job.folder))
        self._wait_for_start()
        waiting = iter(units)
        if not self.processes:
            with connect_worker(job.dsn, job.schema, job.loading, job.control) as connection:
                for unit in waiting:
                    done(_load(connection, job, stage, self.world, unit).unit.ids)
            return
        for pipe in self.processes:
            self._give(pipe, job, stage, waiting)
        while self.at_work:
            ready = wait(list(self.at_work))
            for pipe in [pipe for pipe in self.at_work if pipe in ready]:
                done(self._receive(pipe).unit.ids)
                self._give(pipe, job, stage, waiting)

    def _wait_for_start(self) -> None:
        try:
            self.started.result()
        except (OSError, EOFError) as error:
            raise LoadError(
                f"a worker process could not be started, or was killed before it began ({error});"
                " run the same command again, with --workers 1 if it persists"
            ) from error

    def _give(self, pipe: Pipe, job: Job, stage: Stage, waiting: Iterator[WorkUnit]) -> None:
        unit = next(waiting, None)
        if unit is None:
            self.at_work.pop(pipe, None)
            return
        self.at_work[pipe] = stage, unit
        # If the worker has died already, _receive notices it.
        with suppress(BrokenPipeError):
            pipe.send((job, stage.name, unit))

    def _receive(self, pipe: Pipe) -> LoadedUnit:
        stage, unit = self.at_work[pipe]
        try:
            answer: LoadedUnit | list[BaseException] = pipe.recv()
        except (EOFError, ConnectionResetError) as error:
            process = self.processes[pipe]
            process.join(PATIENCE_SECONDS)
            raise LoadError(
                f"{unit.described(stage.counts)} were not loaded: worker process {process.pid} {ending(process)};"
                " run the same command again to continue",
                unit=unit.first,
            ) from error
        if isinstance(answer, LoadedUnit):
            return answer
        raise rejoined(answer)


def _serve(pipe: Pipe, world: World, stages: dict[str, Stage]) -> None:
    """Load units until the pipe is closed. A worker process runs this and nothing else."""
    try:
        for stage in stages.values():
            stage.prepare(world)
        job, name, unit = pipe.recv()
        with connect_worker(job.dsn, job.schema, job.loading, job.control) as connection:
            while True:
                pipe.send(_load(connection, job, stages[name], world, unit))
                job, name, unit = pipe.recv()
    except EOFError:
        return
    except Exception as error:
        pipe.send(error_chain(error))


def _load(connection: psycopg.Connection, job: Job, stage: Stage, world: World, unit: WorkUnit) -> LoadedUnit:
    rows = table_rows(stage, world, unit, HandedOnFiles(job.folder))
    return load_unit(connection, job, stage, unit, rows)
