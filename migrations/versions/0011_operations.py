"""The hospital at work: departments, units and beds; encounters, bed stays, transfers; the log of events.

Older datasets have no rows in these tables. Their hospitals get the time zone of New York.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from healthgen_db.schema.tables.base import column, computed_key
from healthgen_db.schema.tables.views import view_clauses

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)
TIME_ZONE = "IANA name of its time zone, such as America/Chicago."
# In the order in which they are created: tables come after those that they refer to.
TABLES = (
    "services",
    "complaints",
    "departments",
    "units",
    "beds",
    "facilities",
    "facility_services",
    "encounters",
    "bookings",
    "ed_stays",
    "bed_stays",
    "bed_status_periods",
    "surgeries",
    "facility_transfers",
    "diversions",
    "unit_hours",
    "adt_events",
)


def upgrade() -> None:
    op.add_column("hospitals", column("time_zone", Text, TIME_ZONE, default="America/New_York"))
    op.alter_column("hospitals", "time_zone", server_default=None)
    _create_services()
    _create_places()
    _create_facilities()
    _create_encounters()
    _create_bookings()
    _create_ed_stays()
    _create_bed_stays()
    _create_surgeries()
    _create_facility_transfers()
    _create_hospital_records()
    _create_adt_events()
    for clause in view_clauses("stays_flat"):
        op.execute(clause)


def downgrade() -> None:
    op.execute("DROP VIEW stays_flat")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("hospitals", "time_zone")


def _create_services() -> None:
    op.create_table(
        "services",
        column("service", Text, "Code of the service, as in MIMIC-IV where it has one, such as CMED."),
        column("name", Text, "Name of the service, such as Cardiology.", unique=True),
        PrimaryKeyConstraint("service"),
        comment="Services of hospitals, such as Cardiology: who is responsible for a patient.",
    )
    op.create_table(
        "complaints",
        computed_key("complaint_id", SmallInteger, "Number of the complaint."),
        column("name", Text, "Name of the complaint, such as Ankle sprain.", unique=True),
        column("female_only", Boolean, "True when only women have it."),
        column("min_age", SmallInteger, "Lowest age of patients who have it."),
        column("max_age", SmallInteger, "Highest age of patients who have it."),
        CheckConstraint("min_age >= 0 AND min_age <= max_age", name="age_range"),
        comment="Complaints with which patients come to an emergency department.",
    )


def _create_places() -> None:
    op.create_table(
        "departments",
        computed_key("department_id", Integer, "Number of the department: hospital_id * 100 + a number."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column("service", Text, "The service that the department gives.", ForeignKey("services.service")),
        column("name", Text, "Name of the department."),
        UniqueConstraint("hospital_id", "service"),
        UniqueConstraint("department_id", "hospital_id"),
        comment="Departments: a hospital has one for each service that it offers.",
    )
    op.create_table(
        "units",
        computed_key("unit_id", Integer, "Number of the unit: hospital_id * 1000 + a number."),
        column("hospital_id", Integer, "The hospital."),
        column("department_id", Integer, "The department that runs the unit, of the same hospital."),
        column("name", Text, "Name of the unit, such as Medicine 2."),
        column(
            "care_level",
            Text,
            "Level of care: emergency, general, telemetry, step-down, intensive, labor or operating.",
        ),
        column("ages", Text, "Whom it takes: adult, child or all."),
        column("patients_per_nurse", Numeric(3, 1), "Most patients that one nurse cares for at a time."),
        column(
            "beds", SmallInteger, "Number of its beds, stations or operating rooms; table beds lists them."
        ),
        UniqueConstraint("unit_id", "hospital_id"),
        ForeignKeyConstraint(
            ["department_id", "hospital_id"], ["departments.department_id", "departments.hospital_id"]
        ),
        CheckConstraint(
            "care_level IN ('emergency', 'general', 'telemetry', 'step-down', 'intensive', 'labor',"
            " 'operating')",
            name="care_level",
        ),
        CheckConstraint("ages IN ('adult', 'child', 'all')", name="ages"),
        CheckConstraint("patients_per_nurse > 0", name="patients_per_nurse"),
        CheckConstraint("beds > 0", name="beds"),
        comment="Units of hospitals: wards, the emergency department, the operating rooms.",
    )
    op.create_table(
        "beds",
        computed_key("bed_id", Integer, "Number of the bed: hospital_id * 100000 + a number."),
        column("unit_id", Integer, "The unit that it stands in."),
        column("hospital_id", Integer, "The hospital of the unit."),
        column("kind", Text, "bed of a ward, station of an emergency department, or (operating) room."),
        column("room", Text, "Room that it stands in."),
        column("label", Text, "Its label in the room, such as A."),
        UniqueConstraint("unit_id", "room", "label"),
        ForeignKeyConstraint(["unit_id", "hospital_id"], ["units.unit_id", "units.hospital_id"]),
        CheckConstraint("kind IN ('bed', 'station', 'room')", name="kind"),
        comment="Places where a patient can be: beds of wards, stations of emergency departments, operating"
        " rooms.",
    )


def _create_facilities() -> None:
    op.create_table(
        "facilities",
        computed_key("facility_id", Integer, "Number of the facility: hospital_id * 100 + a number."),
        column(
            "hospital_id", Integer, "The hospital that works with it.", ForeignKey("hospitals.hospital_id")
        ),
        column("name", Text, "Name of the facility (invented)."),
        column("kind", Text, "Kind of facility, such as skilled nursing facility."),
        column(
            "zipcode",
            Text,
            "ZIP code of the facility; null outside the dataset's ones.",
            ForeignKey("zip_codes.zipcode"),
            null=True,
        ),
        column("miles", Numeric(5, 1), "Miles from the hospital."),
        CheckConstraint(
            "kind IN ('hospital', 'psychiatric hospital', 'children''s hospital', 'rehabilitation hospital',"
            " 'long-term acute care hospital', 'skilled nursing facility', 'hospice')",
            name="kind",
        ),
        CheckConstraint("miles >= 0", name="miles"),
        comment="Facilities outside the dataset that a hospital transfers patients to, and from which it takes"
        " patients.",
    )
    op.create_table(
        "facility_services",
        column("facility_id", Integer, "The facility.", ForeignKey("facilities.facility_id")),
        column("care", Text, "Care that it offers, such as rehabilitation."),
        PrimaryKeyConstraint("facility_id", "care"),
        CheckConstraint(
            "care IN ('intensive care', 'surgery', 'cardiac surgery', 'stroke care', 'specialist care',"
            " 'psychiatric care', 'pediatric care', 'rehabilitation', 'long-term acute care', 'skilled"
            " nursing', 'hospice', 'general care')",
            name="care",
        ),
        comment="What each facility offers. A transfer goes only to a facility that offers the care needed.",
    )


def _create_encounters() -> None:
    op.create_table(
        "encounters",
        computed_key(
            "encounter_id",
            BigInteger,
            "Number of the encounter: patient_id * 10000 + the visit number; + 5000 and up without a visit,"
            " + 9000 and up before a transfer to another hospital of the dataset.",
        ),
        column("patient_id", BigInteger, "The patient.", ForeignKey("patients.patient_id")),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column(
            "visit_id",
            BigInteger,
            "The visit that was billed for it; null before its bill, and for encounters that have no visit.",
            null=True,
            unique=True,
        ),
        column(
            "condition_id",
            SmallInteger,
            "The condition; null for patients who go home from the emergency department without a visit.",
            ForeignKey("conditions.condition_id"),
            null=True,
        ),
        column(
            "complaint_id",
            SmallInteger,
            "The complaint with which the patient arrived; null when none was noted.",
            ForeignKey("complaints.complaint_id"),
            null=True,
        ),
        column(
            "class",
            Text,
            "emergency, observation, inpatient or outpatient: at its end, or now while it lasts.",
        ),
        column("arrival_mode", Text, "walk-in, ambulance, scheduled, direct, clinic or transfer."),
        column(
            "admission_source",
            Text,
            "Code of HL7 table 0023: 1 home, 2 clinic, 4 other hospital, 5 nursing facility, 6 other"
            " facility.",
        ),
        column("service", Text, "The service responsible for the patient.", ForeignKey("services.service")),
        column("registered_at", MOMENT, "When the patient arrived and was registered."),
        column(
            "admitted_at",
            MOMENT,
            "When the patient was admitted, for observation or as an inpatient.",
            null=True,
        ),
        column(
            "ready_at",
            MOMENT,
            "When the patient was medically ready to leave; only after admission.",
            null=True,
        ),
        column("left_at", MOMENT, "When the patient left; null while the patient is still here.", null=True),
        column(
            "expected_discharge_on",
            Date,
            "Day on which the patient is expected to leave (a plan).",
            null=True,
        ),
        column(
            "disposition",
            Text,
            "Where the patient went: UB-04 code, such as 01 home, 03 nursing facility, 20 died; null while"
            " here.",
            null=True,
        ),
        ForeignKeyConstraint(["patient_id", "visit_id"], ["visits.patient_id", "visits.visit_id"]),
        CheckConstraint("class IN ('emergency', 'observation', 'inpatient', 'outpatient')", name="class"),
        CheckConstraint(
            "arrival_mode IN ('walk-in', 'ambulance', 'scheduled', 'direct', 'clinic', 'transfer')",
            name="arrival_mode",
        ),
        CheckConstraint("admission_source IN ('1', '2', '4', '5', '6')", name="admission_source"),
        CheckConstraint(
            "disposition IN ('01', '02', '03', '05', '06', '07', '20', '21', '50', '51', '62', '63', '65')",
            name="disposition",
        ),
        CheckConstraint("num_nonnulls(condition_id, complaint_id) >= 1", name="condition_or_complaint"),
        CheckConstraint(
            "admitted_at IS NULL OR class IN ('observation', 'inpatient')", name="admitted_class"
        ),
        CheckConstraint("admitted_at >= registered_at", name="admitted_after_registration"),
        CheckConstraint(
            "ready_at IS NULL OR (admitted_at IS NOT NULL AND ready_at >= admitted_at)",
            name="ready_after_admission",
        ),
        CheckConstraint("left_at >= greatest(registered_at, admitted_at, ready_at)", name="left_last"),
        CheckConstraint("(disposition IS NULL) = (left_at IS NULL)", name="disposition_with_leaving"),
        comment="Encounters: every arrival of a patient at a hospital, from registration to leaving.",
    )
    op.create_index(None, "encounters", ["hospital_id", "registered_at"])
    op.create_index(None, "encounters", ["patient_id"])


def _create_bookings() -> None:
    op.create_table(
        "bookings",
        computed_key(
            "encounter_id",
            BigInteger,
            "The encounter, which may not have begun yet; so it is no foreign key.",
        ),
        column("patient_id", BigInteger, "The patient.", ForeignKey("patients.patient_id")),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column("service", Text, "The service that admits the patient.", ForeignKey("services.service")),
        column("booked_at", MOMENT, "When the stay was booked."),
        column("planned_for", Date, "Planned day of admission."),
        column("surgery", Boolean, "True when a surgery is planned."),
        comment="Booked stays with a night: those of past days, and plans for up to 28 days after the dataset's"
        " today.",
    )


def _create_ed_stays() -> None:
    op.create_table(
        "ed_stays",
        column("encounter_id", BigInteger, "The encounter.", ForeignKey("encounters.encounter_id")),
        column("arrived_at", MOMENT, "When the patient arrived."),
        column("triaged_at", MOMENT, "When a nurse had assessed the patient; null before.", null=True),
        column("esi", SmallInteger, "Emergency Severity Index from triage, 1 (most urgent) to 5.", null=True),
        column(
            "early_warning_score",
            SmallInteger,
            "Score of vital signs at triage, 0 to 20, in the manner of NEWS2.",
            null=True,
        ),
        column(
            "station_id",
            Integer,
            "The station; null when the patient waits, or was seen without one.",
            ForeignKey("beds.bed_id"),
            null=True,
        ),
        column("roomed_at", MOMENT, "When the patient got the station.", null=True),
        column("provider_at", MOMENT, "When a physician or other provider first saw the patient.", null=True),
        column("decision_at", MOMENT, "When it was decided how the stay ends.", null=True),
        column(
            "decision",
            Text,
            "admit, discharge, transfer, left without being seen, against advice, or died.",
            null=True,
        ),
        column("departed_at", MOMENT, "When the patient left the emergency department.", null=True),
        PrimaryKeyConstraint("encounter_id"),
        CheckConstraint("esi BETWEEN 1 AND 5", name="esi"),
        CheckConstraint("early_warning_score BETWEEN 0 AND 20", name="early_warning_score"),
        CheckConstraint(
            "decision IN ('admit', 'discharge', 'transfer', 'left without being seen', 'against advice',"
            " 'died')",
            name="decision",
        ),
        CheckConstraint("(esi IS NULL) = (triaged_at IS NULL)", name="esi_with_triage"),
        CheckConstraint("early_warning_score IS NULL OR triaged_at IS NOT NULL", name="score_with_triage"),
        CheckConstraint("(station_id IS NULL) = (roomed_at IS NULL)", name="station_with_time"),
        CheckConstraint("(decision IS NULL) = (decision_at IS NULL)", name="decision_with_time"),
        CheckConstraint("triaged_at >= arrived_at", name="triaged_after_arrival"),
        CheckConstraint("roomed_at >= arrived_at", name="roomed_after_arrival"),
        CheckConstraint("provider_at >= arrived_at", name="provider_after_arrival"),
        CheckConstraint(
            "decision_at >= greatest(arrived_at, triaged_at, roomed_at, provider_at)",
            name="decision_after_others",
        ),
        CheckConstraint(
            "departed_at IS NULL OR (decision_at IS NOT NULL AND departed_at >= decision_at)",
            name="departed_after_decision",
        ),
        CheckConstraint(
            "decision <> 'left without being seen' OR (provider_at IS NULL AND departed_at = decision_at)",
            name="left_without_being_seen",
        ),
        comment="Stays in an emergency department: one row for each encounter that began there.",
    )


def _create_bed_stays() -> None:
    op.create_table(
        "bed_stays",
        column("encounter_id", BigInteger, "The encounter.", ForeignKey("encounters.encounter_id")),
        column("sequence", SmallInteger, "Number of the bed stay in the encounter, from 1."),
        column("bed_id", Integer, "The bed.", ForeignKey("beds.bed_id")),
        column(
            "service",
            Text,
            "The service responsible for the patient in this bed.",
            ForeignKey("services.service"),
        ),
        column("requested_at", MOMENT, "When a bed was requested."),
        column("entered_at", MOMENT, "When the patient came into the bed."),
        column("left_at", MOMENT, "When the patient left the bed; null while in it.", null=True),
        column("reason", Text, "Why the bed was needed: admit, step-up, step-down, lateral or repatriation."),
        column(
            "outlier",
            Boolean,
            "True when the unit is not of the patient's own service and level, which were full.",
        ),
        PrimaryKeyConstraint("encounter_id", "sequence"),
        ExcludeConstraint(
            (text("int4range(bed_id, bed_id + 1)"), "&&"),
            (text("tstzrange(entered_at, left_at)"), "&&"),
            name="excl_bed_stays_bed",
        ),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint(
            "reason IN ('admit', 'step-up', 'step-down', 'lateral', 'repatriation')", name="reason"
        ),
        CheckConstraint("entered_at >= requested_at", name="entered_after_request"),
        CheckConstraint("left_at > entered_at", name="left_after_entering"),
        comment="Which patient was in which bed of a ward, and when: never two patients in a bed at the same"
        " time.",
    )
    op.create_table(
        "bed_status_periods",
        column("bed_id", Integer, "The bed.", ForeignKey("beds.bed_id")),
        column("began_at", MOMENT, "When it began."),
        column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
        column("status", Text, "dirty (waits for cleaning), cleaning, or blocked (out of use)."),
        PrimaryKeyConstraint("bed_id", "began_at"),
        CheckConstraint("status IN ('dirty', 'cleaning', 'blocked')", name="status"),
        CheckConstraint("ended_at > began_at", name="ended_after_beginning"),
        comment="When beds could take nobody although they were empty.",
    )


def _create_surgeries() -> None:
    op.create_table(
        "surgeries",
        column("encounter_id", BigInteger, "The encounter.", ForeignKey("encounters.encounter_id")),
        column("sequence", SmallInteger, "Number of the surgery in the encounter, from 1."),
        column("urgency", Text, "elective, urgent or emergency."),
        column("procedure", Text, "What is done: the name of the treatment."),
        column(
            "room_id",
            Integer,
            "The operating room; null before it begins.",
            ForeignKey("beds.bed_id"),
            null=True,
        ),
        column("booked_at", MOMENT, "When it was booked."),
        column("planned_at", MOMENT, "Planned start."),
        column("started_at", MOMENT, "When it began; null if it has not.", null=True),
        column("ended_at", MOMENT, "When it ended; null if it has not.", null=True),
        column("cancelled_at", MOMENT, "When it was cancelled; null if it was not.", null=True),
        column("cancel_reason", Text, "Why it was cancelled.", null=True),
        PrimaryKeyConstraint("encounter_id", "sequence"),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint("urgency IN ('elective', 'urgent', 'emergency')", name="urgency"),
        CheckConstraint("planned_at >= booked_at", name="planned_after_booking"),
        CheckConstraint("started_at >= booked_at", name="started_after_booking"),
        CheckConstraint("(room_id IS NULL) = (started_at IS NULL)", name="room_with_start"),
        CheckConstraint(
            "ended_at IS NULL OR (started_at IS NOT NULL AND ended_at > started_at)", name="ended_after_start"
        ),
        CheckConstraint("cancelled_at >= booked_at", name="cancelled_after_booking"),
        CheckConstraint("num_nonnulls(started_at, cancelled_at) <= 1", name="cancelled_or_started"),
        CheckConstraint("(cancel_reason IS NULL) = (cancelled_at IS NULL)", name="reason_with_cancelling"),
        comment="Surgeries: booked, begun, ended or cancelled.",
    )


def _create_facility_transfers() -> None:
    op.create_table(
        "facility_transfers",
        column(
            "encounter_id",
            BigInteger,
            "The encounter that ends (out) or begins (in) with the transfer.",
            ForeignKey("encounters.encounter_id"),
        ),
        column("attempt", SmallInteger, "Number of the attempt in the encounter, from 1."),
        column("direction", Text, "out or in."),
        column("reason", Text, "Why, such as higher level of care."),
        column("care", Text, "Care that the patient needs there, such as intensive care."),
        column("mode", Text, "How the patient travels, such as basic ambulance."),
        column("facility_id", Integer, "The other facility; null for a hospital of the dataset.", null=True),
        column(
            "other_encounter_id",
            BigInteger,
            "The encounter at the other hospital of the dataset; null for a facility.",
            ForeignKey("encounters.encounter_id"),
            null=True,
        ),
        column("requested_at", MOMENT, "When the other place was asked."),
        column("answered_at", MOMENT, "When it answered; null before.", null=True),
        column("accepted", Boolean, "Its answer: true or false; null before.", null=True),
        column(
            "departed_at", MOMENT, "When the patient departed; null before, and if not accepted.", null=True
        ),
        column("arrived_at", MOMENT, "When the patient arrived; null before.", null=True),
        PrimaryKeyConstraint("encounter_id", "attempt"),
        ForeignKeyConstraint(
            ["facility_id", "care"], ["facility_services.facility_id", "facility_services.care"]
        ),
        CheckConstraint("attempt >= 1", name="attempt"),
        CheckConstraint("direction IN ('out', 'in')", name="direction"),
        CheckConstraint(
            "reason IN ('higher level of care', 'procedure', 'psychiatric care', 'patient choice',"
            " 'capacity', 'back to home hospital', 'post-acute care', 'pediatric care')",
            name="reason",
        ),
        CheckConstraint(
            "mode IN ('basic ambulance', 'advanced ambulance', 'critical care ambulance', 'helicopter',"
            " 'wheelchair van', 'private car', 'secure transport')",
            name="mode",
        ),
        CheckConstraint("num_nonnulls(facility_id, other_encounter_id) = 1", name="one_other_place"),
        CheckConstraint("other_encounter_id <> encounter_id", name="another_encounter"),
        CheckConstraint("(accepted IS NULL) = (answered_at IS NULL)", name="answer_with_time"),
        CheckConstraint("answered_at >= requested_at", name="answered_after_request"),
        CheckConstraint(
            "departed_at IS NULL OR (accepted IS TRUE AND departed_at >= answered_at)",
            name="departed_if_accepted",
        ),
        CheckConstraint(
            "arrived_at IS NULL OR (departed_at IS NOT NULL AND arrived_at >= departed_at)",
            name="arrived_after_departure",
        ),
        comment="Transfers of patients between the hospital and another facility: each attempt, with its answer.",
    )


def _create_hospital_records() -> None:
    op.create_table(
        "diversions",
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column("began_at", MOMENT, "When it began."),
        column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
        column("reason", Text, "crowding of the emergency department, or boarding in it."),
        PrimaryKeyConstraint("hospital_id", "began_at"),
        CheckConstraint("reason IN ('crowding', 'boarding')", name="reason"),
        CheckConstraint("ended_at > began_at", name="ended_after_beginning"),
        comment="Periods in which a hospital asked ambulances to go to other hospitals.",
    )
    op.create_table(
        "unit_hours",
        column("unit_id", Integer, "The unit.", ForeignKey("units.unit_id")),
        column("hour", MOMENT, "Start of the hour."),
        column("census", SmallInteger, "Patients in the unit."),
        column("staffed_beds", SmallInteger, "Beds that were not blocked."),
        column(
            "boarders",
            SmallInteger,
            "Patients in the emergency department who waited for a bed of this unit's service and level; for"
            " the emergency department itself: all of them.",
        ),
        PrimaryKeyConstraint("unit_id", "hour"),
        CheckConstraint("date_bin('1 hour', hour, TIMESTAMPTZ '2000-01-01 00:00:00+00') = hour", name="hour"),
        CheckConstraint("census >= 0", name="census"),
        CheckConstraint("staffed_beds >= 0", name="staffed_beds"),
        CheckConstraint("boarders >= 0", name="boarders"),
        comment=(
            "Units by hour: how many patients and beds they had at its start. Hospitals of fewer than 25 beds have no"
            " rows."
        ),
    )


def _create_adt_events() -> None:
    op.create_table(
        "adt_events",
        computed_key(
            "event_key",
            BigInteger,
            "Number of the event: encounter_id * 100 + a number in order of occurrence; negative for beds.",
        ),
        column("trigger", Text, "HL7 trigger event, such as A01 (admit), A02 (transfer), A03 (discharge)."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column(
            "encounter_id",
            BigInteger,
            "The encounter; null for A20 (bed status). It is no foreign key, because A05 comes before the"
            " encounter.",
            null=True,
        ),
        column(
            "bed_id",
            Integer,
            "The new bed or station; for A20 the bed whose status changes.",
            ForeignKey("beds.bed_id"),
            null=True,
        ),
        column("from_bed_id", Integer, "The bed or station before it.", ForeignKey("beds.bed_id"), null=True),
        column("occurred_at", MOMENT, "When it happened."),
        column("recorded_at", MOMENT, "When it was recorded, at the earliest when it happened."),
        column(
            "cancels",
            BigInteger,
            "The mistaken event that A11, A12 or A13 cancels.",
            ForeignKey("adt_events.event_key"),
            null=True,
        ),
        column("class", Text, "Class of the encounter from now on.", null=True),
        column(
            "service", Text, "The service responsible from now on.", ForeignKey("services.service"), null=True
        ),
        column("esi", SmallInteger, "Emergency Severity Index, 1 to 5.", null=True),
        column("early_warning_score", SmallInteger, "Score of vital signs, 0 to 20.", null=True),
        column(
            "update",
            Text,
            "What A08 tells: triage, roomed, provider, decision or expected discharge.",
            null=True,
        ),
        column("decision", Text, "How the stay in the emergency department ends.", null=True),
        column("disposition", Text, "Where the patient went: UB-04 code.", null=True),
        column("expected_discharge_on", Date, "Day on which the patient is expected to leave.", null=True),
        column(
            "bed_status",
            Text,
            "HL7 table 0116, for A20: U free, H being cleaned, K waits for cleaning, C closed.",
            null=True,
        ),
        CheckConstraint(
            "trigger IN ('A01', 'A02', 'A03', 'A04', 'A05', 'A06', 'A07', 'A08', 'A11', 'A12', 'A13', 'A14',"
            " 'A15', 'A16', 'A20', 'A21', 'A22')",
            name="trigger",
        ),
        CheckConstraint("class IN ('emergency', 'observation', 'inpatient', 'outpatient')", name="class"),
        CheckConstraint("esi BETWEEN 1 AND 5", name="esi"),
        CheckConstraint("early_warning_score BETWEEN 0 AND 20", name="early_warning_score"),
        CheckConstraint(
            "update IN ('triage', 'roomed', 'provider', 'decision', 'expected discharge')", name="update"
        ),
        CheckConstraint(
            "decision IN ('admit', 'discharge', 'transfer', 'left without being seen', 'against advice',"
            " 'died')",
            name="decision",
        ),
        CheckConstraint(
            "disposition IN ('01', '02', '03', '05', '06', '07', '20', '21', '50', '51', '62', '63', '65')",
            name="disposition",
        ),
        CheckConstraint("bed_status IN ('U', 'H', 'K', 'C')", name="bed_status"),
        CheckConstraint("recorded_at >= occurred_at", name="recorded_after"),
        CheckConstraint("(encounter_id IS NULL) = (trigger = 'A20')", name="encounter_or_bed_event"),
        CheckConstraint("(event_key < 0) = (trigger = 'A20')", name="negative_key_of_bed_event"),
        CheckConstraint(
            "CASE WHEN trigger = 'A20' THEN num_nonnulls(bed_id, bed_status) = 2 ELSE bed_status IS NULL END",
            name="status_of_a_bed",
        ),
        CheckConstraint("(cancels IS NOT NULL) = (trigger IN ('A11', 'A12', 'A13'))", name="cancels"),
        CheckConstraint("(update IS NOT NULL) = (trigger = 'A08')", name="update_of_a08"),
        comment="The log of admissions, discharges and transfers (HL7 ADT): one row for each message.",
    )
    op.create_index(None, "adt_events", ["encounter_id"])
    op.create_index(None, "adt_events", ["hospital_id", "recorded_at"])
