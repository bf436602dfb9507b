"""Nursing in the wards: the nurses of a unit share out its patients at the beginning of each shift."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.operations.flow.staffing import Duty
from healthgen_db.operations.people.acts import Acts, acts_of
from healthgen_db.operations.words import NEVER, NOBODY
from healthgen_db.world.draws import Flags, Ints

Shares = NDArray[np.int32]


@dataclass(frozen=True)
class Stays:
    """Stays in beds, columns of shape (stays,)."""

    encounter: Ints
    """encounter_id."""
    bed: Ints
    """Number of the bed in its hospital, from 0."""
    entered: Ints
    left: Ints
    """NEVER: still there."""

    def take(self, rows: Flags) -> "Stays":
        """Return some of the stays. rows: which ones, shape (stays,)."""
        return Stays(**{name: column[rows] for name, column in vars(self).items()})


class UnitNursing:
    """The nurses of one unit and their patients.

    The time is cut where a shift of the unit begins or ends. In each part of it, the patients who are there when it
    begins go to the nurses on duty: with n nurses and c patients, patient i in the order of the beds goes to nurse
    i * n // c, so a nurse has beds side by side and about as many patients as the others. Beds that are free at that
    time go to the nurses in turn, so whoever comes later does not always come to the same nurse.

    starts: int64, shape (parts,), beginnings of the parts, rising
    nurse: int32, shape (parts, beds), shift of the nurse of each bed, as index of `shifts`; NOBODY if there is none
    """

    def __init__(self, duty: Duty, team: int, beds: range, start: int) -> None:
        self.duty, self.team, self.beds = duty, team, beds
        self.known, self.start = -NEVER, start
        # begin, end, staff and shift_id of the shifts read so far, shape (4, shifts)
        self.shifts: Ints = np.zeros((4, 0), dtype=np.int64)
        self.starts: Ints = np.zeros(0, dtype=np.int64)
        self.nurse: Shares = np.zeros((0, len(beds)), dtype=np.int32)

    def extend(self, stays: Stays, first: int, last: int) -> None:
        """Share out the patients in the time from `first` to before `last`. stays: all that reach into this time."""
        new = np.array(self.duty.shifts(self.team, self.known, last)[:4])
        self.known = last
        self.shifts = np.concatenate([self.shifts, new], axis=1)
        edges = self.shifts[:2].reshape(-1)
        edges = edges[(edges >= first) & (edges < last)]
        starts = np.unique(np.append(edges, self.start) if first <= self.start else edges)
        recent = np.flatnonzero(self.shifts[1] > first)
        self.starts = np.concatenate([self.starts, starts])
        self.nurse = np.concatenate([self.nurse, self._shared(starts, recent, self._occupied(starts, stays))])

    def acts(self, stays: Stays) -> Acts:
        """Return one act for each shift of a nurse that a stay in a bed overlaps."""
        stays = stays.take(stays.left > stays.entered)
        begin = np.searchsorted(self.starts, stays.entered, side="right") - 1
        parts = np.searchsorted(self.starts, stays.left, side="left") - begin
        stay = np.repeat(np.arange(parts.size), parts)
        part = np.arange(stay.size) - np.repeat(np.cumsum(parts) - parts - begin, parts)
        shift = self.nurse[part, stays.bed[stay] - self.beds.start].astype(np.int64)
        ends = np.append(self.starts[1:], NEVER)
        # Parts in which a patient keeps the nurse are one act.
        new = np.ones(stay.size, dtype=bool)
        new[1:] = (stay[1:] != stay[:-1]) | (shift[1:] != shift[:-1])
        first, final = np.flatnonzero(new), np.flatnonzero(np.append(new[1:], True)[: stay.size])
        there = shift[first] != NOBODY
        first, final = first[there], final[there]
        stay, shift = stay[first], shift[first]
        began = np.maximum(self.starts[part[first]], stays.entered[stay])
        ended = np.minimum(ends[part[final]], stays.left[stay])
        people = self.shifts[2, shift], self.shifts[3, shift]
        return acts_of("nursing", stays.encounter[stay], (began, ended), people)

    def _occupied(self, starts: Ints, stays: Stays) -> Flags:
        """Return which beds have a patient at the beginning of parts, shape (parts, beds)."""
        changes = np.zeros((starts.size + 1, len(self.beds)), dtype=np.int32)
        bed = stays.bed - self.beds.start
        np.add.at(changes, (np.searchsorted(starts, stays.entered), bed), 1)
        np.add.at(changes, (np.searchsorted(starts, stays.left), bed), -1)
        occupied: Flags = np.cumsum(changes, axis=0)[:-1] > 0
        return occupied

    def _shared(self, starts: Ints, shifts: Ints, occupied: Flags) -> Shares:
        """Return the shift that has each bed, shape (parts, beds). shifts: indexes of those that can be on duty."""
        begin, end = self.shifts[:2, shifts]
        on_duty = (begin <= starts[:, None]) & (end > starts[:, None])
        nurses = on_duty.sum(axis=1)[:, None]
        # the shifts on duty first, in their order
        order = np.argsort(~on_duty, axis=1, kind="stable")
        patients = occupied.sum(axis=1)[:, None]
        patient = np.cumsum(occupied, axis=1) - 1
        empty = np.cumsum(~occupied, axis=1) - 1
        place = np.where(occupied, patient * nurses // np.maximum(patients, 1), empty % np.maximum(nurses, 1))
        if not shifts.size:
            return np.full(occupied.shape, NOBODY, dtype=np.int32)
        shared: Shares = np.where(
            nurses > 0, shifts[np.take_along_axis(order, place, axis=1)], NOBODY
        ).astype(np.int32)
        return shared
