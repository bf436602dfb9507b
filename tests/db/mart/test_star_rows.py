"""The facts of the star: as many rows as in the warehouse, with equal sums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.db.mart.reading import one, rows
from tests.db.mart.same_rows import SAME


def comparable(row: tuple[Any, ...]) -> list[Any]:
    """Return the row with sums of durations rounded: each row of the star has its hours to two places."""
    return [float(f"{x.total_seconds():.3g}") if isinstance(x, timedelta) else x for x in row]


@pytest.mark.parametrize("name", SAME)
def test_the_star_has_the_rows_of_the_warehouse(star: psycopg.Connection, name: str) -> None:
    of_warehouse, of_star = (rows(star, query) for query in SAME[name])
    assert len(of_warehouse) == len(of_star)
    assert [comparable(row) for row in of_star] == [comparable(row) for row in of_warehouse]


def test_a_wide_view_has_each_row_of_its_fact_once(star: psycopg.Connection) -> None:
    facts = rows(
        star, "SELECT tablename FROM pg_tables WHERE schemaname = 'healthcare_mart' AND tablename ~ '^fact_'"
    )
    for (fact,) in facts:
        view = fact.replace("fact_", "wide_")
        counts = sql.SQL("SELECT (SELECT count(*) FROM {}), (SELECT count(*) FROM {})")
        in_fact, in_view = one(
            star, counts.format(sql.Identifier(fact), sql.Identifier(view)).as_string(star)
        )
        assert in_fact == in_view > 0, fact
