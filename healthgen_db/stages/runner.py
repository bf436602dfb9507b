"""Runner: whatever computes parts of a dataset, in this process or on other machines."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

# A part: the work units that are computed together, in one task.
Units: TypeAlias = tuple[WorkUnit, ...]


class Work(Protocol):
    """What is done with a part: some work units of a stage. It can be pickled and sent to another machine."""

    def __call__(self, world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
        """Do it, and return a record of JSON values. Doing it twice has the same result as doing it once."""


class Runner(Protocol):
    """Does work on the parts of a stage, several at the same time and in any order."""

    def start(self) -> None:
        """Start whatever does the work, if that takes time. run() would start it, too."""

    def run(
        self,
        stage: Stage,
        parts: Sequence[Units],
        work: Work,
        done: Callable[[int], None],
    ) -> list[dict[str, Any]]:
        """Do the work on every part and return the records, in any order. done: called with the number of ids."""
