"""What stages hand on when processes of one machine load them: the files are written beside the COPY."""

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from healthgen_db.stages.handed_on import HandedOnFiles
from healthgen_db.stages.stage import Rows, Stage
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World


def table_rows(stage: Stage, world: World, unit: WorkUnit, files: HandedOnFiles) -> Rows:
    """Yield the rows of tables. At the end, write what the unit hands on."""
    kept: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    for name, batch in stage.rows(world, unit, files):
        if name in stage.hands_on:
            kept[name].append(batch)
        else:
            yield name, batch
    files.write(stage.name, unit, kept)


def hand_on_again(stage: Stage, world: World, loaded: Sequence[WorkUnit], files: HandedOnFiles) -> None:
    """Make the files of a stage those of its loaded units: remove all others, and compute the missing ones again.

    A killed load may have written files of units that it did not commit.
    """
    for name in stage.hands_on:
        files.keep_only(stage.name, name, loaded)
    there = [set(files.units(stage.name, name)) for name in stage.hands_on]
    for unit in loaded:
        if not all(unit in units for units in there):
            kept: dict[str, list[pa.RecordBatch]] = defaultdict(list)
            for name, batch in stage.handed_on_rows(world, unit, files):
                kept[name].append(batch)
            files.write(stage.name, unit, kept)
