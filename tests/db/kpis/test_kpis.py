"""The command kpis: values in the table kpi_values, on the screen and as JSON; what it refuses; what a reload keeps."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.kpis.kpi_files import read_kpis
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

RunLoad = Callable[..., LoadResult]
Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]

HOSPITAL: dict[str, Any] = {
    "patients": 250,
    "start": date(2026, 4, 15),
    "operations": True,
    "hospital_state": "WI",
    "hospital_zipcode": "53715",
    "zip_target": 60,
}
DAY = "2026-06-30 05:00:00+00:00"


@pytest.fixture(scope="module")
def loaded(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give a database with a small hospital at work, to make copies of."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 125}, **HOSPITAL)
        yield dsn


@pytest.fixture
def hospital_dsn(databases: Databases, loaded: str) -> Iterator[str]:
    with databases(copy_of=loaded) as dsn:
        yield dsn


def test_values_are_shown_and_written(hospital_dsn: str, healthgen: Callable[..., Any], query: Query) -> None:
    ended = healthgen("kpis", "--dsn", hospital_dsn, "--json")
    assert ended.code == 0, ended.err
    values = ended.values["values"]
    assert ended.values["recorded"]
    # There is no hour before the start, so no window begins before it.
    assert {each["window"] for each in values} == {"day", "24 hours", "week", "28 days", "month"}
    assert {each["kpi"] for each in values} == {kpi.id for kpi in read_kpis()}
    assert {kpi_id for (kpi_id,) in query(hospital_dsn, "SELECT kpi_id FROM kpis")} == {
        kpi.id for kpi in read_kpis()
    }
    written = query(
        hospital_dsn,
        "SELECT kpi_id, hospital_id, nullif(department_id, 0), window_kind, value, n, color FROM kpi_values",
    )
    shown = [
        (
            each["kpi"],
            each["hospital_id"],
            each["department_id"],
            each["window"],
            each["value"],
            each["n"],
            each["color"],
        )
        for each in values
    ]
    assert sorted(written, key=str) == sorted(shown, key=str)
    hidden = [each for each in values if each["hidden"]]
    assert hidden
    assert all(each["value"] is None for each in hidden)


def test_a_second_run_replaces_the_values(
    hospital_dsn: str, healthgen: Callable[..., Any], query: Query
) -> None:
    first = healthgen("kpis", "--dsn", hospital_dsn, "--window", "day", "--history", 3, "--json").values
    query(hospital_dsn, "UPDATE kpi_values SET value = 1000, n = 1000, color = NULL")
    again = healthgen("kpis", "--dsn", hospital_dsn, "--window", "day", "--history", 3, "--json").values
    assert again == first
    assert len({each["ended_at"] for each in first["values"]}) == 3
    assert query(hospital_dsn, "SELECT count(*) FROM kpi_values") == [(len(first["values"]),)]
    assert query(hospital_dsn, "SELECT 1 FROM kpi_values WHERE value = 1000") == []


def test_a_value_stays_the_same_as_time_goes_on(
    hospital_dsn: str, healthgen: Callable[..., Any], query: Query
) -> None:
    late = healthgen("kpis", "--dsn", hospital_dsn, "--window", "day", "--history", 30, "--json").values[
        "values"
    ]
    early = healthgen(
        "kpis", "--dsn", hospital_dsn, "--window", "day", "--as-of", "2026-06-15", "--json"
    ).values["values"]
    assert early == [each for each in late if each["ended_at"] == early[0]["ended_at"]]


def test_the_screen_has_departments_if_asked(hospital_dsn: str, healthgen: Callable[..., Any]) -> None:
    plain = healthgen("kpis", "--dsn", hospital_dsn, "--window", "28-days").out
    more = healthgen("kpis", "--dsn", hospital_dsn, "--window", "28-days", "--departments").out
    assert "admissions_per_day" in plain
    assert "as of 2026-07-01 00:00" in plain
    assert "General medicine" not in plain
    assert "General medicine" in more


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--window", "year"], "--window year: choose from day, 24-hours, week, 28-days, month"),
        (["--as-of", "soon"], "--as-of soon: write a date, or a local time"),
        (
            ["--as-of", "2026-07-01"],
            "--as-of 2026-07-01: the dataset has 2026-04-15 to the end of 2026-06-30",
        ),
        (["--hospital", "nowhere"], "--hospital nowhere: there is no such one; there are: 1 "),
        (["--history", "0"], "--history 0"),
    ],
)
def test_a_wrong_option_is_refused(
    loaded: str, healthgen: Callable[..., Any], arguments: list[str], message: str
) -> None:
    ended = healthgen("kpis", "--dsn", loaded, *arguments)
    assert ended.code == 2
    assert message in ended.err
    assert ended.out == ""


def test_without_operations_it_says_what_to_load(old_dsn: str, healthgen: Callable[..., Any]) -> None:
    ended = healthgen("kpis", "--dsn", old_dsn)
    assert ended.code == 2
    assert "the dataset has no hospital at work; load one with --operations" in ended.err


def test_no_window_before_the_start(loaded: str, healthgen: Callable[..., Any]) -> None:
    ended = healthgen("kpis", "--dsn", loaded, "--window", "month", "--as-of", "2026-05-20")
    assert ended.code == 0
    assert "no window of this kind lies in the dataset" in ended.out


def test_a_role_that_may_only_read_gets_values(
    hospital_dsn: str, healthgen: Callable[..., Any], query: Query
) -> None:
    role = f"healthgen_role_{secrets.token_hex(4)}"
    with connect(hospital_dsn, autocommit=True) as connection:
        name = sql.Identifier(role)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'pw'").format(name))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA healthcare TO {}").format(name))
        connection.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA healthcare TO {}").format(name))
        try:
            reader = make_conninfo(hospital_dsn, user=role, password="pw")
            ended = healthgen("kpis", "--dsn", reader, "--window", "day", "--json")
        finally:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(name))
            connection.execute(sql.SQL("DROP ROLE {}").format(name))
    assert ended.code == 0, ended.err
    assert not ended.values["recorded"]
    assert ended.values["values"]
    assert "the values are not written into kpi_values: permission denied" in ended.err
    assert query(hospital_dsn, "SELECT 1 FROM kpi_values") == []


def test_a_reload_keeps_values_models_and_predictions_by_dataset(
    hospital_dsn: str, healthgen: Callable[..., Any], run_load: RunLoad, query: Query
) -> None:
    healthgen("kpis", "--dsn", hospital_dsn, "--window", "day")
    query(
        hospital_dsn,
        "INSERT INTO los_models (dataset_id, as_of, seed, generator_version, python_version, sklearn_version,"
        " skops_version, fingerprint, features, split, metrics, critical_threshold, high_threshold, card, model)"
        " SELECT 1, now(), 1, '', '', '', '', fingerprint, '{}', '{}', '{}', 0.5, 0.5, '# Card', ''"
        " FROM datasets",
    )
    query(
        hospital_dsn,
        "INSERT INTO los_predictions (model_id, dataset_id, encounter_id, predicted_at, hospital_id,"
        " hours_so_far, p10_hours, p50_hours, p90_hours, over_48, over_96, leave_24, leave_48)"
        " VALUES (1, 1, 10001, now(), 1, 1, 2, 3, 4, 0.5, 0.5, 0.5, 0.5)",
    )
    kept = {
        table: query(hospital_dsn, f"SELECT t::text FROM {table} AS t ORDER BY 1")
        for table in ("kpis", "kpi_values", "los_models", "los_predictions")
    }
    run_load(hospital_dsn, seed=5)
    assert {
        table: query(hospital_dsn, f"SELECT t::text FROM {table} AS t ORDER BY 1") for table in kept
    } == kept
    assert all(kept.values())
    (number,) = query(
        hospital_dsn, "SELECT nextval(pg_get_serial_sequence('healthcare.los_models', 'model_id'))"
    )
    assert number == (2,)
