"""Rosters of small invented hospitals, run once for all tests, with their rows as Python values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from healthgen_db.operations.places.capacity import capacity_of
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.operations.roster.roster import Roster
from healthgen_db.operations.workforce.workforce import Workforce, workforce_of
from healthgen_db.world.calendar import day_number
from healthgen_db.world.places.time_zones import Zone, zone_named
from tests.unit.operations.whole import world_of
from tests.unit.operations.workforce.staffed import load_of

START, TODAY = date(2024, 3, 1), date(2026, 3, 1)
ZONE = "America/New_York"
HOURS_OF_YEAR = 8_760
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Run:
    """A roster that has been run to today, with its plans."""

    roster: Roster
    workforce: Workforce
    tables: dict[str, pa.Table]
    now: int

    @property
    def zone(self) -> Zone:
        """Return the time zone of the hospital."""
        return zone_named(ZONE)

    def rows(self, table: str = "shifts") -> list[Row]:
        """Return the rows of a table; of times, seconds since 1970."""
        columns = {}
        for name, column in zip(self.tables[table].column_names, self.tables[table].columns, strict=True):
            if pa.types.is_timestamp(column.type):
                micros = column.cast(pa.int64()).to_pylist()
                columns[name] = [None if value is None else value // 10**6 for value in micros]
            else:
                columns[name] = column.to_pylist()
        return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]

    @cached_property
    def shifts(self) -> list[Row]:
        """Return the rows of shifts, with the index of the post and the day that are in the shift_id."""
        found = self.rows()
        for row in found:
            row["post"] = row["shift_id"] % 50_000 - 1
            row["day"] = row["shift_id"] // 10**5 % 10**5 - 7_305
        return found

    @cached_property
    def past(self) -> list[Row]:
        """Return the rows of shifts that have begun by now."""
        return [row for row in self.shifts if row["planned_start"] <= self.now]


@cache
def rostered(
    beds: int = 25,
    start: date = START,
    today: date = TODAY,
    place: str = "us",
    nurse_factor: float = 1.0,
    step: int = 30,
) -> Run:
    """Return the roster of a hospital of about so many beds, run in windows of `step` days."""
    file = load_wards(place)
    bed_hours = np.full(len(file.wards), beds * 0.75 * HOURS_OF_YEAR / len(file.wards))
    load = replace(load_of(beds), bed_hours=bed_hours)
    world = world_of(
        patients=100,
        single_hospital=True,
        start=start,
        origin=start,
        today=today,
        place=place,
        nurse_factor=nurse_factor,
    )
    capacity = capacity_of(file, load, 1.0)
    workforce = workforce_of(world, 0, Layout(file, capacity, 1), capacity, load)
    roster = Roster(world, 0, zone_named(ZONE), workforce)
    batches = defaultdict(list)
    for name, batch in _run(roster, day_number(start), day_number(today), step):
        batches[name].append(batch)
    tables = {name: pa.Table.from_batches(parts) for name, parts in batches.items()}
    return Run(roster, workforce, tables, roster.now)


def _run(roster: Roster, start: int, today: int, step: int) -> Iterator[tuple[str, pa.RecordBatch]]:
    for day in range(start, today + 1, step):
        yield from roster.run(day, min(day + step - 1, today))
    yield from roster.plan()
    yield "shifts", roster.on_call_shifts({})


def by_person(rows: list[Row]) -> dict[int, list[Row]]:
    """Return the shifts that each person works or is to work, in the order of time."""
    found = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["planned_start"])):
        if row["staff_id"] is not None and row["status"] != "absent":
            found[int(row["staff_id"])].append(row)
    return found


def times_of(row: Row) -> tuple[int, int]:
    """Return from when to when somebody worked, or is to work."""
    begin, end = row["started_at"], row["ended_at"]
    return (
        row["planned_start"] if begin is None else begin,
        row["planned_end"] if end is None else end,
    )
