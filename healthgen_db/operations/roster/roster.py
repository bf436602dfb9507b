"""The roster of a hospital: its shifts and absences day by day, from the first day to the plans after today."""

from collections import deque
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from healthgen_db.operations.roster.days.agency import AgencyPool
from healthgen_db.operations.roster.days.book import RING, WEEK, Book
from healthgen_db.operations.roster.days.cover import Cover
from healthgen_db.operations.roster.days.leave import Absences, PlannedAbsence
from healthgen_db.operations.roster.days.people import People
from healthgen_db.operations.roster.days.planner import AHEAD, Planner
from healthgen_db.operations.roster.days.seniors import in_charge
from healthgen_db.operations.roster.days.short_notice import SICKNESS, ShortNotice
from healthgen_db.operations.roster.days.sickness import Sick
from healthgen_db.operations.roster.days.slots import EXTRA, Slots
from healthgen_db.operations.roster.days.staffing import Staffing
from healthgen_db.operations.roster.duty import Duty
from healthgen_db.operations.roster.figures import load_roster_figures
from healthgen_db.operations.roster.patterns import load_patterns
from healthgen_db.operations.roster.shift_rows import ShiftRows, absences_table, shifts_table
from healthgen_db.operations.roster.shift_times import ShiftTimes
from healthgen_db.operations.words import NEVER, NOBODY, PLAN_DAYS
from healthgen_db.operations.workforce.agency import Agencies, agency_staff
from healthgen_db.operations.workforce.workforce import Employments, Staff, Workforce
from healthgen_db.world.calendar import HOUR, day_number
from healthgen_db.world.draws import Ints
from healthgen_db.world.places.time_zones import Zone
from healthgen_db.world.world import World

Batches = list[tuple[str, pa.RecordBatch]]
# The roster begins so many days before `start`, so that some people are sick and on leave on the first day.
WARM_UP = 45
# Shifts of the last day before `start` are in the table: the night shift among them is at work when the dataset begins.
DAYS_BEFORE = 1


class Roster:
    """Runs forward in time, in windows of any length. duty: who is on duty. agency: the people of agencies so far.

    hospital: its index
    """

    def __init__(self, world: World, hospital: int, zone: Zone, workforce: Workforce) -> None:
        config, draws = world.config, world.draws
        self.draws, self.place, self.hospital_id, self.workforce = (
            draws,
            config.place,
            hospital + 1,
            workforce,
        )
        self.today, start = day_number(config.today), day_number(config.start)
        self.shown = start - DAYS_BEFORE
        self.now = int(zone.to_utc(np.array([self.today + 1]), np.array([0]))[0]) - 1
        self.figures, file = load_roster_figures(config.place), load_patterns(config.place)
        self._day, last = start - WARM_UP, self.today + PLAN_DAYS + AHEAD
        self.times = ShiftTimes(file, zone, self._day - WEEK, last + 2 * WEEK)
        self.staffing = Staffing(config.place, self.hospital_id, workforce.teams, workforce.posts)
        self.people = People(workforce, self.hospital_id)
        self.agency = AgencyPool(Agencies(config.place, draws, self.hospital_id), self.people)
        self.absence = PlannedAbsence(
            draws, self.figures.leave, self.people, team=self.staffing.team, days=(self._day, last)
        )
        books = tuple(Book(self.times, file.limits, self.people.own) for _ in range(2))
        covers = [
            Cover(draws, self.figures.cover, self.staffing, self.people, self.agency, layer=each, books=books)
            for each in range(len(books))
        ]
        self.books = books
        self.planner = Planner(
            draws,
            self.figures.cover,
            staffing=self.staffing,
            people=self.people,
            absence=self.absence,
            cover=covers[0],
            first=self._day,
        )
        self.short_notice = ShortNotice(
            self.staffing,
            self.people,
            self.absence,
            Sick(draws, self.figures.sickness, self.people),
            covers[1],
        )
        teams = workforce.teams.role.size
        self.duty = Duty(self.hospital_id, zone, self.times, teams, (self.shown, self.today))
        self._planned: deque[Slots] = deque()
        self._on_call: list[ShiftRows] = []

    def run(self, first_day: int, last_day: int) -> Batches:
        """Run the days from first_day to last_day, and return the rows that became known, as (table, rows).

        These days must follow those of the call before. Shifts on call are not among the rows: see `on_call_shifts`.
        """
        rows = []
        for day in range(min(self._day, first_day), last_day + 1):
            shifts = self._run_day(day)
            if day >= self.shown:
                rows.append(shifts)
        self._day = last_day + 1
        shifts = ShiftRows.joined(rows)
        on_call = self.times.on_call[shifts.kind]
        self._on_call.append(shifts.take(on_call))
        return [("shifts", self._table(shifts.take(~on_call))), *self._absences()]

    def plan(self) -> Batches:
        """Return the plans of the days after today, and the absences that have not ended, as (table, rows)."""
        rows = []
        for day in range(self.today + 1, self.today + PLAN_DAYS + 1):
            slots = self._plan_of(day)
            hidden = ~slots.empty & (slots.ahead < day - self.today)
            slots = slots.changed(worker=np.where(hidden, NOBODY, slots.worker))
            rows.append(self._rows(day, slots))
        shifts = ShiftRows.joined(rows)
        later = np.full(len(shifts), NEVER)
        shifts = ShiftRows(**{**vars(shifts), "started": later, "ended": later})
        sick = self.short_notice.sick.open()
        return [
            ("shifts", self._table(shifts)),
            *self._absences(),
            ("absences", self._absence_rows(*sick, sick[1], SICKNESS, lasting=True)),
        ]

    def agency_staff(self) -> tuple[Staff, Employments]:
        """Return the people of agencies that came up to now or are planned, and their employments."""
        return agency_staff(self.place, self.agency.contracts, self.today + PLAN_DAYS)

    def on_call_shifts(self, calls: Mapping[int, tuple[int, int]]) -> pa.RecordBatch:
        """Return the shifts on call of all days that have been run.

        calls: by shift_id, when the person began to work and when the last thing was done (NEVER if it goes on)
        """
        return self._table(ShiftRows.joined(self._on_call).called(calls))

    def _table(self, rows: ShiftRows) -> pa.RecordBatch:
        return shifts_table(self.place, self.hospital_id, self.workforce, rows, self.now)

    def _plan_of(self, day: int) -> Slots:
        """Return the plan of a day, the next one that has not been asked for."""
        while self.planner.day <= day + WEEK and self.planner.day <= self.today + PLAN_DAYS:
            planned = self.planner.day
            self._planned.append(self.planner.plan())
            self.books[1].kind[planned % RING] = self.books[0].kind[planned % RING]
        return self._planned.popleft()

    def _run_day(self, day: int) -> ShiftRows:
        slots = self.short_notice.work(day, self._plan_of(day))
        rows = self._rows(day, slots)
        if day >= self.shown:
            there = slots.present
            number = slots.post + 1 + EXTRA * slots.extra
            self.duty.add(
                day,
                self.staffing.team[slots.post[there]],
                slots.kind[there],
                rows.staff[there],
                number[there],
            )
        return rows

    def _rows(self, day: int, slots: Slots) -> ShiftRows:
        """Return rows of shifts, with the times at which work begins and ends."""
        row, there = day - self.times.first, slots.present
        start, end = self.times.starts[row, slots.kind], self.times.ends[row, slots.kind]
        number = slots.shift_id(self.hospital_id, day)
        exact, hand_over = self._exact(day, slots), self.figures.hand_over
        early = self.draws.below("roster.early", number, hand_over.early_seconds + 1)
        late = self.draws.below("roster.late", number, hand_over.late_seconds + 1)
        works = there & ~self.times.on_call[slots.kind]
        return ShiftRows(
            shift_id=number,
            post=slots.post,
            staff=np.where(slots.empty, NOBODY, self.people.staff[slots.worker]),
            role=self._roles(day, slots),
            kind=slots.kind,
            start=start,
            end=end,
            started=np.where(works, start - np.where(exact, 0, early), NEVER),
            ended=np.where(works, end + np.where(exact, 0, late), NEVER),
            in_charge=in_charge(self.staffing, self.people, slots, there, day),
            source=slots.source,
            absent=slots.absent,
        )

    def _roles(self, day: int, slots: Slots) -> Ints:
        """Return the role that works each slot: that of the person, or of the post if nobody works it."""
        post = self.people.post[day % RING, slots.worker]
        role = self.staffing.role[np.where(slots.empty | (post == NOBODY), slots.post, post)]
        agency = slots.worker >= self.people.own
        role[agency] = self.agency.contracts.role[slots.worker[agency] - self.people.own]
        return role

    def _exact(self, day: int, slots: Slots) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Return who has so many hours in 7 days that nobody may stay longer, shape (slots,)."""
        exact = np.zeros(len(slots), dtype=np.bool_)
        post = self.people.post[day % RING, slots.worker]
        full = np.flatnonzero(slots.present & (post != NOBODY) & self.staffing.full_week[post])
        seconds = self.books[1].week_seconds(slots.worker[full], day)
        exact[full] = seconds > self.books[1].limits.overtime_week_hours * HOUR
        return exact

    def _absences(self) -> Batches:
        """Return the absences that are new."""
        found, self.absence.found = self.absence.found, []
        found += self.short_notice.found
        self.short_notice.found = []
        return [("absences", self._absence_rows(*each)) for each in self._joined(found)]

    @staticmethod
    def _joined(found: list[Absences]) -> list[Absences]:
        """Return absences of each kind together."""
        kinds = sorted({kind for *_, kind in found})
        joined = []
        for kind in kinds:
            person, first, last = (
                np.concatenate([each[column] for each in found if each[-1] == kind]) for column in range(3)
            )
            joined.append((person, first, last, kind))
        return joined

    def _absence_rows(
        self, person: Ints, first: Ints, last: Ints, kind: int, *, lasting: bool = False
    ) -> pa.RecordBatch:
        """Return rows of absences that are not over when the table begins, and are known today."""
        known = (last >= self.shown) & (first <= self.today + PLAN_DAYS)
        if lasting:
            known = first <= self.today
        person, first, last = person[known], first[known], last[known]
        number = np.full(person.size, kind)
        return absences_table(
            self.hospital_id, person, first, last, number, lasting=np.full(person.size, lasting)
        )
