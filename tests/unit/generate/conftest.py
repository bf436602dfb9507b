"""A dataset of two years, one before origin and one after it, for tests of the panel and of the courses of care."""

from __future__ import annotations

from datetime import date

import pytest

from healthgen_db.config.options import Config
from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.panel import compute_panel
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import Columns, columns_of, generator_tables


@pytest.fixture(scope="session")
def steady_world() -> World:
    return build_world(
        Config(
            patients=20_000,
            seed=11,
            start=date(2024, 3, 15),
            origin=date(2025, 3, 14),
            today=date(2026, 3, 14),
        )
    )


@pytest.fixture(scope="session")
def steady(steady_world: World) -> dict[str, Columns]:
    """Return the tables patients, visits and billing."""
    return columns_of(steady_world)


@pytest.fixture(scope="session")
def panel(steady_world: World, steady: dict[str, Columns]) -> CarePeriods:
    """Return the care periods of the same patients."""
    return compute_panel(generator_tables(steady_world).panel, 1, steady["patients"]["patient_id"].size)
