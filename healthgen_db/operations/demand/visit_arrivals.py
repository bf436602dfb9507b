"""How and when patients come for their visits: mode, class, time of registration, booking."""

from dataclasses import dataclass

import numpy as np

from healthgen_db.operations.demand.columns import (
    AMBULANCE,
    CLINIC,
    DIRECT,
    EMERGENCY,
    FROM_CLINIC,
    FROM_HOME,
    FROM_HOSPITAL,
    FROM_NURSING_HOME,
    INPATIENT,
    NONE,
    OBSERVATION,
    OUTPATIENT,
    SCHEDULED,
    SERVICE,
    TRANSFER,
    Values,
    seconds_of_day,
)
from healthgen_db.operations.demand.visit_facts import LATER_NIGHT, VisitFacts
from healthgen_db.operations.figures.load import Figures
from healthgen_db.world.ages import ADULT_AGE, SENIOR_AGE
from healthgen_db.world.calendar import HOUR
from healthgen_db.world.draws import COARSE, Draws, Flags, Floats, Ints, lookup_table, lookup_tables
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World

ED_MODES = 2
# How a visit is planned: rows of the mode tables.
USUAL, PLANNED, EARLY = range(3)
PLANS, WEEKDAYS, KINDS = 3, 7, 4
# Bookings are made in office hours, from this hour on, for so many hours.
OFFICE_OPENS, OFFICE_HOURS = 8, 9


@dataclass(frozen=True)
class VisitArrivals:
    """How patients come for their visits, as columns of shape (visits,)."""

    mode: Ints
    through_ed: Flags
    klass: Values
    klass_admitted: Values
    source: Values
    second: Ints
    """Of the local day of admission."""
    registered: Ints
    booked: Ints


class ArrivalTables:
    """Modes and hours, made once for each world.

    mode_tables: int16, shape (distinct rows, 2**10); mode_row: int64, shape (conditions * KINDS * WEEKDAYS * PLANS,)
    hours: int16, shape (curves, 2**10), hour of the day; curve: row by name
    service: int64, shape (conditions,)
    referred: float64, shape (conditions,), relative chance of a transfer from another hospital
    transferred_in: float64, shape (hospitals,), share of the inpatients who come by transfer
    surgical: bool, shape (treatments,)
    """

    def __init__(self, world: World, figures: Figures) -> None:
        self.draws: Draws = world.draws
        self.clocks = Clocks(world)
        self.figures = figures.arrivals.visits
        self.conditions = figures.conditions_of(world.catalog)
        rows = [
            self._modes(number, kind, plan, weekday=weekday, follow_up=figures.conditions.same_day_follow_up)
            for number in range(len(self.conditions))
            for kind in range(KINDS)
            for weekday in range(WEEKDAYS)
            for plan in range(PLANS)
        ]
        self.mode_tables, self.mode_row = lookup_tables(np.array(rows), COARSE)
        curves = figures.arrivals.hours
        self.curve = {name: number for number, name in enumerate(curves)}
        self.hours = np.stack([lookup_table(curve, COARSE) for curve in curves.values()])
        self.service = np.array([SERVICE[entry.service] for entry in self.conditions])
        self.referred = np.array([entry.referred for entry in self.conditions])
        operations = figures.stays.surgeries
        hospitals = world.facilities.hospitals
        self.transferred_in = np.full(hospitals.size.size, self.figures.transferred_in)
        if hospitals.network:
            # Large hospitals take more of their patients from others; over all patients the share stays the same.
            self.transferred_in *= hospitals.size / np.average(hospitals.size, weights=hospitals.size)
        self.surgical = np.array([entry.name in operations for entry in world.catalog.treatments])

    def _modes(
        self, number: int, kind: int, plan: int, *, weekday: int, follow_up: tuple[float, ...]
    ) -> Floats:
        entry, figures = self.conditions[number], self.figures
        shares = np.array([entry.first, entry.same_day, entry.follow_up, follow_up][kind], dtype=float)
        shares[:ED_MODES] *= figures.ed_weekdays[weekday]
        shares[SCHEDULED] *= figures.scheduled_weekdays[weekday]
        if plan == PLANNED:
            shares[:ED_MODES] *= figures.planned_ed
            shares[SCHEDULED] *= figures.planned_scheduled
        if plan == EARLY:
            shares[:ED_MODES] *= figures.early_ed
            shares[SCHEDULED] *= figures.early_scheduled
        return shares


def visit_arrivals(tables: ArrivalTables, visits: VisitFacts) -> VisitArrivals:
    """Return how and when patients come for their visits."""
    draws, key = tables.draws, visits.encounter_id
    mode = _modes(tables, visits)
    through_ed = mode <= AMBULANCE
    inpatient = _inpatients(tables, visits, mode)
    transferred = inpatient & (mode != SCHEDULED)
    transferred &= draws.uniform("encounter.transferred", key) < _transfer_share(tables, visits)
    mode[transferred] = TRANSFER
    through_ed &= ~transferred
    klass_admitted = np.where(visits.overnight, np.where(inpatient, INPATIENT, OBSERVATION), NONE)
    klass = np.where(through_ed, EMERGENCY, np.where(visits.overnight, klass_admitted, OUTPATIENT))
    second = seconds_of_day(
        draws, "encounter.hour", key, tables.hours, _curves(tables, visits, mode, through_ed)
    )
    return VisitArrivals(
        mode=mode,
        through_ed=through_ed,
        klass=klass,
        klass_admitted=klass_admitted,
        source=_sources(tables, visits, mode),
        second=second,
        registered=tables.clocks.to_utc(visits.hospital, visits.admission, second),
        booked=_booked(tables, visits, mode),
    )


def _modes(tables: ArrivalTables, visits: VisitFacts) -> Ints:
    plan = np.where(visits.early, EARLY, np.where(visits.planned, PLANNED, USUAL))
    row = (visits.condition * KINDS + visits.kind) * WEEKDAYS + visits.weekday
    row = tables.mode_row[row * PLANS + plan]
    drawn = tables.draws.categorical_by("encounter.mode", visits.encounter_id, tables.mode_tables, row)
    mode = drawn.astype(np.int64)
    # Nobody plans a visit for the day on which the patient registers.
    mode[(mode == SCHEDULED) & (visits.registered_on >= visits.admission)] = DIRECT
    # The stay in an emergency department can end on the next day, so nobody is there on the day before another visit.
    ends_there = ~visits.overnight & (mode <= AMBULANCE)
    mode[ends_there & (visits.next_admission <= visits.discharge + 1)] = CLINIC
    # An operation without a night is never done in the emergency department.
    mode[ends_there & tables.surgical[visits.treatment]] = DIRECT
    return mode


def _inpatients(tables: ArrivalTables, visits: VisitFacts, mode: Ints) -> Flags:
    """Return which visits with a night are inpatient stays; the others are observation."""
    chance = tables.draws.uniform("encounter.inpatient", visits.encounter_id)
    figures = tables.figures
    share = np.where(visits.early, figures.inpatient_early, figures.inpatient_unscheduled)
    share = np.where(mode == SCHEDULED, figures.inpatient_scheduled * (visits.nights > 1), share)
    later = chance < share
    inpatient: Flags = visits.overnight & ((visits.kind != LATER_NIGHT) | later)
    return inpatient


def _transfer_share(tables: ArrivalTables, visits: VisitFacts) -> Floats:
    """Return the probability that an inpatient who has not been scheduled comes by transfer."""
    share: Floats = tables.transferred_in[visits.hospital] * tables.referred[visits.condition]
    return share


def _curves(tables: ArrivalTables, visits: VisitFacts, mode: Ints, through_ed: Flags) -> Ints:
    """Return the curve of hours of each visit."""
    curve, child = tables.curve, visits.age < ADULT_AGE
    walk_in = np.where(visits.overnight, curve["admitted"], curve["usual"])
    emergency = np.where(mode == AMBULANCE, curve["ambulance"], np.where(child, curve["child"], walk_in))
    night = np.where(mode == SCHEDULED, curve["scheduled"], curve["direct"])
    labor = (tables.service[visits.condition] == SERVICE["OBS"]) & (mode != SCHEDULED)
    night = np.where(labor, curve["labor"], night)
    return np.where(through_ed, emergency, np.where(visits.overnight, night, curve["office"]))


def _sources(tables: ArrivalTables, visits: VisitFacts, mode: Ints) -> Ints:
    chance = tables.draws.uniform("encounter.source", visits.encounter_id)
    from_nursing = (mode == AMBULANCE) & (visits.age >= SENIOR_AGE)
    from_nursing &= chance < tables.figures.from_nursing_home
    sent = visits.overnight & ((mode == CLINIC) | (mode == DIRECT))
    source = np.where(sent, FROM_CLINIC, np.where(from_nursing, FROM_NURSING_HOME, FROM_HOME))
    return np.where(mode == TRANSFER, FROM_HOSPITAL, source)


def _booked(tables: ArrivalTables, visits: VisitFacts, mode: Ints) -> Ints:
    """Return when scheduled stays with a night were booked; 0 for others. The patient has registered by then."""
    draws, rows = tables.draws, np.flatnonzero((mode == SCHEDULED) & visits.overnight)
    least, most = tables.figures.booked_days
    key = visits.encounter_id[rows]
    chance = draws.uniform("encounter.booked_days", key) ** tables.figures.booked_power
    day = visits.admission[rows] - least - (chance * (most - least + 1)).astype(np.int64)
    day = np.maximum(day, visits.registered_on[rows])
    second = OFFICE_OPENS * HOUR + draws.below("encounter.booked_time", key, OFFICE_HOURS * HOUR)
    booked = np.zeros(mode.size, dtype=np.int64)
    booked[rows] = tables.clocks.to_utc(visits.hospital[rows], day, second)
    return booked
