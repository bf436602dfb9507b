"""The public Python API without a database: the names, a world, and its blocks as Arrow tables."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import polars as pl
import pyarrow as pa
import pytest

import healthgen_db
from healthgen_db import Config, HealthgenError, build_world, metadata, patients

TABLES = ("patients", "visits", "billing")
# What a load and its workers import.
MODULES = "import sys, healthgen_db.api, healthgen_db.loading.workers; print(*sys.modules)"


def test_every_public_name_can_be_imported() -> None:
    found = {name: getattr(healthgen_db, name) for name in healthgen_db.__all__}
    assert set(found) >= {"Config", "build_world", "patients", "load", "validate", "metadata"}
    assert all(found.values())
    with pytest.raises(AttributeError, match="no attribute 'cohort'"):
        _ = healthgen_db.cohort


def test_blocks_have_the_columns_of_the_tables_and_all_patients_once() -> None:
    world = build_world(Config(patients=250, today=date(2026, 6, 30)))
    blocks = list(patients(world, block_size=100))
    assert [block.patients.num_rows for block in blocks] == [100, 100, 50]
    for name in TABLES:
        columns = [column.name for column in metadata.tables[name].columns]
        assert all(getattr(block, name).column_names == columns for block in blocks)
    frame = pl.concat([pl.DataFrame(pl.from_arrow(block.patients)) for block in blocks])
    assert frame["patient_id"].to_list() == list(range(1, 251))


def test_a_block_has_the_visits_and_bills_of_its_patients() -> None:
    world = build_world(Config(patients=60, today=date(2026, 6, 30)))
    for block in patients(world, block_size=30):
        people, visits, bills = (pl.DataFrame(pl.from_arrow(getattr(block, name))) for name in TABLES)
        assert visits.height == bills.height > 0
        assert visits.join(people, on="patient_id", how="anti").is_empty()
        assert bills.join(visits, on=["patient_id", "visit_id"], how="anti").is_empty()


def test_money_has_a_type_that_every_arrow_library_reads() -> None:
    block = next(patients(build_world(Config(patients=10, today=date(2026, 6, 30)))))
    assert block.billing.schema.field("total_charge").type == pa.decimal128(12, 2)


def test_blocks_do_not_depend_on_their_size() -> None:
    world = build_world(Config(patients=90, today=date(2026, 6, 30)))
    whole = next(patients(world))
    parts = list(patients(world, block_size=7))
    for name in TABLES:
        joined = pa.concat_tables([getattr(part, name) for part in parts])
        assert joined.combine_chunks() == getattr(whole, name).combine_chunks()


def test_a_bad_option_is_an_error_of_the_package() -> None:
    with pytest.raises(HealthgenError, match="--patients 0"):
        Config(patients=0)


def test_a_dataset_without_operations_imports_none_of_them() -> None:
    told = subprocess.run([sys.executable, "-c", MODULES], capture_output=True, text=True, check=True).stdout
    loaded = told.split()
    assert "healthgen_db.generate.patients_stage" in loaded
    assert [
        name for name in loaded if name.startswith(("healthgen_db.operations", "healthgen_db.messy"))
    ] == []
