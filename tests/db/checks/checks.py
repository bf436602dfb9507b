"""Rules and metrics of their own for the tests of the runner."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from healthgen_db.checks.rule_files import Metric, Rule
from healthgen_db.postgres.connection import connect

SCHEMA = "healthcare"


def a_rule(query: str, name: str = "a_rule") -> Rule:
    return Rule(name, "A rule", query, Path(f"{name}.sql"), 7, severity="error", description="It matters.")


def a_metric(query: str, name: str = "a_metric") -> Metric:
    return Metric(name, "A metric", query, Path(f"{name}.sql"), 7, severity="warning", description="It says.")


def rows(dsn: str, query: str) -> list[Any]:
    with closing(connect(dsn, schema=SCHEMA)) as connection:
        return connection.execute(query.encode()).fetchall()
