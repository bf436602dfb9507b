"""The tables of a hospital's records fit into the database: columns, types, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import datetime

import numpy as np
import psycopg
import pyarrow as pa
import pytest
from psycopg import sql

from healthgen_db.operations.adt.log import adt_events
from healthgen_db.operations.plans import stay_plans
from healthgen_db.operations.record_tables import (
    bed_status_periods_table,
    bed_stays_table,
    bookings_table,
    diversions_table,
    ed_stays_table,
    encounters_table,
    unit_hours_table,
)
from healthgen_db.operations.records import Diversions, UnitHours, columns_of
from healthgen_db.operations.surgeries import surgeries
from healthgen_db.operations.transfers import facility_transfers
from healthgen_db.operations.words import NEVER
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.world.draws import Draws
from healthgen_db.world.places.time_zones import zone_named
from tests.unit.operations.synthetic import (
    BEGIN,
    DAY,
    HOUR,
    UTC_OFFSET,
    known_by,
    random_demand,
    random_records,
)

SCHEMA = "healthcare"
HOSPITAL = 3
DRAWS = Draws(5)


def tables_at(now: int) -> dict[str, pa.RecordBatch]:
    records = random_records(4, 2_000)
    demand = {name: column[: len(records.encounters.left)] for name, column in random_demand(records).items()}
    records = known_by(records, now)
    encounters = records.encounters
    demand = {name: column[: len(encounters.left)] for name, column in demand.items()}
    plans = stay_plans(DRAWS, encounters, UTC_OFFSET)
    row = np.flatnonzero(demand["surgery_at"])
    never = np.full(len(row), NEVER)
    miles = np.full(len(encounters.left), 20.5)
    return {
        "encounters": encounters_table(HOSPITAL, encounters, plans, now),
        "bookings": bookings_table(HOSPITAL, records.bookings, now),
        "ed_stays": ed_stays_table(encounters, records.ed_stays, now),
        "bed_stays": bed_stays_table(encounters, records.bed_stays, now),
        "bed_status_periods": bed_status_periods_table(records.bed_status_periods, now),
        "surgeries": surgeries(
            DRAWS, encounters, demand, (row, np.zeros_like(row), never, never), ["Surgery"] * 17, now=now
        ),
        "facility_transfers": facility_transfers(
            DRAWS,
            HOSPITAL,
            encounters,
            records.ed_stays,
            demand,
            zone=zone_named("America/New_York"),
            miles=miles,
            now=now,
        ),
        "diversions": diversions_table(
            HOSPITAL, columns_of(Diversions, [[BEGIN, BEGIN + HOUR, 0], [now - HOUR, NEVER, 1]]), now
        ),
        "unit_hours": unit_hours_table(columns_of(UnitHours, [[3_001, BEGIN, 20, 24, 2, 4, 5]]), now),
        "adt_events": adt_events(DRAWS, HOSPITAL, records, plans, now),
    }


@pytest.fixture(scope="module")
def connection(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[psycopg.Connection]:
    with databases() as dsn, closing(connect(dsn, schema=SCHEMA)) as connected:
        yield connected


@pytest.mark.parametrize("table", list(tables_at(BEGIN + DAY)))
@pytest.mark.parametrize("days", [12, 90])
def test_rows_are_copied_as_they_are(connection: psycopg.Connection, table: str, days: int) -> None:
    rows = tables_at(BEGIN + days * DAY)[table]
    # Checks and types without keys, so that a table can be filled alone.
    copy = sql.SQL("CREATE TEMPORARY TABLE copied (LIKE {} INCLUDING CONSTRAINTS)").format(
        sql.Identifier(table)
    )
    with connection.transaction(force_rollback=True):
        connection.execute(copy)
        copy_rows(connection, sql.Identifier("copied"), rows)
        found = connection.execute("SELECT * FROM copied").fetchall()
    assert rows.num_rows > 0
    expected = [tuple(row.values()) for row in rows.to_pylist()]
    assert [tuple(map(in_utc, row)) for row in found] == [tuple(map(in_utc, row)) for row in expected]


def in_utc(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value
