"""Works for tests of Spark: workers import them from here."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark import TaskContext

from healthgen_db.config.errors import LoadError
from healthgen_db.parquet.parts import WritePart
from healthgen_db.parquet.place import Place
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.runner import Units
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World

PLAN = "any plan"


def where(world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
    """Record in which task a part is."""
    context = TaskContext.get()
    assert context is not None
    return {"first": units[0].first, "task": context.partitionId(), "stage": context.stageId()}


def refused(world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
    """Fail with an error that has a cause."""
    try:
        raise OSError(28, "No space left on device")
    except OSError as error:
        raise LoadError("patients 1 to 7 could not be written", unit=1) from error


def killed(world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
    """Die, as if memory was short."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


@dataclass(frozen=True)
class KilledOnce:
    """Writes parts. The first attempt at the first part is killed when its rows are written, before its record."""

    place: Place
    mark: Path

    def __call__(self, world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
        """Do it."""
        if units[0].first == 1 and not self.mark.exists():
            self.mark.touch()
            WritePart(Killing(self.place.where), PLAN)(world, stage, units, handed)
        return WritePart(self.place, PLAN)(world, stage, units, handed)


class Killing(Place):
    """A place where a process dies when it writes a record."""

    def write(self, name: str, content: bytes) -> None:
        """Die."""
        os.kill(os.getpid(), signal.SIGKILL)
