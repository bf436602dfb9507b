"""Stage: a part of a dataset that owns tables and computes their rows, one unit of work at a time."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

# Letters in the name of a stage's own schema, so that names of schemas have room for it.
LONGEST_SIDE = 9

Rows: TypeAlias = Iterator[tuple[str, pa.RecordBatch]]


class Stage(ABC):
    """A stage with rows. A subclass sets the attributes and defines the two abstract methods.

    Everything in a load follows from these attributes: which keys are dropped and restored, what is frozen, what the
    fingerprint covers, what is exported, and what the status shows.

    A table that is named "messy.patients_flat" lies in the stage's own schema: <schema>_messy, beside <schema>. The
    files sql/messy/tables/*.sql create the tables of that schema.
    """

    name: str
    """The name in load_blocks and in messages."""
    after: tuple[str, ...] = ()
    """Names of the stages whose rows or handed-on data this stage needs."""
    tables: tuple[str, ...]
    """The tables that rows() fills, in the order of the fingerprint."""
    counts: str = "units"
    """What the ids of the work units number, in the plural, for messages and progress: "patients"."""
    hands_on: tuple[str, ...] = ()
    """Names that rows() yields besides its tables; their rows are kept for later stages (see handed_on)."""

    @abstractmethod
    def work_units(self, world: World) -> Sequence[WorkUnit]:
        """Return the units of work, by id. They do not overlap; the ids need not be 1 to N."""

    @abstractmethod
    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield (table, rows) for one unit, in any number of batches.

        This is a pure function: the same world, unit and handed-on data give the same rows, on any machine, in any
        order of units, and for any part of a unit.
        """

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        """Return the rows that belong to no unit, by table, in an order that foreign keys allow."""
        del world
        return {}

    def prepare(self, world: World) -> None:
        """Build what all units share. Each worker process calls this while there is nothing to load yet."""
        del world


@dataclass(frozen=True)
class SqlStage:
    """A stage without Python: its files create and fill the tables of a schema of its own, <schema>_<name>.

    The load runs the files after the constraints, in the order of their names, in one transaction, with the schema and
    the loaded one on the search path.
    """

    name: str
    folder: Path
    after: tuple[str, ...] = ()

    def files(self) -> list[Path]:
        """Return the SQL files in the order in which they run."""
        return sorted(self.folder.glob("*.sql"))


def check_order(stages: Sequence[Stage | SqlStage]) -> None:
    """Raise ValueError unless all names can be used and differ, and each stage stands after those it needs."""
    names: list[str] = []
    for stage in stages:
        if missing := [name for name in stage.after if name not in names]:
            raise ValueError(f"stage {stage.name} needs {', '.join(missing)} before it in the list of stages")
        if stage.name in names:
            raise ValueError(f"two stages are named {stage.name}")
        if isinstance(stage, SqlStage) and not re.fullmatch(rf"[a-z]{{1,{LONGEST_SIDE}}}", stage.name):
            raise ValueError(
                f"stage {stage.name}: the name of its schema has 1 to {LONGEST_SIDE} letters a to z"
            )
        names.append(stage.name)
