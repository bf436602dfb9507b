"""The queries of the guide to hospital operations run on a hospital, and find something."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import healthgen_db.operations
from healthgen_db.loading.load_options import LoadResult

GUIDE = (Path(healthgen_db.operations.__file__).parent / "README.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?);\n```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def hospital(
    databases: Callable[..., AbstractContextManager[str]], run_load: Callable[..., LoadResult]
) -> Iterator[str]:
    """Return a database with two months of a hospital that is large enough to have rows by hour."""
    with databases(empty=True) as dsn:
        hospital = {"patients": 6_000, "single_hospital": True, "start": date(2026, 5, 1), "operations": True}
        run_load(dsn, how={"block_size": 2_000}, **hospital)
        yield dsn


def test_the_guide_has_ten_queries() -> None:
    assert len(QUERIES) == 10


@pytest.mark.parametrize("text", QUERIES, ids=range(len(QUERIES)))
def test_a_query_of_the_guide_finds_something(
    hospital: str, query: Callable[..., list[tuple[Any, ...]]], text: str
) -> None:
    rows = query(hospital, text)
    assert len(rows) >= 5
    assert any(row[-1] is not None for row in rows)
