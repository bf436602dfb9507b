"""Gold has the KPI values of the warehouse, and a refresh computes just the windows that may have changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db.config.errors import WarehouseError
from healthgen_db.kpis.run import run_kpis
from healthgen_db.postgres.connection import connect
from healthgen_db.progress import Advance, Progress
from healthgen_db.stream.lake import gold
from healthgen_db.stream.lake.schemas import LAKE, ensure_schemas

SCHEMA = "healthcare"
ROWS = Path(__file__).with_name("silver_rows.sql")
VALUES = "kpi_id, hospital_id, department_id, window_kind, ended_at, round(value::numeric, 6), n, color"
Databases = Callable[..., AbstractContextManager[str]]
Query = Callable[..., list[tuple[Any, ...]]]


class Meanwhile(Progress):
    """Does something while gold computes."""

    def __init__(self, act: Callable[[], None]) -> None:
        self.act = act

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "steps") -> Iterator[Advance]:
        self.act()
        yield lambda _: None


@pytest.fixture(scope="module")
def computed(databases: Databases, loaded: str) -> Iterator[str]:
    """Give a database with silver, and gold computed once."""
    with databases(copy_of=loaded) as dsn:
        with closing(connect(dsn, schema=SCHEMA, autocommit=True)) as connection:
            ensure_schemas(connection, SCHEMA, LAKE)
            connection.execute(ROWS.read_bytes())
        assert gold.refresh(dsn, SCHEMA).windows > 40
        yield dsn


@pytest.fixture
def lake(databases: Databases, computed: str) -> Iterator[str]:
    with databases(copy_of=computed) as dsn:
        yield dsn


def execute(dsn: str, statement: str) -> None:
    with closing(connect(dsn, schema="healthcare_gold", autocommit=True)) as connection:
        connection.execute(statement.encode())


def test_it_has_the_kpis_whose_relations_silver_has() -> None:
    found = {each.id for each in gold.gold_kpis()}
    assert len(found) == 56
    assert {"bed_days", "los_index", "boarding_hours", "events_late_pct", "icu_pct"} <= found
    assert not {"occupancy_pct", "status", "overtime_pct", "case_mix_index"} & found


def test_values_are_those_of_the_warehouse(lake: str, query: Query) -> None:
    run_kpis(
        lake,
        SCHEMA,
        Progress(),
        kinds=("day", "week"),
        as_of="2026-06-29T00:00",
        number=5,
        kpis=gold.gold_kpis(),
    )
    expected = query(lake, f"SELECT {VALUES} FROM kpi_values")
    ends = "(SELECT window_kind, ended_at FROM healthcare.kpi_values)"
    found = query(
        lake, f"SELECT {VALUES} FROM healthcare_gold.kpi_values WHERE (window_kind, ended_at) IN {ends}"
    )
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) > 500
    assert query(lake, "SELECT count(*) FROM healthcare_gold.kpis") == [(56,)]


def test_nothing_new_costs_nothing(lake: str) -> None:
    assert gold.refresh(lake, SCHEMA).windows == 0


def test_an_event_changes_the_windows_that_ended_after_it(lake: str, query: Query) -> None:
    before = query(lake, "SELECT max(computed_at) FROM healthcare_gold.kpi_values")[0][0]
    execute(lake, "UPDATE changes SET from_at = '2026-06-27 12:00:00+00'")
    # Two days, and the week that ended with the second.
    assert gold.refresh(lake, SCHEMA).windows == 3
    assert query(
        lake,
        "SELECT DISTINCT window_kind, ended_at FROM healthcare_gold.kpi_values WHERE computed_at > %s ORDER BY 2, 1",
        (before,),
    ) == [
        ("day", datetime(2026, 6, 28, 5, tzinfo=UTC)),
        ("day", datetime(2026, 6, 29, 5, tzinfo=UTC)),
        ("week", datetime(2026, 6, 29, 5, tzinfo=UTC)),
    ]
    assert query(lake, "SELECT from_at FROM healthcare_gold.changes") == [(None,)]


def test_a_day_that_closes_is_computed(lake: str, query: Query) -> None:
    execute(lake, "UPDATE healthcare_silver.watermarks SET recorded_at = '2026-06-30 04:59:59+00'")
    assert gold.refresh(lake, SCHEMA).windows == 0
    execute(lake, "UPDATE healthcare_silver.watermarks SET recorded_at = '2026-06-30 05:00:00+00'")
    assert gold.refresh(lake, SCHEMA).windows == 1
    assert query(lake, "SELECT max(ended_at) FROM healthcare_gold.kpi_values") == [
        (datetime(2026, 6, 30, 5, tzinfo=UTC),)
    ]


def test_what_silver_learns_meanwhile_is_not_lost(lake: str, query: Query) -> None:
    execute(lake, "UPDATE changes SET from_at = '2026-06-28 12:00:00+00'")
    # The same moment again: only the version of the row tells that there is something new.
    again = "UPDATE changes SET from_at = least(from_at, '2026-06-28 12:00:00+00')"
    gold.refresh(lake, SCHEMA, Meanwhile(lambda: execute(lake, again)))
    assert query(lake, "SELECT from_at FROM healthcare_gold.changes") == [
        (datetime(2026, 6, 28, 12, tzinfo=UTC),)
    ]
    assert gold.refresh(lake, SCHEMA).windows == 2
    assert gold.refresh(lake, SCHEMA).windows == 0


def test_a_refresh_that_is_killed_leaves_gold_as_it_was(lake: str, query: Query) -> None:
    everything = (
        "SELECT * FROM healthcare_gold.kpi_values ORDER BY kpi_id, department_id, window_kind, ended_at"
    )
    execute(lake, "UPDATE changes SET from_at = '2026-06-01'")
    execute(lake, "UPDATE kpi_values SET n = n + 1")
    before = query(lake, everything), query(lake, "SELECT * FROM healthcare_gold.changes")

    def kill() -> None:
        execute(
            lake,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            f" AND application_name = '{gold.APPLICATION_NAME}'",
        )

    with pytest.raises(WarehouseError):
        gold.refresh(lake, SCHEMA, Meanwhile(kill))
    assert (query(lake, everything), query(lake, "SELECT * FROM healthcare_gold.changes")) == before
    assert gold.refresh(lake, SCHEMA).windows > 10


def test_only_one_session_refreshes(lake: str) -> None:
    execute(lake, "UPDATE changes SET from_at = '2026-06-28 12:00:00+00'")
    results: list[gold.Refreshed] = []
    waiting = threading.Thread(target=lambda: results.append(gold.refresh(lake, SCHEMA, wait=True)))

    def others() -> None:
        assert gold.refresh(lake, SCHEMA).busy
        waiting.start()

    assert gold.refresh(lake, SCHEMA, Meanwhile(others)).windows == 2
    waiting.join(30)
    assert [(each.busy, each.windows) for each in results] == [(False, 0)]


def test_tables_that_have_grown_are_analyzed(lake: str, query: Query) -> None:
    rows = "SELECT reltuples FROM pg_class WHERE oid = 'healthcare_silver.encounters'::regclass"
    with closing(psycopg.connect(lake, autocommit=True)) as connection:
        connection.execute(
            "INSERT INTO healthcare_silver.encounters (encounter_id) SELECT generate_series(1, 20000)"
        )
    [(before,)] = query(lake, rows)
    gold.refresh(lake, SCHEMA)
    [(after,)] = query(lake, rows)
    assert (before < 20_000, after >= 20_000) == (True, True)
