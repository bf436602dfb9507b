"""Fills empty slots of a day: by the float pool, people of other teams, overtime or agencies."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.roster.days.agency import AgencyPool
from healthgen_db.operations.roster.days.book import FREE, RING, Book
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.days.slots import AGENCY, FLOAT, OVERTIME, OWN, Slots, rank_within
from healthgen_db.operations.roster.days.staffing import Staffing
from healthgen_db.operations.roster.figures import CoverShares
from healthgen_db.operations.words import NOBODY
from healthgen_db.world.draws import Draws, Flags, Floats, Ints

# So many volunteers are asked for each empty slot of a shift, and some more; few of them would break a limit.
ASKED_FOR_EACH, ASKED_MORE = 3, 6


@dataclass(frozen=True)
class Volunteers:
    """People who could fill in, shape (people,). usual: shift types of their patterns, shape (people, shift types)."""

    people: Ints
    group: Ints
    score: Floats
    usual: Flags | None


class Cover:
    """Fills slots. layer: 0 fills the plan, 1 fills in for the sick; books: those that a person hired must be in."""

    def __init__(
        self,
        draws: Draws,
        figures: CoverShares,
        staffing: Staffing,
        people: People,
        agency: AgencyPool,
        *,
        layer: int,
        books: tuple[Book, ...],
    ) -> None:
        self.draws, self.figures = draws, figures
        self.staffing, self.people, self.agency = staffing, people, agency
        self.layer, self.books = layer, books
        self.book = books[layer]
        willing = np.array(figures.volunteers)
        group = draws.below("roster.cover.willing", people.key(np.arange(people.own), 0), willing.size)
        self._willing: Floats = willing[group]
        self._hours: Ints = np.zeros(people.own, dtype=np.int64)
        self._overtime: deque[tuple[int, Ints, Ints]] = deque()

    def fill(self, day: int, slots: Slots, open_slots: Flags, well: Flags) -> tuple[Slots, Flags]:
        """Return the slots with those filled that could be, and which slots are not needed any more.

        open_slots: which slots to fill, shape (slots,)
        well: who of the hospital's people may work more on this day, shape (people of the hospital,)
        A slot is not needed any more if its person works another slot: see `_by_float`.
        """
        self._day, self._slots, self._gone = day, slots, np.zeros(len(slots), dtype=np.bool_)
        self._worker, self._source = slots.worker.copy(), slots.source.copy()
        free = well & (self.book.kind[day % RING, : self.people.own] == FREE)
        self._volunteers = np.flatnonzero(free & (self.people.post[day % RING, : self.people.own] != NOBODY))
        recent = self._recent_overtime(day)[self._volunteers]
        self._volunteers = self._volunteers[recent < self.figures.overtime_hours]
        key = self.people.key(self._volunteers, day)
        self._score = self.draws.uniform("roster.cover.volunteer", key) * self._willing[self._volunteers]
        chance = self.draws.uniform("roster.cover.by", slots.shift_id(self.staffing.hospital_id, day))
        self._order = chance
        senior = open_slots & slots.needs_senior
        if senior.any():
            self._fill_senior(senior)
        self._fill_by_shares(open_slots & ~senior, chance)
        self._note_overtime(day)
        ahead = np.where(self._source == FLOAT, slots.ahead.max(initial=0), slots.ahead)
        return slots.changed(worker=self._worker, source=self._source, ahead=ahead), self._gone

    def _recent_overtime(self, day: int) -> Ints:
        """Return the hours of overtime of each of the hospital's people in the last weeks."""
        while self._overtime and self._overtime[0][0] <= day - self.figures.overtime_days:
            _, people, hours = self._overtime.popleft()
            self._hours[people] -= hours
        return self._hours

    def _note_overtime(self, day: int) -> None:
        rows = np.flatnonzero((self._source == OVERTIME) & (self._worker != NOBODY) & ~self._slots.absent)
        people, hours = self._worker[rows], self.staffing.hours[self._slots.kind[rows]]
        self._hours[people] += hours
        self._overtime.append((day, people, hours))

    def _fill_senior(self, wanted: Flags) -> None:
        self._by_float(wanted, senior=True)
        self._by_overtime(self._still(wanted), senior=True)
        self._by_overtime(self._still(wanted), senior=True, own_team=False)
        self._by_overtime(self._still(wanted), senior=True, usual=False)
        self._by_agency(self._still(wanted))

    def _fill_by_shares(self, wanted: Flags, chance: Floats) -> None:
        shares = self.figures
        # Nobody of the float pool is idle while a shift is open.
        self._by_float(wanted, senior=False, pool_only=True)
        wanted = self._still(wanted)
        by_overtime = wanted & (chance < shares.overtime)
        by_float = wanted & ~by_overtime & (chance < shares.overtime + shares.float)
        self._by_float(by_float, senior=False)
        # Where no team can give somebody, the other ways have these slots too, by their shares.
        rest = self._still(by_float)
        place = np.zeros_like(chance)
        place[rest] = (chance[rest] - shares.overtime) / shares.float * (1 - shares.float)
        by_overtime |= rest & (place < shares.overtime)
        by_agency = wanted & ~by_overtime & ~by_float
        by_agency &= chance < shares.overtime + shares.float + shares.agency
        by_agency |= rest & ~by_overtime & (place < shares.overtime + shares.agency)
        by_overtime |= self._slots.needs_somebody & ~by_agency & self._still(wanted)
        self._by_overtime(self._still(by_overtime))
        self._by_overtime(self._still(by_overtime), own_team=False)
        self._by_agency(self._still(by_agency | (wanted & self._slots.needs_somebody)))

    def _still(self, wanted: Flags) -> Flags:
        """Return which of the slots are still to be filled."""
        still: Flags = wanted & (self._worker == NOBODY) & ~self._gone
        return still

    def _by_float(self, wanted: Flags, *, senior: bool, pool_only: bool = False) -> None:
        """Fill slots by people of the float pool, and of teams of the same role that have more than they need.

        The person works the empty slot, and the person's own slot is not needed any more.
        """
        giver = self._givers(pool_only=pool_only)
        if senior:
            giver &= self.people.is_senior(self._worker, self._day)
        give, need = np.flatnonzero(giver), np.flatnonzero(wanted)
        if not give.size or not need.size:
            return
        post, kind, types = self._slots.post, self._slots.kind, self.staffing.types
        has = self.staffing.role[post[give]] * types + kind[give]
        wants = self.staffing.work[post[need]] * types + kind[need]
        pool = self.staffing.float_pool[post[give]]
        give_rank = rank_within(has, np.lexsort((self._order[give], ~pool, has)))
        need_rank = rank_within(wants, np.lexsort((self._order[need], wants)))
        most = len(self._slots)
        key = has * most + give_rank
        order = np.argsort(key)
        wanted_key = wants * most + need_rank
        place = np.minimum(np.searchsorted(key[order], wanted_key), key.size - 1)
        found = key[order[place]] == wanted_key
        giving, needing = give[order[place[found]]], need[found]
        self._worker[needing], self._source[needing] = self._worker[giving], FLOAT
        self._gone[giving] = True

    def _givers(self, *, pool_only: bool) -> Flags:
        """Return the slots whose people may go to another team."""
        slots = self._slots
        here = (self._worker != NOBODY) & (self._source == OWN) & ~slots.absent & ~self._gone
        pool: Flags = here & self.staffing.float_pool[slots.post]
        if pool_only:
            return pool
        cell = self.staffing.cell(slots)
        there = (self._worker != NOBODY) & ~slots.absent & ~self._gone
        needed = self.staffing.needed(self._day)
        spare = np.bincount(cell[there], minlength=needed.size) - needed
        spare[needed == 0] = 0
        can = np.flatnonzero(here & ~pool & (spare[cell] > 0))
        order = np.lexsort((self._order[can], self.people.is_senior(self._worker[can], self._day), cell[can]))
        pool[can[rank_within(cell[can], order) < spare[cell[can]]]] = True
        return pool

    def _by_overtime(
        self, wanted: Flags, *, own_team: bool = True, senior: bool = False, usual: bool = True
    ) -> None:
        """Fill slots by people who are free on this day.

        own_team: by people of the team, otherwise of all teams; senior: only by seniors
        usual: only by people whose pattern has the shift type
        """
        need = np.flatnonzero(wanted)
        if not need.size:
            return
        who = np.flatnonzero(self.book.kind[self._day % RING, self._volunteers] == FREE)
        if senior:
            who = who[self.people.is_senior(self._volunteers[who], self._day)]
        if not who.size:
            return
        people = self._volunteers[who]
        post = self.people.post[self._day % RING, people]
        has, wants = (self.staffing.team,) * 2 if own_team else (self.staffing.role, self.staffing.work)
        volunteers = Volunteers(
            people, has[post], self._score[who], self.staffing.usual[post] if usual else None
        )
        found = self._choose(need, wants[self._slots.post[need]], volunteers)
        self._put(need, found, OVERTIME)

    def _by_agency(self, wanted: Flags) -> None:
        need = np.flatnonzero(wanted)
        if not need.size:
            return
        roles = self.staffing.work[self._slots.post[need]]
        people, role = self.agency.at_work(self._day, self.layer)
        score = self.draws.uniform("roster.cover.agency", self.people.key(people, self._day))
        found = self._choose(need, roles, Volunteers(people, role, score, None))
        missing = np.flatnonzero(found == NOBODY)
        if missing.size:
            found[missing] = self.agency.hire(self._day, roles[missing], self.layer, self.books)
        self._put(need, found, AGENCY)

    def _put(self, slots: Ints, people: Ints, source: int) -> None:
        slots, people = slots[people != NOBODY], people[people != NOBODY]
        self._worker[slots], self._source[slots] = people, source
        for book in self.books[self.layer :]:
            book.kind[self._day % RING, people] = self._slots.kind[slots]

    def _choose(self, slots: Ints, groups: Ints, volunteers: Volunteers) -> Ints:
        """Return a person for each slot, or NOBODY: of the same group, with the highest score, within all limits.

        slots: rows of the slots; groups: their groups
        """
        kind, types = self._slots.kind[slots], self.book.times.count
        cells, cell, wanted = np.unique(groups * types + kind, return_inverse=True, return_counts=True)
        person, pair_cell = self._asked(cells, wanted, volunteers)
        found = np.full(slots.size, NOBODY)
        if not person.size:
            return found
        fits = self.book.fits(person, self._day, (cells % types)[pair_cell])
        person, pair_cell = person[fits], pair_cell[fits]
        rank = rank_within(cell, np.argsort(cell, kind="stable"))
        used = np.zeros(self.people.count, dtype=np.bool_)
        # A person who fits two shift types works the first one.
        for number in np.unique(kind).tolist():
            pairs = np.flatnonzero(((cells % types) == number)[pair_cell] & ~used[person])
            mine = np.flatnonzero(kind == number)
            place = np.searchsorted(pair_cell[pairs], cell[mine]) + rank[mine]
            there = np.flatnonzero(place < pairs.size)
            there = there[pair_cell[pairs[place[there]]] == cell[mine[there]]]
            chosen = person[pairs[place[there]]]
            found[mine[there]] = chosen
            used[chosen] = True
        return found

    def _asked(self, cells: Ints, wanted: Ints, volunteers: Volunteers) -> tuple[Ints, Ints]:
        """Return people who are asked, those with the highest scores first, and the index of the cell that asks them.

        cells: group * shift types + shift type; wanted: how many people they need, shape (cells,)
        """
        groups, kinds = np.divmod(cells, self.book.times.count)
        group = volunteers.group
        asks = np.zeros(max(int(group.max(initial=0)), int(groups.max(initial=0))) + 1, dtype=np.bool_)
        asks[groups] = True
        rows = np.flatnonzero(asks[group])
        rows = rows[np.lexsort((-volunteers.score[rows], group[rows]))]
        first = np.searchsorted(group[rows], groups)
        count = np.searchsorted(group[rows], groups, side="right") - first
        cell = np.repeat(np.arange(groups.size), count)
        rows = rows[np.arange(cell.size) - np.repeat(np.cumsum(count) - count - first, count)]
        if volunteers.usual is not None:
            usual = volunteers.usual[rows, kinds[cell]]
            rows, cell = rows[usual], cell[usual]
        rank = np.arange(cell.size) - np.searchsorted(cell, cell)
        few = rank < (wanted * ASKED_FOR_EACH + ASKED_MORE)[cell]
        return volunteers.people[rows[few]], cell[few]
