"""A small hospital whose log was streamed and ingested, once clean and once with faults, to make copies of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from healthgen_db.progress import Progress
from healthgen_db.stream.lake.ingest import IngestOptions, ingest
from healthgen_db.stream.reconcile.result import Reconciled
from healthgen_db.stream.reconcile.run import reconcile
from healthgen_db.stream.source.pace import Stop
from healthgen_db.stream.source.run import StreamOptions, run_stream

SCHEMA = "healthcare"
HOSPITAL: dict[str, Any] = {
    "patients": 250,
    "start": date(2026, 5, 18),
    "operations": True,
    "hospital_state": "WI",
    "hospital_zipcode": "53715",
    "zip_target": 60,
}
Databases = Callable[..., AbstractContextManager[str]]
Send = Callable[..., None]


@pytest.fixture(scope="session")
def loaded(databases: Databases, run_load: Callable[..., Any]) -> Iterator[str]:
    """Give a database with a small hospital at work, and nothing sent."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 125}, **HOSPITAL)
        yield dsn


@pytest.fixture(scope="session")
def send() -> Send:
    """Give a function that streams into bronze, and refines it."""

    def stream_and_ingest(dsn: str, *, gold: bool = True, **options: Any) -> None:
        run_stream(dsn, SCHEMA, StreamOptions(**options), Progress(), Stop())
        ingest(dsn, SCHEMA, None, IngestOptions(with_gold=gold), Progress())

    return stream_and_ingest


@pytest.fixture(scope="session")
def clean(databases: Databases, loaded: str, send: Send) -> Iterator[str]:
    """Give a database whose whole log was sent and ingested."""
    with databases(copy_of=loaded) as dsn:
        send(dsn)
        yield dsn


@pytest.fixture(scope="session")
def compare() -> Callable[..., Reconciled]:
    """Give a function that reconciles a database."""
    return lambda dsn, **options: reconcile(dsn, SCHEMA, Progress(), **options)
