"""When events are recorded: most of them within minutes, some hours late."""

from functools import cache
from math import log
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.draws import Draws, Ints

# [A] Recorded after 2 minutes in the median, log-normal, at least 5 seconds.
MEDIAN, SPREAD, SHORTEST = 120, 0.8, 5
# [A] 2 % are recorded 1 to 24 hours late.
LATE_SHARE, LATE_FROM, LATE_RANGE = 0.02, 3_600, 23 * 3_600
# Bits of one random word: the highest 12 choose the usual delay, 16 others if it is late, 16 others how late.
_USUAL_BITS, _CHOICE_BITS = 12, 16
_CHOICES = 1 << _CHOICE_BITS


def delays(draws: Draws, key: Ints, *, may_be_late: NDArray[np.bool_] | None = None) -> Ints:
    """Return seconds from the occurrence of events to their recording. key: event_key, shape (events,)."""
    word = draws.bits("adt.recorded", key)
    usual: Ints = _usual_delays()[word >> np.uint64(64 - _USUAL_BITS)]
    chance = (word & np.uint64(_CHOICES - 1)).astype(np.int64)
    late = np.flatnonzero(chance < LATE_SHARE * _CHOICES)
    if may_be_late is not None:
        late = late[may_be_late[late]]
    how_late = ((word[late] >> np.uint64(_CHOICE_BITS)) & np.uint64(_CHOICES - 1)).astype(np.int64)
    usual[late] = LATE_FROM + ((how_late * LATE_RANGE) >> _CHOICE_BITS)
    return usual


@cache
def _usual_delays() -> Ints:
    distribution, count = NormalDist(log(MEDIAN), SPREAD), 1 << _USUAL_BITS
    delay = np.exp([distribution.inv_cdf((index + 0.5) / count) for index in range(count)])
    return np.maximum(delay, SHORTEST).astype(np.int64)
