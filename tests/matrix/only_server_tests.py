"""Pytest plugin: keep the tests of the server under test, and of these the ones that depend on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests that do not use the server of HEALTHGEN_TEST_DSN."""
    kept = [item for item in items if "server_dsn" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept
