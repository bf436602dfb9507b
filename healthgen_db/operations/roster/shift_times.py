"""When the shifts of each type begin and end on each day, in UTC."""

import numpy as np

from healthgen_db.operations.roster.patterns import PatternFile
from healthgen_db.operations.words import NEVER
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Ints
from healthgen_db.world.places.time_zones import Zone

# After a day on call the next day is free.
REST_AFTER_CALL = 12 * HOUR
# People come a little early and stay a little longer (roster.toml), so planned rests are longer by as much.
SPARE_REST = HOUR // 2


class ShiftTimes:
    """Times of shifts, shape (days, shift types + 1). The last column, index -1, is for a free day.

    starts, ends: seconds since 1970, UTC; a free day never starts
    rested: after which time the next shift may begin; for a free day before all times
    seconds: length; it differs from the planned hours when clocks change
    """

    def __init__(self, file: PatternFile, zone: Zone, first: int, last: int) -> None:
        types = list(file.shift_types.values())
        self.first = first
        self.count = len(types)
        day = np.arange(first, last + 1)[:, None]
        begin = np.array([shift.second for shift in types])
        length = np.array([shift.hours * HOUR for shift in types])
        self.on_call = np.array([*(shift.on_call for shift in types), False])
        self.second: Ints = np.array([*begin.tolist(), 0])
        self.long = np.array(
            [*(shift.hours >= file.limits.long_hours and not shift.on_call for shift in types), False]
        )
        self.starts = _with_free(zone.to_utc(day, begin), NEVER)
        self.ends = _with_free(zone.to_utc(day, begin + length), NEVER)
        self.seconds = (self.ends - self.starts).astype(np.int32)
        rest = int(file.limits.rest_hours * HOUR) + SPARE_REST
        self.rested = self.ends + rest + REST_AFTER_CALL * self.on_call
        self.rested[:, -1] = -NEVER


def _with_free(times: Ints, value: int) -> Ints:
    return np.concatenate([times, np.full((len(times), 1), value)], axis=1)
