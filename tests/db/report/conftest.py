"""A small hospital at work, with all that the report shows except a model; its tests share it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest

from healthgen_db.loading.load_options import LoadResult
from healthgen_db.progress import Progress
from healthgen_db.report.content import Report
from healthgen_db.report.render import render
from healthgen_db.report.run import run_report

SCHEMA = "healthcare"
RunLoad = Callable[..., LoadResult]
Databases = Callable[..., AbstractContextManager[str]]

HOSPITAL: dict[str, Any] = {
    "patients": 600,
    "single_hospital": True,
    "start": date(2025, 10, 1),
    "operations": True,
    # hospitals of fewer than 25 beds have no hours of units
    "bed_factor": 6.0,
}


@pytest.fixture(scope="session")
def report_dsn(databases: Databases, run_load: RunLoad) -> Iterator[str]:
    """Give the database of a hospital at work for nine months, not checked yet. Nothing may be written into it."""
    with databases(empty=True) as dsn:
        run_load(dsn, how={"block_size": 300}, **HOSPITAL)
        yield dsn


@pytest.fixture(scope="session")
def report(report_dsn: str) -> Report:
    return run_report(report_dsn, SCHEMA, Progress())


@pytest.fixture(scope="session")
def page(report: Report) -> str:
    return render(report, Progress())
