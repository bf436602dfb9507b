"""One hospital, a network and one clinic in a real database: rules hold; the clinic's view is the reference's table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import psycopg
import pytest

from healthgen_db import load
from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.run import validate
from healthgen_db.config.sources import build_config
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
TODAY = date(2026, 6, 30)

Databases = Callable[..., AbstractContextManager[str]]

PRIORITIES = """
    SELECT
        CASE
            WHEN v.treatment IN ('Surgery', 'Bypass Surgery', 'Cesarean Section') THEN 'surgery'
            WHEN v.diagnosis IN ('Flu', 'COVID-19') THEN 'viral'
            WHEN c.category IN ('chronic', 'complex') AND v.age >= 60 THEN 'chronic, older'
            WHEN c.category IN ('chronic', 'complex') THEN 'chronic, younger'
            ELSE 'other'
        END,
        avg(v.follow_up::integer)::float8
    FROM clinic_visits AS v
    JOIN conditions AS c ON v.diagnosis = c.name
    GROUP BY 1
"""


def results_of(dsn: str, preset: str | None = None, **options: Any) -> dict[str, CheckResult]:
    """Load a dataset, and return what its rules and metrics found."""
    config = build_config({"today": TODAY, **options}, preset=preset)
    load(config, dsn, workers=1, block_size=5000, check_rules=False)
    return {found.check.id: found for found in validate(dsn, SCHEMA).results}


def broken(results: dict[str, CheckResult]) -> set[str]:
    return {name for name, found in results.items() if found.kind == "rule" and not found.passed}


@pytest.fixture(scope="module")
def clinic(databases: Databases) -> Iterator[tuple[psycopg.Connection, dict[str, CheckResult]]]:
    with databases() as dsn:
        results = results_of(dsn, "clinic")
        with connect(dsn, schema=SCHEMA) as connection:
            yield connection, results


def test_every_rule_holds_for_the_clinic(clinic: tuple[psycopg.Connection, dict[str, CheckResult]]) -> None:
    _, results = clinic
    assert broken(results) == set()
    ours = {
        name: found
        for name, found in results.items()
        if name.startswith("clinic_") and found.kind == "metric"
    }
    assert len(ours) == 5
    assert all(found.judged and found.passed for found in ours.values())


def test_the_clinics_table(clinic: tuple[psycopg.Connection, dict[str, CheckResult]]) -> None:
    connection, _ = clinic
    cursor = connection.execute("SELECT * FROM clinic_visits ORDER BY patient_id")
    columns = [column.name for column in cursor.description or ()]
    assert columns == ["patient_id", "visit_date", "age", "gender", "diagnosis", "treatment", "follow_up"]
    rows = cursor.fetchall()
    assert len(rows) == 5_000
    assert [row[0] for row in rows] == list(range(1, 5_001))
    for gender, percent in (("male", 45), ("female", 43), ("others", 12)):
        assert sum(row[3] == gender for row in rows) / 50 == pytest.approx(percent, abs=1)
    assert sum(row[6] for row in rows) / 50 == pytest.approx(30, abs=2)


def test_more_patients_change_no_follow_up_of_the_clinic(
    clinic: tuple[psycopg.Connection, dict[str, CheckResult]], empty_dsn: str
) -> None:
    query = "SELECT * FROM clinic_visits WHERE patient_id <= 300 ORDER BY patient_id"
    results_of(empty_dsn, "clinic", patients=300)
    with connect(empty_dsn, schema=SCHEMA) as connection:
        fewer = connection.execute(query).fetchall()
    assert len(fewer) == 300
    assert clinic[0].execute(query).fetchall() == fewer


def test_follow_ups_go_by_priority(clinic: tuple[psycopg.Connection, dict[str, CheckResult]]) -> None:
    connection, _ = clinic
    share: dict[str, float] = dict(connection.execute(PRIORITIES).fetchall())
    assert share["surgery"] > 0.8
    assert min(share["viral"], share["chronic, older"]) > 0.35
    assert share["chronic, older"] > share["chronic, younger"] + 0.15
    assert share["chronic, younger"] > 0.15
    assert 0 < share["other"] < 0.1


@pytest.mark.parametrize(
    ("options", "out_of_state"),
    [
        ({"hospital_state": "NY", "hospital_zipcode": "10036", "hospital_name": "St. Ann's"}, 17),
        ({"hospital_state": "HI"}, 17),
        ({"hospital_state": "DC", "local_share": 0.25}, 75),
        ({"single_hospital": True, "hospitals": 5, "local_share": 1, "local_top_n": 30, "zip_target": 30}, 0),
    ],
)
def test_every_rule_holds_around_one_hospital_or_network(
    dsn: str, options: dict[str, Any], out_of_state: float
) -> None:
    results = results_of(dsn, patients=2_000, **options)
    assert broken(results) == set()
    assert results["local_share_gap_pct"].passed
    assert results["outstate_neighbor_share_gap_pct"].passed
    with connect(dsn, schema=SCHEMA) as connection:
        query = "SELECT count(*) FROM patients WHERE state NOT IN (SELECT state FROM hospitals)"
        row = connection.execute(query).fetchone()
        assert row is not None
        assert row[0] / 20 == pytest.approx(out_of_state, abs=1)
        hospitals = connection.execute(
            "SELECT name, state, zipcode FROM hospitals ORDER BY hospital_id"
        ).fetchall()
    assert len(hospitals) == options.get("hospitals", 1)
    asked = [options.get(f"hospital_{part}") for part in ("name", "state", "zipcode")]
    assert all(wanted in (None, found) for wanted, found in zip(asked, hospitals[0], strict=True))
