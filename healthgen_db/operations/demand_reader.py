"""The demand of one hospital, read from the files that the patients stage hands on."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from healthgen_db.stages.handed_on import HandedOn

STAGE, NAME = "patients", "demand"
Columns: TypeAlias = Mapping[str, NDArray[Any]]


class DemandReader:
    """Reads the encounters of one hospital.

    hospital: its index. A file is sorted by hospital and time, so only the rows that are asked for are read.
    """

    def __init__(self, handed: HandedOn, hospital: int) -> None:
        self.handed = handed
        self.hospital = hospital

    def between(self, first: int, last: int, names: tuple[str, ...] | None = None) -> Columns:
        """Return the encounters registered from `first` to before `last`, sorted by time and id.

        first, last: seconds since 1970; names: the columns to return, by default all. Times and numbers are as in the
        demand.
        """
        parts = [part for part in self._parts(first, last) if part.num_rows]
        if not parts:
            parts = [next(self._tables()).slice(0, 0)]
        keys = [
            np.concatenate([part[name].to_numpy() for part in parts])
            for name in ("encounter_id", "registered")
        ]
        order = np.lexsort(keys)
        return {
            name: np.concatenate([part[name].to_numpy() for part in parts])[order]
            for name in names or parts[0].schema.names
        }

    def _tables(self) -> Iterator[pa.Table]:
        return self.handed.read(STAGE, NAME)

    def _parts(self, first: int, last: int) -> Iterator[pa.Table]:
        for table in self._tables():
            hospital = table["hospital"].to_numpy()
            begin, end = np.searchsorted(hospital, [self.hospital, self.hospital + 1])
            registered = table["registered"].slice(begin, end - begin).to_numpy()
            low, high = np.searchsorted(registered, [first, last])
            yield table.slice(begin + low, high - low)
