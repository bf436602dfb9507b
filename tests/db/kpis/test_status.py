"""The KPI status: how colors begin and end on days made by hand, and what a surge does to the status of a hospital."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest

from healthgen_db.kpis.compute import KpiValue, compute_one
from healthgen_db.kpis.kpi_files import read_kpis
from healthgen_db.kpis.windows import DAY, Hospital, Window, midnight
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
[STATUS] = [kpi for kpi in read_kpis() if kpi.id == "status"]
# The hospitals of reference_rows.sql. The first has a department of medicine with a ward in operations_rows.sql.
LOS_ANGELES = Hospital(1, "Los Angeles General", "America/Los_Angeles")
NEW_YORK = Hospital(2, "New York Memorial", "America/New_York")
MEDICINE = 102
WARD = 1002
# The clocks change on the fourth of these days.
FIRST = date(2025, 3, 6)
# Patients and boarders of a ward of 100 beds. Of a hospital, A is amber and R red, H is just enough for amber to stay
# and M for red, O is over one threshold only, and G is green. Of a department, D is amber and E red.
KINDS_OF_DAYS = {
    "A": (85, 4),
    "D": (90, 5),
    "E": (95, 8),
    "G": (50, 0),
    "H": (82, 3),
    "M": (87, 5),
    "O": (99, 0),
    "R": (90, 6),
}
NOT_SEEN = "-"


@pytest.fixture(scope="module")
def hospital(
    databases: Callable[..., AbstractContextManager[str]], fact_rows_dsn: str
) -> Iterator[psycopg.Connection]:
    """Give a connection to a warehouse whose hospital 1 has one ward of 20 beds, without hours."""
    with databases(copy_of=fact_rows_dsn) as dsn, closing(connect(dsn, schema=SCHEMA)) as connection:
        connection.execute("DELETE FROM unit_hours")
        connection.execute("UPDATE units SET beds = 20 WHERE unit_id = %s", [WARD])
        connection.commit()
        yield connection


def write_days(connection: psycopg.Connection, kinds: str, ward: int = WARD) -> None:
    """Write the hours of a ward: one letter for each day, see KINDS_OF_DAYS."""
    connection.execute("DELETE FROM unit_hours")
    for number, kind in enumerate(kinds):
        if kind != NOT_SEEN:
            connection.execute(
                """
                INSERT INTO unit_hours (unit_id, hour, census, staffed_beds, boarders)
                SELECT %s, hour, %s, 100, %s
                FROM generate_series(%s::timestamptz, %s::timestamptz - interval '1 hour', '1 hour') AS x (hour)
                """,
                [ward, *KINDS_OF_DAYS[kind], *bounds(FIRST + timedelta(number))],
            )
    connection.commit()


def bounds(day: date) -> tuple[object, object]:
    return midnight(day, LOS_ANGELES.zone), midnight(day + timedelta(1), LOS_ANGELES.zone)


def days(hospital: Hospital, first: date, number: int) -> list[Window]:
    begins = [midnight(first + timedelta(each), hospital.zone) for each in range(number + 1)]
    return [Window(hospital, DAY, begin, end) for begin, end in pairwise(begins)]


def states(
    connection: psycopg.Connection, windows: Sequence[Window], department_id: int | None = None
) -> str:
    """Return the status by window: one digit for each."""
    values = compute_one(connection, STATUS, windows)
    chosen: list[KpiValue] = [value for value in values if value.department_id == department_id]
    return "".join(NOT_SEEN if value.value is None else f"{value.value:.0f}" for value in chosen)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        # one day is not enough, two of three are
        ("AGGGG", "00000"),
        ("AAGGG", "01110"),
        ("AGAGGGG", "0011100"),
        # one measure is not enough, neither to begin nor to stay
        ("OOOO", "0000"),
        ("AAOOO", "01110"),
        # between the thresholds nothing changes
        ("HHHH", "0000"),
        ("AAHHHHH", "0111111"),
        ("MMMMM", "01111"),
        ("RRMMMM", "022222"),
        # red and amber end by themselves
        ("RRAAAA", "022211"),
        ("RRGGGG", "022200"),
        ("RAR", "012"),
        # a day that is not seen ends nothing, nor do the two after it
        ("AA-GGG", "011110"),
        ("A-A", "001"),
        # after 56 days without a change a color is forgotten
        ("AA" + "H" * 60, "0" + "1" * 57 + "0" * 4),
    ],
)
def test_colors_begin_and_end(hospital: psycopg.Connection, kinds: str, expected: str) -> None:
    write_days(hospital, kinds)
    windows = days(LOS_ANGELES, FIRST, len(kinds))
    assert states(hospital, windows) == expected
    # Other windows of the same run change nothing.
    assert "".join(states(hospital, [window]) for window in windows[::7]) == expected[::7]


def test_departments_have_thresholds_of_their_own(hospital: psycopg.Connection) -> None:
    write_days(hospital, "AARRDDEEGGG")
    windows = days(LOS_ANGELES, FIRST, 11)
    assert states(hospital, windows) == "01122222220"
    assert states(hospital, windows, MEDICINE) == "00011112220"


def test_state_is_that_of_the_last_whole_day(hospital: psycopg.Connection) -> None:
    write_days(hospital, "AAGGG")
    zone = LOS_ANGELES.zone
    morning = midnight(FIRST + timedelta(2), zone) + timedelta(hours=7)
    assert states(hospital, [Window(LOS_ANGELES, "24 hours", morning - timedelta(hours=24), morning)]) == "1"
    week = Window(LOS_ANGELES, "week", midnight(FIRST, zone), midnight(FIRST + timedelta(7), zone))
    assert states(hospital, [week]) == "0"


def test_small_hospital_has_no_status(hospital: psycopg.Connection) -> None:
    write_days(hospital, "RRR", ward=2001)
    values = compute_one(hospital, STATUS, days(NEW_YORK, FIRST, 3))
    assert [(value.department_id, value.value, value.n) for value in values] == [(None, None, 0)] * 3


def test_surge_turns_the_status_amber_or_red_and_it_turns_green_again(
    databases: Callable[..., AbstractContextManager[str]],
    run_load: Callable[..., LoadResult],
) -> None:
    surge = date(2026, 7, 6), date(2026, 7, 26)
    options: dict[str, Any] = {
        "patients": 3000,
        "seed": 42,
        "conditions": "full",
        "start": date(2026, 4, 1),
        "today": date(2026, 8, 23),
        "operations": True,
        "hospital_state": "WI",
        "hospital_zipcode": "53715",
        "zip_target": 60,
        "demand_factor": 1.5,
        "demand_from": surge[0],
        "demand_to": surge[1],
    }
    madison = Hospital(1, "", "America/Chicago")
    with databases(empty=True) as dsn:
        run_load(dsn, how={"workers": 2, "block_size": 1500}, **options)
        with closing(connect(dsn, schema=SCHEMA)) as connection:
            before, during = (
                states(connection, days(madison, first, 21)) for first in (surge[0] - timedelta(21), surge[0])
            )
            after = states(connection, days(madison, surge[1] + timedelta(1), 28))
    # The first weeks of a dataset are crowded, and 21 days before the surge they are over.
    assert set(before) == {"0"}
    assert set(during) & {"1", "2"}
    assert set(after[-7:]) == {"0"}
