"""What stages hand on to later ones: Arrow files, one for each work unit and name, in a folder of the load.

The files are a cache. When one is missing, the load computes its unit again, as rows() is a pure function.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from healthgen_db.stages.work_units import WorkUnit


class HandedOn(Protocol):
    """What a stage can read of the stages before it."""

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield what each work unit of a stage handed on under a name, by unit."""


class NothingHandedOn:
    """For stages that need no other stage."""

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield nothing."""
        del stage, name
        return iter(())


class HandedOnFiles:
    """Handed-on data in files; reading maps them into memory, so that processes share the pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield what each work unit of a stage handed on under a name, by unit."""
        for unit in self.units(stage, name):
            with pa.memory_map(str(self._path(stage, name, unit))) as source:
                yield pa.ipc.open_file(source).read_all()

    def units(self, stage: str, name: str) -> list[WorkUnit]:
        """Return the units of a stage whose file is there."""
        ranges = (
            path.stem.rpartition(".")[2].split("-") for path in self.folder.glob(f"{stage}.{name}.*.arrow")
        )
        return sorted(WorkUnit(int(first), int(last)) for first, last in ranges)

    def write(self, stage: str, unit: WorkUnit, kept: Mapping[str, Sequence[pa.RecordBatch]]) -> None:
        """Write what a unit hands on, each file whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, batches in kept.items():
            path = self._path(stage, name, unit)
            partial = path.with_suffix(".partial")
            with pa.OSFile(str(partial), "wb") as sink, pa.ipc.new_file(sink, batches[0].schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            partial.replace(path)

    def keep_only(self, stage: str, name: str, units: Iterable[WorkUnit]) -> None:
        """Remove the files of all other units: those of a killed load that were not committed."""
        for unit in set(self.units(stage, name)) - set(units):
            self._path(stage, name, unit).unlink()

    def remove(self) -> None:
        """Remove the folder with all files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _path(self, stage: str, name: str, unit: WorkUnit) -> Path:
        return self.folder / f"{stage}.{name}.{unit.first}-{unit.last}.arrow"
