"""Who is on duty, as far as the flow needs it: emergency providers, and the people who operate."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.words import NEVER, URGENCIES
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import Flags, Floats, Ints

ELECTIVE = URGENCIES.index("elective")
EMERGENCY_PROVIDERS = "emergency providers"
# One of each is needed for a surgery. Their acts in encounter_staff are surgery, anesthesia and operating nursing.
SURGICAL_TEAMS = ("surgeons", "anesthetists", "operating nurses")
# A planned surgery that has waited for an hour is late: people on call come for it. [A]
LATE_AFTER = HOUR


class Worker:
    """A person in one shift. operations: surgeries of the shift so far."""

    __slots__ = ("begins", "ends", "on_call", "operations", "shift", "staff")

    def __init__(self, begins: int, ends: int, staff: int, shift: int, on_call: int) -> None:
        self.begins, self.ends = begins, ends
        self.staff, self.shift = staff, shift
        self.on_call = on_call != 0
        self.operations = 0


class Duty(Protocol):
    """What is read from the roster. Times are seconds since 1970 UTC; staff are staff_id - 1 without the hospital.

    People on call count as on duty only for `shifts`, and for `at` when nobody else is there.
    """

    def count(self, team: Ints, time: Ints) -> Ints:
        """Return how many people of teams are on duty, shape (times,)."""

    def shifts(self, team: int, first: int, last: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """Return the shifts of a team that begin from `first` to before `last` by the plan, in a fixed order.

        Columns of shape (shifts,): begin and end by the plan, staff, shift_id, 1 if on call.
        """

    def at(self, team: Ints, time: Ints, turn: Floats) -> tuple[Ints, Ints]:
        """Return staff and shift_id of one of those on duty, shape (times,); -1 and 0 if there is none.

        turn: which of them, from 0 to below 1
        """

    def span(self, shift: Ints) -> tuple[Ints, Ints]:
        """Return begin and end by the plan of shifts, by shift_id."""

    def on_call(self, shift: Ints) -> Flags:
        """Return whether shifts are on call, by shift_id."""


class Staffing(Protocol):
    """Who is on duty in one hospital."""

    def providers(self, time: int, hour: int) -> int:
        """Return how many providers the emergency department has in an hour.

        time: its beginning; hour: the local hour of the day, 0 to 23
        """

    def operate(self, patient: Patient, time: int) -> bool:
        """Choose who operates on a patient now. Return whether there is somebody for each part of the surgery."""

    def operated(self, patient: Patient) -> None:
        """Note that the people who have operated on a patient are free again."""


class UsualStaffing:
    """A hospital without workforce: as many providers as usual at an hour, and enough people who operate.

    usual: providers by local hour of the day, shape (24,)
    """

    def __init__(self, usual: Ints) -> None:
        self.usual = usual.tolist()

    def providers(self, time: int, hour: int) -> int:
        """Return the usual providers of the hour."""
        number: int = self.usual[hour]
        return number

    def operate(self, patient: Patient, time: int) -> bool:
        """Return that there is always somebody."""
        return True

    def operated(self, patient: Patient) -> None:
        """Note nothing."""


class RosterStaffing:
    """A hospital with a workforce: those who are on duty by the roster.

    Before the flow runs to a time, `extend` must have been called up to it.
    find_team: returns the index of a team by its kind, as Teams.find
    """

    def __init__(self, duty: Duty, find_team: Callable[[str], int]) -> None:
        self.duty = duty
        self.emergency = find_team(EMERGENCY_PROVIDERS)
        self.surgical = [OnDuty(duty, find_team(kind)) for kind in SURGICAL_TEAMS]
        self.busy: set[int] = set()
        self.counts: dict[int, int] = {}

    def extend(self, first: int, last: int) -> None:
        """Read from the roster who is on duty in the next step of the flow, from `first` to before `last`."""
        hours = np.arange(first // HOUR * HOUR, last, HOUR)
        count = self.duty.count(np.full(hours.size, self.emergency), hours)
        self.counts = dict(zip(hours.tolist(), count.tolist(), strict=True))
        for team in self.surgical:
            team.extend(last)

    def providers(self, time: int, hour: int) -> int:
        """Return the providers on duty at a full hour."""
        return self.counts[time // HOUR * HOUR]

    def operate(self, patient: Patient, time: int) -> bool:
        """Choose a surgeon, an anesthetist and an operating nurse, or nobody if one of them is missing.

        People on call only come for urgent surgeries, and for others when these are late or would end late.
        """
        ends = time + patient.surgery_s
        due = max(patient.surgery_at, patient.admitted)
        calls = patient.urgency != ELECTIVE or time >= due + LATE_AFTER
        crew = []
        for team in self.surgical:
            worker = team.choose(time, ends, self.busy, calls=calls)
            if worker is None:
                return False
            crew.append(worker)
        for worker in crew:
            worker.operations += 1
            self.busy.add(worker.staff)
        patient.crew = tuple((worker.staff, worker.shift) for worker in crew)
        return True

    def operated(self, patient: Patient) -> None:
        """Let the people who have operated on a patient be free again."""
        self.busy.difference_update(staff for staff, _ in patient.crew)


class OnDuty:
    """The people of a team who are on duty, followed in the order of time."""

    def __init__(self, duty: Duty, team: int) -> None:
        self.duty, self.team = duty, team
        self.known = -NEVER
        self.to_come: list[Worker] = []
        self.there: list[Worker] = []

    def extend(self, until: int) -> None:
        """Read the shifts that begin before `until` and have not been read."""
        columns = self.duty.shifts(self.team, self.known, until)
        workers = sorted(zip(*(column.tolist() for column in columns), strict=True), reverse=True)
        self.to_come = [Worker(*each) for each in workers] + self.to_come
        self.known = until

    def choose(self, time: int, ends: int, busy: set[int], *, calls: bool) -> Worker | None:
        """Return who takes a surgery: the one with the fewest in this shift among those who fit best, or None.

        Best are those whose shift lasts until the surgery ends; then those on call; then those who have to stay longer.
        calls: whether people on call come in any case
        """
        self._advance(time)
        free = [worker for worker in self.there if worker.staff not in busy]
        if not calls and all(worker.on_call for worker in free):
            return None
        return min(
            free,
            key=lambda worker: (
                worker.on_call or 2 * (worker.ends < ends),
                worker.operations,
                worker.staff,
            ),
            default=None,
        )

    def _advance(self, time: int) -> None:
        while self.to_come and self.to_come[-1].begins <= time:
            self.there.append(self.to_come.pop())
        if any(worker.ends <= time for worker in self.there):
            self.there = [worker for worker in self.there if worker.ends > time]
