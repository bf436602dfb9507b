"""Generating a Parquet dataset: parts first, then the fingerprint, and the manifest last.

Each step finds out by itself what is already done. So a run that was killed at any moment can be run again with the
same command, and it ends with the same dataset.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from healthgen_db.config.errors import ConfigError, LoadError
from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.history.datasets import differing, inputs
from healthgen_db.parquet.columns import COMMENT, table_schema
from healthgen_db.parquet.manifest import FILE, Manifest, read_manifest
from healthgen_db.parquet.parts import (
    PLAN,
    UNFINISHED,
    WritePart,
    part_name,
    parts_of,
    read_record,
    record_file,
    refuse_other_plan,
    write_table,
)
from healthgen_db.parquet.place import Place
from healthgen_db.progress import Progress, Stopwatch
from healthgen_db.schema.tables import metadata
from healthgen_db.stages.runner import Runner
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World

Plan = dict[str, Any]
"""Of an unfinished dataset: its id, when it was begun, its inputs, and the folders to clear before (null: none)."""

Files = dict[str, list[dict[str, Any]]]
"""The files of each table: file, rows, bytes."""


class Generation:
    """The generation of one dataset at one place. run() does everything. The other methods are its steps, in order.

    fingerprint: computes the portable fingerprint of the files.
    engine: what computes, such as "Spark 4.3.0".
    """

    def __init__(
        self,
        place: Place,
        world: World,
        stages: Sequence[Stage],
        runner: Runner,
        *,
        fingerprint: Callable[[Place], Fingerprint],
        engine: str,
        progress: Progress,
    ) -> None:
        self.place = place
        self.world = world
        self.stages = stages
        self.runner = runner
        self.fingerprint = fingerprint
        self.engine = engine
        self.watch = Stopwatch(progress)
        self.inputs = inputs(world.config, stages)
        # Other blocks of patients would give other parts. The rows would be the same.
        self.planned = self.inputs | {"block size": stages[0].work_units(world)[0].ids}

    def run(self, *, overwrite: bool = False) -> Manifest:
        """Generate the dataset, or what is missing of it, and return its manifest.

        A complete dataset with the same inputs stays as it is. overwrite: remove what is there, and begin again.

        Raises ConfigError if the place has something else, LoadError for a part, OSError for what the place refuses.
        """
        if not overwrite and (found := self._complete()):
            return found
        plan = self._begin(overwrite=overwrite)
        files = self._reference()
        for stage in self.stages:
            for table, entries in self._rows(stage, plan["id"]).items():
                files.setdefault(table, []).extend(entries)
        refuse_other_plan(self.place, plan["id"])
        self._check(files)
        with self.watch.phase("fingerprint"):
            digests = self.fingerprint(self.place)
        return self._finish(plan["started_at"], files, digests)

    def _complete(self) -> Manifest | None:
        found = read_manifest(self.place)
        if found is None:
            return None
        if lines := differing(found.inputs, self.inputs):
            raise ConfigError(
                f"{self.place} has a dataset with other inputs: {'; '.join(lines)}; choose another folder, or replace"
                " it with --overwrite"
            )
        self.watch.note(f"{self.place} is complete: nothing was written")
        return found

    def _begin(self, *, overwrite: bool) -> Plan:
        """Write the plan, or find that of the run that was killed, and return it."""
        content = self.place.read(PLAN)
        found: Plan | None = None if content is None else json.loads(content)
        if found is None or overwrite:
            old = self._old_folders(found)
            plan: Plan = {"id": uuid.uuid4().hex, "started_at": _now(), "inputs": self.planned, "clear": old}
            self.place.write(PLAN, json.dumps(plan).encode())
        else:
            plan = found
            if lines := differing(plan["inputs"], self.planned):
                raise ConfigError(
                    f"{self.place} has an unfinished dataset with other inputs: {'; '.join(lines)}; use the same"
                    " inputs to finish it, or --overwrite to remove it and begin again"
                )
            self.watch.note(f"continuing the dataset that was begun at {plan['started_at']}")
        if plan["clear"] is not None:
            self._clear(plan["clear"])
            plan["clear"] = None
            self.place.write(PLAN, json.dumps(plan).encode())
        return plan

    def _old_folders(self, found: Plan | None) -> list[str] | None:
        """Return the folders of the dataset that is there, complete or not; None if there is no dataset.

        found: its plan, if it is not complete. Raises ConfigError if there is something else.
        """
        complete = read_manifest(self.place)
        earlier = [] if found is None else [found["inputs"]]
        earlier += [] if complete is None else [complete.inputs]
        if not earlier:
            self._refuse_others()
            return None
        tables = {table for old in earlier for stage in old["stages"] for table in stage["tables"]}
        # A messy copy has reference tables that no stage has.
        sides = tuple({f"{table.partition('.')[0]}." for table in tables if "." in table})
        tables |= metadata.tables.keys()
        if complete is not None:
            tables |= complete.tables.keys()
        if found is not None:
            tables |= set(found["clear"] or ())
        return [each for each in self.place.folders() if each in tables or each.startswith(sides)]

    def _refuse_others(self) -> None:
        # A run that could not write its plan has left an empty folder.
        folders = [
            each for each in self.place.folders() if each != UNFINISHED or self.place.sizes(UNFINISHED)
        ]
        if others := [*folders, *self.place.sizes()]:
            raise ConfigError(
                f"{self.place} is not empty ({', '.join(others[:3])}{', ...' if len(others) > 3 else ''});"
                " choose an empty or a new folder"
            )

    def _clear(self, folders: Sequence[str]) -> None:
        """Remove an earlier dataset, complete or not. Until this is done, the plan says so."""
        # First of all, so that nobody takes what is left for a whole dataset.
        self.place.remove(FILE)
        for folder in folders:
            self.place.remove_folder(folder)
        for record in self.place.sizes(UNFINISHED).keys() - {Path(PLAN).name}:
            self.place.remove(f"{UNFINISHED}/{record}")

    def _reference(self) -> Files:
        with self.watch.phase("reference"):
            return {
                table: [write_table(self.place, table, [rows])]
                for stage in self.stages
                for table, rows in stage.reference_rows(self.world).items()
            }

    def _rows(self, stage: Stage, plan: str) -> Files:
        """Write the rows of a stage, and return its files."""
        parts = {part_name(stage, units): units for units in parts_of(stage, self.world)}
        there = self.place.sizes(UNFINISHED)
        found = (read_record(self.place, name, plan) for name in parts if f"{name}.json" in there)
        records = [record for record in found if record]
        ids = {name: sum(unit.ids for unit in units) for name, units in parts.items()}
        ready = {record["name"] for record in records}
        left = [units for name, units in parts.items() if name not in ready]
        if left:
            with self.watch.phase("start"):
                self.runner.start()
        with self.watch.phase("generate", total=sum(ids.values()), unit=stage.counts) as advance:
            advance(sum(ids[name] for name in ready))
            if left:
                records += self.runner.run(stage, left, WritePart(self.place, plan), advance)
        files: Files = {table: [] for table in stage.tables}
        for record in sorted(records, key=lambda each: each["name"]):
            for table, entry in record["files"].items():
                files[table].append(entry)
        for table, entries in files.items():
            if not entries:
                entries.append(write_table(self.place, table, []))
        return files

    def _check(self, files: Files) -> None:
        """Check that all files are there and have their sizes. Remove what killed processes have left."""
        self.place.remove_partial("")
        broken = []
        for table, entries in files.items():
            self.place.remove_partial(table)
            sizes = self.place.sizes(table)
            for entry in entries:
                if sizes.pop(entry["file"], None) != entry["bytes"]:
                    broken.append(f"{table}/{entry['file']}")
                    # Without its record, the next run writes the part again.
                    self.place.remove(record_file(Path(entry["file"]).stem))
            if sizes:
                raise LoadError(
                    f"{self.place}/{table} has a file that is not of this dataset: {min(sizes)}; remove it, then run"
                    " the same command again"
                )
        if broken:
            raise LoadError(
                f"{self.place}: missing or incomplete: {', '.join(broken[:3])}{', ...' if len(broken) > 3 else ''};"
                " run the same command again to write what is missing"
            )

    def _finish(self, started_at: str, files: Files, digests: Fingerprint) -> Manifest:
        config = self.world.config
        manifest = Manifest(
            config=config.recorded(),
            generator_version=self.inputs["generator version"],
            schema_revision=self.inputs["schema revision"],
            stages=self.inputs["stages"],
            engine=self.engine,
            started_at=started_at,
            finished_at=_now(),
            seconds=self.watch.seconds,
            tables={table: _summary(table, entries) for table, entries in files.items()},
            digests={each.table: {"rows": each.rows, "digest": each.digest} for each in digests.tables},
            fingerprint=digests.whole,
        )
        if differing_rows := [
            table for table, rows in digests.rows.items() if manifest.rows.get(table) != rows
        ]:
            raise LoadError(
                f"{self.place}: the files of {', '.join(differing_rows)} have other rows than were written; write the"
                " dataset again with --overwrite"
            )
        manifest.write(self.place)
        self.place.remove_folder(UNFINISHED)
        return manifest


def _summary(table: str, entries: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "rows": sum(each["rows"] for each in entries),
        "files": len(entries),
        "bytes": sum(each["bytes"] for each in entries),
        "comment": (table_schema(table).metadata[COMMENT].decode() if table in metadata.tables else ""),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
