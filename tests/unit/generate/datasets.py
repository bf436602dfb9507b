"""Datasets computed in memory, as Arrow tables or as columns of numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.block import compute_block
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.world.world import World, build_world

KEYS = {"patients": "patient_id", "visits": "visit_id", "billing": "billing_id"}
UNIT_SIZE = 16_384

Tables = dict[str, pa.Table]
Columns = Mapping[str, NDArray[Any]]


def dataset(size: int = UNIT_SIZE, **options: Any) -> Tables:
    """Compute a dataset with these options of Config."""
    return tables_of(build_world(Config(**options)), size)


def tables_of(world: World, size: int = UNIT_SIZE) -> Tables:
    """Compute all rows of a world in blocks of a size, the last block first."""
    units = PatientsStage(size).work_units(world)
    blocks = [compute_block(world, unit.first, unit.last) for unit in reversed(units)]
    return {
        name: pa.Table.from_batches([getattr(block, name) for block in reversed(blocks)]).combine_chunks()
        for name in KEYS
    }


def columns_of(world: World) -> dict[str, Columns]:
    """Compute all rows of a world; each table is returned as columns."""
    return {
        name: {column: table[column].to_numpy() for column in table.column_names}
        for name, table in tables_of(world).items()
    }


def of_patients(table: pa.Table, last_patient: int) -> pa.Table:
    """Return the rows of the patients 1 to last_patient."""
    return table.filter(pc.less_equal(table["patient_id"], last_patient)).combine_chunks()


def departures(patients: Columns) -> NDArray[np.datetime64]:
    """Return the day on which each patient left or died, or no day."""
    left, died = patients["left_on"], patients["date_of_death"]
    return np.where(np.isnat(died), left, died)
