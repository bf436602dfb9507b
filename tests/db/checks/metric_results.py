"""Results of single metrics, and what the tests ask about them."""

from __future__ import annotations

import psycopg

from healthgen_db.checks.results import CheckResult
from healthgen_db.checks.rule_files import Metric

# Metrics with few rows here are judged in a dataset with so many times as many patients.
LARGER = 10


def metric_of(found: CheckResult) -> Metric:
    """Return the metric of a result."""
    assert isinstance(found.check, Metric)
    return found.check


def result_of(connection: psycopg.Connection, metric: Metric) -> CheckResult:
    """Run a metric in a transaction."""
    row = connection.execute(metric.query.encode()).fetchone()
    assert row is not None
    return CheckResult(metric, None if row[0] is None else float(row[0]), row[1], 0.0)


def judged_when_larger(found: CheckResult) -> bool:
    """Return whether the metric is judged in a larger dataset."""
    metric = metric_of(found)
    banded = metric.low is not None or metric.high is not None
    return banded and found.value is not None and (found.rows or 0) * LARGER >= metric.min_rows


def in_band(found: CheckResult) -> bool:
    """Return whether the value is in the metric's band, also if it is not judged."""
    metric, value = metric_of(found), found.value
    assert value is not None, found
    return (metric.low is None or value >= metric.low) and (metric.high is None or value <= metric.high)
