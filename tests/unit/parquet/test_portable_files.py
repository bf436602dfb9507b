"""The portable fingerprint of Parquet files: DuckDB computes what the definition says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from healthgen_db import Config, build_world, metadata
from healthgen_db.config.errors import WarehouseError
from healthgen_db.export.portable import TABLES
from healthgen_db.parquet.fingerprint import duckdb_fingerprint
from healthgen_db.parquet.place import Place
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.stage import Stage
from tests import portable_reader as reader
from tests.odd_rows import TABLES as ODD_TABLES
from tests.odd_rows import write_odd_rows

GUIDE = Path(__file__).parents[3] / "healthgen_db" / "parquet" / "README.md"


@pytest.fixture
def odd(tmp_path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Write files with odd values, and give their rows."""
    return write_odd_rows(tmp_path)


def test_duckdb_agrees_with_an_independent_reader(
    tmp_path: Path, odd: dict[str, list[tuple[object, ...]]]
) -> None:
    found = duckdb_fingerprint(Place(str(tmp_path)))
    assert found.digests == {table: reader.table_digest(table, rows) for table, rows in sorted(odd.items())}
    assert found.rows == {table: len(rows) for table, rows in odd.items()}
    assert found.whole == reader.fingerprint(odd)


@pytest.mark.usefixtures("odd")
def test_rows_in_other_files_and_in_another_order_have_the_same_fingerprint(tmp_path: Path) -> None:
    before = duckdb_fingerprint(Place(str(tmp_path)))
    file = tmp_path / "ed_stays" / "ed_stays.parquet"
    rows = pq.read_table(file)
    pq.write_table(rows.slice(5), file)
    pq.write_table(rows.slice(0, 5), file.with_name("z.parquet"))
    assert duckdb_fingerprint(Place(str(tmp_path))) == before


@pytest.mark.usefixtures("odd")
def test_a_row_more_or_less_changes_the_fingerprint(tmp_path: Path) -> None:
    file = tmp_path / "zip_codes" / "zip_codes.parquet"
    rows = pq.read_table(file)
    found = set()
    for count in (0, 1, len(rows), len(rows) - 1):
        pq.write_table(rows.slice(0, count), file)
        found.add(duckdb_fingerprint(Place(str(tmp_path))).digests.get("zip_codes"))
    assert len(found) == 4
    # A table without rows is not in a fingerprint: a schema has empty tables where files have none.
    assert None in found


@pytest.mark.usefixtures("odd")
def test_files_that_are_damaged_are_named(tmp_path: Path) -> None:
    file = tmp_path / "billing" / "billing.parquet"
    file.write_bytes(file.read_bytes()[:-40] + bytes(40))
    with pytest.raises(WarehouseError, match=r"DuckDB failed: .*billing\.parquet"):
        duckdb_fingerprint(Place(str(tmp_path)))


def test_all_tables_of_a_dataset_are_in_it_and_all_their_types_have_a_text() -> None:
    world = build_world(Config(patients=20, operations=True, single_hospital=True, hospital_state="WI"))
    stages = [stage for stage in stages_for(world) if isinstance(stage, Stage)]
    tables = {table for stage in stages for table in (*stage.tables, *stage.reference_rows(world))}
    assert sorted(tables) == TABLES
    columns = [column for table in TABLES for column in metadata.tables[table].columns]
    assert {type(column.type) for column in columns} == {
        sa.BigInteger,
        sa.Boolean,
        sa.Date,
        sa.DateTime,
        sa.Double,
        sa.Integer,
        sa.Numeric,
        sa.SmallInteger,
        sa.Text,
        sa.Time,
    }
    assert {type(column.type) for table in ODD_TABLES for column in metadata.tables[table].columns} == {
        type(column.type) for column in columns
    }
    # PostgreSQL passes at most 100 arguments to concat_ws.
    assert max(len(metadata.tables[table].columns) for table in TABLES) < 100


def test_the_example_of_the_guide_is_right() -> None:
    rows = [("AK", "Alaska", None), ("NM", "New Mexico", Decimal("10.0"))]
    sums = sum(map(reader.row_hash, rows))
    guide = GUIDE.read_text(encoding="utf-8")
    for row in rows:
        assert f"`{reader.row_text(row)}`".replace("|", "\\|") in guide
        assert str(reader.row_hash(row)) in guide
    assert f"`states:2:{sums}`" in guide
    assert reader.table_digest("states", rows) in guide
    assert reader.fingerprint({"states": rows}) in guide
