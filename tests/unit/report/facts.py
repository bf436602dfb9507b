"""Facts for sections, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from healthgen_db.config.options import Config
from healthgen_db.history.datasets import Dataset
from healthgen_db.report.content import Facts, Rows

START, TODAY = date(2023, 1, 1), date(2026, 1, 31)


def dataset(**changed: Any) -> Dataset:
    """Return a dataset of three years and a month."""
    config = Config(patients=60, today=TODAY).recorded()
    values: dict[str, Any] = {
        "dataset_id": 1,
        "config": config,
        "seed": 42,
        "today": TODAY,
        "origin": TODAY,
        "start": START,
        "generator_version": "1.2.3",
        "schema_revision": "0001",
        "postgres_version": "18.1",
        "started_at": datetime(2026, 1, 31, tzinfo=UTC),
        "finished_at": None,
        "seconds": None,
        "stages": [],
        "rows": {"patients": 60, "visits": 1_200},
        "fingerprint": "abc",
    }
    return Dataset(**values | changed)


def facts(changed: dict[str, Any] | None = None, **rows: Rows) -> Facts:
    """Return facts. changed: fields of the dataset; rows: by the name of the query."""
    return Facts("north <east> & co", dataset(**changed or {}), rows)


def month_list(first: date, number: int) -> list[date]:
    """Return the first days of so many months."""
    found = [first]
    while len(found) < number:
        found.append((found[-1] + timedelta(days=31)).replace(day=1))
    return found


def activity(series: str, values: list[float], first: date = START) -> Rows:
    """Return months of a series, each of which has 30 days."""
    return [
        {"series": series, "month": month, "value": value, "total": value * 30, "weight": 30, "events": 10}
        for month, value in zip(month_list(first, len(values)), values, strict=True)
    ]
