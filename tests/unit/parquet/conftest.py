"""A dataset of several parts, which no test changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.in_process import write_parquet
from tests.unit.parquet.small_datasets import CONFIG, UNIT_SIZE


@pytest.fixture(scope="session")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a complete dataset of several parts."""
    folder = tmp_path_factory.mktemp("parquet") / "a folder"
    write_parquet(folder, CONFIG, unit_size=UNIT_SIZE)
    return folder
