"""The slots of one day: shifts of posts, each with the person who works it or nobody."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from healthgen_db.operations.roster.days.people import EPOCH_1950
from healthgen_db.operations.words import NOBODY, SHIFT_SOURCES
from healthgen_db.world.draws import Flags, Ints

OWN, FLOAT, OVERTIME, AGENCY = (SHIFT_SOURCES.index(name) for name in ("own", "float", "overtime", "agency"))
# Numbers of shifts, see the column shift_id of the table shifts.
SHIFTS_OF_DAY, SHIFTS_OF_HOSPITAL = 10**5, 10**10
EXTRA = 50_000


@dataclass(frozen=True)
class Slots:
    """Slots of one day as columns, shape (slots,). A post has at most one slot a day, and one extra slot.

    post: index of the post; worker: number of the person, NOBODY while the slot is empty
    kind: shift type; source: as SHIFT_SOURCES
    ahead: how many days ahead the slot is filled; own people are always planned
    extra: stands in for an absent person
    absent: the worker does not come
    needs_senior, needs_somebody: must be filled by somebody senior, or by anybody, whatever the shares
    """

    post: Ints
    kind: Ints
    worker: Ints
    source: Ints
    ahead: Ints
    extra: Flags
    absent: Flags
    needs_senior: Flags
    needs_somebody: Flags

    def __len__(self) -> int:
        """Return the number of slots."""
        return self.post.size

    @classmethod
    def of(cls, post: Ints, kind: Ints, worker: Ints) -> Slots:
        """Return slots whose workers are the holders of the posts."""
        no = np.zeros(post.size, dtype=np.bool_)
        own, ahead = np.full(post.size, OWN), np.full(post.size, EXTRA)
        return cls(post, kind, worker, own, ahead, no, no.copy(), no.copy(), no.copy())

    @property
    def empty(self) -> Flags:
        """Return which slots have nobody."""
        empty: Flags = self.worker == NOBODY
        return empty

    @property
    def present(self) -> Flags:
        """Return which slots have somebody who comes."""
        present: Flags = (self.worker != NOBODY) & ~self.absent
        return present

    def shift_id(self, hospital_id: int, day: int) -> Ints:
        """Return the numbers of the shifts."""
        first = hospital_id * SHIFTS_OF_HOSPITAL + (day + EPOCH_1950) * SHIFTS_OF_DAY
        number: Ints = first + self.post + 1 + EXTRA * self.extra
        return number

    def take(self, rows: Ints | Flags) -> Slots:
        """Return some of the slots."""
        return Slots(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def plus(self, other: Slots) -> Slots:
        """Return these slots and others."""
        columns: dict[str, Any] = {
            field.name: np.concatenate([getattr(self, field.name), getattr(other, field.name)])
            for field in fields(self)
        }
        return Slots(**columns)

    def changed(self, **columns: Any) -> Slots:  # noqa: ANN401 - any column
        """Return the slots with other values in some columns."""
        return replace(self, **columns)


def rank_within(group: Ints, order: Ints) -> Ints:
    """Return the place of each row in its group, from 0. order: the rows sorted by group, and then by rank."""
    ordered = group[order]
    rank = np.empty(group.size, dtype=np.int64)
    rank[order] = np.arange(group.size) - np.searchsorted(ordered, ordered)
    return rank
