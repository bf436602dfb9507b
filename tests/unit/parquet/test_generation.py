"""Generating a Parquet dataset without Spark: what a killed run leaves, overwriting, and what is refused."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from healthgen_db import build_world
from healthgen_db.config.errors import ConfigError, LoadError
from healthgen_db.parquet.manifest import read_manifest
from healthgen_db.parquet.parts import UNFINISHED, WritePart, parts_of
from healthgen_db.parquet.place import Place
from healthgen_db.stage_list import stages_for
from healthgen_db.stages.runner import Work
from healthgen_db.stages.stage import Stage
from tests.in_process import InProcess, in_process, write_parquet
from tests.unit.parquet.small_datasets import (
    CONFIG,
    SMALL,
    UNIT_SIZE,
    KilledAfter,
    KilledAtOnce,
    KilledError,
    files_of,
)


def test_a_second_run_writes_nothing(dataset: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in dataset.rglob("*")}
    again = write_parquet(dataset, CONFIG, unit_size=UNIT_SIZE)
    assert again == read_manifest(Place(str(dataset)))
    assert {path: path.stat().st_mtime_ns for path in dataset.rglob("*")} == before


def test_other_inputs_are_refused_and_named(dataset: Path) -> None:
    before = files_of(dataset)
    with pytest.raises(ConfigError, match=r"seed was 42 and is 7 now.*--overwrite"):
        write_parquet(dataset, replace(CONFIG, seed=7), unit_size=UNIT_SIZE)
    assert files_of(dataset) == before


def test_a_killed_run_goes_on_with_the_parts_that_are_left(dataset: Path, tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    with pytest.raises(KilledError):
        in_process(folder, CONFIG, runner=KilledAfter, unit_size=UNIT_SIZE).run()
    assert read_manifest(Place(str(folder))) is None
    written = {path: path.stat().st_mtime_ns for path in (folder / "visits").iterdir()}
    assert len(written) == 1
    # A process that was killed while it wrote leaves a file that no reader reads.
    (folder / "visits" / "_partial.0.patients.parquet").write_bytes(b"PAR1")
    with pytest.raises(ConfigError, match=r"unfinished dataset with other inputs: seed was 42 and is 7"):
        write_parquet(folder, replace(CONFIG, seed=7), unit_size=UNIT_SIZE)
    write_parquet(folder, CONFIG, unit_size=UNIT_SIZE)
    assert {path: path.stat().st_mtime_ns for path in written} == written
    assert files_of(folder) == files_of(dataset)


def test_a_task_that_is_done_twice_writes_once(tmp_path: Path) -> None:
    world = build_world(SMALL)
    (stage,) = (stage for stage in stages_for(world) if isinstance(stage, Stage))
    place = Place(str(tmp_path))
    # A task is sent to another process.
    work = pickle.loads(pickle.dumps(WritePart(place, "any plan")))
    (units,) = parts_of(stage, world)
    first = work(world, stage, units, InProcess(world, [stage])._handed(stage))
    before = files_of(tmp_path)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    assert work(world, stage, units, InProcess(world, [stage])._handed(stage)) == first
    assert files_of(tmp_path) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_overwrite_replaces_a_dataset_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_parquet(folder, SMALL)
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    found = write_parquet(folder, replace(SMALL, seed=7), overwrite=True)
    assert found.config["seed"] == 7
    assert (folder / "notes" / "mine.txt").read_text() == "mine"
    other = tmp_path / "other"
    write_parquet(other, replace(SMALL, seed=7))
    assert {name: data for name, data in files_of(folder).items() if "mine" not in name} == files_of(other)


def test_an_overwrite_that_was_killed_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_parquet(tmp_path, SMALL)
    other = replace(SMALL, seed=7)
    with monkeypatch.context() as patched:

        def kill(_: Place, folder: str) -> None:
            raise KilledError(folder)

        patched.setattr(Place, "remove_folder", kill)
        with pytest.raises(KilledError):
            write_parquet(tmp_path, other, overwrite=True)
    # Nobody takes the old files for a whole dataset.
    assert read_manifest(Place(str(tmp_path))) is None
    write_parquet(tmp_path, other)
    whole = tmp_path / "whole"
    write_parquet(whole, other)
    assert {name: data for name, data in files_of(tmp_path).items() if "whole" not in name} == files_of(whole)


def test_an_overwrite_removes_all_tables_of_an_unfinished_dataset(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        in_process(tmp_path, replace(CONFIG, messy=0.05), runner=KilledAfter, unit_size=UNIT_SIZE).run()
    assert (tmp_path / "messy.patients_flat").exists()
    manifest = write_parquet(tmp_path, SMALL, overwrite=True)
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == manifest.tables.keys()


def test_a_record_that_was_written_after_an_overwrite_does_not_count(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        in_process(tmp_path / "out", CONFIG, runner=KilledAfter, unit_size=UNIT_SIZE).run()
    (late,) = (tmp_path / "out" / UNFINISHED).glob("patients-*.json")
    content = late.read_bytes()
    other = replace(CONFIG, seed=7)
    with pytest.raises(KilledError):
        in_process(tmp_path / "out", other, runner=KilledAtOnce, unit_size=UNIT_SIZE).run(overwrite=True)
    late.write_bytes(content)
    write_parquet(tmp_path / "out", other, unit_size=UNIT_SIZE)
    write_parquet(tmp_path / "whole", other, unit_size=UNIT_SIZE)
    assert files_of(tmp_path / "out") == files_of(tmp_path / "whole")


def test_other_blocks_are_refused_until_a_dataset_is_complete(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        in_process(tmp_path, CONFIG, runner=KilledAfter, unit_size=UNIT_SIZE).run()
    with pytest.raises(ConfigError, match="block size was 200 and is 100 now; use the same inputs"):
        write_parquet(tmp_path, CONFIG, unit_size=100)
    assert write_parquet(dataset, CONFIG, unit_size=100) == read_manifest(Place(str(dataset)))


def test_a_run_that_could_not_write_its_plan_goes_on(tmp_path: Path) -> None:
    (tmp_path / UNFINISHED).mkdir()
    (tmp_path / UNFINISHED / "_partial.0.plan.json").write_bytes(b"{")
    (tmp_path / "_partial.0.manifest.json").write_bytes(b"{")
    write_parquet(tmp_path, SMALL)
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith("_")]


def test_a_run_stops_when_another_one_has_begun_to_overwrite(tmp_path: Path) -> None:
    class Overwritten(InProcess):
        """A runner that is slow: another run begins before its second part."""

        def run(
            self, stage: Stage, parts: Sequence[Any], work: Work, done: Callable[[int], None]
        ) -> list[dict[str, Any]]:
            records = super().run(stage, parts[:1], work, done)
            with pytest.raises(KilledError):
                in_process(tmp_path, SMALL, runner=KilledAfter).run(overwrite=True)
            return records + super().run(stage, parts[1:], work, done)

    with pytest.raises(LoadError, match=r"another run has begun another dataset at"):
        in_process(tmp_path, CONFIG, runner=Overwritten, unit_size=UNIT_SIZE).run()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_with_other_files_is_refused(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "mine.parquet").write_bytes(b"mine")
    with pytest.raises(ConfigError, match=r"is not empty \(visits\)"):
        write_parquet(tmp_path, SMALL, overwrite=overwrite)
    assert files_of(tmp_path) == {"visits/mine.parquet": b"mine"}


def test_a_file_that_lost_its_end_is_noticed_and_written_again(dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        in_process(tmp_path, CONFIG, runner=KilledAfter, unit_size=UNIT_SIZE).run()
    (broken,) = (tmp_path / "billing").iterdir()
    broken.write_bytes(broken.read_bytes()[:-1])
    with pytest.raises(LoadError, match=rf"missing or incomplete: billing/{broken.name}; run the same"):
        write_parquet(tmp_path, CONFIG, unit_size=UNIT_SIZE)
    assert read_manifest(Place(str(tmp_path))) is None
    write_parquet(tmp_path, CONFIG, unit_size=UNIT_SIZE)
    assert files_of(tmp_path) == files_of(dataset)


def test_a_file_of_somebody_else_among_ours_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(KilledError):
        in_process(tmp_path, CONFIG, runner=KilledAfter, unit_size=UNIT_SIZE).run()
    (tmp_path / "visits" / "more.parquet").write_bytes(b"")
    with pytest.raises(LoadError, match=r"a file that is not of this dataset: more\.parquet"):
        write_parquet(tmp_path, CONFIG, unit_size=UNIT_SIZE)
