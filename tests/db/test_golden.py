"""Golden fingerprints: the rows of some configs, which change only on purpose."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from healthgen_db.export.fingerprint import table_digest
from healthgen_db.loading.load_options import LoadResult
from healthgen_db.postgres.connection import connect

GOLDEN = Path(__file__).parents[1] / "golden" / "fingerprints.toml"
CONFIGS: dict[str, dict[str, Any]] = tomllib.loads(GOLDEN.read_text())


@pytest.mark.parametrize("name", CONFIGS)
def test_the_rows_of_a_config_have_not_changed(
    name: str, empty_dsn: str, run_load: Callable[..., LoadResult]
) -> None:
    golden = CONFIGS[name]
    result = run_load(empty_dsn, **golden["config"], how={"block_size": None})
    found = {each.table: each.digest for each in result.fingerprint.tables}
    schema = "healthcare_messy"
    with connect(empty_dsn, schema=schema, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace('healthcare_messy')"
            " AND relkind = 'r' ORDER BY relname"
        )
        found |= {
            f"messy.{table}": table_digest(connection, schema, table).digest for (table,) in tables.fetchall()
        }
    lines = "\n".join(f'"{table}" = "{digest}"' for table, digest in found.items())
    assert found == golden["digests"], (
        f"The rows of {name} have changed. If that is the purpose of your commit, say in it why, and write"
        f" these lines under [{name}.digests] in {GOLDEN}:\n{lines}"
    )
