"""New stages: load, resume, fingerprint, export and status need nothing but the list of stages."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest

from healthgen_db import Config, build_world
from healthgen_db.export.fingerprint import fingerprint
from healthgen_db.export.flat_files import export
from healthgen_db.export.status import status
from healthgen_db.generate.patients_stage import PatientsStage
from healthgen_db.messy.messy_copy import MessyCopy
from healthgen_db.progress import Progress
from healthgen_db.stages.handed_on import HandedOn, HandedOnFiles, NothingHandedOn
from healthgen_db.stages.stage import Rows, SqlStage, check_order
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World
from tests.db.loading.few_patients import run
from tests.posix import POSIX_ONLY

Query = Callable[..., list[tuple[Any, ...]]]
Databases = Callable[..., AbstractContextManager[str]]

SCRIPT = Path(__file__).with_name("toys.py")


@pytest.fixture
def toys(tmp_path: Path) -> Iterator[ModuleType]:
    """Return the module of the toy stage, with its migration installed for the test."""
    spec = importlib.util.spec_from_file_location("toys", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.installed(tmp_path / "migrations"):
        yield module


@POSIX_ONLY
def test_a_new_stage_is_loaded_resumed_exported_and_shown(
    empty_dsn: str, databases: Databases, toys: ModuleType, tmp_path: Path, query: Query
) -> None:
    with databases(empty=True) as dsn:
        whole = toys.load_toys(dsn, 2).fingerprint
    toys.load_toys(empty_dsn, 1)
    command = [sys.executable, str(SCRIPT), empty_dsn, str(tmp_path / "migrations")]
    killed = subprocess.run(command, capture_output=True, timeout=60, check=False, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    load = status(empty_dsn, "healthcare").load
    assert load is not None
    assert (load.rows["patients"], load.rows["toys"]) == (60, 10)
    result = toys.load_toys(empty_dsn, 2)
    assert (result.resumed, result.rows["toys"]) == (True, 20)
    assert result.fingerprint == whole == fingerprint(empty_dsn, "healthcare")
    assert [each.table for each in whole.tables] == ["patients", "visits", "billing", "toys"]
    units = query(
        empty_dsn, "SELECT work_unit, last_id, rows FROM load_blocks WHERE stage = 'toys' ORDER BY 1"
    )
    assert [row[:2] for row in units] == [(first, first + 9) for first in range(1001, 1061, 10)]
    assert sum(row[2]["toys"] for row in units) == 20
    keys = (
        "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = 'toys'::regclass AND contype <> 'n'"
    )
    assert set(query(empty_dsn, keys)) == {("pk_toys", True), ("fk_toys_patient_id", True)}
    files = export(empty_dsn, "healthcare", tmp_path / "files", progress=Progress())
    lines = files["toys"].read_text().splitlines()
    assert lines[0] == "toy_id,patient_id,name"
    assert [line.split(",")[1] for line in lines[1:]] == [str(number) for number in range(2, 60, 3)]
    dataset = status(empty_dsn, "healthcare").dataset
    assert dataset is not None
    assert dataset.stages[1] == {"name": "toys", "tables": ["toys"]}
    assert dataset.rows == result.rows


class Talking(PatientsStage):
    """The patients stage, which also hands on how many visits each patient has."""

    hands_on = ("visits_by_patient",)

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        for table, batch in super().rows(world, unit, handed):
            yield table, batch
            if table == "visits":
                counted = (
                    pa.table({"patient_id": batch["patient_id"]})
                    .group_by("patient_id")
                    .aggregate([("patient_id", "count")])
                )
                yield "visits_by_patient", counted.combine_chunks().to_batches()[0]


class Listening(PatientsStage):
    """A stage without rows of its own, which keeps what the patients stage handed on."""

    name = "listening"
    after = ("patients",)
    tables = ()
    heard: list[dict[str, int]]

    def reference_rows(self, world: World) -> Mapping[str, pa.Table]:
        return {}

    def work_units(self, world: World) -> Sequence[WorkUnit]:
        return [WorkUnit(7, 7)]

    def rows(self, world: World, unit: WorkUnit, handed: HandedOn) -> Rows:
        self.heard = [
            row for table in handed.read("patients", "visits_by_patient") for row in table.to_pylist()
        ]
        yield from ()


def test_what_a_stage_hands_on_reaches_later_ones_and_is_computed_again_when_missing(
    empty_dsn: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = Listening()
    run(empty_dsn, [Talking(10), listening])
    first = listening.heard
    counts = "SELECT patient_id, count(*) FROM visits GROUP BY 1 ORDER BY 1"
    told = sorted((row["patient_id"], row["patient_id_count"]) for row in first)
    assert told == query(empty_dsn, counts)
    folders: list[Path] = []
    write = HandedOnFiles.write

    def failing(self: HandedOnFiles, *arguments: Any) -> None:
        write(self, *arguments)
        folders.append(self.folder)
        if len(folders) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(HandedOnFiles, "write", failing)
    with pytest.raises(KeyboardInterrupt):
        run(empty_dsn, [Talking(10), listening])
    monkeypatch.undo()
    left = sorted(folders[0].iterdir())
    assert len(left) == 3  # the third file is of a unit that was not committed
    left[0].unlink()
    assert run(empty_dsn, [Talking(15), listening]).resumed
    assert sorted(map(json.dumps, listening.heard)) == sorted(map(json.dumps, first))
    assert not folders[0].exists()


def test_stages_stand_after_those_they_need() -> None:
    with pytest.raises(ValueError, match="stage listening needs patients before it"):
        check_order([Listening(), PatientsStage()])
    with pytest.raises(ValueError, match="two stages are named patients"):
        check_order([PatientsStage(), PatientsStage()])
    with pytest.raises(ValueError, match="stage by_condition: the name of its schema has 1 to 9 letters"):
        check_order([SqlStage("by_condition", Path())])
    with pytest.raises(ValueError, match="two stages have the schema messy"):
        check_order([MessyCopy(PatientsStage()), SqlStage("messy", Path())])


def test_a_messy_copy_hands_on_what_its_stage_hands_on() -> None:
    messy = MessyCopy(Talking(10))
    rows = messy.rows(build_world(Config(patients=10, messy=0.1)), WorkUnit(1, 10), NothingHandedOn())
    assert {*messy.tables, *messy.hands_on} - {"messy.messy_changes"} <= {name for name, _ in rows}
    assert messy.hands_on == ("visits_by_patient",)
