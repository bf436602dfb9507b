"""Beds: who gets which, how long they are dirty, cleaned or blocked, and who waits for one.

A patient asks for a bed of a kind of ward. When no bed is free the patient waits, and after some hours also takes a bed
of another ward, as an outlier. The wait changes no discharge.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from healthgen_db.operations.flow.bed_turnover import BedTurnover
from healthgen_db.operations.flow.clock import Clock, Kind
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.words import BED_REASONS, NEVER
from healthgen_db.world.calendar import HOUR

ADMISSION, STEP_UP, STEP_DOWN, LATERAL, REPATRIATION = range(len(BED_REASONS))
# A patient who has waited so long for a bed of the own ward also takes one of another ward. [A]
OUTLIER_AFTER = 3 * HOUR
# Outliers go to their own ward, if a bed is free there, when they have been elsewhere for so long. [A]
BACK_AFTER = 12 * HOUR
# Nobody is moved for the ward's sake in the last hours before the planned departure. [A]
LAST_MOVE = 8 * HOUR
# The need of intensive care comes before all others.
URGENT, USUAL = 0, 1

Request = tuple[int, int, int, Patient]


class Wards:
    """The beds of a hospital.

    free: for each unit a heap of free clean beds; census, blocked: patients and blocked beds of each unit
    waiting: for each kind of ward a heap of (priority, time of the request, encounter, patient)
    boarders: for each kind of ward, patients in the emergency department who wait for such a bed
    """

    def __init__(self, clock: Clock, log: Log, layout: Layout, turnover: BedTurnover) -> None:
        self.clock = clock
        self.log = log
        self.turnover = turnover
        self.unit_of = layout.unit_of.tolist()
        self.units_of_ward = layout.ward_units
        self.ward_of_unit = [unit.ward for unit in layout.units]
        self.outliers_to = layout.outliers_to
        self.beds = [unit.beds for unit in layout.units]
        self.free = [list(unit.beds) if unit.ward >= 0 else [] for unit in layout.units]
        wards = len(layout.ward_units)
        self.guests = [
            [other for other in range(wards) if ward in layout.outliers_to[other]] for ward in range(wards)
        ]
        self.census = [0] * len(layout.units)
        self.blocked = [0] * len(layout.units)
        self.waiting: list[list[Request]] = [[] for _ in range(wards)]
        self.boarders = [0] * wards
        self.outliers: list[dict[int, Patient]] = [{} for _ in range(wards)]
        self.surge_closed: dict[int, int] = {}

    def asks(self, patient: Patient, time: int, ward: int, reason: int) -> None:
        """Ask for a bed of a kind of ward. Finding one takes some time, also when there is one."""
        if patient.wanted != NOWHERE:
            self._asks_no_more(patient)
        patient.wanted = ward
        patient.requested = time
        patient.reason = reason
        patient.outlier_ok = False
        if patient.in_ed:
            if patient.boards_for != NOWHERE:
                self.boarders[patient.boards_for] -= 1
            patient.boards_for = ward
            self.boarders[ward] += 1
        patient.assign_at = time + (
            patient.bed_search_s if reason == ADMISSION else patient.bed_search_s // 2
        )
        self.clock.plan(patient.assign_at, patient.id, Kind.ASSIGN, patient)

    def assigns(self, patient: Patient, time: int) -> None:
        """Reserve a free bed, or let the patient wait."""
        if patient.assign_at != time or patient.wanted == NOWHERE:
            return
        ward = patient.wanted
        if self._reserves(patient, time, ward):
            return
        if patient.reason == LATERAL:
            self._asks_no_more(patient)
            return
        priority = URGENT if patient.reason == STEP_UP or ward == patient.intensive else USUAL
        heappush(self.waiting[ward], (priority, patient.requested, patient.id, patient))
        if patient.reason == ADMISSION and self.outliers_to[ward]:
            self.clock.plan(max(time, patient.requested + OUTLIER_AFTER), patient.id, Kind.OUTLIER, patient)

    def looks_elsewhere(self, patient: Patient, time: int) -> None:
        """Look for a bed of another ward for a patient who has waited long."""
        if patient.wanted == NOWHERE or patient.requested + OUTLIER_AFTER > time:
            return
        patient.outlier_ok = True
        any(self._reserves(patient, time, other) for other in self.outliers_to[patient.wanted])

    def moves_in(self, patient: Patient, time: int) -> None:
        """Let a patient enter the reserved bed."""
        if patient.bed != NOWHERE:
            self._ends_bed_stay(patient, time)
        bed, patient.reserved = patient.reserved, NOWHERE
        patient.bed_requested, patient.bed_reason = patient.requested, patient.reason
        patient.bed = bed
        patient.bed_for = patient.for_ward
        patient.entered = time
        unit = self.unit_of[bed]
        self.census[unit] += 1
        patient.outlier = self.ward_of_unit[unit] != patient.bed_for
        if patient.outlier:
            self.outliers[patient.bed_for][patient.id] = patient

    def ward_of(self, patient: Patient) -> int:
        """Return the kind of ward in which a patient is; NOWHERE without a bed."""
        return self.ward_of_unit[self.unit_of[patient.bed]] if patient.bed != NOWHERE else NOWHERE

    def leaves(self, patient: Patient, time: int) -> None:
        """End what a patient has here: bed, reservation, request."""
        if patient.in_ed and patient.boards_for != NOWHERE:
            self.boarders[patient.boards_for] -= 1
        patient.boards_for = NOWHERE
        if patient.wanted != NOWHERE:
            self._asks_no_more(patient)
        if patient.bed != NOWHERE:
            self._ends_bed_stay(patient, time)
        if patient.reserved != NOWHERE:
            # The patient is not in a bed any more, so nobody calls the patient back into the reserved one.
            bed, patient.reserved = patient.reserved, NOWHERE
            self._asks_no_more(patient)
            self.ready(bed, time)

    def ready(self, bed: int, time: int) -> None:
        """Give a bed that is clean to the next patient, or keep it free."""
        unit = self.unit_of[bed]
        ends = self.surge_closed.pop(bed, 0)
        if ends > time:
            self._closes(bed, unit, time, ends)
            return
        heappush(self.free[unit], bed)
        ward = self.ward_of_unit[unit]
        patient = self._next_for(ward)
        if patient is not None:
            self._reserves(patient, time, ward, unit)
        elif self.outliers[ward]:
            self._calls_back(ward, unit, time)

    def blocks(self, bed: int, _: int) -> None:
        """Note that a bed cannot be used."""
        self.blocked[self.unit_of[bed]] += 1

    def unblocked(self, bed: int, time: int) -> None:
        """Use a bed again that was blocked."""
        self.blocked[self.unit_of[bed]] -= 1
        self.ready(bed, time)

    def surge(self, factor: float, time: int, ends: int) -> None:
        """Close beds until `ends`, so that those of each unit count for 1 / factor of themselves."""
        for unit, beds in enumerate(self.beds):
            if self.ward_of_unit[unit] < 0:
                continue
            for bed in beds[int(len(beds) / factor) :]:
                if bed in self.free[unit]:
                    self.free[unit].remove(bed)
                    heapify(self.free[unit])
                    self._closes(bed, unit, time, ends)
                else:
                    self.surge_closed[bed] = ends

    def _closes(self, bed: int, unit: int, time: int, ends: int) -> None:
        self.blocked[unit] += 1
        self.log.blocked(bed, time, ends)
        self.clock.plan(ends, -1 - bed, Kind.BED_UNBLOCKED, bed)

    def _calls_back(self, ward: int, unit: int, time: int) -> None:
        """Give a free bed to the patient of the ward who has been elsewhere longest."""
        for patient in self.outliers[ward].values():
            waits = patient.wanted != NOWHERE or patient.reserved != NOWHERE
            if not waits and patient.entered + BACK_AFTER <= time < patient.leaves - LAST_MOVE:
                patient.wanted, patient.requested, patient.reason = ward, time, REPATRIATION
                self._reserves(patient, time, ward, unit)
                return

    def _asks_no_more(self, patient: Patient) -> None:
        """Note a request that has led to no bed."""
        patient.wanted = NOWHERE
        patient.bed_rows.append((NOWHERE, patient.requested, NEVER, NEVER, patient.reason, False))

    def _reserves(self, patient: Patient, time: int, ward: int, unit: int = NOWHERE) -> bool:
        """Reserve a bed of a ward, in the unit with the most free beds, or in this unit."""
        units: Sequence[int] = self.units_of_ward[ward] if unit == NOWHERE else (unit,)
        if patient.reason == LATERAL and patient.bed != NOWHERE and len(units) > 1:
            here = self.unit_of[patient.bed]
            units = [other for other in units if other != here]
        best = max(units, key=lambda other: len(self.free[other]), default=NOWHERE)
        if best == NOWHERE or not self.free[best]:
            return False
        patient.reserved = heappop(self.free[best])
        patient.for_ward, patient.wanted = patient.wanted, NOWHERE
        self.clock.plan(time + patient.transport_s, patient.id, Kind.MOVES_IN, patient)
        return True

    def _next_for(self, ward: int) -> Patient | None:
        """Return who gets the next bed of a ward: its own patients first, then patients of other wards."""
        own = self._first(ward)
        if own is not None:
            heappop(self.waiting[ward])
            return own[3]
        oldest: Request | None = None
        for other in self.guests[ward]:
            request = self._first(other)
            if (
                request is not None
                and request[3].outlier_ok
                and (oldest is None or request[1:3] < oldest[1:3])
            ):
                oldest = request
        if oldest is not None:
            return oldest[3]
        return None

    def _first(self, ward: int) -> Request | None:
        """Return the first valid request of a ward, after those that are no longer valid are gone."""
        waiting = self.waiting[ward]
        while waiting:
            request = waiting[0]
            if request[3].wanted == ward and request[3].requested == request[1]:
                return request
            heappop(waiting)
        return None

    def _ends_bed_stay(self, patient: Patient, time: int) -> None:
        bed = patient.bed
        patient.bed_rows.append(
            (bed, patient.bed_requested, patient.entered, time, patient.bed_reason, patient.outlier)
        )
        unit = self.unit_of[bed]
        self.census[unit] -= 1
        if patient.outlier:
            del self.outliers[patient.bed_for][patient.id]
        patient.bed = NOWHERE
        self.turnover.vacated(bed, patient.id, len(patient.bed_rows), time)
