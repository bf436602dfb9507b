"""The visits table of a block."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.generate.care_plan import CarePlan
from healthgen_db.generate.condition_parameters import SEVERITIES, ConditionParameters
from healthgen_db.generate.people import People
from healthgen_db.generate.timeline import Timeline
from healthgen_db.generate.treatments import NO_DRUG, TreatmentTables, compute_treatments
from healthgen_db.world.calendar import age_on
from healthgen_db.world.draws import VISITS_PER_PATIENT, Ints, lookup_table
from healthgen_db.world.world import World

__all__ = ["VISIT_ID_FACTOR", "Encounters", "VisitTables", "compute_encounters", "visits_batch"]

# visit_id = patient_id * 100 + visit number: patient 1234's third visit is 123403.
VISIT_ID_FACTOR = 100


@dataclass(frozen=True)
class Encounters:
    """What bills need to know of the visits, as columns of shape (visits,), in the order of the timeline."""

    key: Ints
    visit_id: Ints
    patient_id: Ints
    hospital: Ints
    doctor: Ints


class VisitTables:
    """What the visits table care_plan; made once per world."""

    def __init__(self, world: World) -> None:
        self.draws = world.draws
        self.parameters = ConditionParameters(world)
        self.treatments = TreatmentTables(world)
        behavior = world.behavior.visits
        self.most_rooms = behavior.max_room_number
        self.follow_up_age = behavior.follow_up_required_age
        self.follow_up_required = np.array([entry.follow_up_required for entry in world.catalog.conditions])
        self.severities = pa.array(SEVERITIES)
        self.results = pa.array(list(behavior.test_results))
        self.result_table = lookup_table(list(behavior.test_results.values()))
        self.codes = pa.array([code.code for _, code in self.treatments.codes])
        medications, doses, frequencies = zip(*self.treatments.prescriptions, strict=True)
        self.medications = np.array(medications, dtype=np.int16) + 1
        self.doses = pa.array(doses)
        self.frequencies = pa.array(frequencies)


def compute_encounters(people: People, care_plan: CarePlan, visits: Timeline) -> Encounters:
    """Return ids, hospital and doctor of each visit."""
    patient = people.id[visits.person]
    return Encounters(
        key=patient * VISITS_PER_PATIENT + visits.number,
        visit_id=patient * VISIT_ID_FACTOR + visits.number,
        patient_id=patient,
        hospital=care_plan.hospital.reshape(-1)[visits.patient_condition],
        doctor=care_plan.doctor.reshape(-1)[visits.patient_condition],
    )


def visits_batch(
    tables: VisitTables, people: People, visits: Timeline, encounters: Encounters
) -> pa.RecordBatch:
    """Return the visits table."""
    draws, key = tables.draws, encounters.key
    age = age_on(people.birth[visits.person], visits.admission)
    done = compute_treatments(
        tables.treatments,
        tables.parameters,
        visits,
        key=key,
        sex=people.sex[visits.person],
        age=age,
        doctor=encounters.doctor,
    )
    no_drug = done.drug == NO_DRUG
    prescription = pa.array(done.drug, mask=no_drug)
    previous_id = encounters.patient_id * VISIT_ID_FACTOR + visits.previous
    follow_up_required = tables.follow_up_required[visits.condition] | (age >= tables.follow_up_age)
    result = draws.categorical("visit.result", key, tables.result_table)
    room = 1 + draws.below("visit.room", key, tables.most_rooms)
    columns = {
        "visit_id": encounters.visit_id,
        "patient_id": encounters.patient_id,
        "age": age,
        "condition_id": _small(visits.condition + 1),
        "icd10_code": _take(tables.codes, done.code),
        "severity": _take(tables.severities, visits.severity),
        "treatment_id": _small(done.treatment + 1),
        "medication_id": pa.array(tables.medications[done.drug], mask=no_drug),
        "dosage": _take(tables.doses, prescription),
        "frequency": _take(tables.frequencies, prescription),
        "test_results": _take(tables.results, result),
        "doctor_id": (encounters.doctor + 1).astype(np.int32),
        "hospital_id": (encounters.hospital + 1).astype(np.int32),
        "room_number": _small(room),
        "date_of_admission": pa.array(visits.admission, pa.date32()),
        "date_of_discharge": pa.array(visits.discharge, pa.date32()),
        "follow_up_required": follow_up_required,
        "follow_up_of": pa.array(previous_id, mask=visits.previous == 0),
    }
    return pa.record_batch(columns)


def _small(values: Ints) -> NDArray[np.int16]:
    return values.astype(np.int16)


def _take(words: pa.StringArray, index: Ints | NDArray[np.int8] | pa.Array) -> pa.StringArray:
    return pc.take(words, pa.array(index), boundscheck=False)
