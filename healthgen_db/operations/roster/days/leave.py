"""Leave: in spells of one and two weeks and on single days, known weeks ahead."""

from datetime import date

import numpy as np

from healthgen_db.operations.roster.days.book import RING
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.figures import Leave
from healthgen_db.operations.words import ABSENCE_KINDS, NOBODY
from healthgen_db.world.calendar import day_number, month_of, year_of
from healthgen_db.world.draws import Draws, Flags, Ints, lookup_table

LEAVE = ABSENCE_KINDS.index("leave")
Absences = tuple[Ints, Ints, Ints, int]
"""People, first and last days, and the kind of the absences."""
# Nobody takes a week of leave in the first days of a job. [A]
FIRST_DAYS = 60
# Keys of draws by person and year: year since 1950, and the number of the spell.
FIRST_YEAR, YEARS_OF_KEY, SPELLS_OF_KEY = 1950, 256, 8


class PlannedAbsence:
    """Leave by day. away: bool, shape (RING, people of the hospital); found: the leave that is known."""

    def __init__(
        self, draws: Draws, figures: Leave, people: People, *, team: Ints, days: tuple[int, int]
    ) -> None:
        """Draw the spells that people ask for. team: team of each post; days: first and last day of the roster."""
        self.draws, self.figures, self.people, self.team = draws, figures, people, team
        self._teams = int(team.max(initial=0)) + 1
        self.away: Flags = np.zeros((RING, people.own), dtype=np.bool_)
        self.found: list[Absences] = []
        months = np.array(figures.months)
        self._season = months / months.mean()
        self._until = np.full(people.own, -1, dtype=np.int64)
        self._waiting = np.empty((3, 0), dtype=np.int64)
        asked = self._asked(*days)
        self._asked_spells = asked[:, np.argsort(asked[0], kind="stable")]
        self._next = int(np.searchsorted(self._asked_spells[0], days[0]))

    def enter(self, day: int, worker: Ints) -> Flags:
        """Go on to the next day, and return which shifts lose their holder, shape (shifts,).

        worker: whose shift each is, shape (shifts,), NOBODY without holder
        """
        self._grant(day)
        away = self._until >= day
        absent = away[worker] & (worker >= 0)
        free = np.flatnonzero((worker >= 0) & ~absent)
        chance = self.draws.uniform("roster.leave.single", self.people.key(worker[free], day))
        wants = chance < self.figures.single_days * self._season[self._month(day)]
        single = self._within_share(day, worker[free[wants]])
        self.found.append((single, np.full(single.size, day), np.full(single.size, day), LEAVE))
        away[single] = True
        self.away[day % RING] = away
        lost: Flags = away[worker] & (worker >= 0)
        return lost

    def _asked(self, first: int, last: int) -> Ints:
        """Return the spells that people ask for: first day, person, number of the spell; shape (3, spells)."""
        starts = np.repeat(self._season, np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
        table, found = lookup_table(starts), []
        person = np.arange(self.people.own)
        years = year_of(np.array([first, last], dtype=np.int32))
        for year in range(int(years[0]), int(years[1]) + 1):
            begin = day_number(date(year, 1, 1))
            for spell in range(len(self.figures.spells)):
                key = (self.people.first_key + person) * YEARS_OF_KEY + year - FIRST_YEAR
                days = self.draws.categorical("roster.leave.start", key * SPELLS_OF_KEY + spell, table)
                found.append(np.stack([begin + days.astype(np.int64), person, np.full(person.size, spell)]))
        return np.concatenate(found, axis=1)

    def _grant(self, day: int) -> None:
        """Let the leave begin that was asked for, as far as enough of each team stay; others wait."""
        end = int(np.searchsorted(self._asked_spells[0], day, side="right"))
        asked = np.concatenate([self._waiting, self._asked_spells[:, self._next : end]], axis=1)
        self._next = end
        person = asked[1]
        works = (self.people.post[day % RING, person] != NOBODY) & (
            self.people.changed[person] + FIRST_DAYS < day
        )
        asked = asked[:, works & (self._until[person] < day)]
        granted = np.isin(asked[1], self._within_share(day, asked[1]))
        # A person who asks for two spells at once gets the first one.
        granted[np.flatnonzero(granted)] &= _first_of(asked[1][granted])
        person, length = asked[1, granted], np.array(self.figures.spells)[asked[2, granted]]
        last = np.minimum(day + length - 1, self.people.last[person])
        self._until[person] = last
        self.found.append((person, np.full(person.size, day), last, LEAVE))
        waits = ~granted & (asked[0] + self.figures.waiting_days > day)
        self._waiting = asked[:, waits]

    def _within_share(self, day: int, person: Ints) -> Ints:
        """Return those of the people who may go on leave, so that at most the allowed share of their team is away."""
        post = self.people.post[day % RING, : self.people.own]
        team = np.where(post != NOBODY, self.team[post], self._teams)
        size = np.bincount(team, minlength=self._teams + 1)
        away = np.bincount(team[self._until >= day], minlength=self._teams + 1)
        most = np.maximum(1, (size * self.figures.team_share).astype(np.int64)) - away
        order = np.argsort(team[person], kind="stable")
        sorted_team = team[person][order]
        rank = np.arange(person.size) - np.searchsorted(sorted_team, sorted_team)
        chosen: Ints = person[order[rank < most[sorted_team]]]
        return chosen

    @staticmethod
    def _month(day: int) -> int:
        return int(month_of(np.array([day], dtype=np.int32))[0])


def _first_of(values: Ints) -> Flags:
    """Return which values have not been before, shape of `values`."""
    first = np.zeros(values.size, dtype=np.bool_)
    first[np.unique(values, return_index=True)[1]] = True
    return first
