"""UnitLoader: what loads the work units: processes of this machine (workers.py) or others (executors.py)."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Self

from healthgen_db.loading.load_unit import Job
from healthgen_db.stages.stage import Stage
from healthgen_db.stages.work_units import WorkUnit


class UnitLoader(AbstractContextManager["UnitLoader"]):
    """Loads work units, several at the same time. As a context, it ends its workers at the end of the block."""

    @abstractmethod
    def __enter__(self) -> Self:
        """Begin to start the workers. They may need time, and there is nothing to load yet."""

    @abstractmethod
    def load(
        self,
        job: Job,
        stage: Stage,
        units: Sequence[WorkUnit],
        *,
        loaded: Sequence[WorkUnit],
        done: Callable[[int], None],
    ) -> None:
        """Load units of a stage, each in a transaction of its own. Call done(number of ids) after commits.

        loaded: the units of the stage that an interrupted load has committed. Later stages need what they hand on.

        Raises LoadError with the unit and the cause. The units that were committed before stay in load_blocks.
        """

    @abstractmethod
    def end(self) -> None:
        """Wait until every worker has ended. All stages are loaded."""
