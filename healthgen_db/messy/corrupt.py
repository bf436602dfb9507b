"""The messy tables of a block, and the record of their faults: pure functions of the world and the block."""

from __future__ import annotations

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

# What a draw that is not about a column is about.
ROW = "row"
# As text, a block's rows take many times the memory of its columns.
PATIENTS_AT_A_TIME = 4096


class _Corruptor:
    """Everything that spoils the tables of a world."""

    def __init__(self, world: World) -> None:
        file, calls = load_faults(), functions(world.catalog)
        self.draws, self.rate = world.draws, world.config.messy
        self.flat = FlatTables(world)
        self.columns = file.columns
        self.faults = {name: Faults(shares, file.kinds, calls) for name, shares in file.faults.items()}


@lru_cache(maxsize=4)
def _corruptor(world: World) -> _Corruptor:
    return _Corruptor(world)


def check_faults(world: World) -> None:
    """Raise ConfigError, naming the entry, unless data/messy.toml can be used."""
    _corruptor(world)


def messy_batches(world: World, block: Block) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Give what a block adds to the messy tables, as pairs of table and rows, piece by piece.

    The faults of a column come as soon as it is spoilt, so that at a rate of 1 they are not all held at once.
    """
    messing = _corruptor(world)
    for part in _parts(block):
        for number, (table, clean) in enumerate(messing.flat.rows(part).items(), 1):
            yield from _TableCorruption(messing, table, number, clean).batches()


def _parts(block: Block) -> Iterator[Block]:
    """Cut a block into parts of some patients, each with their visits and bills."""
    patients = block.patients["patient_id"].to_numpy()
    for first in patients[::PATIENTS_AT_A_TIME]:
        whose = (first, first + PATIENTS_AT_A_TIME)
        yield Block(*(_of(whose, rows) for rows in (block.patients, block.visits, block.billing)))


def _of(patients: tuple[int, int], rows: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows of the patients from one number up to another, in a table sorted by patient."""
    begin, end = np.searchsorted(rows["patient_id"].to_numpy(), patients)
    return rows.slice(begin, end - begin)


def change_id(table_number: int, keys: Ints, column_number: int) -> Ints:
    """Return the numbers of faults: the row's key, then one digit for the table and two for the column."""
    return keys * 1000 + table_number * 100 + column_number


class _TableCorruption:
    """One flat table of a block on its way to its messy copy."""

    def __init__(self, messing: _Corruptor, table: str, number: int, clean: pa.RecordBatch) -> None:
        self.messing, self.table, self.number, self.clean = messing, table, number, clean
        self.keys: Ints = clean.column(0).cast(pa.int64()).to_numpy()

    def batches(self) -> Iterator[tuple[str, pa.RecordBatch]]:
        """Give the faults of each column, those of rows, and at last the messy rows."""
        columns = {}
        for position, name in enumerate(self.clean.schema.names, 1):
            column_kind = self.messing.columns[self.table][name]
            cells = self.clean[name]
            if column_kind != KEY:
                touched = self._touched(name)
                kind, dirty = self._spoil(name, column_kind, cells.take(pa.array(touched)), touched)
                yield CHANGES, self._changes(position, touched, kind, cells.take(pa.array(touched)), dirty)
                cells = _with(cells, touched, dirty)
            columns[name] = cells
        doubled = self._touched(ROW)
        ones = pa.repeat("1", doubled.size)
        yield (
            CHANGES,
            self._changes(
                0, doubled, pa.repeat(DUPLICATE_ROW, doubled.size), ones, pa.repeat("2", doubled.size)
            ),
        )
        rows = np.concatenate([np.arange(self.keys.size), doubled])
        yield self.table, pa.record_batch(columns).take(pa.array(rows))

    def _draw(self, *parts: str) -> str:
        return "/".join(("messy", self.table, *parts))

    def _touched(self, column: str) -> Ints:
        """Return the positions of the rows whose cell of this column, or which themselves, get a fault."""
        chance = self.messing.draws.uniform(self._draw(column), self.keys)
        return np.flatnonzero(chance < self.messing.rate)

    def _spoil(
        self, column: str, column_kind: str, cells: pa.StringArray, touched: Ints
    ) -> tuple[pa.StringArray, pa.StringArray]:
        """Return the kind of fault and the dirty text of the touched cells."""
        keys, empty = self.keys[touched], cells.is_null().to_numpy(zero_copy_only=False)
        kinds, texts = [], []
        for name, mask in ((column_kind, ~empty), (NULL, empty)):
            chosen = cells.filter(pa.array(mask)).fill_null("")
            spoilt = self.messing.faults[name].spoil(
                chosen, self.messing.draws, self._draw(column, "fault"), keys[mask]
            )
            kinds.append(spoilt.kind)
            texts.append(spoilt.dirty)
        order = pa.array(np.argsort(np.concatenate([np.flatnonzero(~empty), np.flatnonzero(empty)])))
        return pa.concat_arrays(kinds).take(order), pa.concat_arrays(texts).take(order)

    def _changes(
        self, position: int, touched: Ints, kind: pa.StringArray, clean: pa.StringArray, dirty: pa.StringArray
    ) -> pa.RecordBatch:
        """Return the record of faults in one column, or in rows where the position is 0."""
        column = self.clean.schema.names[position - 1] if position else None
        keys = self.keys[touched]
        return pa.record_batch(
            {
                "change_id": pa.array(change_id(self.number, keys, position)),
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
