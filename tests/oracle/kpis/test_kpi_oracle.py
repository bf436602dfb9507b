"""The SQL files of the KPIs and their second reading in polars agree, on whole and on awkward windows.

The values of a window stay the same when time goes on, and change when a row changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from healthgen_db.kpis.kpi_files import read_kpis
from healthgen_db.postgres.connection import connect, tune_for_analysis

from . import admissions, beds, emergency, leaving, lengths, people, services, status, unit_hours
from .changes import CHANGES
from .comparison import Values, differences, values_of_oracle, values_of_sql
from .moments import all_windows, days, few_windows
from .registry import KPIS
from .rows import Rows, read_rows
from .windows import Window

HERE = Path(__file__).parent
SCHEMA = "healthcare"
LINES = 40
TODAY = date(2026, 6, 30)
ORIGIN = date(2026, 5, 19)
KPI_FILES = {kpi.id: kpi for kpi in read_kpis()}
READINGS = (admissions, beds, emergency, leaving, lengths, people, services, status, unit_hours)
OPTIONS: dict[str, Any] = {"seed": 21, "operations": True, "conditions": "full", "zip_target": 60}
DATASETS: dict[str, dict[str, Any]] = {
    "one hospital": {
        "patients": 2700,
        "start": date(2025, 10, 20),
        "hospital_state": "WI",
        "hospital_zipcode": "53715",
        "demand_factor": 1.25,
        "demand_from": date(2026, 3, 1),
        "demand_to": date(2026, 3, 21),
    },
    # One of these hospitals has fewer than 25 beds, so no hours of units and no workforce.
    "network": {
        "patients": 2300,
        "start": date(2026, 3, 1),
        "hospitals": 2,
        "states": "PA,NJ",
        "hospital_state": "PA",
        "hospital_zipcode": "19107",
    },
    "gauteng": {
        "patients": 900,
        "start": date(2026, 2, 1),
        "place": "gauteng",
        "origin": ORIGIN,
        "hospital_state": "IL",
        "hospital_zipcode": "60612",
    },
}
# For changes that no constraint would allow. Primary keys stay, because a query may rely on them in GROUP BY.
CONSTRAINTS = """
    DO $$
    DECLARE found record;
    BEGIN
        FOR found IN
            SELECT conrelid::regclass AS tab, conname
            FROM pg_catalog.pg_constraint
            WHERE connamespace = 'healthcare'::regnamespace AND contype IN ('c', 'f', 'u', 'x')
            ORDER BY contype = 'f' DESC
        LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.tab, found.conname);
        END LOOP;
    END $$
"""

LoadedDatabases = Callable[..., AbstractContextManager[str]]
Databases = Callable[..., AbstractContextManager[str]]


@dataclass(frozen=True)
class Loaded:
    """A dataset in a database, and its rows as polars frames."""

    dsn: str
    start: date
    rows: Rows

    def windows(self) -> list[Window]:
        """Return the windows of its hospitals: all windows for one dataset, and few for the others."""
        kind = all_windows if self.start == DATASETS["one hospital"]["start"] else few_windows
        return [
            each
            for hospital in self.rows.tables["hospitals"]["hospital_id"]
            for each in kind(self.rows, hospital, self.start, TODAY)
        ]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of all its hospitals."""
        return ZoneInfo(self.rows.tables["hospitals"]["time_zone"][0])

    def windows_until(self, end: datetime) -> list[Window]:
        """Return windows of hospital 1 that end at a moment."""
        return [
            Window(1, self.zone.key, end - timedelta(hours=hours), end)
            for hours in (1, 24, 7 * 24, 28 * 24, 90 * 24)
        ]


def assert_same(one: Values, other: Values) -> None:
    found = differences(one, other)
    assert not found, f"{len(found)} of {len(one)} values differ:\n" + "\n".join(found[:LINES])


def opened(dsn: str) -> closing[psycopg.Connection]:
    """Connect to a database. The session is in a time zone that no hospital has: it must not matter."""
    connection = connect(dsn, schema=SCHEMA, autocommit=True)
    tune_for_analysis(connection)
    connection.execute("SET TIME ZONE 'Europe/London'")
    return closing(connection)


@pytest.fixture(scope="module")
def dataset(loaded: LoadedDatabases) -> Iterator[Callable[[str], Loaded]]:
    """Return a function that loads a dataset when it is first asked for."""
    found: dict[str, Loaded] = {}
    with ExitStack() as stack:

        def get(name: str) -> Loaded:
            if name not in found:
                dsn = stack.enter_context(loaded(**OPTIONS, **DATASETS[name]))
                with opened(dsn) as connection:
                    connection.execute((HERE / "predictions.sql").read_bytes())
                    connection.execute("ANALYZE")
                    found[name] = Loaded(dsn, DATASETS[name]["start"], read_rows(connection))
            return found[name]

        yield get


def test_every_kpi_is_read_twice() -> None:
    assert set(KPIS) == set(KPI_FILES)


@pytest.mark.parametrize("name", DATASETS)
def test_readings_agree(dataset: Callable[[str], Loaded], name: str) -> None:
    data = dataset(name)
    # All kinds of windows in one dataset, and every second one in the others, as they take time.
    windows = data.windows()[:: 1 if name == "one hospital" else 2]
    with opened(data.dsn) as connection:
        assert_same(
            values_of_sql(connection, KPI_FILES.values(), windows),
            values_of_oracle(data.rows, KPI_FILES.values(), windows),
        )


def test_values_stay_when_time_goes_on(dataset: Callable[[str], Loaded], databases: Databases) -> None:
    data = dataset("one hospital")
    end = datetime(2026, 5, 20, 14, 17, 31, tzinfo=UTC)
    windows = [each for each in data.windows() if each.ended_at <= end][::4] + data.windows_until(end)
    with databases(copy_of=data.dsn) as dsn, opened(dsn) as connection:
        before = values_of_sql(connection, KPI_FILES.values(), windows)
        connection.execute(CONSTRAINTS)
        psycopg.ClientCursor(connection).execute((HERE / "cut.sql").read_bytes(), {"moment": end})
        assert_same(before, values_of_sql(connection, KPI_FILES.values(), windows))


def test_values_change_with_rows(dataset: Callable[[str], Loaded], databases: Databases) -> None:
    data = dataset("one hospital")
    june = Window(
        1,
        data.zone.key,
        datetime(2026, 6, 1, 5, tzinfo=UTC),
        datetime(2026, 7, 1, 5, tzinfo=UTC),
    )
    with databases(copy_of=data.dsn) as dsn, opened(dsn) as connection:
        connection.execute(CONSTRAINTS)
        for name, change in CHANGES.items():
            before = values_of_sql(connection, [KPI_FILES[name]], [june])
            assert connection.execute(change.encode()).rowcount, f"{name}: the change meets no row"
            after = values_of_sql(connection, [KPI_FILES[name]], [june])
            assert before[name, june, None] != after[name, june, None], name
        assert_same(
            values_of_sql(connection, KPI_FILES.values(), [june]),
            values_of_oracle(read_rows(connection), KPI_FILES.values(), [june]),
        )


def test_readings_agree_on_round_times(dataset: Callable[[str], Loaded], databases: Databases) -> None:
    data = dataset("one hospital")
    windows = data.windows()[::5]
    with databases(copy_of=data.dsn) as dsn, opened(dsn) as connection:
        connection.execute(CONSTRAINTS)
        connection.execute((HERE / "rounded.sql").read_bytes())
        assert_same(
            values_of_sql(connection, KPI_FILES.values(), windows),
            values_of_oracle(read_rows(connection), KPI_FILES.values(), windows),
        )


def test_readings_agree_on_the_status_of_a_restless_hospital(
    dataset: Callable[[str], Loaded], databases: Databases
) -> None:
    data = dataset("one hospital")
    lasts = [TODAY - timedelta(days=number) for number in range(110)]
    windows = [days(1, data.zone.key, day, day) for day in lasts]
    with databases(copy_of=data.dsn) as dsn, opened(dsn) as connection:
        connection.execute(CONSTRAINTS)
        connection.execute((HERE / "restless.sql").read_bytes())
        there = values_of_sql(connection, [KPI_FILES["status"]], windows)
        rows = data.rows.changed(read_rows(connection, ["unit_hours", "encounters"]))
    found = status.status_after(rows.seen(windows[0]), windows[0], lasts)
    here: Values = {
        ("status", window, department): answer
        for window, day in zip(windows, lasts, strict=True)
        for department, answer in found[day].items()
    }
    assert_same(there, here)
    assert {value for value, _ in here.values()} == {0, 1, 2}
