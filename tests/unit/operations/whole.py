"""All tables of a dataset with operations, computed without a database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.config.options import Config
from healthgen_db.generate.care.panel import last_registered
from healthgen_db.operations.hospitals_stage import HospitalsStage
from healthgen_db.operations.patients_with_demand import PatientsWithDemand
from healthgen_db.operations.words import NEVER
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.calendar import day_number
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World, build_world

Tables = dict[str, pa.Table]
MICROSECONDS = 1_000_000

KEYS: dict[str, list[str]] = {
    "patients": ["patient_id"],
    "visits": ["visit_id"],
    "billing": ["billing_id"],
    "departments": ["department_id"],
    "units": ["unit_id"],
    "beds": ["bed_id"],
    "encounters": ["encounter_id"],
    "bookings": ["encounter_id"],
    "ed_stays": ["encounter_id"],
    "bed_stays": ["encounter_id", "sequence"],
    "bed_status_periods": ["bed_id", "began_at"],
    "surgeries": ["encounter_id", "sequence"],
    "facility_transfers": ["encounter_id", "attempt"],
    "diversions": ["hospital_id", "began_at"],
    "unit_hours": ["unit_id", "hour"],
    "adt_events": ["event_key"],
    "posts": ["post_id"],
    "staff": ["staff_id"],
    "employments": ["staff_id", "sequence"],
    "shifts": ["shift_id"],
    "absences": ["staff_id", "first_day"],
    "encounter_staff": ["encounter_id", "act", "began_at"],
    "vehicles": ["vehicle_id"],
    "ambulance_runs": ["run_id"],
}
"""The tables of the two stages with their keys."""
OF_LARGER = {
    "unit_hours",
    "posts",
    "staff",
    "employments",
    "shifts",
    "absences",
    "encounter_staff",
    "vehicles",
    "ambulance_runs",
}
"""Tables without rows of hospitals of less than 25 beds."""


@dataclass(frozen=True)
class Demand:
    """What the patients stage hands on, one table for each of its work units."""

    tables: list[pa.Table]

    def read(self, stage: str, name: str) -> Iterator[pa.Table]:
        """Yield the demand of each work unit."""
        assert (stage, name) == ("patients", "demand")
        return iter(self.tables)


def whole(block_size: int | None = None, **options: Any) -> Tables:
    """Return all tables of a dataset with operations, sorted by their keys. block_size: patients in a work unit."""
    world = world_of(**options)
    found: dict[str, list[pa.RecordBatch]] = defaultdict(list)
    last = last_registered(world)
    size = block_size or last
    patients, hospitals = PatientsWithDemand(size), HospitalsStage()
    for first in range(1, last + 1, size):
        for name, rows in patients.rows(world, WorkUnit(first, min(last, first + size - 1)), Demand([])):
            found[name].append(rows)
    demand = Demand([pa.Table.from_batches([rows]) for rows in found.pop("demand")])
    for unit in hospitals.work_units(world):
        for name, rows in hospitals.rows(world, unit, demand):
            found[name].append(rows)
    tables = {name: pa.Table.from_batches(rows) for name, rows in found.items()}
    return {name: table.sort_by([(key, "ascending") for key in KEYS[name]]) for name, table in tables.items()}


def world_of(**options: Any) -> World:
    """Return the world of a dataset with operations."""
    return build_world(Config(operations=True, **options))


def midnights(world: World, day: date) -> NDArray[np.int64]:
    """Return when a day begins at each hospital, microseconds since 1970, shape (hospitals,)."""
    hospitals = np.arange(len(world.facilities.hospitals.name))
    days = np.full(hospitals.size, day_number(day))
    return Clocks(world).to_utc(hospitals, days, np.zeros_like(days)) * MICROSECONDS


def now_of(world: World) -> NDArray[np.int64]:
    """Return the last second of `today` at each hospital, microseconds since 1970, shape (hospitals,)."""
    return midnights(world, world.config.today + timedelta(1)) - MICROSECONDS


def microseconds(table: pa.Table, column: str) -> NDArray[np.int64]:
    """Return a column of times as microseconds since 1970, NEVER for null."""
    found: NDArray[np.int64] = table[column].cast(pa.int64()).fill_null(NEVER).to_numpy()
    return found
