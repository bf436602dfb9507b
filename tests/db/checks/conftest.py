"""Small clean datasets to judge: loaded once a session, and never changed but in transactions that roll back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db import Config
from healthgen_db import load as load_dataset
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"
TESTS = Path(__file__).parents[2]

Databases = Callable[..., AbstractContextManager[str]]


def load(dsn: str, **options: Any) -> None:
    """Load a nationwide dataset, unchecked."""
    values: dict[str, Any] = {"today": date(2026, 6, 30)} | options
    config = Config(**values)
    load_dataset(config, dsn, workers=1, block_size=1000, check_rules=False)


@pytest.fixture(scope="session")
def load_clean() -> Callable[..., None]:
    """Give the function that loads a dataset: ``load_clean(dsn, patients=60, seed=1)``."""
    return load


@pytest.fixture(scope="session")
def clean_dsn(databases: Databases) -> Iterator[str]:
    """Give a database with 300 clean patients; whoever changes it rolls back."""
    with databases() as dsn:
        load(dsn, patients=300, seed=1)
        yield dsn


@pytest.fixture(scope="session")
def other_clean_dsn(databases: Databases) -> Iterator[str]:
    """Give another one, of another seed and size."""
    with databases() as dsn:
        load(dsn, patients=450, seed=2)
        yield dsn


@pytest.fixture
def clean(clean_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the 300 clean patients, which is rolled back."""
    with closing(connect(clean_dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture
def other_clean(other_clean_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the 450 other clean patients, which is rolled back."""
    with closing(connect(other_clean_dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture(scope="session")
def local_clean_dsn(databases: Databases) -> Iterator[str]:
    """Give one around a single hospital, with patients from other states."""
    with databases() as dsn:
        load(dsn, patients=300, seed=4, single_hospital=True, hospital_state="NY")
        yield dsn


@pytest.fixture
def local_clean(local_clean_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the clean patients around one hospital, which is rolled back."""
    with closing(connect(local_clean_dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture(scope="session")
def clinic_clean_dsn(databases: Databases) -> Iterator[str]:
    """Give a clinic: all patients register after origin, and nobody leaves."""
    with databases() as dsn:
        year_ago = date(2025, 6, 30)
        load(dsn, patients=60, seed=5, population="clinic", start=year_ago, origin=year_ago)
        yield dsn


@pytest.fixture
def clinic_clean(clinic_clean_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the clean patients of a clinic, which is rolled back."""
    with closing(connect(clinic_clean_dsn, schema=SCHEMA)) as connection:
        yield connection


# A failing example changes few rows, which often breaks constraints that have nothing to do with its rule. A change of
# many rows takes two to three times as long with foreign keys and indexes. Primary keys stay.
DROP_CONSTRAINTS = """
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
        FOR found IN
            SELECT indexrelid::regclass AS name
            FROM pg_catalog.pg_index
            JOIN pg_catalog.pg_class ON pg_class.oid = indrelid
            WHERE relnamespace = 'healthcare'::regnamespace AND NOT indisprimary
        LOOP
            EXECUTE format('DROP INDEX %s', found.name);
        END LOOP;
    END $$
"""


@pytest.fixture(scope="session")
def week_dsn(databases: Databases) -> Iterator[str]:
    """Give a week of two hospitals (tests/hospital_week*.sql), which its constraints accept and then leave."""
    with databases() as dsn:
        with connect(dsn, schema=SCHEMA) as connection:
            for name in ("reference_rows.sql", "hospital_week.sql", "hospital_week_people.sql"):
                connection.execute((TESTS / name).read_bytes())
            connection.execute(DROP_CONSTRAINTS.encode())
        yield dsn


@pytest.fixture
def week(week_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the week of two hospitals, which is rolled back."""
    with closing(connect(week_dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.fixture
def small_dsn(dsn: str, load_clean: Callable[..., None]) -> str:
    """Give a database with 40 patients, to change at will."""
    load_clean(dsn, patients=40, seed=3)
    return dsn
