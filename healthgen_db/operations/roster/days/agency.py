"""People of agencies by day: they come for a contract of some weeks when nobody of the hospital can fill a shift."""

import numpy as np

from healthgen_db.operations.roster.days.book import Book
from healthgen_db.operations.roster.days.people import FIRST_AGENCY, People
from healthgen_db.operations.workforce.agency import Agencies, Contracts, joined, no_contracts
from healthgen_db.world.draws import Ints

# Those of the plan and those of short notice are numbered apart, so that no number depends on how far the plan goes.
LAYERS = 2


class AgencyPool:
    """People of agencies, in the order in which they were hired. contracts: theirs, shape (people,)."""

    def __init__(self, agencies: Agencies, people: People) -> None:
        self.agencies, self.people = agencies, people
        self.contracts: Contracts = no_contracts()
        self._layer: Ints = np.empty(0, dtype=np.int64)

    def at_work(self, day: int, layer: int) -> tuple[Ints, Ints]:
        """Return people with a contract on a day, and their roles. layer: 0 for the plan, 1 for short notice."""
        first, last = self.contracts.first, self.contracts.last
        here = np.flatnonzero((first <= day) & (day <= last) & (self._layer <= layer))
        return self.people.own + here, self.contracts.role[here]

    def hire(self, day: int, role: Ints, layer: int, books: tuple[Book, ...]) -> Ints:
        """Begin a contract for a person of each role, and return the numbers of these people."""
        before = np.count_nonzero(self._layer == layer)
        staff = FIRST_AGENCY + layer + LAYERS * (before + np.arange(role.size))
        contracts = self.agencies.hire(day, staff, role)
        person = self.people.hire(staff, contracts.people.since)
        for book in books:
            book.grow(self.people.room)
        self.contracts = joined(self.contracts, contracts)
        self._layer = np.concatenate([self._layer, np.full(role.size, layer)])
        return person
