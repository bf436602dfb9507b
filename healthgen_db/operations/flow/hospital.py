"""A hospital in the order of time: patients arrive, wait, get beds, move, have surgery and leave."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop
from typing import Any

from healthgen_db.operations.flow.bed_turnover import BedTurnover
from healthgen_db.operations.flow.chances import Chances
from healthgen_db.operations.flow.clock import LAST_ID, Clock, Kind
from healthgen_db.operations.flow.emergency import Emergency
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.flow.staffing import Staffing
from healthgen_db.operations.flow.theatres import Theatres
from healthgen_db.operations.flow.wards import ADMISSION, LAST_MOVE, LATERAL, STEP_DOWN, STEP_UP, Wards
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.places.ward_file import WardFile
from healthgen_db.operations.words import NEVER, URGENCIES
from healthgen_db.world.calendar import DAY, HOUR, MINUTE
from healthgen_db.world.draws import Draws

ELECTIVE = URGENCIES.index("elective")
TO_FIRST_BED, TO_INTENSIVE, ON_FROM_INTENSIVE, ON_FROM_STEP_DOWN, TO_POSTPARTUM, TO_OTHER_BED = range(6)
# Some patients get worse after intensive care and go back: so many, if the stay is long enough, after hours with this
# median and standard deviation of the logarithm. [P] 2.0 % within 48 hours (Brown 2012)
BACK_SHARE, BACK_HOURS, BACK_SIGMA = 0.05, 26.0, 0.9
# Hours in labor and delivery: median and standard deviation of the logarithm. [A]
LABOR_HOURS, LABOR_SIGMA = 9.0, 0.5
# The draw key of a move is that of the encounter * ROWS + number of earlier beds and requests.
ROWS = 64
# A step that comes while a bed is being prepared waits so long.
LATER = 15 * MINUTE
# Ambulances are sent to other hospitals while the emergency department is so full, and no more below the second figure:
# patients / stations, and boarders / stations. [A], after facts of diversions
FULL, NOT_FULL = 1.6, 1.3
BOARDED, NOT_BOARDED = 0.7, 0.5
CROWDING, BOARDING = range(2)


@dataclass(frozen=True)
class Surge:
    """A time in which beds, stations, rooms and providers count for 1 / factor of themselves."""

    factor: float
    begins: int
    ends: int


class HospitalFlow:
    """The state of one hospital. run() moves it forward; nothing depends on what comes later.

    local_hour: returns the hour of the day of a time in the hospital's zone
    counted: whether the patients of the units are counted at each full hour
    """

    def __init__(
        self,
        layout: Layout,
        file: WardFile,
        draws: Draws,
        *,
        staffing: Staffing,
        start: int,
        local_hour: Callable[[int], int],
        surge: Surge | None = None,
        counted: bool = True,
    ) -> None:
        self.clock = clock = Clock()
        self.log = log = Log()
        self.local_hour, self.counted = local_hour, counted
        parts = file.parts
        self.labor, self.postpartum = file.index(parts.labor), file.index(parts.after_birth)
        self.step_down = file.index(parts.step_down) if layout.has_step_down else NOWHERE
        self.recovery = int(file.operating.recovery_minutes * MINUTE)
        self.labor_hours = Chances(draws, "flow.labor")
        self.goes_back, self.back_hours = Chances(draws, "flow.goes_back"), Chances(draws, "flow.back_hours")
        emergency, operating = layout.units[0], layout.units[-1]
        self.emergency = Emergency(clock, log, emergency.beds, staffing, draws)
        self.theatres = Theatres(clock, operating.beds, file.operating.turnover_minutes, staffing)
        self.wards = Wards(clock, log, layout, BedTurnover(clock, log, file.turnover, draws))
        self.first_unit = [units[0] if units else NOWHERE for units in layout.ward_units]
        self.here: dict[int, Patient] = {}
        self.diverted_since, self.diverted_for = NEVER, CROWDING
        handlers = self._all_handlers()
        self.handlers = [handlers[kind] for kind in Kind]
        first_hour = -(-start // HOUR) * HOUR
        clock.hour = local_hour(start)
        clock.plan(start, -LAST_ID, Kind.BEGINS)
        clock.plan(first_hour, LAST_ID, Kind.HOUR)
        if surge is not None:
            for time in (surge.begins, surge.ends):
                clock.plan(max(time, start), -LAST_ID, Kind.SURGE, surge)

    def _all_handlers(self) -> dict[Kind, Callable[[Any, int], object]]:
        emergency, wards, theatres = self.emergency, self.wards, self.theatres
        return {
            Kind.LEAVES: self._leaves,
            Kind.BED_READY: wards.ready,
            Kind.BED_BLOCKED: wards.blocks,
            Kind.BED_UNBLOCKED: wards.unblocked,
            Kind.ASSESSED: emergency.assessed,
            Kind.TRIAGED: emergency.triaged,
            Kind.SEEN_IN_HALL: emergency.seen_in_hall,
            Kind.WALKS_OUT: emergency.walks_out,
            Kind.DECIDED: self._decided,
            Kind.DEPARTS: emergency.departs,
            Kind.ADMITTED: self._admitted,
            Kind.ASSIGN: wards.assigns,
            Kind.OUTLIER: wards.looks_elsewhere,
            Kind.MOVES_IN: self._moves_in,
            Kind.STEP: self._steps,
            Kind.SURGERY_DUE: theatres.due,
            Kind.SURGERY_ENDS: self._surgery_ends,
            Kind.ROOM_READY: theatres.ready,
            Kind.BEGINS: self._begins,
            Kind.SURGE: self._surges,
            Kind.HOUR: self._new_hour,
        }

    def run(self, arrivals: Sequence[Patient], until: int) -> None:
        """Let everything happen up to `until`.

        arrivals: those who come before it, sorted by time and id
        """
        heap, handlers = self.clock.heap, self.handlers
        for patient in arrivals:
            arrives = patient.registered
            while heap[0] < (arrives, patient.id):
                time, _, kind, whose = heappop(heap)
                handlers[kind](whose, time)
            self._arrives(patient, arrives)
        while heap[0][0] <= until:
            time, _, kind, whose = heappop(heap)
            handlers[kind](whose, time)

    def _arrives(self, patient: Patient, time: int) -> None:
        if patient.leaves:
            self.clock.plan(patient.leaves, patient.id, Kind.LEAVES, patient)
        self.here[patient.id] = patient
        if patient.through_ed:
            self.emergency.arrives(patient, time)
        else:
            self.clock.plan(time + patient.triage_s, patient.id, Kind.ADMITTED, patient)
        if patient.surgery_at:
            self.clock.plan(max(time, patient.surgery_at), patient.id, Kind.SURGERY_DUE, patient)

    def _decided(self, patient: Patient, time: int) -> None:
        if self.emergency.decided(patient, time):
            self._first_bed(patient, time)
            self.theatres.admitted(patient, time)

    def _admitted(self, patient: Patient, time: int) -> None:
        """Admit a patient who has not come through the emergency department."""
        if patient.left != NEVER:
            return
        patient.admitted = time
        # Who comes for an operation gets a bed after it.
        planned = patient.urgency == ELECTIVE and 0 < patient.surgery_at < time + DAY
        if not planned or patient.ward == self.labor:
            self._first_bed(patient, time)
        self.theatres.admitted(patient, time)

    def _first_bed(self, patient: Patient, time: int) -> None:
        need = patient.icu_after_s
        ward = patient.intensive if need == 0 else patient.ward
        if need > 0:
            self._plans_step(patient, time + need, TO_INTENSIVE)
        self.wards.asks(patient, time, ward, ADMISSION)

    def _surgery_ends(self, patient: Patient, time: int) -> None:
        self.theatres.ends(patient, time)
        nowhere = patient.bed == NOWHERE and patient.wanted == NOWHERE and patient.reserved == NOWHERE
        if patient.left == NEVER and not patient.in_ed and nowhere:
            self._plans_step(patient, time + self.recovery, TO_FIRST_BED)

    def _moves_in(self, patient: Patient, time: int) -> None:
        if patient.reserved == NOWHERE or patient.left != NEVER:
            return
        if patient.surgery_started != NEVER and patient.surgery_ended == NEVER:
            back = patient.surgery_started + patient.surgery_s + self.recovery
            self.clock.plan(back, patient.id, Kind.MOVES_IN, patient)
            return
        if patient.in_ed:
            self.wards.boarders[patient.boards_for] -= 1
            patient.boards_for = NOWHERE
            self.emergency.gets_bed(patient, time)
        from_intensive = patient.reason == STEP_DOWN and self.wards.ward_of(patient) == patient.intensive
        self.wards.moves_in(patient, time)
        ward = self.wards.ward_of(patient)
        if from_intensive and self.goes_back.uniform(patient.id * ROWS + len(patient.bed_rows)) < BACK_SHARE:
            hours = self.back_hours.lognormal(patient.id, BACK_HOURS, BACK_SIGMA)
            self._plans_step(patient, time + int(hours * HOUR), TO_INTENSIVE)
        elif ward == patient.intensive:
            self._plans_step(patient, time + patient.icu_s, ON_FROM_INTENSIVE)
        elif patient.for_ward == self.step_down:
            self._plans_step(patient, time + patient.step_down_s, ON_FROM_STEP_DOWN)
        elif ward == self.labor:
            hours = self.labor_hours.lognormal(patient.id, LABOR_HOURS, LABOR_SIGMA)
            self._plans_step(patient, time + int(hours * HOUR), TO_POSTPARTUM)
        elif patient.moves > 0 and patient.step != TO_INTENSIVE:
            patient.moves -= 1
            self._plans_step(patient, time + patient.move_after_s, TO_OTHER_BED)

    def _plans_step(self, patient: Patient, time: int, step: int) -> None:
        patient.step, patient.step_at = step, time
        self.clock.plan(time, patient.id, Kind.STEP, patient)

    def _steps(self, patient: Patient, time: int) -> None:
        """Ask for the bed that a patient needs next."""
        if patient.step_at != time or patient.left != NEVER:
            return
        if patient.reserved != NOWHERE:
            self._plans_step(patient, time + LATER, patient.step)
            return
        step, patient.step, patient.step_at = patient.step, NOWHERE, NEVER
        if step == TO_FIRST_BED:
            self._first_bed(patient, time)
        elif step == TO_INTENSIVE:
            self.wards.asks(
                patient, time, patient.intensive, STEP_UP if patient.bed != NOWHERE else ADMISSION
            )
        elif step == ON_FROM_INTENSIVE and patient.step_down_s and self.step_down != NOWHERE:
            self.wards.asks(patient, time, self.step_down, STEP_DOWN)
        elif step == TO_POSTPARTUM:
            patient.ward = self.postpartum
            self.wards.asks(patient, time, patient.ward, STEP_DOWN)
        elif step == TO_OTHER_BED:
            if patient.wanted == NOWHERE and not patient.outlier and time < patient.leaves - LAST_MOVE:
                self.wards.asks(patient, time, patient.ward, LATERAL)
        else:
            if patient.ward == self.labor:
                patient.ward = self.postpartum
            self.wards.asks(patient, time, patient.ward, STEP_DOWN)

    def _leaves(self, patient: Patient, time: int) -> None:
        """Let a patient leave at the planned time, from wherever the patient is."""
        if patient.left != NEVER:
            return
        self.wards.leaves(patient, time)
        if patient.in_ed:
            self.emergency.leaves_from_here(patient, time)
        elif patient.admitted == NEVER:
            patient.admitted = time
        self.theatres.ends(patient, time)
        patient.left = time
        self.log.ended(patient)

    def _begins(self, _: None, time: int) -> None:
        self.emergency.count_providers(time)

    def _surges(self, surge: Surge, time: int) -> None:
        factor = surge.factor if time < surge.ends else 1.0
        self.emergency.open(factor, time)
        self.theatres.open(factor, time)
        if time < surge.ends:
            self.wards.surge(factor, time, surge.ends)

    def _new_hour(self, _: None, time: int) -> None:
        """See who is on duty now, count patients, and look at the crowding."""
        self.clock.hour = self.local_hour(time)
        self.clock.plan(time + HOUR, LAST_ID, Kind.HOUR)
        self.emergency.count_providers(time)
        self.emergency.calls_next(time)
        self.theatres.calls_next(time)
        if self.counted:
            self._counts(time)
        self._diverts(time)

    def _counts(self, time: int) -> None:
        """Count patients, blocked beds and boarders of all units at the full hour."""
        emergency, theatres, wards = self.emergency, self.theatres, self.wards
        census, blocked, boarders = wards.census.copy(), wards.blocked.copy(), [0] * len(wards.census)
        for ward, number in enumerate(wards.boarders):
            if number:
                boarders[self.first_unit[ward]] = number
        census[0], blocked[0], boarders[0] = emergency.census, len(emergency.closed), emergency.boarders
        census[-1], blocked[-1] = theatres.running, len(theatres.closed)
        self.log.hours.append((time, census, blocked, boarders))

    def _diverts(self, time: int) -> None:
        emergency = self.emergency
        crowding = emergency.census / emergency.stations
        boarding = emergency.boarders / emergency.stations
        if self.diverted_since == NEVER:
            if crowding > FULL or boarding > BOARDED:
                self.diverted_since = time
                self.diverted_for = CROWDING if crowding > FULL else BOARDING
        elif crowding < NOT_FULL and boarding < NOT_BOARDED:
            self.log.diversions.append((self.diverted_since, time, self.diverted_for))
            self.diverted_since = NEVER
