"""A small hospital at work with its star, loaded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any

import psycopg
import pytest

from healthgen_db.postgres.connection import connect

Databases = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def star_dsn(
    databases: Databases, run_load: Callable[..., Any], hospital_options: dict[str, Any]
) -> Iterator[str]:
    """Give a database with a hospital and its star. Tests share it, so they must not change it."""
    with databases(empty=True) as dsn:
        today = hospital_options["origin"]
        run_load(dsn, how={"block_size": 2400, "workers": 2}, today=today, mart=True, **hospital_options)
        yield dsn


@pytest.fixture(scope="session")
def star(star_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a connection whose search path is the star, then the warehouse. It cannot write."""
    with closing(connect(star_dsn, autocommit=True)) as connection:
        connection.execute("SET search_path TO healthcare_mart, healthcare")
        connection.execute("SET default_transaction_read_only = on")
        yield connection
