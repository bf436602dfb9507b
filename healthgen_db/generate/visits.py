"""The visits table of a block. timeline.py decides when visits are and how severe, treatments.py what is done."""

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
from healthgen_db.world.draws import Ints, lookup_table
from healthgen_db.world.world import World

# visit_id = patient_id * 100 + visit number: the third visit of patient 1234 is 123403.
VISIT_ID_FACTOR = 100


@dataclass(frozen=True)
class Encounters:
    """Ids, hospitals and doctors of the visits, as columns of shape (visits,), sorted as the timeline."""

    visit_id: Ints
    patient_id: Ints
    hospital: Ints
    """Index of the hospital."""
    doctor: Ints
    """Index of the doctor."""


class VisitTables:
    """Lookup tables of the visits table, made once for each world.

    behavior: visits of behavior.toml
    follow_up_required: bool, shape (conditions,)
    severities, results: Arrow strings, shape (4,) and (test results,)
    result_table: int16, shape (2**16,), index into results
    codes: Arrow strings, shape (codes,), as TreatmentTables.codes
    medications (int16 ids), doses and frequencies (Arrow strings): shape (prescriptions,)
    """

    def __init__(self, world: World) -> None:
        self.behavior = world.behavior.visits
        self.draws = world.draws
        self.parameters = ConditionParameters(world)
        self.treatments = TreatmentTables(world)
        self.follow_up_required = np.array([entry.follow_up_required for entry in world.catalog.conditions])
        self.severities = pa.array(SEVERITIES)
        self.results = pa.array(list(self.behavior.test_results))
        self.result_table = lookup_table(list(self.behavior.test_results.values()))
        self.codes = pa.array([code.code for _, code in self.treatments.codes])
        medications, doses, frequencies = zip(*self.treatments.prescriptions, strict=True)
        self.medications = np.array(medications, dtype=np.int16) + 1
        self.doses = pa.array(doses)
        self.frequencies = pa.array(frequencies)


def compute_encounters(people: People, care_plan: CarePlan, visits: Timeline) -> Encounters:
    """Return ids, hospital and doctor of each visit."""
    patient = people.id[visits.person]
    return Encounters(
        visit_id=patient * VISIT_ID_FACTOR + visits.number,
        patient_id=patient,
        hospital=care_plan.hospital.reshape(-1)[visits.patient_condition],
        doctor=care_plan.doctor.reshape(-1)[visits.patient_condition],
    )


def visits_batch(
    tables: VisitTables, people: People, visits: Timeline, encounters: Encounters
) -> pa.RecordBatch:
    """Return the visits table, sorted by visit_id."""
    draws, key = tables.draws, visits.key
    age = age_on(people.birth[visits.person], visits.admission)
    code, treatment, drug = compute_treatments(
        tables.treatments,
        tables.parameters,
        visits,
        key=key,
        sex=people.sex[visits.person],
        age=age,
        doctor=encounters.doctor,
    )
    no_drug = drug == NO_DRUG
    prescription = pa.array(drug, mask=no_drug)
    previous_id = encounters.patient_id * VISIT_ID_FACTOR + visits.previous
    follow_up_required = tables.follow_up_required[visits.condition]
    follow_up_required |= age >= tables.behavior.follow_up_required_age
    result = draws.categorical("visit.result", key, tables.result_table)
    room = 1 + draws.below("visit.room", key, tables.behavior.max_room_number)
    columns = {
        "visit_id": encounters.visit_id,
        "patient_id": encounters.patient_id,
        "age": age,
        "condition_id": (visits.condition + 1).astype(np.int16),
        "icd10_code": _take(tables.codes, code),
        "severity": _take(tables.severities, visits.severity),
        "treatment_id": (treatment + 1).astype(np.int16),
        "medication_id": pa.array(tables.medications[drug], mask=no_drug),
        "dosage": _take(tables.doses, prescription),
        "frequency": _take(tables.frequencies, prescription),
        "test_results": _take(tables.results, result),
        "doctor_id": (encounters.doctor + 1).astype(np.int32),
        "hospital_id": (encounters.hospital + 1).astype(np.int32),
        "room_number": room.astype(np.int16),
        "date_of_admission": pa.array(visits.admission, pa.date32()),
        "date_of_discharge": pa.array(visits.discharge, pa.date32()),
        "follow_up_required": follow_up_required,
        "follow_up_of": pa.array(previous_id, mask=visits.previous == 0),
    }
    return pa.record_batch(columns)


def _take(words: pa.StringArray, index: Ints | NDArray[np.int8] | pa.Array) -> pa.StringArray:
    return pc.take(words, pa.array(index), boundscheck=False)
