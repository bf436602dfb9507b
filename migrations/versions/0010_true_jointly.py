"""Specialties of doctors, codes of follow-ups, holidays, the payer of each bill, and profiles that shape care together.

Rows of older datasets get what is known: every doctor is a general practitioner who treats everything on every day,
hospitals do not differ in the new columns, and the payer of a bill is the payer of the patient.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
)

from healthgen_db.schema.tables.base import column, key
from healthgen_db.schema.tables.views import view_clauses

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

WEIGHT = Numeric(6, 4)
PROFILE = Numeric(5, 4)
UNINSURED = "Published share of people without health insurance, %; null in datasets of older versions."
# Table, name, type, what older rows get, comment. A column with a constant is added without rewriting the table.
COLUMNS = (
    ("treatments", "scheduled", Boolean(), "false", "True when planned ahead, so on working days."),
    ("treatments", "outpatient", Boolean(), "false", "True when it needs no bed."),
    (
        "medications",
        "harmful_in_pregnancy",
        Boolean(),
        "false",
        "True when not prescribed in the 280 days before a delivery, nor with it.",
    ),
    ("diagnosis_codes", "follow_up_only", Boolean(), "false", "True when only follow-ups have the code."),
    (
        "hospitals",
        "stay_bias",
        PROFILE,
        "0",
        "Moves lengths of stay within the range of the condition, in standard deviations.",
    ),
    (
        "hospitals",
        "referral_weight",
        WEIGHT,
        "1",
        "Multiplies the share of patients with complex conditions who choose the hospital.",
    ),
    (
        "doctors",
        "panel_weight",
        WEIGHT,
        "1",
        "How many patients choose the doctor, relative to other doctors.",
    ),
    (
        "doctor_hospitals",
        "weekdays",
        Text(),
        "Mon Tue Wed Thu Fri Sat Sun",
        "Days on which the doctor admits there, such as Mon Wed; a doctor is at one hospital on one day.",
    ),
)
CHECKS = (
    ("states", "uninsured_pct", "uninsured_pct BETWEEN 0 AND 100"),
    ("hospitals", "stay_bias", "stay_bias BETWEEN -1 AND 1"),
    ("hospitals", "referral_weight", "referral_weight > 0"),
    ("doctors", "panel_weight", "panel_weight > 0"),
    (
        "doctor_hospitals",
        "weekdays",
        "weekdays <> '' AND (weekdays || ' ') ~ '^(Mon )?(Tue )?(Wed )?(Thu )?(Fri )?(Sat )?(Sun )?$'",
    ),
    ("billing", "coverage_needs_payer", "insurance_provider_id IS NOT NULL OR insurance_coverage_amount = 0"),
)
# Table, column, old comment, new comment.
COMMENTS = (
    (
        "patients",
        "insurance_provider_id",
        "The payer; null for uninsured patients.",
        "The payer on the dataset's today; null when uninsured. Each bill has the payer on its day.",
    ),
    (
        "patients",
        "insurance_policy_number",
        "Policy number with the payer; never without one.",
        "Policy number with the payer on the dataset's today; never without one.",
    ),
)
PAYER = "The payer on the day of admission; null when the patient was uninsured on that day."
SPECIALTY = "The specialty, which covers what the doctor treats."
FILL_SPECIALTIES = """
INSERT INTO specialties (name, generalist)
SELECT 'General practice', TRUE
WHERE EXISTS (SELECT FROM doctors) OR EXISTS (SELECT FROM condition_treatments)"""
FILL_COVERED = """
INSERT INTO specialty_treatments (specialty_id, condition_id, treatment_id)
SELECT s.specialty_id, t.condition_id, t.treatment_id
FROM specialties AS s
CROSS JOIN condition_treatments AS t"""
FILL_DOCTORS = "UPDATE doctors SET specialty_id = (SELECT s.specialty_id FROM specialties AS s)"
FILL_PAYERS = """
UPDATE billing SET insurance_provider_id = p.insurance_provider_id
FROM patients AS p
WHERE p.patient_id = billing.patient_id AND p.insurance_provider_id IS NOT NULL"""


def upgrade() -> None:
    _create_follow_up_codes()
    _create_holidays()
    _create_specialties()
    op.execute(FILL_SPECIALTIES)
    op.execute(FILL_COVERED)
    op.add_column("doctors", column("specialty_id", SmallInteger, SPECIALTY, null=True))
    op.execute(FILL_DOCTORS)
    op.alter_column("doctors", "specialty_id", nullable=False)
    op.create_foreign_key(None, "doctors", "specialties", ["specialty_id"], ["specialty_id"])
    op.add_column("billing", column("insurance_provider_id", SmallInteger, PAYER, null=True))
    op.execute(FILL_PAYERS)
    op.create_foreign_key(
        None, "billing", "insurance_providers", ["insurance_provider_id"], ["insurance_provider_id"]
    )
    op.add_column("states", column("uninsured_pct", Numeric(4, 1), UNINSURED, null=True))
    for table, name, kind, value, comment in COLUMNS:
        op.add_column(table, column(name, kind, comment, default=value))
        op.alter_column(table, name, server_default=None)
    for table, name, condition in CHECKS:
        op.create_check_constraint(name, table, condition)
    for table, name, _, comment in COMMENTS:
        op.alter_column(table, name, comment=comment)
    # its points for test results are fewer, because more results are positive
    for clause in view_clauses("clinic_visits", replace=True):
        op.execute(clause)


def downgrade() -> None:
    for table, name, comment, _ in COMMENTS:
        op.alter_column(table, name, comment=comment)
    # The constraints of a column are dropped with it.
    for table, name, *_ in reversed(COLUMNS):
        op.drop_column(table, name)
    op.drop_column("states", "uninsured_pct")
    op.drop_column("billing", "insurance_provider_id")
    op.drop_column("doctors", "specialty_id")
    for table in ("specialty_treatments", "specialties", "holidays", "follow_up_codes"):
        op.drop_table(table)


def _create_follow_up_codes() -> None:
    op.create_table(
        "follow_up_codes",
        column("condition_id", SmallInteger, "The condition."),
        column("icd10_code", Text, "ICD-10-CM code of the first visit of a course."),
        column("follow_up_code", Text, "ICD-10-CM code that follow-ups of the course get instead."),
        column(
            "after_days",
            SmallInteger,
            "Days from the first admission to the first follow-up that can have it.",
        ),
        PrimaryKeyConstraint("condition_id", "icd10_code", "follow_up_code"),
        ForeignKeyConstraint(
            ["condition_id", "icd10_code"], ["diagnosis_codes.condition_id", "diagnosis_codes.icd10_code"]
        ),
        ForeignKeyConstraint(
            ["condition_id", "follow_up_code"], ["diagnosis_codes.condition_id", "diagnosis_codes.icd10_code"]
        ),
        CheckConstraint("follow_up_code <> icd10_code", name="two_codes"),
        CheckConstraint("after_days >= 0", name="after_days"),
        comment="Codes that follow-ups get in place of the code of the first visit of their course.",
    )


def _create_holidays() -> None:
    op.create_table(
        "holidays",
        column("day", Date, "Day on which the holiday is observed."),
        column("name", Text, "Name of the holiday, such as Independence Day."),
        PrimaryKeyConstraint("day"),
        comment="US federal holidays as observed, from the year of the dataset's start to that of its today.",
    )


def _create_specialties() -> None:
    op.create_table(
        "specialties",
        key("specialty_id", SmallInteger, "Number of the specialty."),
        column("name", Text, "Name of the specialty, such as Cardiology.", unique=True),
        column(
            "generalist",
            Boolean,
            "True when its doctors treat everything for which their hospital has no specialist.",
        ),
        comment="Specialties of doctors.",
    )
    op.create_table(
        "specialty_treatments",
        column("specialty_id", SmallInteger, "The specialty.", ForeignKey("specialties.specialty_id")),
        column("condition_id", SmallInteger, "A condition that it covers."),
        column("treatment_id", SmallInteger, "A treatment that it gives for the condition."),
        PrimaryKeyConstraint("specialty_id", "condition_id", "treatment_id"),
        ForeignKeyConstraint(
            ["condition_id", "treatment_id"],
            ["condition_treatments.condition_id", "condition_treatments.treatment_id"],
        ),
        comment="What doctors of a specialty treat: conditions, each with the treatments given for it.",
    )
