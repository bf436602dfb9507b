"""The workforce of one hospital at work, step by step beside its flow: posts, shifts, who did what, ambulances."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from healthgen_db.operations.ambulances.crews_needed import crews_needed
from healthgen_db.operations.ambulances.service import AmbulanceService
from healthgen_db.operations.demand_reader import Columns
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.flow.staffing import RosterStaffing
from healthgen_db.operations.people.acts import encounter_staff_table
from healthgen_db.operations.people.people import People
from healthgen_db.operations.places.capacity import Capacity, Load
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.records import Records, UnitHours
from healthgen_db.operations.roster.roster import Roster
from healthgen_db.operations.workforce.workforce import Employments, Staff, workforce_of
from healthgen_db.operations.workforce.workforce_tables import (
    employments_table,
    posts_table,
    staff_table,
)
from healthgen_db.stages.stage import Rows
from healthgen_db.world.places.time_zones import Zone
from healthgen_db.world.world import World

AMBULANCE_TEAMS = "paramedics", "emergency medical technicians"


class WorkforceRun:
    """The people of one hospital. The steps are those of its flow: extend() comes before a step, rows() after it.

    places: layout and capacity of the hospital, and the load that they follow from
    start, now: the first and the last second of the flow
    staffing: what the flow asks who is on duty
    """

    def __init__(
        self,
        world: World,
        zone: Zone,
        places: tuple[Layout, Capacity, Load],
        *,
        start: int,
        now: int,
    ) -> None:
        layout, capacity, load = places
        hospital = layout.hospital - 1
        self.world, self.zone, self.layout, self.now = world, zone, layout, now
        self.workforce = workforce_of(world, hospital, layout, capacity, load)
        self.roster = Roster(world, hospital, zone, self.workforce)
        teams, duty = self.workforce.teams, self.roster.duty
        self.staffing = RosterStaffing(duty, teams.find)
        self.people = People(world.draws, layout, duty, teams.find, start)
        paramedics, technicians = map(teams.find, AMBULANCE_TEAMS)
        self.ambulances = AmbulanceService(
            world,
            hospital,
            zone,
            layout,
            needed=crews_needed(load),
            teams=(paramedics, technicians),
            duty=duty,
        )
        self._next_day = int(zone.day(np.array([start]))[0])

    def first_rows(self) -> Rows:
        """Yield the rows of posts, people and vehicles."""
        yield "posts", posts_table(self.world.config.place, self.layout, self.workforce)
        yield from self._people(self.workforce.staff, self.workforce.employments)
        yield "vehicles", self.ambulances.vehicles_table()

    def extend(self, first: int, last: int) -> Rows:
        """Run the roster for a step of the flow, from `first` to before `last`. Yield its shifts and absences."""
        day = int(self.zone.day(np.array([last - 1]))[0])
        # Steps have whole days of 24 hours, so after a change of clocks the last one may be the rest of a day.
        if day >= self._next_day:
            yield from self.roster.run(self._next_day, day)
            self._next_day = day + 1
        self.staffing.extend(first, last)

    def acts(
        self, records: Records, patients: Sequence[Patient], here: Sequence[Patient], step: tuple[int, int]
    ) -> pa.RecordBatch:
        """Return rows of encounter_staff for the encounters of the records of a step.

        patients: those of the records; here: all others who are in the hospital
        step: its beginning, and the beginning of the next one
        """
        acts = self.people.acts(records, patients, here, step, self.now)
        return encounter_staff_table(self.layout.hospital, acts, self.now)

    def runs(
        self, demand: Columns, patients: Sequence[Patient], log: Log, transfers: pa.RecordBatch, last: int
    ) -> pa.RecordBatch:
        """Return rows of ambulance_runs after a step that ends before `last`.

        demand: the arrivals of the step; patients: those who left in it, and those who are still here
        """
        return self.ambulances.runs(demand, patients, log.hours, transfers, until=last - 1, now=self.now)

    def with_nurses(self, hours: UnitHours) -> UnitHours:
        """Return unit hours with nurses required and on duty."""
        return self.people.with_nurses(hours)

    def last_rows(self) -> Rows:
        """Yield plans, the shifts on call, and the people of agencies, after the last step."""
        yield from self.roster.plan()
        yield from self._people(*self.roster.agency_staff())
        yield "shifts", self.roster.on_call_shifts(self.people.calls)

    def _people(self, staff: Staff, employments: Employments) -> Rows:
        hospital = self.layout.hospital
        yield "staff", staff_table(self.world, hospital, staff)
        yield "employments", employments_table(self.world.config.place, hospital, staff, employments)
