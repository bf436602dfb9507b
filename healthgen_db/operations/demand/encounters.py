"""The demand of a block of patients: one row for each encounter, sorted by hospital and time."""

from datetime import timedelta
from functools import lru_cache

import numpy as np
import pyarrow as pa

from healthgen_db.generate.block import Care, compute_care, tables_of
from healthgen_db.generate.visits import VISIT_ID_FACTOR
from healthgen_db.operations.demand.columns import Columns, demand_batch, rows_of
from healthgen_db.operations.demand.ed_arrivals import EdArrivalTables, ed_arrivals
from healthgen_db.operations.demand.ed_only import EdOnlyTables, ed_only
from healthgen_db.operations.demand.palliative import PalliativeTables, palliative
from healthgen_db.operations.demand.transfers import TransferTables, sending_legs, transfers
from healthgen_db.operations.demand.triage import TriageTables, patience, times, urgency, warning_score
from healthgen_db.operations.demand.visit_arrivals import ArrivalTables, VisitArrivals, visit_arrivals
from healthgen_db.operations.demand.visit_complaints import ComplaintTables, visit_complaints
from healthgen_db.operations.demand.visit_departures import DepartureTables, visit_departures
from healthgen_db.operations.demand.visit_facts import VisitFacts, visit_facts
from healthgen_db.operations.demand.visit_stays import StayTables, visit_stays
from healthgen_db.operations.figures.load import load_figures
from healthgen_db.operations.words import PLAN_DAYS
from healthgen_db.world.calendar import day_number
from healthgen_db.world.draws import Flags, Ints
from healthgen_db.world.places.time_zones import Clocks
from healthgen_db.world.world import World


class DemandTables:
    """Everything that the demand is drawn from, made once for each world."""

    def __init__(self, world: World) -> None:
        figures = load_figures(world.config.place)
        self.today = day_number(world.config.today)
        self.clocks = Clocks(world)
        self.triage = TriageTables(world, figures)
        self.arrivals = ArrivalTables(world, figures)
        self.complaints = ComplaintTables(world, figures, self.triage)
        self.departures = DepartureTables(world, figures)
        self.stays = StayTables(world, figures)
        self.palliative = PalliativeTables(world, figures)
        self.transfers = TransferTables(world, figures)
        self.ed_arrivals = EdArrivalTables(world, figures)
        self.ed_only = EdOnlyTables(world, figures, self.triage, self.transfers)


@lru_cache(maxsize=4)
def demand_tables(world: World) -> DemandTables:
    """Return the tables of a world."""
    return DemandTables(world)


def horizon(world: World) -> int:
    """Return the day by which every visit is billed that the demand needs: those that begin up to PLAN_DAYS ahead."""
    longest_stay = max(entry.los_max for entry in world.catalog.conditions)
    latest = tables_of(world).parameters.bill_lag[1]
    return day_number(world.config.today + timedelta(PLAN_DAYS)) + longest_stay + latest


def demand_of(world: World, first_patient: int, last_patient: int) -> pa.RecordBatch:
    """Return the demand of the patients with ids from first to last, inclusive."""
    return compute_demand(world, compute_care(world, first_patient, last_patient, until=horizon(world)))


def compute_demand(world: World, care: Care) -> pa.RecordBatch:
    """Return the demand of a block. care: with the visits billed by `horizon`."""
    tables = demand_tables(world)
    visits = visit_facts(care)
    arrivals = visit_arrivals(tables.arrivals, visits)
    with_visit = _with_visit(tables, care, visits, arrivals)
    receiving, legs = sending_legs(tables.transfers, visits, arrivals, with_visit)
    legs |= _of_leg(tables, with_visit, visits, receiving, legs)
    here = _known(tables, visits, with_visit)
    # a leg is in the demand if the stay that it leads to is
    parts = [rows_of(with_visit, np.flatnonzero(here)), rows_of(legs, np.flatnonzero(here[receiving]))]
    parts.append(ed_only(tables.ed_only, care, ed_arrivals(tables.ed_arrivals, care, visits)))
    return demand_batch(parts)


def _with_visit(tables: DemandTables, care: Care, visits: VisitFacts, arrivals: VisitArrivals) -> Columns:
    ed = visit_complaints(tables.complaints, visits, arrivals)
    departures = visit_departures(tables.departures, visits, arrivals, ed)
    leaves = np.where(departures["leaves"] > 0, departures["leaves"], arrivals.registered)
    needs = {**ed, **departures, **visit_stays(tables.stays, visits, arrivals, leaves)}
    billed = care.timeline.billed <= tables.today
    return {
        "hospital": visits.hospital,
        "encounter_id": visits.encounter_id,
        "patient_id": visits.patient_id,
        "visit_id": np.where(billed, visits.patient_id * VISIT_ID_FACTOR + visits.number, 0),
        "condition": visits.condition,
        "sex": visits.sex,
        "age": visits.age,
        "mode": arrivals.mode,
        "klass": arrivals.klass,
        "klass_admitted": arrivals.klass_admitted,
        "source": arrivals.source,
        "through_ed": arrivals.through_ed,
        "admits": visits.overnight,
        "registered": arrivals.registered,
        "booked": arrivals.booked,
        **needs,
        **palliative(tables.palliative, visits, needs),
        **transfers(tables.transfers, visits, arrivals, departures["disposition"]),
    }


def _of_leg(
    tables: DemandTables, with_visit: Columns, visits: VisitFacts, receiving: Ints, legs: Columns
) -> Columns:
    """Return urgency and times of sending legs, which have the complaint of the condition."""
    key, triage, complaints = legs["encounter_id"], tables.triage, tables.complaints
    condition, age = visits.condition[receiving], visits.age[receiving]
    severity = visits.severity[receiving]
    complaint = complaints.usual[condition]
    complaint = np.where(age < complaints.min_age[complaint], complaints.other, complaint)
    score = complaints.acuity[condition] + severity
    esi = urgency(triage, key, score, triage.visits, age=age, complaint=complaint)
    admitted = np.ones(key.size, dtype=np.bool_)
    return {
        "patient_id": with_visit["patient_id"][receiving],
        "condition": condition,
        "complaint": complaint,
        "sex": with_visit["sex"][receiving],
        "age": age,
        "esi": esi,
        "score": warning_score(triage, key, esi, age=age, severity=severity),
        "patience": patience(triage, key, esi),
        **times(triage, key, esi, complaints.minutes[condition, 1] / 2, admitted=admitted),
    }


def _known(tables: DemandTables, visits: VisitFacts, columns: Columns) -> Flags:
    """Return which visits the demand has: those that begin by today, and the bookings of the next PLAN_DAYS."""
    size = visits.hospital.size
    tomorrow = tables.clocks.to_utc(
        visits.hospital, np.full(size, tables.today + 1), np.zeros(size, np.int64)
    )
    booked = (columns["booked"] > 0) & (columns["booked"] < tomorrow)
    booked &= visits.admission <= tables.today + PLAN_DAYS
    known: Flags = (visits.admission <= tables.today) | booked
    return known
