"""An event as messages tell it: a row of adt_events, the patient, and what else the hospital knows at that moment."""

from dataclasses import dataclass
from datetime import date, datetime

VERSION = "1.0"
"""Version of the contract. A new optional field does not change it; what is read differently does."""


@dataclass(slots=True)
class Patient:
    """Who the patient is."""

    patient_id: int
    last_name: str
    first_name: str
    date_of_birth: date
    gender: str
    """Female, Male or Other."""
    zipcode: str
    state: str


@dataclass(slots=True)
class Staff:
    """Who did it."""

    staff_id: int
    last_name: str
    first_name: str


@dataclass(slots=True)
class AdtEvent:
    """One event. None: the message does not say it."""

    event_key: int
    trigger: str
    occurred_at: datetime
    """In the hospital's time zone, whole seconds; so is recorded_at."""
    recorded_at: datetime
    hospital_id: int
    encounter_id: int | None = None
    """None for A20 (bed status) only; so is patient."""
    patient: Patient | None = None
    klass: str | None = None
    """Class of the encounter from now on."""
    service: str | None = None
    bed_id: int | None = None
    from_bed_id: int | None = None
    arrival_mode: str | None = None
    """With A01, A04, A06; so are admission_source and complaint_id."""
    admission_source: str | None = None
    complaint_id: int | None = None
    condition_id: int | None = None
    """Diagnosis at discharge, with A03."""
    bed_reason: str | None = None
    """Why a bed was needed, with A01, A02, A06 that enter one; so is outlier."""
    outlier: bool | None = None
    update: str | None = None
    """What A08 tells."""
    esi: int | None = None
    early_warning_score: int | None = None
    triage_color: str | None = None
    decision: str | None = None
    disposition: str | None = None
    expected_discharge_on: date | None = None
    bed_status: str | None = None
    cancels: int | None = None
    """event_key of the mistaken event that A11, A12 or A13 cancels."""
    staff: Staff | None = None

    @property
    def message_id(self) -> str:
        """The identity of the message: HL7 MSH-10."""
        return str(self.event_key)

    @property
    def key(self) -> str:
        """Key of the partition: events of one encounter, or of one bed, stay in order."""
        return f"bed-{self.bed_id}" if self.encounter_id is None else str(self.encounter_id)
