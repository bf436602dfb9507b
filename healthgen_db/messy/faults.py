"""The faults of one kind of column: which one a cell draws, and what stands in where that leaves it as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.messy.fault_file import Kind
from healthgen_db.messy.rewrites import Rewrite, rewrite
from healthgen_db.world.draws import Draws, Ints, lookup_table


@dataclass(frozen=True)
class Corrupted:
    """Dirty cells, each different from the clean one, and the kind of fault of each."""

    kind: pa.StringArray
    dirty: pa.StringArray


class Faults:
    """Every way of every kind that a column may get, in the order in which they stand in for each other."""

    def __init__(
        self, shares: Mapping[str, float], kinds: Mapping[str, Kind], calls: Mapping[str, Rewrite]
    ) -> None:
        ways = [(kind, way) for kind in shares for way in kinds[kind].rewrites]
        self.kinds = pa.array([kind for kind, _ in ways], pa.string())
        self.rewrites = [rewrite(way, calls) for _, way in ways]
        self.table = lookup_table([shares[kind] / len(kinds[kind].rewrites) for kind, _ in ways])

    def spoil(self, cells: pa.StringArray, draws: Draws, name: str, keys: Ints) -> Corrupted:
        """Give every cell one fault. cells: without nulls; keys: the key of each cell's draw, same length."""
        at = draws.categorical(name, keys, self.table).astype(np.int64)
        used = np.empty(len(cells), dtype=np.int64)
        places: list[Ints] = []
        texts: list[pa.StringArray] = []
        # What the last rewrites leave as it is begins again with the first ones.
        for number in 2 * list(range(len(self.rewrites))):
            where = np.flatnonzero(at == number)
            if where.size == 0:
                continue
            clean = cells.take(pa.array(where))
            dirty = self.rewrites[number](clean)
            changed = pc.not_equal(clean, dirty)
            mask = changed.to_numpy(zero_copy_only=False)
            places.append(where[mask])
            texts.append(dirty.filter(changed))
            used[where[mask]] = number
            at[where[mask]] = -1
            at[where[~mask]] = (number + 1) % len(self.rewrites)
        order = np.argsort(np.concatenate([np.empty(0, np.int64), *places]))
        dirty = pa.concat_arrays([pa.array([], pa.string()), *texts]).take(pa.array(order))
        return Corrupted(self.kinds.take(pa.array(used)), dirty)
