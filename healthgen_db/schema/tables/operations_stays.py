"""Encounters: every arrival of a patient at a hospital, with its beds, surgeries and transfers."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from healthgen_db.operations.words import (
    BED_REASONS,
    BED_STATUSES,
    CLASSES,
    DECISIONS,
    DIRECTIONS,
    DISPOSITIONS,
    MODES,
    SOURCES,
    TRANSFER_MODES,
    TRANSFER_REASONS,
    TRIAGE_COLORS,
    URGENCIES,
)
from healthgen_db.schema.tables.base import (
    MOMENT,
    check,
    column,
    computed_key,
    foreign_key,
    one_of,
    reference,
    table,
)

encounters = table(
    "encounters",
    "Encounters: every arrival of a patient at a hospital, from registration to leaving.",
    computed_key(
        "encounter_id",
        BigInteger,
        "Number of the encounter: patient_id * 10000 + the visit number; + 5000 and up without a visit, + 9000"
        " and up before a transfer to another hospital of the dataset.",
    ),
    reference("patient_id", "patients", "The patient."),
    reference("hospital_id", "hospitals", "The hospital."),
    column(
        "visit_id",
        BigInteger,
        "The visit that was billed for it; null before its bill, and for encounters that have no visit.",
        null=True,
        unique=True,
    ),
    reference(
        "condition_id",
        "conditions",
        "The condition; null for patients who go home from the emergency department without a visit.",
        null=True,
    ),
    reference(
        "complaint_id",
        "complaints",
        "The complaint with which the patient arrived; null when none was noted.",
        null=True,
    ),
    column(
        "class", Text, "emergency, observation, inpatient or outpatient: at its end, or now while it lasts."
    ),
    column("arrival_mode", Text, "walk-in, ambulance, scheduled, direct, clinic or transfer."),
    column(
        "admission_source",
        Text,
        "Code of HL7 table 0023: 1 home, 2 clinic, 4 other hospital, 5 nursing facility, 6 other facility.",
    ),
    reference("service", "services", "The service responsible for the patient."),
    column("registered_at", MOMENT, "When the patient arrived and was registered."),
    column(
        "admitted_at", MOMENT, "When the patient was admitted, for observation or as an inpatient.", null=True
    ),
    column(
        "ready_at", MOMENT, "When the patient was medically ready to leave; only after admission.", null=True
    ),
    column("left_at", MOMENT, "When the patient left; null while the patient is still here.", null=True),
    column(
        "expected_discharge_on", Date, "Day on which the patient is expected to leave (a plan).", null=True
    ),
    column(
        "disposition",
        Text,
        "Where the patient went: UB-04 code, such as 01 home, 03 nursing facility, 20 died; null while here.",
        null=True,
    ),
    foreign_key("visits", "patient_id", "visit_id"),
    one_of("class", CLASSES),
    one_of("arrival_mode", MODES),
    one_of("admission_source", SOURCES),
    one_of("disposition", DISPOSITIONS),
    check("condition_or_complaint", "num_nonnulls(condition_id, complaint_id) >= 1"),
    check("admitted_class", "admitted_at IS NULL OR class IN ('observation', 'inpatient')"),
    check("admitted_after_registration", "admitted_at >= registered_at"),
    check(
        "ready_after_admission", "ready_at IS NULL OR (admitted_at IS NOT NULL AND ready_at >= admitted_at)"
    ),
    check("left_last", "left_at >= greatest(registered_at, admitted_at, ready_at)"),
    check("disposition_with_leaving", "(disposition IS NULL) = (left_at IS NULL)"),
    Index(None, "patient_id"),
    Index(None, "hospital_id", "registered_at"),
    Index(None, "hospital_id", "left_at"),
    Index(None, "hospital_id", "admitted_at", postgresql_where=text("admitted_at IS NOT NULL")),
)

bookings = table(
    "bookings",
    "Booked stays with a night: those of past days, and plans for up to 28 days after the dataset's today.",
    computed_key(
        "encounter_id", BigInteger, "The encounter, which may not have begun yet; so it is no foreign key."
    ),
    reference("patient_id", "patients", "The patient."),
    reference("hospital_id", "hospitals", "The hospital."),
    reference("service", "services", "The service that admits the patient."),
    column("booked_at", MOMENT, "When the stay was booked."),
    column("planned_for", Date, "Planned day of admission."),
    column("surgery", Boolean, "True when a surgery is planned."),
)

ed_stays = table(
    "ed_stays",
    "Stays in an emergency department: one row for each encounter that began there.",
    reference("encounter_id", "encounters", "The encounter."),
    column("arrived_at", MOMENT, "When the patient arrived."),
    column("triaged_at", MOMENT, "When a nurse had assessed the patient; null before.", null=True),
    column("esi", SmallInteger, "Emergency Severity Index from triage, 1 (most urgent) to 5.", null=True),
    column(
        "early_warning_score",
        SmallInteger,
        "Score of vital signs at triage, 0 to 20, in the manner of NEWS2.",
        null=True,
    ),
    reference(
        "station_id",
        "beds",
        "The station; null when the patient waits, or was seen without one.",
        key="bed_id",
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
    column(
        "triage_color",
        Text,
        "South African Triage Scale: red (seen at once), orange (in 10 minutes), yellow (60), green (240), blue (dead"
        " on arrival); null where it is not used.",
        null=True,
    ),
    PrimaryKeyConstraint("encounter_id"),
    check("esi", "esi BETWEEN 1 AND 5"),
    check("early_warning_score", "early_warning_score BETWEEN 0 AND 20"),
    one_of("decision", DECISIONS),
    one_of("triage_color", TRIAGE_COLORS),
    check("color_with_triage", "triage_color IS NULL OR triaged_at IS NOT NULL"),
    check("esi_with_triage", "(esi IS NULL) = (triaged_at IS NULL)"),
    check("score_with_triage", "early_warning_score IS NULL OR triaged_at IS NOT NULL"),
    check("station_with_time", "(station_id IS NULL) = (roomed_at IS NULL)"),
    check("decision_with_time", "(decision IS NULL) = (decision_at IS NULL)"),
    check("triaged_after_arrival", "triaged_at >= arrived_at"),
    check("roomed_after_arrival", "roomed_at >= arrived_at"),
    check("provider_after_arrival", "provider_at >= arrived_at"),
    check("decision_after_others", "decision_at >= greatest(arrived_at, triaged_at, roomed_at, provider_at)"),
    check(
        "departed_after_decision",
        "departed_at IS NULL OR (decision_at IS NOT NULL AND departed_at >= decision_at)",
    ),
    check(
        "left_without_being_seen",
        "decision <> 'left without being seen' OR (provider_at IS NULL AND departed_at = decision_at)",
    ),
    Index(None, "departed_at"),
)

bed_stays = table(
    "bed_stays",
    "Which patient was in which bed of a ward, and when: never two patients in a bed at the same time.",
    reference("encounter_id", "encounters", "The encounter."),
    column("sequence", SmallInteger, "Number of the bed stay in the encounter, from 1."),
    reference("bed_id", "beds", "The bed."),
    reference("service", "services", "The service responsible for the patient in this bed."),
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
    # A range of one number stands for the bed, because without an extension GiST has no operator = for numbers.
    ExcludeConstraint(
        (text("int4range(bed_id, bed_id + 1)"), "&&"),
        (text("tstzrange(entered_at, left_at)"), "&&"),
        name="excl_bed_stays_bed",
    ),
    check("sequence", "sequence >= 1"),
    one_of("reason", BED_REASONS),
    check("entered_after_request", "entered_at >= requested_at"),
    check("left_after_entering", "left_at > entered_at"),
)

bed_status_periods = table(
    "bed_status_periods",
    "When beds could take nobody although they were empty.",
    reference("bed_id", "beds", "The bed."),
    column("began_at", MOMENT, "When it began."),
    column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
    column("status", Text, "dirty (waits for cleaning), cleaning, or blocked (out of use)."),
    PrimaryKeyConstraint("bed_id", "began_at"),
    one_of("status", BED_STATUSES),
    check("ended_after_beginning", "ended_at > began_at"),
)

surgeries = table(
    "surgeries",
    "Surgeries: booked, begun, ended or cancelled.",
    reference("encounter_id", "encounters", "The encounter."),
    column("sequence", SmallInteger, "Number of the surgery in the encounter, from 1."),
    column("urgency", Text, "elective, urgent or emergency."),
    column("procedure", Text, "What is done: the name of the treatment."),
    reference("room_id", "beds", "The operating room; null before it begins.", key="bed_id", null=True),
    column("booked_at", MOMENT, "When it was booked."),
    column("planned_at", MOMENT, "Planned start."),
    column("started_at", MOMENT, "When it began; null if it has not.", null=True),
    column("ended_at", MOMENT, "When it ended; null if it has not.", null=True),
    column("cancelled_at", MOMENT, "When it was cancelled; null if it was not.", null=True),
    column("cancel_reason", Text, "Why it was cancelled.", null=True),
    PrimaryKeyConstraint("encounter_id", "sequence"),
    check("sequence", "sequence >= 1"),
    one_of("urgency", URGENCIES),
    check("planned_after_booking", "planned_at >= booked_at"),
    check("started_after_booking", "started_at >= booked_at"),
    check("room_with_start", "(room_id IS NULL) = (started_at IS NULL)"),
    check("ended_after_start", "ended_at IS NULL OR (started_at IS NOT NULL AND ended_at > started_at)"),
    check("cancelled_after_booking", "cancelled_at >= booked_at"),
    check("cancelled_or_started", "num_nonnulls(started_at, cancelled_at) <= 1"),
    check("reason_with_cancelling", "(cancel_reason IS NULL) = (cancelled_at IS NULL)"),
)

facility_transfers = table(
    "facility_transfers",
    "Transfers of patients between the hospital and another facility: each attempt, with its answer.",
    reference(
        "encounter_id", "encounters", "The encounter that ends (out) or begins (in) with the transfer."
    ),
    column("attempt", SmallInteger, "Number of the attempt in the encounter, from 1."),
    column("direction", Text, "out or in."),
    column("reason", Text, "Why, such as higher level of care."),
    column("care", Text, "Care that the patient needs there, such as intensive care."),
    column("mode", Text, "How the patient travels, such as basic ambulance."),
    column("facility_id", Integer, "The other facility; null for a hospital of the dataset.", null=True),
    reference(
        "other_encounter_id",
        "encounters",
        "The encounter at the other hospital of the dataset; null for a facility.",
        key="encounter_id",
        null=True,
    ),
    column("requested_at", MOMENT, "When the other place was asked."),
    column("answered_at", MOMENT, "When it answered; null before.", null=True),
    column("accepted", Boolean, "Its answer: true or false; null before.", null=True),
    column("departed_at", MOMENT, "When the patient departed; null before, and if not accepted.", null=True),
    column("arrived_at", MOMENT, "When the patient arrived; null before.", null=True),
    PrimaryKeyConstraint("encounter_id", "attempt"),
    foreign_key("facility_services", "facility_id", "care"),
    check("attempt", "attempt >= 1"),
    one_of("direction", DIRECTIONS),
    one_of("reason", TRANSFER_REASONS),
    one_of("mode", TRANSFER_MODES),
    check("one_other_place", "num_nonnulls(facility_id, other_encounter_id) = 1"),
    check("another_encounter", "other_encounter_id <> encounter_id"),
    check("answer_with_time", "(accepted IS NULL) = (answered_at IS NULL)"),
    check("answered_after_request", "answered_at >= requested_at"),
    check("departed_if_accepted", "departed_at IS NULL OR (accepted IS TRUE AND departed_at >= answered_at)"),
    check(
        "arrived_after_departure",
        "arrived_at IS NULL OR (departed_at IS NOT NULL AND arrived_at >= departed_at)",
    ),
)
