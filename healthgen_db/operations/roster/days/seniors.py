"""Somebody senior in each shift of a unit's nurses: exchanged shifts in the plan, and who is in charge."""

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.roster.days.book import FREE, RING, WEEK, Book
from healthgen_db.operations.roster.days.leave import PlannedAbsence
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.days.slots import OWN, Slots
from healthgen_db.operations.roster.days.staffing import Staffing
from healthgen_db.operations.words import NOBODY
from healthgen_db.world.draws import Draws, Flags, Ints


class Swaps:
    """Exchanges shifts within a team. kind, holder: shift types and holders of the slots ahead, see Planner."""

    def __init__(
        self,
        draws: Draws,
        staffing: Staffing,
        people: People,
        absence: PlannedAbsence,
        *,
        book: Book,
        kind: NDArray[np.int8],
        holder: NDArray[np.int32],
    ) -> None:
        self.draws, self.staffing, self.people, self.absence = draws, staffing, people, absence
        self.book, self.kind, self.holder = book, kind, holder

    def swap(self, day: int, slots: Slots) -> Slots:
        """Return the slots of a day after exchanges.

        Where nobody senior is planned, somebody senior of the team works instead of another person, who works instead
        of the senior on a day of the week after. The slots go with the people: each of them belongs to the post of the
        person who works it. At most one shift of a team is exchanged a day.
        """
        given = self._lacking(day, slots)
        if not given.size:
            return slots
        slot, later, post = self._exchanges(day, slots, given)
        senior, other = self.holder[later % RING, post].astype(np.int64), slots.worker[slot]
        kind = self.kind[later % RING, post].astype(np.int64)
        fits = self.book.fits(senior, day, slots.kind[slot])
        fits[fits] = self.book.fits(
            other[fits], later[fits], kind[fits], moved=np.full(np.count_nonzero(fits), day)
        )
        slot, later, post, senior, other, kind = (
            each[fits] for each in (slot, later, post, senior, other, kind)
        )
        team = self.staffing.team[post]
        turn = self.draws.bits("roster.swap", self.people.key(senior, day) * RING + later - day)
        usual = self.staffing.usual.astype(np.int64)
        unusual = -usual[post, slots.kind[slot]] - usual[slots.post[slot], kind]
        order = np.lexsort((slot, turn, unusual, team))
        first = order[np.flatnonzero(np.diff(team[order], prepend=-1))]
        slot, later, post = slot[first], later[first], post[first]
        self._exchange(day, slots.take(slot), later, post)
        posts, worker = slots.post.copy(), slots.worker.copy()
        posts[slot], worker[slot] = post, senior[first]
        return slots.changed(post=posts, worker=worker)

    def _lacking(self, day: int, slots: Slots) -> Ints:
        """Return the own slots of shifts without anybody senior."""
        cell = self.staffing.cell(slots)
        senior = np.bincount(
            cell[self.people.is_senior(slots.worker, day)], minlength=self.staffing.senior_cell.size
        )
        lacking = self.staffing.senior_cell & (senior == 0)
        return np.flatnonzero(lacking[cell] & slots.present & (slots.source == OWN))

    def _exchanges(self, day: int, slots: Slots, given: Ints) -> tuple[Ints, Ints, Ints]:
        """Return what could be exchanged: a slot of the day, and day and post of a slot of a senior."""
        team, later, post = self._slots_of_seniors(day, slots, given)
        # Each slot given with each slot of a senior of the same team.
        first = np.searchsorted(team, self.staffing.team[slots.post[given]])
        count = np.searchsorted(team, self.staffing.team[slots.post[given]], side="right") - first
        slot = np.repeat(given, count)
        taken = np.repeat(first - np.cumsum(count) + count, count) + np.arange(slot.size)
        later, post = later[taken], post[taken]
        other = slots.worker[slot]
        can = self._stays(other, day) & ~self.absence.away[later % RING, other]
        can &= self.kind[later % RING, slots.post[slot]] == FREE
        can &= self.staffing.work[slots.post[slot]] == self.staffing.work[post]
        return slot[can], later[can], post[can]

    def _slots_of_seniors(self, day: int, slots: Slots, given: Ints) -> tuple[Ints, Ints, Ints]:
        """Return teams, days and posts of the slots next week of seniors who are free today, sorted by team."""
        team = self.staffing.team
        wanted = np.zeros(int(team.max()) + 1, dtype=np.bool_)
        wanted[team[slots.post[given]]] = True
        free = wanted[team] & (self.kind[day % RING] == FREE)
        free[slots.post] = False
        mine = np.flatnonzero(free)
        rows = (day + np.arange(1, WEEK + 1)) % RING
        later, place = np.nonzero(self.holder[rows][:, mine] != NOBODY)
        post = mine[place]
        senior = self.holder[rows[later], post].astype(np.int64)
        keeps = self.people.is_senior(senior, day) & self._stays(senior, day)
        keeps &= (self.book.kind[day % RING, senior] == FREE) & ~self.absence.away[day % RING, senior]
        later, post = later[keeps] + day + 1, post[keeps]
        order = np.argsort(team[post], kind="stable")
        return team[post[order]], later[order], post[order]

    def _stays(self, people: Ints, day: int) -> Flags:
        """Return who has the same post for the week."""
        post = self.people.post
        stays: Flags = post[day % RING, people] == post[(day + WEEK) % RING, people]
        return stays

    def _exchange(self, day: int, given: Slots, later: Ints, post: Ints) -> None:
        """Note exchanges. given: slots of the day; later, post: the slots of seniors for them, shape (exchanges,)."""
        today, then = day % RING, later % RING
        senior, kind = self.holder[then, post], self.kind[then, post]
        self.kind[today, given.post], self.holder[today, given.post] = FREE, NOBODY
        self.kind[today, post], self.holder[today, post] = given.kind, senior
        self.kind[then, post], self.holder[then, post] = FREE, NOBODY
        self.kind[then, given.post], self.holder[then, given.post] = kind, given.worker
        book = self.book.kind
        book[today, given.worker], book[today, senior] = FREE, given.kind
        book[then, senior], book[then, given.worker] = FREE, kind


def in_charge(staffing: Staffing, people: People, slots: Slots, there: Flags, day: int) -> Flags:
    """Return who leads a shift of a unit's nurses: the senior who is longest in the profession, shape (slots,).

    there: whose worker is there, shape (slots,)
    """
    cell = staffing.cell(slots)
    can = np.flatnonzero(there & staffing.senior_cell[cell] & people.is_senior(slots.worker, day))
    order = can[np.lexsort((people.staff[slots.worker[can]], people.since[slots.worker[can]], cell[can]))]
    leads = np.zeros(len(slots), dtype=np.bool_)
    leads[order[np.flatnonzero(np.diff(cell[order], prepend=-1))]] = True
    return leads
