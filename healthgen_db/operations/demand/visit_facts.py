"""What is known of the visits of a block before their hours are drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from healthgen_db.generate.block import Care
from healthgen_db.world.calendar import Days, age_on, weekday_of
from healthgen_db.world.draws import Flags, Floats, Ints

# encounter_id = patient_id * 10,000 + number of the visit
ENCOUNTER_ID_FACTOR = 10_000
FIRST_NIGHT, FIRST_SAME_DAY, LATER_NIGHT, LATER_SAME_DAY = range(4)
# A day after all others: patients without a later visit.
NO_DAY = 2**30


@dataclass(frozen=True)
class VisitFacts:
    """Visits as columns of shape (visits,), sorted by patient and visit number."""

    encounter_id: Ints
    """Id, and draw key of everything that is drawn for the encounter."""
    patient_id: Ints
    person: Ints
    """Index of the patient in the block."""
    number: Ints
    course_key: Ints
    """Draw key of the visit in the patients stage."""
    condition: Ints
    treatment: Ints
    hospital: Ints
    place: Ints
    """Index of the patient's home."""
    age: NDArray[np.int16]
    onset_age: NDArray[np.int16]
    """The age on the day on which the course begins."""
    sex: NDArray[np.int16]
    kind: Ints
    """FIRST_NIGHT, FIRST_SAME_DAY, LATER_NIGHT or LATER_SAME_DAY."""
    nights: Ints
    admission: Days
    discharge: Days
    weekday: Ints
    """Of the admission, 0 Monday."""
    registered_on: Days
    """The day on which the patient registered in the panel."""
    next_admission: Ints
    """Day of the patient's next visit, NO_DAY if there is none."""
    severity: Floats
    """Latent severity of the course, a normal number."""
    planned: Flags
    """Whether the care plan made the visit scheduled."""
    early: Flags
    dies: Flags
    """Whether the patient dies on the day of discharge."""

    @property
    def overnight(self) -> Flags:
        """Return whether the visits have a night."""
        night: Flags = self.nights > 0
        return night


def visit_facts(care: Care) -> VisitFacts:
    """Return the facts of the visits of a block."""
    visits, encounters, courses = care.timeline, care.encounters, care.periods.courses
    nights = (visits.discharge - visits.admission).astype(np.int64)
    later = visits.earlier_visits > 0
    following = np.full(visits.key.size, NO_DAY, dtype=np.int64)
    same = np.flatnonzero(visits.person[1:] == visits.person[:-1])
    following[same] = visits.admission[same + 1]
    onset = courses.onset.reshape(-1)[visits.patient_condition]
    return VisitFacts(
        encounter_id=encounters.patient_id * ENCOUNTER_ID_FACTOR + visits.number,
        patient_id=encounters.patient_id,
        person=visits.person,
        number=visits.number,
        course_key=visits.key,
        condition=visits.condition,
        treatment=care.treatments.treatment,
        hospital=encounters.hospital,
        place=care.people.place[visits.person],
        age=encounters.age,
        onset_age=age_on(care.people.birth[visits.person], onset),
        sex=care.people.sex[visits.person],
        kind=2 * later + (nights == 0),
        nights=nights,
        admission=visits.admission,
        discharge=visits.discharge,
        weekday=weekday_of(visits.admission).astype(np.int64),
        registered_on=care.periods.registered[visits.person],
        next_admission=following,
        severity=courses.severity.reshape(-1)[visits.patient_condition],
        planned=visits.scheduled,
        early=visits.early,
        dies=care.departures.died[visits.person] == visits.discharge,
    )
