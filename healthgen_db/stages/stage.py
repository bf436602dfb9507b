"""Stage: a part of a dataset that owns tables and computes their rows, one work unit at a time."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import pyarrow as pa

from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

# Most letters in the name of a stage's own schema. The names of other schemas leave room for it.
LONGEST_SIDE = 9

Rows: TypeAlias = Iterator[tuple[str, pa.RecordBatch]]


@dataclass(frozen=True)
class Taken:
    """Data of an earlier stage that is split among the units of a later stage: each unit reads only its own rows."""

    stage: str
    name: str
    column: str
    """The column with the unit of a row: the id of the unit, counted from 0."""
    order: tuple[str, ...]
    """The columns by which the rows that a unit reads must be sorted."""


class Stage(ABC):
    """A stage with rows. A subclass sets the attributes and defines the two abstract methods.

    Everything in a load follows from these attributes: which keys are dropped and restored, which tables are vacuumed,
    in the fingerprint, exported, and shown by the status.

    A table with a name such as "messy.patients_flat" is in the stage's own schema: <schema>_messy, beside <schema>. The
    files sql/messy/tables/*.sql create the tables of that schema.
    """

    name: str
    """The name in load_blocks and in messages."""
    after: tuple[str, ...] = ()
    """Names of the stages whose rows or handed-on data this stage needs."""
    tables: tuple[str, ...]
    """The tables that rows() fills, in the order of the fingerprint."""
    counts: str = "units"
    """What the ids of the work units count, in the plural, for messages and progress: "patients"."""
    hands_on: tuple[str, ...] = ()
    """Names that rows() yields besides its tables. Their rows are kept for later stages (see handed_on)."""
    takes: tuple[Taken, ...] = ()
    """What it reads of the data that earlier stages handed on. Several machines share it out by these columns."""
    rows_of_handed_on: Mapping[str, float] = MappingProxyType({})
    """About how many rows the stage makes of one row that was handed on, by name, to estimate the size of a load."""

    @abstractmethod
    def work_units(self, world: World) -> Sequence[WorkUnit]:
        """Return the work units, sorted by id. They do not overlap. The ids need not be 1 to N."""

    @abstractmethod
    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield (table, rows) for one unit, in any number of batches.

        This is a pure function: the same world, unit and handed-on data give the same rows, on any machine and in any
        order of units. A part of a unit gives the same rows as in the whole unit.
        """

    def units_per_file(self, world: World) -> int:
        """Return how many consecutive units make files of a sensible size, when rows are written to files."""
        del world
        return 1

    def table_rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield only the rows of tables."""
        return ((name, batch) for name, batch in self.rows(world, unit, handed) if name not in self.hands_on)

    def handed_on_rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        """Yield only what rows() hands on for one unit. A stage that can compute it alone saves time here."""
        return ((name, batch) for name, batch in self.rows(world, unit, handed) if name in self.hands_on)

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        """Return the rows that do not belong to a unit, by table, in an order that foreign keys allow."""
        return {}

    def prepare(self, world: World) -> None:
        """Build what all units share. Each worker process calls this before there is something to load."""
        del world


@dataclass(frozen=True)
class Fill:
    """A SQL file with one statement that fills one table: fill/30_fact_visit.sql fills the table fact_visit."""

    path: Path
    unit: WorkUnit
    """Its place among the files of the stage."""
    turn: str
    """The number at the beginning of its name. Files with the same number run at the same time."""
    table: str


@dataclass(frozen=True)
class SqlStage:
    """A stage without Python code: SQL files create and fill the tables of a schema of its own, <schema>_<name>.

    The folder has three subfolders, all of which may be missing:
    tables: files that create the tables, before the first row is copied. Keys and indexes are dropped at once and
    restored after the fill, together with those of all other tables.
    fill: a file for each table (see Fill). They run when the copied tables have statistics, but no keys yet.
    views: files that create views, after the keys are restored.

    The stage's own schema and the loaded schema are on the search path. The files of each subfolder run in the order of
    their names.
    """

    name: str
    folder: Path
    after: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """Folders within the three subfolders whose files belong to the stage too, such as "operations"."""

    def table_files(self) -> list[Path]:
        """Return the files that create the tables."""
        return self._files("tables")

    def view_files(self) -> list[Path]:
        """Return the files that create the views."""
        return self._files("views")

    def fills(self) -> list[Fill]:
        """Return the files that fill the tables, by turn."""
        paths = sorted((path.stem.partition("_")[::2], path) for path in self._files("fill"))
        return [
            Fill(path, WorkUnit(place, place), turn, table)
            for place, ((turn, table), path) in enumerate(paths, 1)
        ]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are filled, in the order of the fingerprint: "mart.dim_date"."""
        return tuple(f"{self.name}.{each.table}" for each in self.fills())

    def _files(self, subfolder: str) -> list[Path]:
        folder = self.folder / subfolder
        return [
            path
            for each in (folder, *(folder / part for part in self.parts))
            for path in sorted(each.glob("*.sql"))
        ]


def check_order(stages: Sequence[Stage | SqlStage]) -> None:
    """Raise ValueError unless all names can be used and differ, and each stage is after those that it needs."""
    names: list[str] = []
    sides: list[str] = []
    for stage in stages:
        if missing := [name for name in stage.after if name not in names]:
            raise ValueError(f"stage {stage.name} needs {', '.join(missing)} before it in the list of stages")
        if stage.name in names:
            raise ValueError(f"two stages are named {stage.name}")
        own = [stage.name] if isinstance(stage, SqlStage) else side_names(stage.tables)
        for side in own:
            if not re.fullmatch(rf"[a-z]{{1,{LONGEST_SIDE}}}", side):
                raise ValueError(
                    f"stage {stage.name}: the name of its schema has 1 to {LONGEST_SIDE} letters a to z"
                )
            if side in sides:
                raise ValueError(f"two stages have the schema {side}")
        sides += own
        names.append(stage.name)


def fingerprinted(stage: str, tables: Iterable[str]) -> list[str]:
    """Return the tables of a stage that belong to the fingerprint: those in the dataset's schema or in its own schema.

    Tables in a schema of another name, such as a messy copy, are made from these tables.
    """
    return [table for table in tables if "." not in table or table.partition(".")[0] == stage]


def side_names(tables: Iterable[str]) -> list[str]:
    """Return the names of the schemas of tables such as "messy.patients_flat", each once."""
    return list(dict.fromkeys(table.partition(".")[0] for table in tables if "." in table))
