"""The workforce of hospitals: posts, people, shifts, and what staff do for encounters.

Older datasets have no rows in these tables.
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
    Time,
    UniqueConstraint,
)

from healthgen_db.schema.tables.base import column, computed_key

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = DateTime(timezone=True)
# In the order in which they are created: tables come after those that they refer to.
TABLES = (
    "roles",
    "shift_types",
    "posts",
    "staff",
    "employments",
    "shifts",
    "absences",
    "encounter_staff",
)
NURSES_REQUIRED = (
    "Nurses that the patients needed, by patients_per_nurse of the unit; null without a workforce."
)
NURSES_WORKED = "Nurses of the unit who were on duty; null without a workforce."
TRIAGE_COLOR = (
    "South African Triage Scale: red (seen at once), orange (in 10 minutes), yellow (60), green (240), blue (dead"
    " on arrival); null where it is not used."
)


def upgrade() -> None:
    _create_roles()
    _create_shift_types()
    _create_posts()
    _create_staff()
    _create_employments()
    _create_shifts()
    _create_absences()
    _create_encounter_staff()
    _add_columns()


def downgrade() -> None:
    op.drop_column("ed_stays", "triage_color")
    op.drop_column("unit_hours", "nurses_worked")
    op.drop_column("unit_hours", "nurses_required")
    for table in reversed(TABLES):
        op.drop_table(table)


def _add_columns() -> None:
    op.add_column("unit_hours", column("nurses_required", SmallInteger, NURSES_REQUIRED, null=True))
    op.add_column("unit_hours", column("nurses_worked", SmallInteger, NURSES_WORKED, null=True))
    op.create_check_constraint("nurses", "unit_hours", "nurses_required >= 0 AND nurses_worked >= 0")
    op.add_column("ed_stays", column("triage_color", Text, TRIAGE_COLOR, null=True))
    op.create_check_constraint(
        "triage_color", "ed_stays", "triage_color IN ('red', 'orange', 'yellow', 'green', 'blue')"
    )
    op.create_check_constraint(
        "color_with_triage", "ed_stays", "triage_color IS NULL OR triaged_at IS NOT NULL"
    )


def _create_roles() -> None:
    op.create_table(
        "roles",
        column("role", Text, "Name of the role."),
        column("staff_group", Text, "medical, nursing, allied health, support or management."),
        column("licence", Text, "Licence that the role needs, such as RN; null if it needs none.", null=True),
        column("min_age", SmallInteger, "Lowest age at which somebody can have the role."),
        column("is_nurse", Boolean, "True when its people count for the number of patients per nurse."),
        PrimaryKeyConstraint("role"),
        CheckConstraint(
            "staff_group IN ('medical', 'nursing', 'allied health', 'support', 'management')",
            name="staff_group",
        ),
        CheckConstraint("min_age >= 16", name="min_age"),
        comment="Roles of hospital staff, such as Registered nurse.",
    )


def _create_shift_types() -> None:
    op.create_table(
        "shift_types",
        column("shift_type", Text, "Name of the type, such as night 12."),
        column("starts", Time, "Local time at which it begins."),
        column("hours", SmallInteger, "How many hours it lasts."),
        column("on_call", Boolean, "True when people are on call: they work only when they are called."),
        PrimaryKeyConstraint("shift_type"),
        CheckConstraint("hours BETWEEN 1 AND 24", name="hours"),
        comment="Types of shifts.",
    )


def _create_posts() -> None:
    op.create_table(
        "posts",
        computed_key("post_id", Integer, "Number of the post: hospital_id * 100000 + a number."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column("department_id", Integer, "Its department; null for the whole hospital.", null=True),
        column("unit_id", Integer, "Its unit; null when it works for several units.", null=True),
        column("role", Text, "The role.", ForeignKey("roles.role")),
        column("team", Text, "The team: posts that share one kind of work, such as ward nurses."),
        column("pattern", Text, "The rotating pattern of its shifts, such as twelve rotating."),
        column("pattern_day", SmallInteger, "Day of the pattern on 2000-01-01, from 0."),
        column("fte", Numeric(3, 2), "Full-time equivalent: 1 is a full post."),
        column(
            "float_pool",
            Boolean,
            "True when it belongs to the float pool, which works where nurses are missing.",
        ),
        column(
            "reports_to",
            Integer,
            "The post that it reports to; null at the top.",
            ForeignKey("posts.post_id"),
            null=True,
        ),
        ForeignKeyConstraint(
            ["department_id", "hospital_id"], ["departments.department_id", "departments.hospital_id"]
        ),
        ForeignKeyConstraint(["unit_id", "hospital_id"], ["units.unit_id", "units.hospital_id"]),
        CheckConstraint("pattern_day >= 0", name="pattern_day"),
        CheckConstraint("fte > 0 AND fte <= 1", name="fte"),
        CheckConstraint("reports_to <> post_id", name="reports_to_another"),
        comment=(
            "Posts: positions of a hospital, those that somebody holds and those that are vacant. Hospitals of fewer"
            " than 25 beds have none."
        ),
    )


def _create_staff() -> None:
    op.create_table(
        "staff",
        computed_key("staff_id", Integer, "Number of the person: hospital_id * 1000000 + a number."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column(
            "doctor_id",
            Integer,
            "The doctor of visits who this person is; null for others.",
            ForeignKey("doctors.doctor_id"),
            null=True,
            unique=True,
        ),
        column("first_name", Text, "First name."),
        column("last_name", Text, "Last name."),
        column("gender", Text, "Female or Male."),
        column("date_of_birth", Date, "Date of birth."),
        column("profession_since", Date, "Since when the person has worked in this profession, anywhere."),
        column("agency", Boolean, "True when an agency sends the person."),
        CheckConstraint("gender IN ('Female', 'Male')", name="gender"),
        CheckConstraint("profession_since > date_of_birth", name="profession_since"),
        comment="People who work or worked at a hospital, those of agencies too.",
    )


def _create_employments() -> None:
    op.create_table(
        "employments",
        column("staff_id", Integer, "The person.", ForeignKey("staff.staff_id")),
        column("sequence", SmallInteger, "Number of the row among those of the person, from 1."),
        column("hospital_id", Integer, "The hospital.", ForeignKey("hospitals.hospital_id")),
        column(
            "post_id",
            Integer,
            "The post; null for people of agencies.",
            ForeignKey("posts.post_id"),
            null=True,
        ),
        column("role", Text, "The role.", ForeignKey("roles.role")),
        column("fte", Numeric(3, 2), "Full-time equivalent: 1 works full time."),
        column(
            "experience",
            Text,
            "junior (under 5 years in the profession), experienced, or senior (15 years and more).",
        ),
        column("valid_from", Date, "First day."),
        column("valid_to", Date, "Last day, known 28 days ahead; null while no end is known.", null=True),
        column("began_because", Text, "hired, promoted, experience (next band), or agency contract."),
        column(
            "ended_because",
            Text,
            "resigned, retired, promoted, experience (next band), or contract ended; null while no end is known.",
            null=True,
        ),
        PrimaryKeyConstraint("staff_id", "sequence"),
        CheckConstraint("experience IN ('junior', 'experienced', 'senior')", name="experience"),
        CheckConstraint(
            "began_because IN ('hired', 'promoted', 'experience', 'agency contract')", name="began_because"
        ),
        CheckConstraint(
            "ended_because IN ('resigned', 'retired', 'promoted', 'experience', 'contract ended')",
            name="ended_because",
        ),
        CheckConstraint("sequence >= 1", name="sequence"),
        CheckConstraint("fte > 0 AND fte <= 1", name="fte"),
        CheckConstraint("valid_to >= valid_from", name="valid_to"),
        CheckConstraint("(valid_to IS NULL) = (ended_because IS NULL)", name="end_with_reason"),
        CheckConstraint("(post_id IS NULL) = (began_because = 'agency contract')", name="post_or_agency"),
        comment="Who held which post when: one row for each time in which post, role and experience stayed the same.",
    )


def _create_shifts() -> None:
    op.create_table(
        "shifts",
        computed_key(
            "shift_id",
            BigInteger,
            "Number of the shift: hospital_id * 10000000000 + days since 1950-01-01 * 100000 + number of the post; +"
            " 50000 when it stands in for an absent person.",
        ),
        column("hospital_id", Integer, "The hospital."),
        column("post_id", Integer, "The post whose shift it is.", ForeignKey("posts.post_id")),
        column(
            "staff_id",
            Integer,
            "Who works it; null while it is open.",
            ForeignKey("staff.staff_id"),
            null=True,
        ),
        column(
            "unit_id",
            Integer,
            "The unit; null for people who work for several units.",
            ForeignKey("units.unit_id"),
            null=True,
        ),
        column("role", Text, "The role that works it.", ForeignKey("roles.role")),
        column("shift_type", Text, "Type of the shift.", ForeignKey("shift_types.shift_type")),
        column("planned_start", MOMENT, "When it begins by the plan."),
        column("planned_end", MOMENT, "When it ends by the plan."),
        column("started_at", MOMENT, "When work began; null before, and if nobody worked.", null=True),
        column("ended_at", MOMENT, "When work ended; null before, and if nobody worked.", null=True),
        column("in_charge", Boolean, "True for the one who leads the nurses of the unit in this shift."),
        column(
            "source",
            Text,
            "own (by the pattern of the post), float (from the float pool or another unit), overtime or agency; null"
            " while it is open.",
            null=True,
        ),
        column(
            "status",
            Text,
            "planned, at work, worked, standby (on call and not called), absent (the person did not come), or open"
            " (nobody).",
        ),
        UniqueConstraint("staff_id", "planned_start"),
        CheckConstraint("source IN ('own', 'float', 'overtime', 'agency')", name="source"),
        CheckConstraint(
            "status IN ('planned', 'at work', 'worked', 'standby', 'absent', 'open')", name="status"
        ),
        CheckConstraint("planned_end > planned_start", name="planned_end"),
        CheckConstraint("ended_at > started_at", name="ended_after_start"),
        CheckConstraint("(staff_id IS NULL) = (status = 'open')", name="open_without_person"),
        CheckConstraint("(source IS NULL) = (status = 'open')", name="source_of_person"),
        CheckConstraint(
            "(started_at IS NOT NULL) = (status IN ('at work', 'worked'))", name="started_if_at_work"
        ),
        CheckConstraint("(ended_at IS NOT NULL) = (status = 'worked')", name="ended_if_worked"),
        CheckConstraint(
            "NOT in_charge OR status IN ('planned', 'at work', 'worked')", name="in_charge_works"
        ),
        comment="Shifts, worked and planned up to 28 days ahead: who works where and when, and which shifts are open.",
    )
    op.create_index(None, "shifts", ["unit_id", "planned_start"])


def _create_absences() -> None:
    op.create_table(
        "absences",
        column("staff_id", Integer, "The person.", ForeignKey("staff.staff_id")),
        column("first_day", Date, "First day of the absence."),
        column("last_day", Date, "Last day; null while a sickness lasts.", null=True),
        column("kind", Text, "leave, sickness or other."),
        PrimaryKeyConstraint("staff_id", "first_day"),
        CheckConstraint("kind IN ('leave', 'sickness', 'other')", name="kind"),
        CheckConstraint("last_day >= first_day", name="last_day"),
        comment="Times in which a person does not work: leave, known 28 days ahead, and sickness.",
    )


def _create_encounter_staff() -> None:
    op.create_table(
        "encounter_staff",
        column("encounter_id", BigInteger, "The encounter.", ForeignKey("encounters.encounter_id")),
        column(
            "act",
            Text,
            "triage, emergency nursing, emergency care, admission, nursing, surgery, anesthesia, operating nursing or"
            " discharge.",
        ),
        column("began_at", MOMENT, "When it began."),
        column("ended_at", MOMENT, "When it ended; null while it lasts.", null=True),
        column("staff_id", Integer, "Who did it.", ForeignKey("staff.staff_id")),
        column(
            "shift_id",
            BigInteger,
            "The shift of this person in which it began.",
            ForeignKey("shifts.shift_id"),
        ),
        PrimaryKeyConstraint("encounter_id", "act", "began_at"),
        CheckConstraint(
            "act IN ('triage', 'emergency nursing', 'emergency care', 'admission', 'nursing', 'surgery',"
            " 'anesthesia', 'operating nursing', 'discharge')",
            name="act",
        ),
        CheckConstraint("ended_at >= began_at", name="ended_after_beginning"),
        comment="Who did what for an encounter, in the emergency department and in the wards. Each person was on duty.",
    )
    op.create_index(None, "encounter_staff", ["staff_id", "began_at"])
