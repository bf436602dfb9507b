"""The messy tables of a block, and the record of their faults: pure functions of the world and the block."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.generate.block import Block
from healthgen_db.messy.fault_file import CHANGES, DUPLICATE_ROW, KEY, NULL, load_faults
from healthgen_db.messy.faults import Faults
from healthgen_db.messy.flat_text import FlatTables
from healthgen_db.messy.rewrites import functions
from healthgen_db.world.draws import Ints
from healthgen_db.world.world import World

# The name of the draws for whole rows, in the place of a column.
ROW = "row"
# As text, the rows of a block need many times the memory of its columns.
PATIENTS_AT_A_TIME = 4096


class Corruption:
    """What corrupts the tables of a world. Raises ConfigError that names the wrong entry of data/messy.toml."""

    def __init__(self, world: World) -> None:
        file, calls = load_faults(), functions(world.catalog)
        self.draws, self.rate = world.draws, world.config.messy
        self.flat = FlatTables(world)
        self.columns = file.columns
        self.faults = {name: Faults(shares, file.kinds, calls) for name, shares in file.faults.items()}


corruption = lru_cache(maxsize=4)(Corruption)


def messy_batches(world: World, block: Block) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the rows that a block adds to the messy tables, as pairs of table and rows.

    The faults of a column are yielded at once, so that memory stays small even if every cell has a fault.
    """
    corrupting = corruption(world)
    patients = block.patients["patient_id"].to_numpy()
    for first in patients[::PATIENTS_AT_A_TIME]:
        whose = (first, first + PATIENTS_AT_A_TIME)
        part = Block(*(_of(whose, rows) for rows in (block.patients, block.visits, block.billing)))
        for number, (table, clean) in enumerate(corrupting.flat.rows(part).items(), 1):
            yield from _Table(corrupting, table, number, clean).batches()


def _of(patients: tuple[int, int], rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows of the patients from one id up to another. rows: sorted by patient."""
    begin, end = np.searchsorted(rows["patient_id"].to_numpy(), patients)
    return rows.slice(begin, end - begin)


class _Table:
    """One flat table of a block, from which its messy copy is made."""

    def __init__(self, corrupting: Corruption, table: str, number: int, clean: pa.RecordBatch) -> None:
        self.corrupting, self.table, self.number, self.clean = corrupting, table, number, clean
        self.keys: Ints = clean.column(0).cast(pa.int64()).to_numpy()

    def batches(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Yield the faults of each column, the faults of whole rows, and then the messy rows."""
        columns = {}
        for position, name in enumerate(self.clean.schema.names, 1):
            column_kind = self.corrupting.columns[self.table][name]
            cells = self.clean[name]
            if column_kind != KEY:
                touched = self._touched(name)
                clean = cells.take(pa.array(touched))
                kind, dirty = self._corrupt(name, column_kind, clean, touched)
                yield CHANGES, self._changes(position, touched, kind, clean, dirty)
                cells = _with(cells, touched, dirty)
            columns[name] = cells
        doubled = self._touched(ROW)
        texts = (pa.repeat(text, doubled.size) for text in (DUPLICATE_ROW, "1", "2"))
        yield CHANGES, self._changes(0, doubled, *texts)
        rows = np.concatenate([np.arange(self.keys.size), doubled])
        yield self.table, pa.record_batch(columns).take(pa.array(rows))

    def _draw(self, *parts: str) -> str:
        return "/".join(("messy", self.table, *parts))

    def _touched(self, column: str) -> Ints:
        """Return the positions of the rows that get a fault: in the cell of this column, or the whole row."""
        chance = self.corrupting.draws.uniform(self._draw(column), self.keys)
        return np.flatnonzero(chance < self.corrupting.rate)

    def _corrupt(
        self, column: str, column_kind: str, cells: pa.StringArray, touched: Ints
    ) -> tuple[pa.StringArray, pa.StringArray]:
        """Return the kind of fault and the dirty text of the touched cells."""
        keys, empty = self.keys[touched], cells.is_null().to_numpy(zero_copy_only=False)
        kinds, texts = [], []
        for name, mask in ((column_kind, ~empty), (NULL, empty)):
            kind, dirty = self.corrupting.faults[name].corrupt(
                cells.filter(pa.array(mask)).fill_null(""),
                self.corrupting.draws,
                self._draw(column, "fault"),
                keys[mask],
            )
            kinds.append(kind)
            texts.append(dirty)
        order = pa.array(np.argsort(np.concatenate([np.flatnonzero(~empty), np.flatnonzero(empty)])))
        return pa.concat_arrays(kinds).take(order), pa.concat_arrays(texts).take(order)

    def _changes(
        self, position: int, touched: Ints, kind: pa.StringArray, clean: pa.StringArray, dirty: pa.StringArray
    ) -> pa.RecordBatch:
        """Return the record of the faults of one column, or of whole rows if the position is 0."""
        column = self.clean.schema.names[position - 1] if position else None
        keys = self.keys[touched]
        return pa.record_batch(
            {
                # The key of the row, then one digit for the table and two for the column.
                "change_id": pa.array(keys * 1000 + self.number * 100 + position),
                "table_name": pa.repeat(self.table, keys.size),
                "row_key": pa.array(keys),
                "column_name": pa.repeat(pa.scalar(column, pa.string()), keys.size),
                "kind": kind,
                "clean_value": clean,
                "dirty_value": dirty,
            }
        )


def _with(cells: pa.StringArray, touched: Ints, dirty: pa.StringArray) -> pa.StringArray:
    mask = np.zeros(len(cells), dtype=bool)
    mask[touched] = True
    return pc.replace_with_mask(cells, pa.array(mask), dirty)
