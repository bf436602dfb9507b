"""Datasets computed in memory, as Arrow tables or as columns of numpy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate import block
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
    blocks = [block.compute_block(world, unit.first, unit.last) for unit in reversed(units)]
    return {
        name: pa.Table.from_batches([getattr(each, name) for each in reversed(blocks)]).combine_chunks()
        for name in KEYS
    }


@cache
def generator_tables(world: World) -> block.Tables:
    """Return the lookup tables of a world, which are kept until the end of the tests."""
    return block.tables_of(world)


def columns_of(world: World) -> dict[str, Columns]:
    """Compute all rows of a world; each table is returned as columns."""
    return {
        name: {column: table[column].to_numpy() for column in table.column_names}
        for name, table in tables_of(world).items()
    }


def of_patients(table: pa.Table, last_patient: int) -> pa.Table:
    """Return the rows of the patients 1 to last_patient."""
    return table.filter(pc.less_equal(table["patient_id"], last_patient)).combine_chunks()


def patient_conditions(visits: Columns) -> NDArray[np.int64]:
    """Return one number for each patient and condition, shape (visits,)."""
    numbers: NDArray[np.int64] = visits["patient_id"].astype(int) * 100 + visits["condition_id"].astype(int)
    return numbers


def first_visits(visits: Columns) -> NDArray[np.bool_]:
    """Return whether each visit is the first one of its course."""
    first: NDArray[np.bool_] = np.isnan(visits["follow_up_of"].astype(float))
    return first


def first_rows(visits: Columns) -> NDArray[np.int64]:
    """Return the row of the first visit of each visit's course."""
    _, row, number = np.unique(patient_conditions(visits), return_index=True, return_inverse=True)
    return row[number]


def stays_of(visits: Columns) -> NDArray[np.int64]:
    """Return the length of stay of each visit, days."""
    return (visits["date_of_discharge"] - visits["date_of_admission"]).astype(int)


def condition_of(visits: Columns) -> NDArray[np.int64]:
    """Return the index of the condition of each visit in the catalog."""
    return visits["condition_id"].astype(int) - 1


def condition_number(world: World, name: str) -> int:
    """Return the index of a condition in the catalog."""
    return [condition.name for condition in world.catalog.conditions].index(name)


def treatment_names(world: World, visits: Columns) -> NDArray[np.str_]:
    """Return the name of the treatment of each visit."""
    names = np.array([treatment.name for treatment in world.catalog.treatments])
    found: NDArray[np.str_] = names[visits["treatment_id"].astype(int) - 1]
    return found


def departures(patients: Columns) -> NDArray[np.datetime64]:
    """Return the day on which each patient left or died, or no day."""
    left, died = patients["left_on"], patients["date_of_death"]
    return np.where(np.isnat(died), left, died)
