"""What a worker does, once it has passed the check: the work on a part, and the rows that units hand on."""

import base64
import json
import pickle
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyspark import Accumulator

from healthgen_db.loading.processes import error_chain
from healthgen_db.stages.handed_on import HandedOn, HandedOnTable, NothingHandedOn
from healthgen_db.stages.runner import Units, Work
from healthgen_db.stages.stage import Stage, Taken
from healthgen_db.stages.work_units import WorkUnit
from healthgen_db.world.world import World

RECORDS = pa.schema({"part": pa.int64(), "record": pa.string()})
# The column that says for which part a row is.
KEY = "healthgen_key"
NOBODY = -1
# Between these marks, the text of an error has its chain of causes.
BEGIN, END = "<healthgen-error:", ">"


@dataclass(frozen=True)
class DoParts:
    """The work on the parts of a stage."""

    stage: Stage
    parts: Sequence[Units]
    work: Work

    def __call__(
        self, world: World, number: int, done: Accumulator[int], rows: pa.Table | None = None
    ) -> pa.Table:
        """Do the work on a part, and return its record. rows: what earlier stages handed on to it."""
        units = self.parts[number]
        with errors_as_text():
            record = self.work(world, self.stage, units, self._handed(rows))
        done.add(sum(unit.ids for unit in units))
        return pa.table([[number], [json.dumps(record)]], schema=RECORDS)

    def _handed(self, rows: pa.Table | None) -> HandedOn:
        if rows is None:
            return NothingHandedOn()
        (taken,) = self.stage.takes
        order = [(column, "ascending") for column in taken.order]
        return HandedOnTable(rows.drop_columns([KEY]).sort_by(order))


@dataclass(frozen=True)
class HandOn:
    """The rows that the units of a stage hand on, each with the key of the part that takes it.

    keys: the key of each unit that takes rows, by its id counted from 0, or NOBODY.
    """

    stage: Stage
    units: Sequence[WorkUnit]
    taken: Taken
    keys: NDArray[np.int32]

    def __call__(self, world: World, number: int) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one unit."""
        with errors_as_text():
            for name, batch in self.stage.handed_on_rows(world, self.units[number], NothingHandedOn()):
                if name == self.taken.name:
                    keys = pa.array(self.keys[batch.column(self.taken.column).to_numpy()])
                    wanted = pc.not_equal(keys, NOBODY)
                    yield batch.append_column(pa.field(KEY, pa.int32()), keys).filter(wanted)

    def schema(self, world: World) -> pa.Schema:
        """Return the columns of these rows."""
        first = self.units[0].first
        sample = HandOn(self.stage, [WorkUnit(first, first)], self.taken, self.keys)
        return next(sample(world, 0)).schema


@contextmanager
def errors_as_text() -> Iterator[None]:
    """Replace an error by one whose text has all of it, because the driver gets nothing but the text."""
    try:
        yield
    except Exception as error:
        causes = base64.b64encode(pickle.dumps(error_chain(error))).decode()
        raise RuntimeError(f"{error}\n{BEGIN}{causes}{END}") from None
