"""All rows of one hospital, from its demand, step by step in the order of time."""

from itertools import pairwise

import numpy as np
import pyarrow as pa

from healthgen_db.operations.adt.log import adt_events, booking_events
from healthgen_db.operations.demand_reader import Columns, DemandReader
from healthgen_db.operations.facilities import facility_miles
from healthgen_db.operations.figures.places import load_colors
from healthgen_db.operations.flow.batches import DemandRows, patients_of
from healthgen_db.operations.flow.flow_records import RecordMaker, bookings_of
from healthgen_db.operations.flow.hospital import HospitalFlow, Surge
from healthgen_db.operations.flow.patient import Patient
from healthgen_db.operations.flow.staffing import UsualStaffing
from healthgen_db.operations.places.capacity import (
    MEASURED,
    Load,
    capacity_of,
    measure,
    ward_of_needs,
)
from healthgen_db.operations.places.layout import Layout
from healthgen_db.operations.places.ward_file import load_wards
from healthgen_db.operations.plans import stay_plans
from healthgen_db.operations.record_tables import (
    bed_status_periods_table,
    bed_stays_table,
    bookings_table,
    diversions_table,
    ed_stays_table,
    encounters_table,
    unit_hours_table,
)
from healthgen_db.operations.records import Records
from healthgen_db.operations.surgeries import procedures_of, surgeries
from healthgen_db.operations.transfers import facility_transfers
from healthgen_db.operations.words import NEVER
from healthgen_db.operations.workforce_run import WorkforceRun
from healthgen_db.stages.handed_on import HandedOn
from healthgen_db.stages.stage import Rows
from healthgen_db.world.calendar import DAY, day_number
from healthgen_db.world.places.time_zones import Zone
from healthgen_db.world.world import World

# A hospital is computed so many days at a time. Small hospitals have few rows in many days.
STEP_DAYS, SMALL_STEP_DAYS = 30, 365
# Smaller hospitals have no workforce and no rows in unit_hours: most of their units are empty at most hours, and a
# nationwide dataset would have more rows of empty units and their nurses than all others together.
FEWEST_BEDS_COUNTED = 25
# Beds are counted from the demand of one year. While a dataset begins its hospitals fill up, which is not counted if
# there is more than a quarter of a year.
YEAR_DAYS, QUARTER_DAYS, FILLING_DAYS = 365, 92, 30


class HospitalRun:
    """The run of one hospital, from its index and its time zone."""

    def __init__(self, world: World, hospital: int, zone: Zone, handed: HandedOn) -> None:
        self.world = world
        self.hospital = hospital
        self.zone = zone
        self.demand = DemandReader(handed, hospital)
        config = world.config
        self.start = self._midnight(day_number(config.start))
        self.now = self._midnight(day_number(config.today) + 1) - 1
        self.file, self.colors = load_wards(config.place), load_colors(config.place)
        self.procedures = procedures_of(world.catalog.conditions)
        self.miles = facility_miles(world)[hospital]
        load = self._load()
        capacity = capacity_of(self.file, load, config.bed_factor)
        self.layout = Layout(self.file, capacity, hospital + 1)
        self.counted = self.layout.ward_beds >= FEWEST_BEDS_COUNTED
        self.maker = RecordMaker(self.layout)
        self.rows = DemandRows()
        places = self.layout, capacity, load
        self.workforce = (
            WorkforceRun(world, zone, places, start=self.start, now=self.now) if self.counted else None
        )
        staffing = self.workforce.staffing if self.workforce else UsualStaffing(capacity.providers)
        self.flow = HospitalFlow(
            self.layout,
            self.file,
            world.draws,
            staffing=staffing,
            start=self.start,
            local_hour=zone.hour,
            surge=self._surge(),
            counted=self.counted,
        )

    def tables(self) -> Rows:
        """Yield the rows of all tables of the hospital."""
        yield from self.layout.tables().items()
        if self.workforce:
            yield from self.workforce.first_rows()
        days = STEP_DAYS if self.counted else SMALL_STEP_DAYS
        steps = range(self.start, self.now + 1, days * DAY)
        for first, last in pairwise([*steps, self.now + 1]):
            if self.workforce:
                yield from self.workforce.extend(first, last)
            demand = self.demand.between(first, last)
            self.rows.add(demand)
            arrivals = patients_of(demand, self.layout, self.rows.next_row - len(demand["encounter_id"]))
            self.flow.run(arrivals, last - 1)
            yield from self._ended(demand, (first, last))
        planned = self.demand.between(self.now + 1, NEVER)
        bookings = bookings_of(planned, self.zone.day(planned["registered"]))
        yield "bookings", bookings_table(self.hospital + 1, bookings, self.now)
        yield "adt_events", booking_events(self.world.draws, self.hospital + 1, bookings, self.now)
        if self.workforce:
            yield from self.workforce.last_rows()

    def _midnight(self, day: int) -> int:
        return int(self.zone.to_utc(np.array([day]), np.array([0]))[0])

    def _surge(self) -> Surge | None:
        config = self.world.config
        if config.demand_from is None or config.demand_to is None:
            return None
        ends = self._midnight(day_number(config.demand_to) + 1)
        return Surge(config.demand_factor, self._midnight(day_number(config.demand_from)), ends)

    def _load(self) -> Load:
        """Return the use of the hospital in the year to `origin`, or in the time since `start`."""
        config, file = self.world.config, self.file
        start, origin = day_number(config.start), day_number(config.origin) + 1
        first = max(start + (FILLING_DAYS if origin - start > QUARTER_DAYS else 0), origin - YEAR_DAYS)
        load = Load(hours=(origin - first) * 24.0, bed_hours=np.zeros(len(file.wards)))
        needs = ward_of_needs(file.wards)
        for day in range(first, origin, STEP_DAYS):
            begin, end = self._midnight(day), self._midnight(min(origin, day + STEP_DAYS))
            measure(load, file, needs, self.demand.between(begin, end, MEASURED), self.zone.hours)
        return load

    def _ended(self, arrivals: Columns, step: tuple[int, int]) -> Rows:
        """Yield the rows of the encounters that have ended in a step; in the last step, those that are open too.

        arrivals: the demand of the step; step: its beginning, and the beginning of the next one
        """
        over = step[1] > self.now
        log, here = self.flow.log.take(), self.flow.here
        for patient in log.patients:
            del here[patient.id]
        if over and self.flow.diverted_since != NEVER:
            log.diversions.append((self.flow.diverted_since, NEVER, self.flow.diverted_for))
        ended, stays = ([*log.patients, *here.values()], []) if over else (log.patients, [*here.values()])
        maker, now, number = self.maker, self.now, self.hospital + 1
        outpatients = np.flatnonzero(~(arrivals["through_ed"] | arrivals["admits"]))
        encounters, demand, patients = maker.encounters(self.rows, ended, (arrivals, outpatients))
        bookings = bookings_of(arrivals, self.zone.day(arrivals["registered"]))
        records = maker.records(encounters, demand, patients, log, bookings)
        transfers = self._transfers(records, demand)
        yield from self._tables(records, demand, patients)
        yield "facility_transfers", transfers
        yield "diversions", diversions_table(number, maker.diversions(log), now)
        if self.counted:
            hours = maker.unit_hours(log)
            hours = self.workforce.with_nurses(hours) if self.workforce else hours
            yield "unit_hours", unit_hours_table(hours, now)
        if self.workforce:
            yield "encounter_staff", self.workforce.acts(records, patients, stays, step)
            people = [*ended, *stays]
            yield "ambulance_runs", self.workforce.runs(arrivals, people, log, transfers, step[1])
        self.rows.forget(min((patient.row for patient in here.values()), default=self.rows.next_row))

    def _tables(self, records: Records, demand: Columns, patients: list[Patient]) -> Rows:
        """Yield the rows of encounters. demand: the same encounters; patients: those of the first ones, in order."""
        draws, now, number, encounters = self.world.draws, self.now, self.hospital + 1, records.encounters
        plans = stay_plans(draws, encounters, self.zone.standard_offset)
        yield "encounters", encounters_table(number, encounters, plans, now)
        yield "bookings", bookings_table(number, records.bookings, now)
        yield "ed_stays", ed_stays_table(encounters, records.ed_stays, now, self.colors)
        yield "bed_stays", bed_stays_table(encounters, records.bed_stays, now)
        yield "bed_status_periods", bed_status_periods_table(records.bed_status_periods, now)
        found = self.maker.surgeries(patients, demand)
        yield "surgeries", surgeries(draws, encounters, demand, found, self.procedures, now=now)
        yield "adt_events", adt_events(draws, number, records, plans, now)

    def _transfers(self, records: Records, demand: Columns) -> pa.RecordBatch:
        # A transfer between hospitals of the dataset has no facility; its way is not counted in miles.
        miles = np.concatenate([[0.0], self.miles])[demand["facility"]]
        return facility_transfers(
            self.world.draws,
            self.hospital + 1,
            records.encounters,
            records.ed_stays,
            demand,
            zone=self.zone,
            miles=miles,
            now=self.now,
        )
