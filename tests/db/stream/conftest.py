"""A small hospital at work, and copies of it, for the tests of the stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

Databases = Callable[..., AbstractContextManager[str]]
HOSPITAL: dict[str, Any] = {
    "patients": 300,
    "single_hospital": True,
    "operations": True,
    "start": date(2026, 5, 1),
    "origin": date(2026, 6, 1),
    "conditions": "full",
}


@pytest.fixture(scope="session")
def hospital_dsn(databases: Databases, run_load: Callable[..., Any]) -> Iterator[str]:
    """Give a database with two months of a small hospital. Tests share it, so they must not change the warehouse."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 300}, **HOSPITAL)
        yield dsn


@pytest.fixture
def hospital_copy(databases: Databases, hospital_dsn: str) -> Iterator[str]:
    """Give a copy of the small hospital, to send from and to change."""
    with databases(copy_of=hospital_dsn) as dsn:
        yield dsn
