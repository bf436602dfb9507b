"""A work whose first attempts are lost, for tests of Spark: workers import it from here."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healthgen_db.loading.executors import LoadPart
from healthgen_db.postgres.connection import connect
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.runner import Units
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World


@dataclass(frozen=True)
class LosesFirstAttempts:
    """Does the work on a part. The first attempt at the first part of each stage is lost in the middle of its unit.

    folder: it has a file for each lost attempt.
    """

    work: LoadPart
    folder: Path

    def __call__(self, world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
        mark = self.folder / stage.name
        if units[0].first != 1 or mark.exists():
            return self.work(world, stage, units, handed)
        mark.touch()
        return self.work(world, Interrupted(stage, self.work.job.dsn), units, handed)


class Interrupted(Stage):
    """A stage whose units are interrupted after the first batch of rows.

    The process of patients is killed. The session of hospitals is ended by the server.
    """

    def __init__(self, stage: Stage, dsn: str) -> None:
        self.stage = stage
        self.name = stage.name
        self.tables = stage.tables
        self.hands_on = stage.hands_on
        self.dsn = dsn

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        return self.stage.work_units(world)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        for number, rows in enumerate(self.stage.rows(world, unit, handed)):
            if number == 1:
                self.interrupt()
            yield rows

    def interrupt(self) -> None:
        """Kill this process, or end its session."""
        if self.name == "patients":
            os.kill(os.getpid(), signal.SIGKILL)
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE %s"
        with connect(self.dsn, autocommit=True) as connection:
            connection.execute(ended, [f"%(client pid {os.getpid()})"])
