"""Time zones: from local dates and times to seconds since 1970 and back."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from healthgen_db.world.draws import Ints
from healthgen_db.world.world import World

DAY, HOUR = 86_400, 3_600
# The times between which the changes of clocks are known: more than the dates that a dataset can have.
FIRST_YEAR, LAST_YEAR = 1949, 2103
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No zone changes its clocks twice in so many days.
STEP = 7 * DAY


class Zone:
    """A time zone. Times are seconds since 1970 UTC; local days are numbers of days since 1970.

    name: IANA name
    changes: int64, shape (changes,), the times at which the offset changes, rising
    offsets: int64, shape (changes + 1,), local time minus UTC before the first change and after each one, seconds
    """

    def __init__(self, name: str) -> None:
        self.name = name
        zone = ZoneInfo(name)
        first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (FIRST_YEAR, LAST_YEAR))
        changes, offsets = [], [_offset(zone, first)]
        for begin in range(first, last, STEP):
            if _offset(zone, begin + STEP) != offsets[-1]:
                changes.append(_change(zone, begin, begin + STEP))
                offsets.append(_offset(zone, begin + STEP))
        self.changes: Ints = np.array(changes, dtype=np.int64)
        self.offsets: Ints = np.array(offsets, dtype=np.int64)
        # Local times that the clock skips or shows twice still have the offset from before the change.
        self._local_changes = self.changes + np.maximum(self.offsets[:-1], self.offsets[1:])
        self._changes, self._offsets = self.changes.tolist(), self.offsets.tolist()

    @property
    def standard_offset(self) -> int:
        """Return local time minus UTC in winter, as of the last winter known, seconds."""
        return int(min(self.offsets[-2:]))

    def to_utc(self, day: NDArray[np.integer], second: NDArray[np.integer]) -> Ints:
        """Return times from local days and seconds of the day by the clock.

        A time that the clock skips moves forward by as much as the clock; of a time that it shows twice, the first one
        counts.
        """
        local = day.astype(np.int64) * DAY + second
        utc: Ints = local - self.offsets[np.searchsorted(self._local_changes, local, side="right")]
        return utc

    def local(self, utc: Ints) -> tuple[Ints, Ints]:
        """Return local days and seconds of the day."""
        days, seconds = np.divmod(utc + self.offsets[np.searchsorted(self.changes, utc, side="right")], DAY)
        return days, seconds

    def day(self, utc: Ints) -> Ints:
        """Return local days."""
        return self.local(utc)[0]

    def hours(self, utc: Ints) -> Ints:
        """Return the hours of the local day, 0 to 23."""
        hours: Ints = self.local(utc)[1] // HOUR
        return hours

    def hour(self, utc: int) -> int:
        """Return the hour of the local day of one time, 0 to 23."""
        offset: int = self._offsets[bisect_right(self._changes, utc)]
        return (utc + offset) % DAY // HOUR


class Clocks:
    """The clocks of the hospitals of a dataset. zones: Zone of each hospital."""

    def __init__(self, world: World) -> None:
        self.zones = [zone_named(name) for name in world.facilities.hospitals.time_zone.tolist()]
        names = [zone.name for zone in self.zones]
        self._distinct = list(dict.fromkeys(names))
        self._number = np.array([self._distinct.index(name) for name in names])

    def to_utc(self, hospital: Ints, day: NDArray[np.integer], second: NDArray[np.integer]) -> Ints:
        """Return times from local days and seconds of the day, as Zone.to_utc. hospital: index."""
        if len(self._distinct) == 1:
            return self.zones[0].to_utc(day, second)
        utc = np.empty(hospital.size, dtype=np.int64)
        for rows, zone in self._parts(hospital):
            utc[rows] = zone.to_utc(day[rows], second[rows])
        return utc

    def local(self, hospital: Ints, utc: Ints) -> tuple[Ints, Ints]:
        """Return local days and seconds of the day. hospital: index."""
        if len(self._distinct) == 1:
            return self.zones[0].local(utc)
        day, second = np.empty_like(utc), np.empty_like(utc)
        for rows, zone in self._parts(hospital):
            day[rows], second[rows] = zone.local(utc[rows])
        return day, second

    def _parts(self, hospital: Ints) -> list[tuple[Ints, Zone]]:
        number = self._number[hospital]
        return [
            (np.flatnonzero(number == each), zone_named(name)) for each, name in enumerate(self._distinct)
        ]


@cache
def zone_named(name: str) -> Zone:
    """Return a time zone by its IANA name."""
    return Zone(name)


def zone_of(world: World, hospital: int) -> Zone:
    """Return the time zone of a hospital. hospital: its index."""
    return zone_named(str(world.facilities.hospitals.time_zone[hospital]))


def _offset(zone: ZoneInfo, utc: int) -> int:
    # Windows has no datetime.fromtimestamp() before 1970.
    offset = (_EPOCH + timedelta(seconds=utc)).astimezone(zone).utcoffset()
    return int((offset or timedelta()).total_seconds())


def _change(zone: ZoneInfo, begin: int, end: int) -> int:
    """Return the first time of (begin, end] with another offset than `begin`."""
    before = _offset(zone, begin)
    while end - begin > 1:
        middle = (begin + end) // 2
        begin, end = (middle, end) if _offset(zone, middle) == before else (begin, middle)
    return end
