"""The demand of datasets, as columns of numpy."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.operations.demand.encounters import demand_of
from healthgen_db.operations.words import DISPOSITIONS, MODES
from healthgen_db.world.world import World, build_world

Columns = dict[str, NDArray[Any]]

START, TODAY = date(2024, 5, 1), date(2026, 5, 1)
WALK_IN, AMBULANCE, SCHEDULED, DIRECT, CLINIC, TRANSFER = range(len(MODES))
DIED = DISPOSITIONS.index("20")
OBSERVATION, INPATIENT, OUTPATIENT = 1, 2, 3
HOUR, DAY = 3_600, 86_400
FIRST_ED_ONLY, FIRST_LEG = 5_000, 9_000


@cache
def world_of(**options: Any) -> World:
    """Return the world of a dataset, by default of two years."""
    usual: dict[str, Any] = {"start": START, "today": TODAY, "seed": 5}
    return build_world(Config(**(usual | options)))


def columns_of(batch: pa.RecordBatch | pa.Table) -> Columns:
    """Return the columns of a batch."""
    return {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}


@cache
def demand(**options: Any) -> Columns:
    """Return the demand of a dataset, by default of two years."""
    world = world_of(**options)
    return columns_of(demand_of(world, 1, last_registered(world)))


def rows(columns: Columns, which: NDArray[np.bool_] | NDArray[np.int64]) -> Columns:
    """Return some rows of columns."""
    return {name: column[which] for name, column in columns.items()}


def kinds(columns: Columns) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which encounters have a visit, which have none, and which are sending legs of transfers."""
    number = columns["encounter_id"] % 10_000
    return number < FIRST_ED_ONLY, (number >= FIRST_ED_ONLY) & (number < FIRST_LEG), number >= FIRST_LEG
