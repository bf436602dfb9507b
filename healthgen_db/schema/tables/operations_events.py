"""What a hospital records over time: diversions, units by hour, and the log of ADT events."""

from sqlalchemy import BigInteger, Date, Index, PrimaryKeyConstraint, SmallInteger, Text

from healthgen_db.operations.words import (
    BED_STATUS_CODES,
    CLASSES,
    DECISIONS,
    DISPOSITIONS,
    DIVERSION_REASONS,
    TRIGGERS,
    UPDATES,
)
from healthgen_db.schema.tables.base import MOMENT, check, column, computed_key, one_of, reference, table

NURSES_REQUIRED = (
    "Nurses that the patients needed, by patients_per_nurse of the unit; null without a workforce."
)
NURSES_WORKED = "Nurses of the unit who were on duty; null without a workforce."

diversions = table(
    "diversions",
    "Periods in which a hospital asked ambulances to go to other hospitals.",
    reference("hospital_id", "hospitals", "The hospital."),
    column("began_at", MOMENT, "When it began."),
    column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
    column("reason", Text, "crowding of the emergency department, or boarding in it."),
    PrimaryKeyConstraint("hospital_id", "began_at"),
    one_of("reason", DIVERSION_REASONS),
    check("ended_after_beginning", "ended_at > began_at"),
)

unit_hours = table(
    "unit_hours",
    "Units by hour: how many patients and beds they had at its start. Hospitals of fewer than 25 beds have no rows.",
    reference("unit_id", "units", "The unit."),
    column("hour", MOMENT, "Start of the hour."),
    column("census", SmallInteger, "Patients in the unit."),
    column("staffed_beds", SmallInteger, "Beds that were not blocked."),
    column(
        "boarders",
        SmallInteger,
        "Patients in the emergency department who waited for a bed of this unit's service and level; for the"
        " emergency department itself: all of them.",
    ),
    column("nurses_required", SmallInteger, NURSES_REQUIRED, null=True),
    column("nurses_worked", SmallInteger, NURSES_WORKED, null=True),
    PrimaryKeyConstraint("unit_id", "hour"),
    check("hour", "date_bin('1 hour', hour, TIMESTAMPTZ '2000-01-01 00:00:00+00') = hour"),
    check("census", "census >= 0"),
    check("staffed_beds", "staffed_beds >= 0"),
    check("boarders", "boarders >= 0"),
    check("nurses", "nurses_required >= 0 AND nurses_worked >= 0"),
)

adt_events = table(
    "adt_events",
    "The log of admissions, discharges and transfers (HL7 ADT): one row for each message.",
    computed_key(
        "event_key",
        BigInteger,
        "Number of the event: encounter_id * 100 + a number in order of occurrence; negative for beds.",
    ),
    column("trigger", Text, "HL7 trigger event, such as A01 (admit), A02 (transfer), A03 (discharge)."),
    reference("hospital_id", "hospitals", "The hospital."),
    # A05 is sent when a stay is booked, so its encounter may not have begun yet.
    column(
        "encounter_id",
        BigInteger,
        "The encounter; null for A20 (bed status). It is no foreign key, because A05 comes before the encounter.",
        null=True,
    ),
    reference("bed_id", "beds", "The new bed or station; for A20 the bed whose status changes.", null=True),
    reference("from_bed_id", "beds", "The bed or station before it.", key="bed_id", null=True),
    column("occurred_at", MOMENT, "When it happened."),
    column("recorded_at", MOMENT, "When it was recorded, at the earliest when it happened."),
    reference(
        "cancels",
        "adt_events",
        "The mistaken event that A11, A12 or A13 cancels.",
        key="event_key",
        null=True,
    ),
    column("class", Text, "Class of the encounter from now on.", null=True),
    reference("service", "services", "The service responsible from now on.", null=True),
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
    one_of("trigger", TRIGGERS),
    one_of("class", CLASSES),
    check("esi", "esi BETWEEN 1 AND 5"),
    check("early_warning_score", "early_warning_score BETWEEN 0 AND 20"),
    one_of("update", UPDATES),
    one_of("decision", DECISIONS),
    one_of("disposition", DISPOSITIONS),
    one_of("bed_status", BED_STATUS_CODES),
    check("recorded_after", "recorded_at >= occurred_at"),
    check("encounter_or_bed_event", "(encounter_id IS NULL) = (trigger = 'A20')"),
    check("negative_key_of_bed_event", "(event_key < 0) = (trigger = 'A20')"),
    check(
        "status_of_a_bed",
        "CASE WHEN trigger = 'A20' THEN num_nonnulls(bed_id, bed_status) = 2 ELSE bed_status IS NULL END",
    ),
    check("cancels", "(cancels IS NOT NULL) = (trigger IN ('A11', 'A12', 'A13'))"),
    check("update_of_a08", "(update IS NOT NULL) = (trigger = 'A08')"),
    Index(None, "encounter_id"),
    Index(None, "hospital_id", "recorded_at"),
)
