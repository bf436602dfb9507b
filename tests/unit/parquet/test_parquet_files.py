"""The files of a Parquet dataset: rows, columns, sizes, and the manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from healthgen_db import Config, build_world
from healthgen_db.config.errors import ConfigError
from healthgen_db.parquet.manifest import FILE, read_manifest, require_manifest
from healthgen_db.parquet.parts import UNFINISHED, parts_of
from healthgen_db.parquet.place import Place
from healthgen_db.schema.tables import metadata
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.stage import Stage
from tests.in_process import InProcess, write_parquet
from tests.unit.parquet.small_datasets import (
    CONFIG,
    TODAY,
    UNIT_SIZE,
)


def test_the_files_have_the_rows_of_the_units(dataset: Path) -> None:
    world = build_world(CONFIG)
    (stage,) = (stage for stage in stages_for(world, UNIT_SIZE) if isinstance(stage, Stage))
    units = stage.work_units(world)
    assert len(units) == 3
    runner = InProcess(world, [stage])
    for table in stage.tables:
        expected = [
            rows
            for unit in units
            for name, rows in stage.rows(world, unit, runner._handed(stage))
            if name == table
        ]
        found = pq.read_table(dataset / table)
        assert found.num_rows == sum(each.num_rows for each in expected) > 0
        assert found.schema.names == expected[0].schema.names
        for column in found.schema.names:
            together = pa.chunked_array([each[column] for each in expected]).cast(found[column].type)
            assert found[column].equals(together), column


def test_columns_have_the_types_and_the_comments_of_the_tables(dataset: Path) -> None:
    for folder in (each for each in dataset.iterdir() if each.is_dir()):
        schema = pq.read_schema(next(folder.iterdir()))
        described = metadata.tables[folder.name]
        assert schema.metadata[b"comment"].decode() == described.comment
        assert schema.names == list(described.columns.keys())
        for field, column in zip(schema, described.columns, strict=True):
            assert field.metadata[b"comment"].decode() == column.comment
            assert field.nullable == column.nullable
        for_spark = json.loads(schema.metadata[b"org.apache.spark.sql.parquet.row.metadata"])
        assert [each["name"] for each in for_spark["fields"]] == schema.names
        assert for_spark["fields"][0]["metadata"]["comment"] == described.columns.values()[0].comment


def test_the_manifest_says_what_is_there(dataset: Path) -> None:
    manifest = require_manifest(Place(str(dataset)))
    assert manifest.config == CONFIG.recorded()
    assert set(manifest.tables) == {each.name for each in dataset.iterdir() if each.is_dir()}
    for table, entry in manifest.tables.items():
        paths = list((dataset / table).iterdir())
        assert entry["files"] == len(paths)
        assert entry["bytes"] == sum(path.stat().st_size for path in paths)
        assert entry["rows"] == sum(pq.read_metadata(path).num_rows for path in paths)
    assert manifest.tables["visits"]["files"] == 3
    assert manifest.rows["visits"] == manifest.rows["billing"] > manifest.rows["patients"] > 400
    assert not (dataset / UNFINISHED).exists()


def test_operations_have_every_table_also_the_empty_ones(tmp_path: Path) -> None:
    config = Config(
        patients=1_200, today=TODAY, zip_target=60, operations=True, single_hospital=True, local_top_n=50
    )
    manifest = write_parquet(tmp_path, config)
    world = build_world(config)
    tables = [table for stage in stages_for(world) if isinstance(stage, Stage) for table in stage.tables]
    assert set(tables) <= manifest.tables.keys()
    assert manifest.rows["adt_events"] > manifest.rows["encounters"] > 0
    empty = [table for table in tables if not manifest.rows[table]]
    assert "shifts" in empty
    for table in tables:
        (path,) = (tmp_path / table).iterdir()
        assert pq.read_schema(path).names == list(metadata.tables[table].columns.keys())


def test_an_unreadable_manifest_is_named(tmp_path: Path) -> None:
    for content, message in [
        ("{", "is not a manifest of healthgen"),
        ('{"format": 2}', "has format 2, and this healthgen reads format 1"),
    ]:
        (tmp_path / FILE).write_text(content)
        with pytest.raises(ConfigError, match=message):
            read_manifest(Place(str(tmp_path)))
    (tmp_path / FILE).unlink()
    with pytest.raises(ConfigError, match=r"no manifest\.json"):
        require_manifest(Place(str(tmp_path)))


def test_many_units_become_files_of_a_sensible_size() -> None:
    world = build_world(Config(patients=20_000_000, today=TODAY, zip_target=60))
    (stage,) = (stage for stage in stages_for(world) if isinstance(stage, Stage))
    parts = parts_of(stage, world)
    assert [unit for units in parts for unit in units] == list(stage.work_units(world))
    assert {units[-1].last - units[0].first + 1 for units in parts[:-1]} == {524_288}
