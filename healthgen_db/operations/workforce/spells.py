"""Spells: who held which post from when to when, collected while the careers run."""

from dataclasses import dataclass, field

import numpy as np

from healthgen_db.operations.words import BEGAN_BECAUSE, ENDED_BECAUSE
from healthgen_db.operations.workforce.people import People
from healthgen_db.world.draws import Ints

FAR = 2**30
"""A day after every possible day: a spell that has no end."""
HIRED, PROMOTED, NEXT_BAND, CONTRACT = range(len(BEGAN_BECAUSE))
RESIGNED, RETIRED, MOVED_UP, BAND_OVER, CONTRACT_ENDED = range(len(ENDED_BECAUSE))


@dataclass(frozen=True)
class Spells:
    """Columns over spells, shape (spells,): a person in a post."""

    person: Ints
    """Index of the person."""
    post: Ints
    """Index of the post; -1 for people of agencies."""
    role: Ints
    first: Ints
    """First day."""
    last: Ints
    """Last day; FAR if there is no end."""
    began: Ints
    """Index of BEGAN_BECAUSE."""
    ended: Ints
    """Index of ENDED_BECAUSE; -1 if there is no end."""


@dataclass
class SpellBook:
    """Collects people and spells. The number of a person or spell is its place in the order of collection."""

    people: list[People] = field(default_factory=list)
    begun: list[tuple[Ints, ...]] = field(default_factory=list)
    over: list[tuple[Ints, ...]] = field(default_factory=list)
    persons: int = 0
    spells: int = 0

    def joins(self, people: People) -> Ints:
        """Note new people, and return their numbers."""
        self.people.append(people)
        numbers = np.arange(self.persons, self.persons + len(people.key))
        self.persons += len(people.key)
        return numbers

    def begins(self, person: Ints, post: Ints, role: Ints, day: Ints | int, why: int) -> Ints:
        """Note spells that begin, and return their numbers."""
        size = len(person)
        self.begun.append((person, post, role, np.zeros(size, dtype=np.int64) + day, np.full(size, why)))
        self.spells += size
        return np.arange(self.spells - size, self.spells)

    def ends(self, spell: Ints, day: Ints | int, why: Ints | int) -> None:
        """Note spells that end. day: the last one."""
        none = np.zeros(len(spell), dtype=np.int64)
        self.over.append((spell, none + day, none + why))

    def everybody(self) -> People:
        """Return all people."""
        return People(
            *(
                np.concatenate([getattr(each, name) for each in self.people])
                for name in ("key", "sex", "born", "since")
            )
        )

    def all(self) -> Spells:
        """Return all spells."""
        person, post, role, first, began = (np.concatenate(each) for each in zip(*self.begun, strict=True))
        last, ended = np.full(self.spells, FAR), np.full(self.spells, -1)
        for spell, day, why in self.over:
            last[spell], ended[spell] = day, why
        return Spells(person, post, role, first, last, began, ended)
