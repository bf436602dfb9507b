"""Revision 0011 on a warehouse with rows: an older dataset stays as it is, and gets empty tables of operations."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from healthgen_db.postgres.connection import connect
from healthgen_db.schema import migrate as schema
from healthgen_db.schema.tables import (
    ambulances,
    operations_events,
    operations_places,
    operations_stays,
    roster,
    workforce,
)

SCHEMA = "healthcare"
TESTS = Path(__file__).parents[2]
TABLES = [
    value.name
    for module in (
        operations_places,
        operations_stays,
        operations_events,
        workforce,
        roster,
        ambulances,
    )
    for name, value in vars(module).items()
    if name == getattr(value, "name", None)
]
OLDER_ROWS = """
    SELECT p.*, v.*, b.*
    FROM patients AS p JOIN visits AS v USING (patient_id) JOIN billing AS b USING (visit_id)
"""


@pytest.fixture
def older_dsn(dsn: str) -> str:
    """Give a warehouse of revision 0010 with a few rows."""
    with connect(dsn, schema=SCHEMA) as connection:
        for name in ("reference_rows.sql", "fact_rows.sql"):
            connection.execute((TESTS / name).read_bytes())
    schema.downgrade(dsn, SCHEMA, "0010")
    return dsn


def test_an_older_dataset_stays_as_it_is_and_valid(older_dsn: str) -> None:
    with connect(older_dsn, schema=SCHEMA) as connection:
        before = connection.execute(OLDER_ROWS).fetchall()
        with pytest.raises(Exception, match="encounters"):
            connection.execute("SELECT * FROM encounters")
    schema.upgrade(older_dsn, SCHEMA)
    schema.check(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        assert connection.execute(OLDER_ROWS).fetchall() == before
        zones = connection.execute("SELECT DISTINCT time_zone FROM hospitals").fetchall()
        assert zones == [("America/New_York",)]
        # Its only condition with a season is flu, which has that of the US.
        seasons = "SELECT min(ages), count(*), sum(share), max(share) FILTER (WHERE month = 1) FROM condition_seasons"
        assert connection.execute(seasons).fetchone() == ("all", 12, Decimal(100), Decimal("26.6"))
        assert len(TABLES) == 27
        for table in TABLES:
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() == (0,), table
        assert connection.execute("SELECT count(*) FROM stays_flat").fetchone() == (0,)


def test_rows_of_operations_can_be_added_to_it(older_dsn: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    with connect(older_dsn, schema=SCHEMA) as connection:
        connection.execute((TESTS / "operations_rows.sql").read_bytes())
        for table in TABLES:
            assert connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() != (0,), table


def test_taking_it_back_drops_its_tables_only(older_dsn: str) -> None:
    schema.upgrade(older_dsn, SCHEMA)
    schema.downgrade(older_dsn, SCHEMA, "0010")
    with connect(older_dsn, schema=SCHEMA) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)",
            [TABLES],
        )
        assert found.fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM visits").fetchone() == (2,)
