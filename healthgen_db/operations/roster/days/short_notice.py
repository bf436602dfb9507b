"""What a day becomes: who is sick, and who fills in at short notice."""

import numpy as np

from healthgen_db.operations.roster.days.book import RING
from healthgen_db.operations.roster.days.cover import Cover
from healthgen_db.operations.roster.days.leave import Absences, PlannedAbsence
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.days.sickness import Sick
from healthgen_db.operations.roster.days.slots import Slots, rank_within
from healthgen_db.operations.roster.days.staffing import Staffing
from healthgen_db.operations.words import ABSENCE_KINDS, NOBODY

SICKNESS, OTHER = ABSENCE_KINDS.index("sickness"), ABSENCE_KINDS.index("other")


class ShortNotice:
    """Turns the planned slots of a day into those of the day itself."""

    def __init__(
        self, staffing: Staffing, people: People, absence: PlannedAbsence, sick: Sick, cover: Cover
    ) -> None:
        self.staffing, self.people, self.absence = staffing, people, absence
        self.sick, self.cover = sick, cover
        self.found: list[Absences] = []
        """Absences that have ended."""

    def work(self, day: int, slots: Slots) -> Slots:
        """Return the slots with the absent, and extra slots in which others fill in for them."""
        row, own = day % RING, self.people.own
        there = (self.people.post[row, :own] != NOBODY) & ~self.absence.away[row]
        self.found.append((*self.sick.enter(day, there), SICKNESS))
        well = there & (self.sick.until < day)
        absent = np.zeros(len(slots), dtype=np.bool_)
        mine = np.flatnonzero((slots.worker != NOBODY) & (slots.worker < own))
        person = slots.worker[mine]
        other = well[person] & self.sick.misses(day, person)
        one_day = np.full(np.count_nonzero(other), day)
        self.found.append((person[other], one_day, one_day, OTHER))
        absent[mine] = (self.sick.until[person] >= day) | other
        slots = slots.changed(absent=absent)
        slots = slots.plus(self._extra(day, slots))
        slots, gone = self.cover.fill(day, slots, slots.extra, well)
        return slots.take(~gone)

    def _extra(self, day: int, slots: Slots) -> Slots:
        """Return empty slots for the absent, as many as are needed."""
        staffing, size = self.staffing, self.staffing.senior_cell.size
        cell = staffing.cell(slots)
        present = np.bincount(cell[slots.present], minlength=size)
        senior = np.bincount(cell[slots.present & self.people.is_senior(slots.worker, day)], minlength=size)
        without = staffing.senior_cell & (senior == 0)
        short = np.maximum(staffing.needed(day) - present, without)
        absent = np.flatnonzero(slots.absent)
        rank = rank_within(cell[absent], np.argsort(cell[absent], kind="stable"))
        chosen = rank < short[cell[absent]]
        rows, first = absent[chosen], rank[chosen] == 0
        extra = Slots.of(slots.post[rows], slots.kind[rows], np.full(rows.size, NOBODY))
        return extra.changed(
            extra=np.ones(rows.size, dtype=np.bool_),
            needs_senior=first & without[cell[rows]],
            needs_somebody=first & (present == 0)[cell[rows]],
        )
