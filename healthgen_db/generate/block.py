"""A block of patients with all their visits and bills: three tables. Blocks can be computed alone and in any order."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import TypeVar

import numpy as np
import pyarrow as pa

from healthgen_db.generate.billing import BillTables, billing_batch
from healthgen_db.generate.care.care_periods import CarePeriods
from healthgen_db.generate.care.care_plan import CarePlan, CarePlanTables, compute_care_plan
from healthgen_db.generate.care.condition_parameters import ConditionParameters
from healthgen_db.generate.care.panel import compute_panel, last_registered, panel_tables
from healthgen_db.generate.care.people import People, PeopleTables, compute_people
from healthgen_db.generate.care.timeline import Departures, Timeline, compute_timeline
from healthgen_db.generate.charges import ChargeTables, compute_charges
from healthgen_db.generate.patients import PatientTables, patients_batch
from healthgen_db.generate.treatments import Treatments, TreatmentTables, compute_treatments
from healthgen_db.generate.visits import Encounters, VisitTables, compute_encounters, visits_batch
from healthgen_db.world.calendar import day_number
from healthgen_db.world.draws import Ints
from healthgen_db.world.world import World


@dataclass(frozen=True)
class Block:
    """The rows of some patients as of the dataset's today. Each table is sorted by its key."""

    patients: pa.RecordBatch | pa.Table
    visits: pa.RecordBatch | pa.Table
    billing: pa.RecordBatch | pa.Table


class Tables:
    """The lookup tables of a world, made once for each process."""

    def __init__(self, world: World) -> None:
        self.panel = panel_tables(world)
        self.people = PeopleTables(world)
        self.care_plan = CarePlanTables(world)
        self.parameters = ConditionParameters(world)
        self.treatments = TreatmentTables(world, self.care_plan.codes)
        self.patients = PatientTables(world)
        self.visits = VisitTables(world, self.treatments)
        self.charges = ChargeTables(world, self.parameters)
        self.bills = BillTables(world)


@lru_cache(maxsize=4)
def tables_of(world: World) -> Tables:
    """Return the lookup tables of a world."""
    return Tables(world)


@dataclass(frozen=True)
class Care:
    """The care of some patients: who they are, and their visits that are billed by some day."""

    people: People
    periods: CarePeriods
    care_plan: CarePlan
    departures: Departures
    timeline: Timeline
    encounters: Encounters
    treatments: Treatments

    def billed_by(self, day: int) -> Care:
        """Return the same care with the visits that are billed by an earlier day.

        Patients are billed in the order of their visits, so these are the first visits of each patient.
        """
        rows = np.flatnonzero(self.timeline.billed <= day)
        if rows.size == self.timeline.billed.size:
            return self
        return replace(
            self,
            timeline=_rows(self.timeline, rows),
            encounters=_rows(self.encounters, rows),
            treatments=_rows(self.treatments, rows),
        )


Columns = TypeVar("Columns", Timeline, Encounters, Treatments)


def _rows(columns: Columns, rows: Ints) -> Columns:
    return replace(columns, **{each.name: getattr(columns, each.name)[rows] for each in fields(columns)})


def compute_care(world: World, first_patient: int, last_patient: int, *, until: int) -> Care:
    """Compute the care of the patients with ids from first to last, with their visits billed by the day `until`.

    Raises ValueError for ids that are not from 1 to the last patient who has registered by `today`.
    """
    if not 1 <= first_patient <= last_patient <= (last := last_registered(world)):
        raise ValueError(
            f"patients {first_patient} to {last_patient}: the dataset has the patients 1 to {last}"
        )
    tables = tables_of(world)
    periods = compute_panel(tables.panel, first_patient, last_patient)
    people = compute_people(tables.people, periods)
    care_plan = compute_care_plan(tables.care_plan, people, periods)
    timeline, departures = compute_timeline(
        tables.parameters, tables.treatments.roles, tables.care_plan.codes, periods, care_plan, until=until
    )
    encounters = compute_encounters(people, care_plan, timeline)
    treatments = compute_treatments(
        tables.treatments, care_plan, timeline, doctor=encounters.doctor, age=encounters.age
    )
    return Care(people, periods, care_plan, departures, timeline, encounters, treatments)


def block_of(world: World, care: Care) -> Block:
    """Return the rows of some patients as of `today`. care: visits billed by `today` or by a later day."""
    tables, today = tables_of(world), day_number(world.config.today)
    care = care.billed_by(today)
    timeline, encounters, treatments = care.timeline, care.encounters, care.treatments
    total = compute_charges(
        tables.charges,
        timeline,
        hospital=encounters.hospital,
        treatment=treatments.treatment,
        severity=care.periods.courses.severity.reshape(-1),
    )
    return Block(
        patients=patients_batch(tables.patients, care.people, care.periods, care.departures),
        visits=visits_batch(tables.visits, timeline, encounters, treatments),
        billing=billing_batch(tables.bills, care.people, timeline, encounters, total=total, today=today),
    )


def compute_block(world: World, first_patient: int, last_patient: int) -> Block:
    """Compute the patients with ids from first to last, inclusive, with their visits and bills.

    Raises ValueError for ids that are not from 1 to the last patient who has registered by `today`.
    """
    return block_of(
        world, compute_care(world, first_patient, last_patient, until=day_number(world.config.today))
    )
