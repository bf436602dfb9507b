"""The metrics of operations: in their bands for a hospital, and outside when their effect is taken away."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from healthgen_db.checks.rule_files import read_metrics
from healthgen_db.config.resources import resource
from healthgen_db.postgres.connection import connect

from .conftest import DROP_CONSTRAINTS, SCHEMA
from .metric_results import in_band, judged_when_larger, result_of

METRICS = {metric.id: metric for metric in read_metrics(resource("sql", "hospitals", "metrics"))}
EFFECTS: dict[str, dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("hospital_effects.toml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def hospital_dsn(
    databases: Callable[..., AbstractContextManager[str]], load_clean: Callable[..., None]
) -> Iterator[str]:
    """Give five months of the hospital of the preset of this name, without constraints."""
    preset = tomllib.loads(resource("data", "presets", "hospital.toml").read_text(encoding="utf-8"))
    options = {name: value for name, value in preset.items() if name not in ("description", "start")}
    with databases() as dsn:
        load_clean(dsn, seed=8, start=date(2026, 1, 31), **options)
        with connect(dsn, schema=SCHEMA) as connection:
            connection.execute(DROP_CONSTRAINTS.encode())
        yield dsn


@pytest.fixture
def hospital(hospital_dsn: str) -> Iterator[psycopg.Connection]:
    """Give a transaction over the hospital, which is rolled back."""
    with closing(connect(hospital_dsn, schema=SCHEMA)) as connection:
        yield connection


@pytest.mark.parametrize("metric_id", METRICS)
def test_every_figure_lies_in_its_band(hospital: psycopg.Connection, metric_id: str) -> None:
    found = result_of(hospital, METRICS[metric_id])
    assert judged_when_larger(found), found
    assert in_band(found), found.value


@pytest.mark.parametrize("effect", EFFECTS)
def test_metrics_leave_their_bands_without_the_effect(hospital: psycopg.Connection, effect: str) -> None:
    hospital.execute(EFFECTS[effect]["sql"].encode())
    found = [result_of(hospital, METRICS[name]) for name in EFFECTS[effect]["metrics"]]
    assert all(judged_when_larger(each) for each in found), found
    assert [(each.check.id, each.value) for each in found if in_band(each)] == []


def test_every_metric_is_tried_without_its_effect() -> None:
    assert {name for effect in EFFECTS.values() for name in effect["metrics"]} == set(METRICS)


def test_a_dataset_without_operations_is_judged_by_none(clean: psycopg.Connection) -> None:
    assert not any(result_of(clean, metric).judged for metric in METRICS.values())
