"""Schemas of other users with names that a load needs: errors name them, and they stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from healthgen_db.config.errors import SchemaError
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

RunLoad = Callable[..., LoadResult]


@pytest.mark.parametrize("name", ["healthcare__loading", "healthcare__loading_messy"])
@pytest.mark.parametrize("restart", [False, True])
def test_a_strangers_schema_is_not_taken_over(
    empty_dsn: str,
    run_load: RunLoad,
    query: Callable[..., list[tuple[Any, ...]]],
    name: str,
    restart: bool,
) -> None:
    with connect(empty_dsn, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        connection.execute(f"CREATE TABLE {name}.mine AS SELECT 1 AS a".encode())
    with pytest.raises(SchemaError, match=f"schema {name} is not healthgen's"):
        run_load(empty_dsn, messy=0.1, how={"restart": restart})
    assert query(empty_dsn, f"SELECT a FROM {name}.mine", schema=name) == [(1,)]
