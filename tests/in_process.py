"""A runner without Spark: it does the work in this process, so that tests of Parquet datasets need no Java."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from healthgen_db import Config, build_world
from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.parquet.generate import Generation
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.parquet.place import Place
from healthgen_db.progress import Progress
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.handed_on import HandedOn, HandedOnTable, NothingHandedOn
from healthgen_db.stages.runner import Runner, Units, Work
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World


class InProcess:
    """Does the work of all parts, one after the other."""

    def __init__(self, world: World, stages: Sequence[Stage]) -> None:
        self.world = world
        self.stages = {stage.name: stage for stage in stages}
        self.taken = cache(self._taken)

    def start(self) -> None:
        pass

    def run(
        self,
        stage: Stage,
        parts: Sequence[Units],
        work: Work,
        done: Callable[[int], None],
    ) -> list[dict[str, Any]]:
        records = []
        for units in parts:
            records.append(work(self.world, stage, units, self._handed(stage)))
            done(units[-1].last - units[0].first + 1)
        return records

    def _handed(self, stage: Stage) -> HandedOn:
        for taken in stage.takes:
            return HandedOnTable(self.taken(taken.stage, taken.name, taken.order))
        return NothingHandedOn()

    def _taken(self, name: str, what: str, order: tuple[str, ...]) -> pa.Table:
        stage = self.stages[name]
        batches = [
            rows
            for unit in stage.work_units(self.world)
            for kind, rows in stage.handed_on_rows(self.world, unit, NothingHandedOn())
            if kind == what
        ]
        return pa.Table.from_batches(batches).sort_by([(column, "ascending") for column in order])


def no_fingerprint(_: Place) -> Fingerprint:
    """Return the fingerprint of no table, for tests that do not look at it."""
    return Fingerprint(())


def in_process(
    folder: Path,
    config: Config,
    fingerprint: Callable[[Place], Fingerprint] = no_fingerprint,
    *,
    runner: Callable[[World, Sequence[Stage]], Runner] = InProcess,
    unit_size: int | None = None,
    progress: Progress | None = None,
) -> Generation:
    """Return the generation of a dataset in this process. unit_size: patients in a work unit."""
    world = build_world(config)
    stages = [stage for stage in stages_for(world, unit_size) if isinstance(stage, Stage)]
    return Generation(
        Place(str(folder)),
        world,
        stages,
        runner(world, stages),
        fingerprint=fingerprint,
        engine="in process",
        progress=progress or Progress(),
    )


def write_parquet(
    folder: Path,
    config: Config,
    fingerprint: Callable[[Place], Fingerprint] = no_fingerprint,
    *,
    unit_size: int | None = None,
    overwrite: bool = False,
) -> Manifest:
    """Write a dataset as Parquet files into a folder, and return its manifest."""
    return in_process(folder, config, fingerprint, unit_size=unit_size).run(overwrite=overwrite)
