"""Parts of a Parquet dataset: some work units of a stage, whose rows become one file for each table.

A part is what one task computes, and what a run that was killed has done or not done.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from healthgen_db.config.errors import LoadError
from healthgen_db.parquet.columns import as_stored, table_schema
from healthgen_db.parquet.place import Place
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.runner import Units
from healthgen_db.stages.stage import Stage
from healthgen_db.world.world import World

# Where the plan and the records are until the dataset is complete.
UNFINISHED = "_unfinished"
PLAN = f"{UNFINISHED}/plan.json"
# A stage has at least as many parts, if it has as many units, so that many processes have something to do.
FEWEST_PARTS = 16
# A row group of a file. Readers skip whole row groups, and a writer keeps one in memory.
GROUP_ROWS = 131_072


def parts_of(stage: Stage, world: World) -> list[Units]:
    """Return the parts of a stage. They depend only on the inputs of the dataset, and on the size of its work units."""
    units = stage.work_units(world)
    size = max(1, min(stage.units_per_file(world), len(units) // FEWEST_PARTS))
    return [tuple(units[begin : begin + size]) for begin in range(0, len(units), size)]


def part_name(stage: Stage, units: Units) -> str:
    """Return the name of a part: the name of its files and of its record."""
    return f"{stage.name}-{units[0].first:010d}-{units[-1].last:010d}"


def record_file(name: str) -> str:
    """Return the file with the record of a part."""
    return f"{UNFINISHED}/{name}.json"


def read_record(place: Place, name: str, plan: str) -> dict[str, Any] | None:
    """Return the record of a part; None if the part is not complete.

    A lost task of a dataset that was overwritten may write its record late. It has another plan, and does not count.
    """
    content = place.read(record_file(name))
    record: dict[str, Any] | None = None if content is None else json.loads(content)
    return record if record is not None and record["plan"] == plan else None


def refuse_other_plan(place: Place, plan: str) -> None:
    """Raise LoadError if another run has begun another dataset at the place since this one began."""
    content = place.read(PLAN)
    if content is not None and json.loads(content)["id"] != plan:
        raise LoadError(
            f"another run has begun another dataset at {place}; wait until it ends, or choose another folder"
        )


@dataclass(frozen=True)
class WritePart:
    """The work on a part: it computes the rows and writes the files, and then the record that they are complete.

    plan: the id of the plan that the part belongs to.

    The record: name, plan, stage, first, last, files (by table: file, rows, bytes), seconds.
    """

    place: Place
    plan: str

    def __call__(self, world: World, stage: Stage, units: Units, handed: HandedOn) -> dict[str, Any]:
        """Do it. A part with a record is complete already: an earlier task wrote it and was lost afterwards.

        Raises LoadError if the place has another plan now.
        """
        begin = perf_counter()
        name = part_name(stage, units)
        refuse_other_plan(self.place, self.plan)
        if found := read_record(self.place, name, self.plan):
            return found
        rows = _write_tables(self.place, name, _batches(world, stage, units, handed))
        files = {
            table: {
                "file": (file := f"{name}.parquet"),
                "rows": count,
                "bytes": self.place.size(f"{table}/{file}"),
            }
            for table, count in rows.items()
        }
        record = {
            "name": name,
            "plan": self.plan,
            "stage": stage.name,
            "first": units[0].first,
            "last": units[-1].last,
            "files": files,
            "seconds": round(perf_counter() - begin, 3),
        }
        self.place.write(record_file(name), json.dumps(record).encode())
        return record


def _batches(
    world: World, stage: Stage, units: Units, handed: HandedOn
) -> Iterator[tuple[str, pa.RecordBatch]]:
    for unit in units:
        yield from stage.table_rows(world, unit, handed)


def _write_tables(place: Place, name: str, batches: Iterator[tuple[str, pa.RecordBatch]]) -> dict[str, int]:
    """Write the rows of all tables side by side, and return the number of rows of each table."""
    rows: dict[str, int] = defaultdict(int)
    tables: dict[str, TableFile] = {}
    with ExitStack() as files:
        for table, batch in batches:
            if table not in tables:
                schema = table_schema(table, batch.schema)
                tables[table] = files.enter_context(TableFile(place, f"{table}/{name}.parquet", schema))
            tables[table].append(batch)
            rows[table] += batch.num_rows
    return dict(rows)


class TableFile:
    """A Parquet file that is being written. At the end of the block it is complete."""

    def __init__(self, place: Place, file: str, schema: pa.Schema) -> None:
        self.schema = schema
        self.waiting: list[pa.Table] = []
        self.opened = ExitStack()
        self.place, self.file = place, file

    def __enter__(self) -> Self:
        """Open it."""
        sink = self.opened.enter_context(self.place.output(self.file))
        self.writer = self.opened.enter_context(
            pq.ParquetWriter(sink, self.schema, compression="zstd", store_decimal_as_integer=True)
        )
        return self

    def __exit__(self, *error: Any) -> bool | None:  # noqa: ANN401 - the arguments of every context manager
        """Write what waits, and close it. After an error, nothing is left of it."""
        if error[0] is not None:
            return self.opened.__exit__(*error)
        # If this fails, nothing is left of the file either.
        with self.opened:
            self._write()
        return None

    def append(self, rows: pa.RecordBatch | pa.Table) -> None:
        """Add rows. They are written as soon as they fill a row group."""
        self.waiting.append(as_stored(rows, self.schema))
        if sum(each.num_rows for each in self.waiting) >= GROUP_ROWS:
            self._write()

    def _write(self) -> None:
        if self.waiting:
            self.writer.write_table(pa.concat_tables(self.waiting), row_group_size=GROUP_ROWS)
        self.waiting = []


def write_table(place: Place, table: str, rows: Sequence[pa.Table]) -> dict[str, Any]:
    """Write a whole table as one file, and return its entry: file, rows, bytes. Without rows, the file is empty."""
    schema = table_schema(table, rows[0].schema if rows else None)
    file = f"{table}.parquet"
    with TableFile(place, f"{table}/{file}", schema) as written:
        for each in rows:
            written.append(each)
    return {
        "file": file,
        "rows": sum(each.num_rows for each in rows),
        "bytes": place.size(f"{table}/{file}"),
    }
