"""The queries of sql/rebuild make the tables from the log, as the code in Python does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing

import psycopg
import pytest
from psycopg import sql

from healthgen_db.config.resources import resource
from healthgen_db.operations.adt.log import adt_events
from healthgen_db.operations.adt.rebuild import rebuild
from healthgen_db.operations.plans import stay_plans
from healthgen_db.operations.record_tables import bed_stays_table, ed_stays_table, encounters_table
from healthgen_db.operations.words import NEVER
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.copy import copy_rows
from healthgen_db.world.draws import Draws
from tests.unit.operations.synthetic import UTC_OFFSET, random_records

SCHEMA = "healthcare"
HOSPITAL, EVER = 3, NEVER - 1
DRAWS = Draws(8)
RECORDS = random_records(9, 3_000)
PLANS = stay_plans(DRAWS, RECORDS.encounters, UTC_OFFSET)
EVENTS = adt_events(DRAWS, HOSPITAL, RECORDS, PLANS, EVER)
TABLES = {
    "encounters": encounters_table(HOSPITAL, RECORDS.encounters, PLANS, EVER),
    "ed_stays": ed_stays_table(RECORDS.encounters, RECORDS.ed_stays, EVER),
    "bed_stays": bed_stays_table(RECORDS.encounters, RECORDS.bed_stays, EVER),
}


@pytest.fixture(scope="module")
def connection(databases: Callable[..., AbstractContextManager[str]]) -> Iterator[psycopg.Connection]:
    """Give a connection in which temporary tables, without foreign keys, stand before those of the schema."""
    with databases() as dsn, closing(connect(dsn, schema=SCHEMA, autocommit=True)) as connected:
        for name, rows in {"adt_events": EVENTS, **TABLES}.items():
            table = sql.Identifier(name)
            connected.execute(sql.SQL("CREATE TEMPORARY TABLE {} (LIKE {})").format(table, table))
            copy_rows(connected, table, rows)
        yield connected


@pytest.mark.parametrize("table", list(TABLES))
def test_a_query_rebuilds_its_table(connection: psycopg.Connection, table: str) -> None:
    cursor = connection.execute(resource("sql", "rebuild", f"{table}.sql").read_bytes())
    found = cursor.fetchall()
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    expected = connection.execute(
        sql.SQL("SELECT {} FROM {} ORDER BY {}").format(
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.Identifier(table),
            sql.SQL(", ").join(map(sql.Identifier, names[:2])),
        )
    ).fetchall()
    assert len(found) > 1_000
    assert found == expected
    assert names == getattr(rebuild(EVENTS), table).schema.names
