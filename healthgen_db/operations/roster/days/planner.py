"""The plan of each day: own shifts by pattern, planned absence, and who fills the shifts that are known to be empty.

The plan knows nothing of sickness, so it is the same whether it is made four weeks or a day ahead.
"""

import numpy as np

from healthgen_db.operations.roster.days.book import FREE, RING, WEEK
from healthgen_db.operations.roster.days.cover import Cover
from healthgen_db.operations.roster.days.leave import PlannedAbsence
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.days.seniors import Swaps
from healthgen_db.operations.roster.days.slots import OWN, Slots, rank_within
from healthgen_db.operations.roster.days.staffing import Staffing
from healthgen_db.operations.roster.figures import CoverShares
from healthgen_db.operations.words import NOBODY
from healthgen_db.world.draws import Draws, Flags, Ints

# Own shifts are known so many days before a day is planned: shifts that are exchanged are at most a week apart, and
# limits look at another week.
AHEAD = 2 * WEEK


class Planner:
    """Plans day by day. holder: int32, shape (RING, posts), whose each slot is on the days ahead, NOBODY without."""

    def __init__(
        self,
        draws: Draws,
        figures: CoverShares,
        *,
        staffing: Staffing,
        people: People,
        absence: PlannedAbsence,
        cover: Cover,
        first: int,
    ) -> None:
        """Begin with the day `first`, whose own shifts and those of the two weeks after it are known at once."""
        self.draws, self.figures, self.staffing, self.people = draws, figures, staffing, people
        self.absence, self.cover, self.book = absence, cover, cover.book
        self.day = first
        self.kind = np.full((RING, staffing.team.size), FREE, dtype=np.int8)
        self.holder = np.full((RING, staffing.team.size), NOBODY, dtype=np.int32)
        self.swaps = Swaps(
            draws, staffing, people, absence, book=self.book, kind=self.kind, holder=self.holder
        )
        for day in range(first, first + AHEAD):
            self._enter(day, first=day == first)

    def plan(self) -> Slots:
        """Return the slots of the next day, and go on."""
        day = self.day
        self.day = day + 1
        self._enter(day + AHEAD)
        slots = self._slots(day)
        slots, open_slots = self._with_seniors(day, slots)
        well = ~self.absence.away[day % RING]
        slots, gone = self.cover.fill(day, slots, open_slots, well)
        return slots.take(~gone)

    def _enter(self, day: int, *, first: bool = False) -> None:
        """Find out whose shifts there are by the patterns on a day, and who is away."""
        people, row = self.people, day % RING
        people.enter(day, first=first)
        # The ring has a day of the past where the week after this day will be.
        self.book.kind[(day + np.arange(WEEK + 1)) % RING] = FREE
        kind = self.staffing.kinds(day)
        holder = np.where(kind == FREE, NOBODY, people.holder)
        holder[self.absence.enter(day, holder)] = NOBODY
        doubtful = np.flatnonzero(
            (holder != NOBODY) & (self.staffing.full_week | (people.changed[holder] > day - RING))
        )
        full = self.staffing.full_week[doubtful]
        fits = self.book.fits(holder[doubtful], day, kind[doubtful], own=full)
        holder[doubtful[~fits]] = NOBODY
        works = holder != NOBODY
        self.book.kind[row, holder[works]] = kind[works]
        self.kind[row], self.holder[row] = kind, holder

    def _slots(self, day: int) -> Slots:
        """Return the slots with a holder, and as many empty ones as are needed."""
        staffing, kind, holder = self.staffing, self.kind[day % RING], self.holder[day % RING]
        post = np.flatnonzero(kind != FREE)
        slots = Slots.of(post, kind[post].astype(np.int64), holder[post].astype(np.int64))
        cell = staffing.cell(slots)
        short = staffing.needed(day) - np.bincount(cell[slots.present], minlength=staffing.senior_cell.size)
        empty = np.flatnonzero(slots.empty)
        turn = self.draws.bits("roster.slot.kept", slots.shift_id(staffing.hospital_id, day)[empty])
        rank = rank_within(cell[empty], np.lexsort((turn, cell[empty])))
        needed = slots.present
        needed[empty[rank < short[cell[empty]]]] = True
        short -= np.bincount(cell[empty], minlength=short.size)
        slots = slots.take(needed)
        return slots.plus(self._added(day, np.maximum(short, 0), slots))

    def _added(self, day: int, short: Ints, slots: Slots) -> Slots:
        """Return slots for what patterns leave short: for posts of the team that have none on this day.

        short: shape (cells,)
        """
        staffing = self.staffing
        cells = np.repeat(np.flatnonzero(short), short[short > 0])
        can = np.any(short.reshape(-1, staffing.types) > 0, axis=1)[staffing.team]
        can[slots.post] = False
        free = np.flatnonzero(can)
        # Another post each day.
        turn = (free * 7 + day) % staffing.team.size
        order = np.lexsort((turn, staffing.team[free]))
        free, team = free[order], cells // staffing.types
        place = np.searchsorted(staffing.team[free], team) + rank_within(team, np.arange(team.size))
        there = place < np.searchsorted(staffing.team[free], team, side="right")
        post = free[place[there]]
        return Slots.of(post, cells[there] % staffing.types, np.full(post.size, NOBODY))

    def _with_seniors(self, day: int, slots: Slots) -> tuple[Slots, Flags]:
        """Let somebody senior be planned for each shift that needs one. Return the slots, and which to fill."""
        staffing = self.staffing
        slots = self.swaps.swap(day, slots)
        cell = staffing.cell(slots)
        size = staffing.senior_cell.size
        senior = np.bincount(cell[self.people.is_senior(slots.worker, day)], minlength=size)
        present = np.bincount(cell[slots.present], minlength=size)
        needed = staffing.needed(day)
        without = staffing.senior_cell & (senior == 0) & ((needed > 0) | (present > 0))
        # Nobody needs these people, and nobody senior is there, so they have a free day.
        idle = without & (needed == 0)
        slots = slots.take(~(idle[cell] & (slots.source == OWN)))
        without &= ~idle
        cell = staffing.cell(slots)
        vacant = np.bincount(cell[slots.empty], minlength=size)
        slots = slots.plus(self._added(day, (without & (vacant == 0)).astype(np.int64), slots))
        cell = staffing.cell(slots)
        one = np.flatnonzero(slots.empty)
        one = one[rank_within(cell[one], np.argsort(cell[one], kind="stable")) == 0]
        needs_senior = np.zeros(len(slots), dtype=np.bool_)
        needs_senior[one[without[cell[one]]]] = True
        needs_somebody = np.zeros(len(slots), dtype=np.bool_)
        needs_somebody[one[(present == 0)[cell[one]]]] = True
        chance = self.draws.uniform("roster.slot.ahead", slots.shift_id(staffing.hospital_id, day))
        ahead = ((self.figures.ahead_days + 1) * chance**self.figures.ahead_power).astype(np.int64)
        at_once = ~slots.empty | needs_senior | needs_somebody
        slots = slots.changed(
            ahead=np.where(at_once, slots.ahead, ahead),
            needs_senior=needs_senior,
            needs_somebody=needs_somebody,
        )
        return slots, slots.empty
