"""Who works when: shifts, absences, and what staff did for encounters."""

from sqlalchemy import BigInteger, Boolean, Date, Index, Integer, PrimaryKeyConstraint, Text, UniqueConstraint

from healthgen_db.operations.words import ABSENCE_KINDS, ACTS, SHIFT_SOURCES, SHIFT_STATUSES
from healthgen_db.schema.tables.base import MOMENT, check, column, computed_key, one_of, reference, table

shifts = table(
    "shifts",
    "Shifts, worked and planned up to 28 days ahead: who works where and when, and which shifts are open.",
    computed_key(
        "shift_id",
        BigInteger,
        "Number of the shift: hospital_id * 10000000000 + days since 1950-01-01 * 100000 + number of the post; + 50000"
        " when it stands in for an absent person.",
    ),
    column("hospital_id", Integer, "The hospital."),
    reference("post_id", "posts", "The post whose shift it is."),
    reference("staff_id", "staff", "Who works it; null while it is open.", null=True),
    reference("unit_id", "units", "The unit; null for people who work for several units.", null=True),
    reference("role", "roles", "The role that works it."),
    reference("shift_type", "shift_types", "Type of the shift."),
    column("planned_start", MOMENT, "When it begins by the plan."),
    column("planned_end", MOMENT, "When it ends by the plan."),
    column("started_at", MOMENT, "When work began; null before, and if nobody worked.", null=True),
    column("ended_at", MOMENT, "When work ended; null before, and if nobody worked.", null=True),
    column("in_charge", Boolean, "True for the one who leads the nurses of the unit in this shift."),
    column(
        "source",
        Text,
        "own (by the pattern of the post), float (from the float pool or another unit), overtime or agency; null while"
        " it is open.",
        null=True,
    ),
    column(
        "status",
        Text,
        "planned, at work, worked, standby (on call and not called), absent (the person did not come), or open"
        " (nobody).",
    ),
    UniqueConstraint("staff_id", "planned_start"),
    one_of("source", SHIFT_SOURCES),
    one_of("status", SHIFT_STATUSES),
    check("planned_end", "planned_end > planned_start"),
    check("ended_after_start", "ended_at > started_at"),
    check("open_without_person", "(staff_id IS NULL) = (status = 'open')"),
    check("source_of_person", "(source IS NULL) = (status = 'open')"),
    check("started_if_at_work", "(started_at IS NOT NULL) = (status IN ('at work', 'worked'))"),
    check("ended_if_worked", "(ended_at IS NOT NULL) = (status = 'worked')"),
    check("in_charge_works", "NOT in_charge OR status IN ('planned', 'at work', 'worked')"),
    Index(None, "unit_id", "planned_start"),
)

absences = table(
    "absences",
    "Times in which a person does not work: leave, known 28 days ahead, and sickness.",
    reference("staff_id", "staff", "The person."),
    column("first_day", Date, "First day of the absence."),
    column("last_day", Date, "Last day; null while a sickness lasts.", null=True),
    column("kind", Text, "leave, sickness or other."),
    PrimaryKeyConstraint("staff_id", "first_day"),
    one_of("kind", ABSENCE_KINDS),
    check("last_day", "last_day >= first_day"),
)

encounter_staff = table(
    "encounter_staff",
    "Who did what for an encounter, in the emergency department and in the wards. Each person was on duty.",
    reference("encounter_id", "encounters", "The encounter."),
    column(
        "act",
        Text,
        "triage, emergency nursing, emergency care, admission, nursing, surgery, anesthesia, operating nursing or"
        " discharge.",
    ),
    column("began_at", MOMENT, "When it began."),
    column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
    reference("staff_id", "staff", "Who did it."),
    reference("shift_id", "shifts", "The shift of this person in which it began."),
    PrimaryKeyConstraint("encounter_id", "act", "began_at"),
    one_of("act", ACTS),
    check("ended_after_beginning", "ended_at >= began_at"),
    Index(None, "staff_id", "began_at"),
)
