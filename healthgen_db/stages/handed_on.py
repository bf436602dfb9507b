"""Data that stages hand on to later stages: Arrow files, one for each work unit and name, in a folder of the load.

The files are a cache. If one is missing, the load computes its unit again, because rows() is a pure function.
"""

import functools
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from healthgen_db.config.errors import LoadError
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.systems import this_system


class HandedOn(Protocol):
    """What a stage can read from earlier stages."""

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield what each work unit of a stage handed on under a name, sorted by unit."""


class NothingHandedOn:
    """For stages that need no other stage."""

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield nothing."""
        return iter(())


class HandedOnTable:
    """Handed-on data in memory: the rows of one unit of the stage that takes them."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield the table, whatever it is called: a stage that takes data takes one kind of data."""
        del stage, name
        yield self.table


class HandedOnFiles:
    """Handed-on data in files. Reading maps them into memory, so that processes share the pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield what each work unit of a stage handed on under a name, sorted by unit."""
        for unit in self.units(stage, name):
            with pa.memory_map(str(self._path(stage, name, unit))) as source:
                yield pa.ipc.open_file(source).read_all()

    def units(self, stage: str, name: str) -> list[WorkUnit]:
        """Return the units of a stage that have a file."""
        ranges = (
            path.stem.rpartition(".")[2].split("-") for path in self.folder.glob(f"{stage}.{name}.*.arrow")
        )
        return sorted(WorkUnit(int(first), int(last)) for first, last in ranges)

    def write(self, stage: str, unit: WorkUnit, kept: Mapping[str, Sequence[pa.RecordBatch]]) -> None:
        """Write what a unit hands on. An interrupted write leaves no incomplete file."""
        for name, batches in kept.items():
            path = self._path(stage, name, unit)
            partial = path.with_suffix(".partial")
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                with (
                    pa.OSFile(str(partial), "wb") as sink,
                    pa.ipc.new_file(sink, batches[0].schema) as writer,
                ):
                    for batch in batches:
                        writer.write_batch(batch)
                this_system().retried(functools.partial(partial.replace, path))
            except OSError as error:
                raise LoadError(
                    f"cannot write {path}: {error}; set TMPDIR to a folder with more space, then run the same command"
                    " again"
                ) from error

    def keep_only(self, stage: str, name: str, units: Iterable[WorkUnit]) -> None:
        """Remove the files of all other units. A killed load wrote them and did not commit their rows."""
        for unit in set(self.units(stage, name)) - set(units):
            self._path(stage, name, unit).unlink()

    def remove(self) -> None:
        """Remove the folder with all files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, stage: str, name: str, unit: WorkUnit) -> Path:
        return self.folder / f"{stage}.{name}.{unit.first}-{unit.last}.arrow"
