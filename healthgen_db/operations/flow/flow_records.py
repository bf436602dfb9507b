"""Records of what the flow has found: columns of the encounters that have ended, and of beds, units and ambulances."""

from collections.abc import Sequence

import numpy as np

from healthgen_db.operations.arrow_columns import Numbers
from healthgen_db.operations.demand_reader import Columns
from healthgen_db.operations.flow.batches import DemandRows, column
from healthgen_db.operations.flow.emergency import UNSEEN
from healthgen_db.operations.flow.log import Log
from healthgen_db.operations.flow.patient import NOWHERE, Patient
from healthgen_db.operations.places.layout import NO_WARD, Layout
from healthgen_db.operations.records import (
    BedStatusPeriods,
    BedStays,
    Bookings,
    Diversions,
    EdStays,
    Encounters,
    Records,
    UnitHours,
    columns_of,
    encounters_of,
)
from healthgen_db.operations.words import DISPOSITIONS, NEVER
from healthgen_db.world.draws import Ints

LEFT_EARLY = DISPOSITIONS.index("07")


class RecordMaker:
    """Makes records from the lists of the flow."""

    def __init__(self, layout: Layout) -> None:
        self.first_bed = layout.first_bed
        self.unit_id = np.array([unit.id for unit in layout.units])
        self.unit_beds = np.array([len(unit.beds) for unit in layout.units])
        self.neighbor = _neighbors(layout)

    def encounters(
        self, rows: DemandRows, patients: Sequence[Patient], outpatients: tuple[Columns, Ints]
    ) -> tuple[Encounters, Columns, list[Patient]]:
        """Return encounters: first those of patients in the order of their rows, then outpatients.

        Also returns the demand of the encounters, and the patients in that order. outpatients: demand and rows of it.
        """
        demand, order = rows.take(column(patients, "row"))
        patients = [patients[index] for index in order.tolist()]
        others, row = outpatients
        demand = {name: np.concatenate([demand[name], others[name][row]]) for name in demand}
        here = len(patients)
        left = np.concatenate([column(patients, "left"), demand["leaves"][here:]])
        admitted = np.full(left.size, NEVER)
        admitted[:here] = column(patients, "admitted")
        ready = np.where(admitted == NEVER, NEVER, np.clip(demand["ready"], admitted, left))
        disposition = demand["disposition"].copy()
        disposition[:here][column(patients, "chose") == UNSEEN] = LEFT_EARLY
        encounters = encounters_of(
            demand,
            np.arange(left.size),
            admitted=admitted,
            ready=ready,
            left=left,
            disposition=disposition,
        )
        return encounters, demand, patients

    def records(
        self,
        encounters: Encounters,
        demand: Columns,
        patients: Sequence[Patient],
        log: Log,
        bookings: Bookings,
    ) -> Records:
        """Return the records of a step. `patients` are those of the first encounters, in their order."""
        through_ed = [(row, each) for row, each in enumerate(patients) if each.through_ed]
        return Records(
            encounters=encounters,
            ed_stays=self._ed_stays([row for row, _ in through_ed], [each for _, each in through_ed], demand),
            bed_stays=self._bed_stays(patients, demand),
            bed_status_periods=self._bed_periods(log),
            bookings=bookings,
        )

    def _ed_stays(self, rows: Sequence[int], patients: Sequence[Patient], demand: Columns) -> EdStays:
        row = np.array(rows, dtype=np.int64)
        station = column(patients, "station")
        return EdStays(
            encounter=row,
            triaged=column(patients, "triaged"),
            esi=demand["esi"][row].astype(np.int64),
            score=demand["score"][row].astype(np.int64),
            station=np.where(station == NOWHERE, 0, station + self.first_bed),
            roomed=column(patients, "roomed"),
            provider=column(patients, "provider"),
            decision=column(patients, "chose"),
            decision_at=column(patients, "decided"),
            departed=column(patients, "departed"),
        )

    def _bed_stays(self, patients: Sequence[Patient], demand: Columns) -> BedStays:
        rows = [(row, *each) for row, patient in enumerate(patients) for each in patient.all_bed_rows()]
        table = np.array(rows, dtype=np.int64).reshape(-1, 7)
        encounter, bed, requested, entered, left, reason, outlier = np.ascontiguousarray(table.T)
        there = bed != NOWHERE
        return BedStays(
            encounter=encounter,
            bed=np.where(there, bed + self.first_bed, 0),
            neighbor=np.where(there, self.neighbor[bed], 0),
            service=demand["service"][encounter].astype(np.int64),
            requested=requested,
            entered=entered,
            left=left,
            reason=reason,
            outlier=outlier,
        )

    def _bed_periods(self, log: Log) -> BedStatusPeriods:
        periods = columns_of(BedStatusPeriods, log.bed_periods)
        periods.bed[:] += self.first_bed
        return periods

    def surgeries(self, patients: Sequence[Patient], demand: Columns) -> tuple[Ints, Ints, Ints, Ints]:
        """Return encounter, room (bed_id, 0 none), start and end of the planned surgeries."""
        row = np.flatnonzero(demand["surgery_at"][: len(patients)])
        those = [patients[index] for index in row.tolist()]
        room = column(those, "room")
        return (
            row,
            np.where(room == NOWHERE, 0, room + self.first_bed),
            column(those, "surgery_started"),
            column(those, "surgery_ended"),
        )

    def diversions(self, log: Log) -> Diversions:
        """Return when ambulances were sent to other hospitals."""
        return columns_of(Diversions, log.diversions)

    def unit_hours(self, log: Log) -> UnitHours:
        """Return the counts of all units at the full hours."""
        units = self.unit_id.size
        hours = np.array([time for time, *_ in log.hours], dtype=np.int64)
        counts = np.array([counts for _, *counts in log.hours], dtype=np.int64).reshape(-1, 3, units)
        return UnitHours(
            unit=np.tile(self.unit_id, hours.size),
            hour=np.repeat(hours, units),
            census=counts[:, 0].reshape(-1),
            staffed_beds=(self.unit_beds - counts[:, 1]).reshape(-1),
            boarders=counts[:, 2].reshape(-1),
            nurses_required=np.full(hours.size * units, -1),
            nurses_worked=np.full(hours.size * units, -1),
        )


def bookings_of(demand: Columns, day: Ints) -> Bookings:
    """Return the bookings among rows of the demand. `day` is the local day of registration."""
    row = np.flatnonzero(demand["booked"])
    return Bookings(
        encounter_id=demand["encounter_id"][row],
        patient_id=demand["patient_id"][row],
        service=demand["service"][row].astype(np.int64),
        booked=demand["booked"][row],
        planned_for=day[row].astype(np.int64),
        surgery=(demand["surgery_at"][row] != 0).astype(np.int64),
    )


def _neighbors(layout: Layout) -> Numbers:
    """Return for each bed the bed_id of the next one of its unit, 0 where there is no other: shape (beds,)."""
    neighbor = np.zeros(layout.unit_of.size, dtype=np.int64)
    for unit in layout.units:
        if unit.ward != NO_WARD and len(unit.beds) > 1:
            beds = np.array(unit.beds)
            neighbor[beds] = np.roll(beds, -1) + layout.first_bed
    return neighbor
