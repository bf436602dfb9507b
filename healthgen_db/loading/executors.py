"""Executors: machines that compute work units and copy the rows to the server. A runner gives them the units.

A runner may give a unit to several executors: again if one was lost, and at the same time if one is slow. The unit is
in the tables once all the same, because its rows are committed together with its row in load_blocks, which is unique.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import psycopg

from healthgen_db.config.errors import LoadError
from healthgen_db.history.loaded_units import is_loaded
from healthgen_db.history.lock import connect_worker
from healthgen_db.loading.load_unit import Job, load_unit
from healthgen_db.loading.unit_loader import UnitLoader
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.runner import Runner, Units
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

UNIQUE_VIOLATION = "23505"


class Executors(UnitLoader):
    """Loads work units with a runner. The runner also gives each executor what earlier stages hand on."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner

    def __enter__(self) -> Self:
        """Do nothing: whoever started the executors ends them."""
        return self

    def __exit__(self, *_: object) -> None:
        """Do nothing."""

    def load(
        self,
        job: Job,
        stage: Stage,
        units: Sequence[WorkUnit],
        *,
        loaded: Sequence[WorkUnit],
        done: Callable[[int], None],
    ) -> None:
        """Load units of a stage. What the loaded units hand on is not kept: the runner has it computed again."""
        del loaded
        if units:
            self.runner.run(stage, [(unit,) for unit in units], LoadPart(job), done)

    def end(self) -> None:
        """Do nothing: no session to the server stays open after a part."""


@dataclass(frozen=True)
class LoadPart:
    """The work on a part: its units are loaded, except those that another executor has committed."""

    job: Job

    def __call__(self, world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
        """Do it, in a session of its own. The record is empty: load_blocks has it."""
        job = self.job
        with connect_worker(job.dsn, job.schema, job.loading, job.control) as connection:
            for unit in units:
                if not is_loaded(connection, job.dataset_id, stage.name, unit):
                    _load_once(connection, job, stage, unit, stage.table_rows(world, unit, handed))
        return {}


def _load_once(connection: psycopg.Connection, job: Job, stage: Stage, unit: WorkUnit, rows: Rows) -> None:
    """Load a unit. Do nothing if another executor commits it at the same time and is first."""
    try:
        load_unit(connection, job, stage, unit, rows)
    except LoadError as error:
        # The constraints of all other tables are dropped. The server has rolled the rows of this executor back.
        if (error.sqlstate, error.table) != (UNIQUE_VIOLATION, "load_blocks"):
            raise
