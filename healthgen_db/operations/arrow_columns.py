"""Arrow columns of the operations tables, made from numpy columns of whole numbers."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.world.draws import Flags

Numbers = NDArray[np.integer]

TIME = pa.timestamp("us", "UTC")
MICROSECONDS = 1_000_000


def times(seconds: Numbers, now: int) -> pa.Array:
    """Return times, seconds since 1970, as a column of timestamps; null where they are after `now`."""
    known = seconds <= now
    column = pa.array(np.where(known, seconds, 0) * MICROSECONDS, mask=~known)
    return column.view(TIME)


def numbers(values: Numbers, kind: pa.DataType, absent: Flags | None = None) -> pa.Array:
    """Return a column of `kind` (int16, int32, date32, ...); null where `absent` is true."""
    return pa.array(
        values.astype(kind.to_pandas_dtype() if kind != pa.date32() else np.int32), mask=absent
    ).view(kind)


def texts(words: Sequence[str], index: Numbers, absent: Flags | None = None) -> pa.Array:
    """Return the texts at the places `index` of `words`; null where the index is negative or `absent` is true."""
    unknown = index < 0 if absent is None else (index < 0) | absent
    return pc.take(pa.array(words, pa.string()), pa.array(index, mask=unknown), boundscheck=False)
