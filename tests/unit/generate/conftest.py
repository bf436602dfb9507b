"""A dataset of two years, one before origin and one after it, for tests of the panel and of the courses of care."""

from __future__ import annotations

from datetime import date

import pytest

from healthgen_db.config.options import Config
from healthgen_db.world.world import World, build_world
from tests.unit.generate.datasets import Columns, columns_of


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
