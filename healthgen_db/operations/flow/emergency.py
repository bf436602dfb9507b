"""The emergency department: triage, stations, providers, walking out, decisions, boarding."""

from heapq import heappop, heappush

from healthgen_db.operations.flow.chances import Chances
from healthgen_db.operations.flow.clock import Clock, Kind
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.flow.staffing import Staffing
from healthgen_db.operations.places.capacity import PROVIDER_COMES_S
from healthgen_db.operations.ways import LONGEST, sent_away_at
from healthgen_db.operations.words import DECISIONS, NEVER
from healthgen_db.world.draws import Draws

ADMIT, DISCHARGE, TRANSFER, UNSEEN = map(
    DECISIONS.index, ("admit", "discharge", "transfer", "left without being seen")
)
# Patients of ESI 4 and 5 are treated in chairs, so they need no station.
LAST_ESI_WITH_STATION = 3
AT_ONCE = 1
# Who is called next: the one who waits longest, after so many seconds are added for each ESI. [A]
HANDICAP = (0, 0, -5400, 0, 600, 900)
# Triage takes so much longer for each waiting patient, relative to the stations. [A]
TRIAGE_BY_CROWDING = 0.5
# Whoever has waited so long for a station is seen in the hall: seconds by ESI. [A]
HALL_AFTER = (0, 0, 20 * 60, 90 * 60)
Queue = list[tuple[int, int, Patient]]


class Emergency:
    """The emergency department of a hospital.

    free: heap of free stations; waiting_station, waiting_provider: heaps of (priority, id, patient)
    providers: how many there are this hour; factor: that of a surge, or 1
    census: patients in the department; boarders: those with a decision to admit, who wait for a bed
    """

    def __init__(self, clock: Clock, log: Log, stations: range, staffing: Staffing, draws: Draws) -> None:
        self.clock = clock
        self.log = log
        self.way = Chances(draws, "emergency.provider_comes")
        self.stations = len(stations)
        self.free = list(stations)
        self.closed: list[int] = []
        self.staffing = staffing
        self.providers = 1
        self.factor = 1.0
        self.open_stations = len(stations)
        self.busy = 0
        self.census = self.boarders = self.waiting = 0
        self.waiting_station: Queue = []
        self.waiting_provider: Queue = []

    def arrives(self, patient: Patient, time: int) -> None:
        """Register a patient, who will be triaged."""
        patient.in_ed = True
        self.census += 1
        self.waiting += 1
        crowding = 1 + TRIAGE_BY_CROWDING * max(0, self.waiting - 1) / self.stations
        self.clock.plan(time + int(patient.triage_s * crowding), patient.id, Kind.TRIAGED, patient)

    def triaged(self, patient: Patient, time: int) -> None:
        """Give a station or a chair to a triaged patient, or let the patient wait."""
        if not patient.in_ed:
            return
        patient.triaged = time
        if patient.esi == AT_ONCE:
            if self.free:
                self._to_station(patient, time)
            self._sees(patient, time)
            return
        if patient.esi > LAST_ESI_WITH_STATION:
            self._wants_provider(patient, time)
        elif self.free:
            self._to_station(patient, time)
            self._wants_provider(patient, time)
        else:
            heappush(self.waiting_station, (time + HANDICAP[patient.esi], patient.id, patient))
            self.clock.plan(time + HALL_AFTER[patient.esi], patient.id, Kind.SEEN_IN_HALL, patient)
        if patient.provider == NEVER:
            self._waits(patient, time)

    def seen_in_hall(self, patient: Patient, time: int) -> None:
        """Let a patient who still waits for a station be seen without one."""
        if patient.in_ed and patient.provider == NEVER and patient.station == NOWHERE:
            self._wants_provider(patient, time)

    def _waits(self, patient: Patient, time: int) -> None:
        """Plan when a patient who waits walks out, and when a patient who will not be admitted leaves at the latest."""
        if patient.can_walk_out and patient.patience_s < LONGEST:
            self.clock.plan(max(time, _tired(patient)), patient.id, Kind.WALKS_OUT, patient)
        if not patient.leaves:
            self.clock.plan(max(time, patient.registered + LONGEST), patient.id, Kind.LEAVES, patient)

    def walks_out(self, patient: Patient, time: int) -> None:
        """Let a patient leave who has waited too long for a provider."""
        if patient.provider != NEVER or not patient.in_ed:
            return
        patient.decided = time
        patient.chose = UNSEEN
        self.waiting -= 1
        self._goes(patient, time)

    def assessed(self, patient: Patient, time: int) -> None:
        """Free the provider, who sees the next patient."""
        self.busy -= 1
        if patient.in_ed:
            self.clock.plan(time + patient.workup_s, patient.id, Kind.DECIDED, patient)
        self.calls_next(time)

    def decided(self, patient: Patient, time: int) -> bool:
        """Decide what happens with a patient. Return whether the patient is admitted and so needs a bed."""
        if not patient.in_ed:
            return False
        patient.decided = time
        if patient.admits:
            patient.chose = ADMIT
            patient.admitted = time
            self.boarders += 1
            return True
        patient.chose = patient.decision
        if patient.chose == TRANSFER:
            if not patient.leaves:
                away = int(sent_away_at(time, patient.bed_search_s, patient.registered))
                self.clock.plan(away, patient.id, Kind.DEPARTS, patient)
        elif not patient.leaves:
            self._goes(patient, time)
        return False

    def departs(self, patient: Patient, time: int) -> None:
        """Let a patient leave the hospital from the emergency department."""
        if patient.in_ed:
            self._goes(patient, time)

    def gets_bed(self, patient: Patient, time: int) -> None:
        """Let a boarder leave the department for a bed."""
        patient.departed = time
        patient.in_ed = False
        self.census -= 1
        self.boarders -= 1
        self._frees(patient, time)

    def leaves_from_here(self, patient: Patient, time: int) -> None:
        """Let a patient leave at the planned time, whatever has been done by then."""
        if patient.triaged == NEVER:
            patient.triaged = time
        if patient.provider == NEVER:
            self.waiting -= 1
        # The provider may be on the way.
        patient.provider = min(patient.provider, time)
        if patient.decided == NEVER:
            patient.decided = time
            patient.chose = ADMIT if patient.admits else patient.decision
            if patient.admits:
                patient.admitted = time
        elif patient.admits:
            self.boarders -= 1
        patient.departed = time
        patient.in_ed = False
        self.census -= 1
        self._frees(patient, time)

    def calls_next(self, time: int) -> None:
        """Let free providers see those who wait for one."""
        while self.busy < self.providers and self.waiting_provider:
            patient = heappop(self.waiting_provider)[2]
            if patient.in_ed and patient.provider == NEVER:
                self._sees(patient, time)

    def open(self, factor: float, time: int) -> None:
        """Let stations and providers count for 1 / factor of themselves; with 1, all are open again."""
        self.open_stations = max(1, int(self.stations / factor))
        self.factor = factor
        self.count_providers(time)
        while self.closed and self._in_use() < self.open_stations:
            self._offers(self.closed.pop(), time)
        while self.free and self._in_use() > self.open_stations:
            self.free.sort()
            self.closed.append(self.free.pop())
        self.calls_next(time)

    def count_providers(self, time: int) -> None:
        """Note how many providers there are from now on, until the next hour."""
        on_duty = self.staffing.providers(time, self.clock.hour)
        self.providers = max(1, int(on_duty / self.factor))

    def _in_use(self) -> int:
        """Return how many stations are not closed."""
        return self.stations - len(self.closed)

    def _to_station(self, patient: Patient, time: int) -> None:
        patient.station = heappop(self.free)
        patient.roomed = time

    def _wants_provider(self, patient: Patient, time: int) -> None:
        if self.busy < self.providers:
            self._sees(patient, time)
        else:
            heappush(self.waiting_provider, (patient.triaged + HANDICAP[patient.esi], patient.id, patient))

    def _sees(self, patient: Patient, time: int) -> None:
        low, high = PROVIDER_COMES_S
        comes = (
            time if patient.esi == AT_ONCE else time + low + int((high - low) * self.way.uniform(patient.id))
        )
        patient.provider = comes
        self.waiting -= 1
        self.busy += 1
        self.clock.plan(comes + patient.assess_s, patient.id, Kind.ASSESSED, patient)

    def _goes(self, patient: Patient, time: int) -> None:
        patient.departed = patient.left = time
        patient.in_ed = False
        self.census -= 1
        self._frees(patient, time)
        self.log.ended(patient)

    def _frees(self, patient: Patient, time: int) -> None:
        if patient.roomed == NEVER:
            return
        if self._in_use() > self.open_stations:
            self.closed.append(patient.station)
        else:
            self._offers(patient.station, time)

    def _offers(self, station: int, time: int) -> None:
        """Give a station to the next patient who waits for one."""
        heappush(self.free, station)
        while self.free and self.waiting_station:
            patient = heappop(self.waiting_station)[2]
            waits = patient.in_ed and patient.provider == NEVER and patient.station == NOWHERE
            if waits and not (patient.can_walk_out and _tired(patient) <= time):
                self._to_station(patient, time)
                self._wants_provider(patient, time)


def _tired(patient: Patient) -> int:
    """Return from when on a patient does not want to wait any longer."""
    return int(patient.registered + patient.patience_s)
