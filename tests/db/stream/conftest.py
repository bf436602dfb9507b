"""A small hospital at work, and copies of it, for the tests of the stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from healthgen_db.stream.source import send
from healthgen_db.stream.targets.target import Target

Query = Callable[..., list[tuple[Any, ...]]]
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


@pytest.fixture
def receive(monkeypatch: pytest.MonkeyPatch) -> Callable[[Target], None]:
    """Give a function that puts a receiver in the place of the next target."""

    def put(receiver: Target) -> None:
        monkeypatch.setattr("healthgen_db.stream.source.run.open_target_of", lambda *_: receiver)

    return put


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send few messages at a time, and save the position often."""
    monkeypatch.setattr("healthgen_db.stream.source.run.CHUNK", 37)
    monkeypatch.setattr(send, "MOST_UNSAVED", 100)


@pytest.fixture
def dsn(empty_dsn: str) -> str:
    """Give an empty database: a receiver needs no warehouse."""
    return empty_dsn


@pytest.fixture(scope="session")
def keys(hospital_dsn: str, query: Query) -> list[int]:
    """Give the keys of the hospital's events in the order in which they were recorded."""
    rows = query(hospital_dsn, "SELECT event_key FROM adt_events ORDER BY recorded_at, event_key")
    return [key for (key,) in rows]
