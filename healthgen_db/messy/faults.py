"""The faults of one kind of column: the draw of each cell, and the next fault if that one does not change the cell."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from healthgen_db.messy.fault_file import Kind
from healthgen_db.messy.rewrites import Rewrite, rewrite
from healthgen_db.world.draws import Draws, Ints, lookup_table


class Faults:
    """Every way of every kind of fault that a column may get. If one does not change a cell, the next one is tried."""

    def __init__(
        self, shares: Mapping[str, float], kinds: Mapping[str, Kind], calls: Mapping[str, Rewrite]
    ) -> None:
        ways = [(kind, way) for kind in shares for way in kinds[kind].rewrites]
        self.kinds = pa.array([kind for kind, _ in ways], pa.string())
        self.rewrites = [rewrite(way, calls) for _, way in ways]
        self.table = lookup_table([shares[kind] / len(kinds[kind].rewrites) for kind, _ in ways])

    def corrupt(
        self, cells: pa.StringArray, draws: Draws, name: str, keys: Ints
    ) -> tuple[pa.StringArray, pa.StringArray]:
        """Return the kind of fault and the dirty text of every cell; every text differs from the clean one.

        cells: without nulls, shape (n,); name: the name of the draw; keys: its key for each cell, shape (n,).
        """
        at = draws.categorical(name, keys, self.table).astype(np.int64)
        used = np.empty(len(cells), dtype=np.int64)
        places: list[Ints] = []
        texts: list[pa.StringArray] = []
        # Cells that the last rewrites do not change continue with the first ones, so there are two rounds.
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
        return self.kinds.take(pa.array(used)), dirty
