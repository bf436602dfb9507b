"""The visits table of a block. timeline.py decides when visits are and how severe, treatments.py what is done."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from healthgen_db.generate.care.care_plan import CarePlan
from healthgen_db.generate.care.condition_parameters import SEVERITIES
from healthgen_db.generate.care.people import People
from healthgen_db.generate.care.timeline import Timeline
from healthgen_db.generate.treatments import NO_DRUG, Treatments, TreatmentTables
from healthgen_db.world.behavior import Severity, Visits
from healthgen_db.world.calendar import age_on
from healthgen_db.world.catalog.entries import Condition
from healthgen_db.world.draws import COARSE, Ints, lookup_table
from healthgen_db.world.world import World

# visit_id = patient_id * 100 + visit number: the third visit of patient 1234 is 123403.
VISIT_ID_FACTOR = 100
RESULTS = ("Positive", "Negative", "Inconclusive")


@dataclass(frozen=True)
class Encounters:
    """Ids, hospitals and doctors of the visits, as columns of shape (visits,), sorted as the timeline."""

    visit_id: Ints
    patient_id: Ints
    hospital: Ints
    """Index of the hospital."""
    doctor: Ints
    """Index of the doctor."""
    age: NDArray[np.int16]
    """The patient's age on the day of admission, years."""


class VisitTables:
    """Lookup tables of the visits table, made once for each world.

    behavior: visits of behavior.toml
    follow_up_required: bool, shape (conditions,)
    severities, results: Arrow strings, shape (4,) and (3,)
    result_tables: int16, shape (conditions * severities * 2, 2**10), index into results; the last factor: first visit,
        follow-up
    codes: Arrow strings, shape (codes,), as CodeTables.all_codes
    medications (int16 ids), doses and frequencies (Arrow strings): shape (prescriptions,)
    """

    def __init__(self, world: World, treatments: TreatmentTables) -> None:
        self.behavior = world.behavior.visits
        self.draws = world.draws
        self.follow_up_required = np.array([entry.follow_up_required for entry in world.catalog.conditions])
        self.severities = pa.array(SEVERITIES)
        self.results = pa.array(RESULTS)
        self.result_tables = np.stack(
            [
                lookup_table(_result_shares(entry, self.behavior, severity, later=later), COARSE)
                for entry in world.catalog.conditions
                for severity in SEVERITIES
                for later in (False, True)
            ]
        )
        self.codes = pa.array(treatments.codes.all_codes)
        medications, doses, frequencies = zip(*treatments.prescriptions, strict=True)
        self.medications = np.array(medications, dtype=np.int16) + 1
        self.doses = pa.array(doses)
        self.frequencies = pa.array(frequencies)


def _result_shares(condition: Condition, visits: Visits, severity: Severity, *, later: bool) -> list[float]:
    """Return the shares of RESULTS at a severity, at first visits or at later ones."""
    positive = condition.positive / 100
    odds = positive / (1 - positive) * visits.positive_odds[severity]
    if later:
        odds *= condition.positive_odds_later or visits.positive_odds_at_follow_ups
    clear = 1 - visits.inconclusive
    return [clear * odds / (1 + odds), clear / (1 + odds), visits.inconclusive]


def compute_encounters(people: People, care_plan: CarePlan, visits: Timeline) -> Encounters:
    """Return ids, hospital and doctor of each visit."""
    patient = people.id[visits.person]
    return Encounters(
        visit_id=patient * VISIT_ID_FACTOR + visits.number,
        patient_id=patient,
        hospital=care_plan.hospital[visits.patient_condition],
        doctor=care_plan.doctor[visits.patient_condition],
        age=age_on(people.birth[visits.person], visits.admission),
    )


def visits_batch(
    tables: VisitTables, visits: Timeline, encounters: Encounters, treatments: Treatments
) -> pa.RecordBatch:
    """Return the visits table, sorted by visit_id."""
    draws, key = tables.draws, visits.key
    no_drug = treatments.prescription == NO_DRUG
    prescription = pa.array(treatments.prescription, mask=no_drug)
    previous_id = encounters.patient_id * VISIT_ID_FACTOR + visits.previous
    follow_up_required = tables.follow_up_required[visits.condition]
    follow_up_required |= encounters.age >= tables.behavior.follow_up_required_age
    result_row = (visits.condition * len(SEVERITIES) + visits.severity) * 2 + (visits.earlier_visits > 0)
    result = draws.categorical_by("visit.result", key, tables.result_tables, result_row)
    room = 1 + draws.below("visit.room", key, tables.behavior.max_room_number)
    columns = {
        "visit_id": encounters.visit_id,
        "patient_id": encounters.patient_id,
        "age": encounters.age,
        "condition_id": (visits.condition + 1).astype(np.int16),
        "icd10_code": _take(tables.codes, treatments.code),
        "severity": _take(tables.severities, visits.severity),
        "treatment_id": (treatments.treatment + 1).astype(np.int16),
        "medication_id": pa.array(tables.medications[treatments.prescription], mask=no_drug),
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
