"""Sickness, and days missed for other reasons: drawn by person and day, and not known before they begin."""

import numpy as np

from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.figures import Sickness
from healthgen_db.world.calendar import month_of
from healthgen_db.world.draws import Draws, Flags, Ints, lookup_table


class Sick:
    """Who is sick. until: int64, shape (people of the hospital,), last day of the sickness."""

    def __init__(self, draws: Draws, figures: Sickness, people: People) -> None:
        self.draws, self.figures, self.people = draws, figures, people
        self.until = np.full(people.own, -1, dtype=np.int64)
        self._since = np.full(people.own, -1, dtype=np.int64)
        self._lengths = np.array(figures.days)
        self._table = lookup_table(figures.shares)

    def enter(self, day: int, well: Flags) -> tuple[Ints, Ints, Ints]:
        """Go on to the next day, and return the sicknesses that ended the day before: people, first and last day.

        well: who has a post and is not away; a sickness ends when leave begins, and when the person leaves.
        """
        ended = np.flatnonzero((self._since >= 0) & ((self.until < day) | ~well))
        over = ended, self._since[ended], np.minimum(self.until[ended], day - 1)
        self._since[ended] = -1
        self.until[ended] = -1
        month = int(month_of(np.array([day], dtype=np.int32))[0])
        healthy = np.flatnonzero(well & (self._since < 0))
        key = self.people.key(healthy, day)
        chance = self.draws.uniform("roster.sickness", key)
        falls = chance < self.figures.chance * self.figures.months[month]
        length = self._lengths[self.draws.categorical("roster.sickness.days", key[falls], self._table)]
        self.until[healthy[falls]] = day + length - 1
        self._since[healthy[falls]] = day
        return over

    def misses(self, day: int, person: Ints) -> Flags:
        """Return who misses a shift on this day for another reason, in the shape of `person`."""
        chance = self.draws.uniform("roster.other_absence", self.people.key(person, day))
        misses: Flags = chance < self.figures.other_days
        return misses

    def open(self) -> tuple[Ints, Ints]:
        """Return the sicknesses that have not ended: people and first day."""
        person = np.flatnonzero(self._since >= 0)
        return person, self._since[person]
