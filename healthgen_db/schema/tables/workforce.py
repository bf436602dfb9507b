"""The workforce of hospitals: roles, posts, the people who hold them, and their employments over time."""

from sqlalchemy import Boolean, Date, Integer, Numeric, PrimaryKeyConstraint, SmallInteger, Text, Time

from healthgen_db.operations.words import BEGAN_BECAUSE, ENDED_BECAUSE, EXPERIENCE, STAFF_GROUPS
from healthgen_db.schema.tables.base import (
    check,
    column,
    computed_key,
    foreign_key,
    one_of,
    reference,
    table,
)

FTE = Numeric(3, 2)

roles = table(
    "roles",
    "Roles of hospital staff, such as Registered nurse.",
    column("role", Text, "Name of the role."),
    column("staff_group", Text, "medical, nursing, allied health, support or management."),
    column("licence", Text, "Licence that the role needs, such as RN; null if it needs none.", null=True),
    column("min_age", SmallInteger, "Lowest age at which somebody can have the role."),
    column("is_nurse", Boolean, "True when its people count for the number of patients per nurse."),
    PrimaryKeyConstraint("role"),
    one_of("staff_group", STAFF_GROUPS),
    check("min_age", "min_age >= 16"),
)

shift_types = table(
    "shift_types",
    "Types of shifts.",
    column("shift_type", Text, "Name of the type, such as night 12."),
    column("starts", Time, "Local time at which it begins."),
    column("hours", SmallInteger, "How many hours it lasts."),
    column("on_call", Boolean, "True when people are on call: they work only when they are called."),
    PrimaryKeyConstraint("shift_type"),
    check("hours", "hours BETWEEN 1 AND 24"),
)

posts = table(
    "posts",
    "Posts: positions of a hospital, those that somebody holds and those that are vacant. Hospitals of fewer than 25"
    " beds have none.",
    computed_key("post_id", Integer, "Number of the post: hospital_id * 100000 + a number."),
    reference("hospital_id", "hospitals", "The hospital."),
    column("department_id", Integer, "Its department; null for the whole hospital.", null=True),
    column("unit_id", Integer, "Its unit; null when it works for several units.", null=True),
    reference("role", "roles", "The role."),
    column("team", Text, "The team: posts that share one kind of work, such as ward nurses."),
    column("pattern", Text, "The rotating pattern of its shifts, such as twelve rotating."),
    column("pattern_day", SmallInteger, "Day of the pattern on 2000-01-01, from 0."),
    column("fte", FTE, "Full-time equivalent: 1 is a full post."),
    column(
        "float_pool", Boolean, "True when it belongs to the float pool, which works where nurses are missing."
    ),
    reference(
        "reports_to", "posts", "The post that it reports to; null at the top.", key="post_id", null=True
    ),
    foreign_key("departments", "department_id", "hospital_id"),
    foreign_key("units", "unit_id", "hospital_id"),
    check("pattern_day", "pattern_day >= 0"),
    check("fte", "fte > 0 AND fte <= 1"),
    check("reports_to_another", "reports_to <> post_id"),
)

staff = table(
    "staff",
    "People who work or worked at a hospital, those of agencies too.",
    computed_key("staff_id", Integer, "Number of the person: hospital_id * 1000000 + a number."),
    reference("hospital_id", "hospitals", "The hospital."),
    reference(
        "doctor_id",
        "doctors",
        "The doctor of visits who this person is; null for others.",
        null=True,
        unique=True,
    ),
    column("first_name", Text, "First name."),
    column("last_name", Text, "Last name."),
    column("gender", Text, "Female or Male."),
    column("date_of_birth", Date, "Date of birth."),
    column("profession_since", Date, "Since when the person has worked in this profession, anywhere."),
    column("agency", Boolean, "True when an agency sends the person."),
    one_of("gender", ("Female", "Male")),
    check("profession_since", "profession_since > date_of_birth"),
)

employments = table(
    "employments",
    "Who held which post when: one row for each time in which post, role and experience stayed the same.",
    reference("staff_id", "staff", "The person."),
    column("sequence", SmallInteger, "Number of the row among those of the person, from 1."),
    reference("hospital_id", "hospitals", "The hospital."),
    reference("post_id", "posts", "The post; null for people of agencies.", null=True),
    reference("role", "roles", "The role."),
    column("fte", FTE, "Full-time equivalent: 1 works full time."),
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
    one_of("experience", EXPERIENCE),
    one_of("began_because", BEGAN_BECAUSE),
    one_of("ended_because", ENDED_BECAUSE),
    check("sequence", "sequence >= 1"),
    check("fte", "fte > 0 AND fte <= 1"),
    check("valid_to", "valid_to >= valid_from"),
    check("end_with_reason", "(valid_to IS NULL) = (ended_because IS NULL)"),
    check("post_or_agency", "(post_id IS NULL) = (began_because = 'agency contract')"),
)
