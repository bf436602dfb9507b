"""Operating rooms: a surgery waits for a free room and for people who operate; the most urgent goes first."""

from heapq import heappop, heappush

from healthgen_db.operations.flow.clock import Clock, Kind
from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.flow.staffing import Staffing
from healthgen_db.operations.words import NEVER

# A surgery that is due before the patient is admitted is looked at again so many seconds after the admission.
AFTER_ADMISSION = 1800


class Theatres:
    """The operating rooms of a hospital.

    waiting: heap of (-urgency, planned start, id, patient)
    """

    def __init__(self, clock: Clock, rooms: range, turnover_minutes: float, staffing: Staffing) -> None:
        self.clock = clock
        self.staffing = staffing
        self.turnover = int(60 * turnover_minutes)
        self.free = list(rooms)
        self.rooms = self.open_rooms = len(rooms)
        self.closed: list[int] = []
        self.running = 0
        self.waiting: list[tuple[int, int, int, Patient]] = []

    def due(self, patient: Patient, time: int) -> None:
        """Begin a surgery, or let it wait for a room and for people who operate."""
        if patient.left != NEVER:
            return
        if patient.admitted > time:
            patient.surgery_waits = True
        else:
            heappush(self.waiting, (-patient.urgency, patient.surgery_at, patient.id, patient))
            self.calls_next(time)

    def calls_next(self, time: int) -> None:
        """Begin the surgeries that wait, as far as there are rooms and people for them.

        If there is nobody for the first one, there is nobody for the others: people come for urgent surgeries before
        others, and for those that are late.
        """
        while self.free and self.waiting:
            patient = self.waiting[0][3]
            if patient.left == NEVER:
                if not self.staffing.operate(patient, time):
                    return
                self._begins(patient, time)
            heappop(self.waiting)

    def admitted(self, patient: Patient, time: int) -> None:
        """Plan the surgery of a patient for whom it was due before the admission."""
        if patient.surgery_waits:
            patient.surgery_waits = False
            self.clock.plan(time + AFTER_ADMISSION, patient.id, Kind.SURGERY_DUE, patient)

    def ends(self, patient: Patient, time: int) -> None:
        """End a surgery, if it has not ended before. The room is ready again after its turnover."""
        if patient.surgery_started == NEVER or patient.surgery_ended != NEVER:
            return
        patient.surgery_ended = time
        self.running -= 1
        self.staffing.operated(patient)
        self.clock.plan(time + self.turnover, -1 - patient.room, Kind.ROOM_READY, patient.room)
        self.calls_next(time)

    def ready(self, room: int, time: int) -> None:
        """Use a room for the next surgery, or keep it free."""
        if self.rooms - len(self.closed) > self.open_rooms:
            self.closed.append(room)
            return
        heappush(self.free, room)
        self.calls_next(time)

    def open(self, factor: float, time: int) -> None:
        """Let rooms count for 1 / factor of themselves; with 1, all are open again."""
        self.open_rooms = max(1, int(self.rooms / factor))
        while self.closed and self.rooms - len(self.closed) < self.open_rooms:
            self.ready(self.closed.pop(), time)
        while self.free and self.rooms - len(self.closed) > self.open_rooms:
            self.free.sort()
            self.closed.append(self.free.pop())

    def _begins(self, patient: Patient, time: int) -> None:
        patient.room = heappop(self.free)
        patient.surgery_started = time
        self.running += 1
        self.clock.plan(time + patient.surgery_s, patient.id, Kind.SURGERY_ENDS, patient)
