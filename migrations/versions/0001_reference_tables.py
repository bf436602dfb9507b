"""Places, conditions and how they are treated, payers, hospitals and doctors."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
)

from healthgen_db.schema.tables.base import column, key

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The shape of an ICD-10-CM code: a letter, a digit, a letter or digit, then a dot and up to four more.
ICD10_CM = "icd10_code ~ '^[A-Z][0-9][0-9A-Z]([.][0-9A-Z]{1,4})?$'"


def upgrade() -> None:
    # Constraints and indexes get their names from the naming convention of the tables' metadata.
    _create_places()
    _create_conditions()
    _create_treatments()
    _create_medications()
    _create_payers()
    _create_hospitals_and_doctors()
    _comment_alembic_version()


def downgrade() -> None:
    op.drop_table("doctor_hospitals")
    op.drop_table("doctors")
    op.drop_table("hospitals")
    op.drop_table("insurance_providers")
    op.drop_table("condition_medications")
    op.drop_table("medications")
    op.drop_table("condition_treatments")
    op.drop_table("treatments")
    op.drop_table("diagnosis_codes")
    op.drop_table("conditions")
    op.drop_table("zip_codes")
    op.drop_table("state_neighbors")
    op.drop_table("states")


def _create_places() -> None:
    op.create_table(
        "states",
        column("state", Text, "Two-letter postal code of the state, such as CA."),
        column("name", Text, "Full name of the state, such as California.", unique=True),
        PrimaryKeyConstraint("state"),
        CheckConstraint("state ~ '^[A-Z]{2}$'", name="state"),
        comment="The 50 US states and the District of Columbia.",
    )
    op.create_table(
        "state_neighbors",
        column("state", Text, "The state.", ForeignKey("states.state")),
        column("neighbor", Text, "A state that shares a border with it.", ForeignKey("states.state")),
        PrimaryKeyConstraint("state", "neighbor"),
        CheckConstraint("state <> neighbor", name="two_states"),
        comment="Which states share a border: one row for each direction.",
    )
    op.create_table(
        "zip_codes",
        column("zipcode", Text, "Five-digit ZIP code; text, because of its leading zeros."),
        column("city", Text, "City the ZIP code belongs to."),
        column("state", Text, "State the ZIP code lies in.", ForeignKey("states.state")),
        column("county", Text, "County the ZIP code lies in, where the pool tells it.", null=True),
        column("latitude", Double, "Latitude of its centroid in degrees north, where known.", null=True),
        column(
            "longitude", Double, "Longitude of its centroid in degrees east (negative in the US).", null=True
        ),
        column("population", Integer, "Residents of the ZIP code, where known.", null=True),
        PrimaryKeyConstraint("zipcode"),
        UniqueConstraint("zipcode", "state"),
        CheckConstraint("zipcode ~ '^[0-9]{5}$'", name="zipcode"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        CheckConstraint("population >= 0", name="population"),
        comment="ZIP codes that patients and hospitals of this dataset can have, with their city and state.",
    )


def _create_conditions() -> None:
    op.create_table(
        "conditions",
        key("condition_id", SmallInteger, "Number of the condition."),
        column("name", Text, "Name of the condition, such as Asthma.", unique=True),
        column("icd10_code", Text, "Default ICD-10-CM code; diagnosis_codes lists every code in use."),
        column("category", Text, "How it behaves: chronic, complex, acute, minor or depression."),
        column("adult_only", Boolean, "True when patients under 18 never have it."),
        column(
            "same_day_possible", Boolean, "True when a patient may be discharged on the day of admission."
        ),
        column("los_min", SmallInteger, "Shortest length of stay when first seen, in days."),
        column("los_max", SmallInteger, "Longest length of stay when first seen, in days."),
        column("follow_up_required", Boolean, "True when every visit for it asks for a follow-up."),
        column(
            "late_unpaid_base", Numeric(4, 2), "Base probability that a bill stays unpaid past its due date."
        ),
        column("late_paid_base", Numeric(4, 2), "Base probability that a bill is paid after its due date."),
        CheckConstraint(ICD10_CM, name="icd10_code"),
        CheckConstraint(
            "category IN ('chronic', 'complex', 'acute', 'minor', 'depression')", name="category"
        ),
        CheckConstraint("los_min >= 0 AND los_min <= los_max", name="los_range"),
        CheckConstraint("late_unpaid_base BETWEEN 0 AND 1", name="late_unpaid_base"),
        CheckConstraint("late_paid_base BETWEEN 0 AND 1", name="late_paid_base"),
        comment="Conditions that patients are seen for, with what governs their visits and bills.",
    )
    op.create_table(
        "diagnosis_codes",
        column("condition_id", SmallInteger, "The condition.", ForeignKey("conditions.condition_id")),
        column("icd10_code", Text, "ICD-10-CM code that a visit for the condition can be coded with."),
        column("description", Text, "What the code says in words."),
        PrimaryKeyConstraint("condition_id", "icd10_code"),
        CheckConstraint(ICD10_CM, name="icd10_code"),
        comment="ICD-10-CM diagnosis codes in use for each condition.",
    )


def _create_treatments() -> None:
    op.create_table(
        "treatments",
        key("treatment_id", SmallInteger, "Number of the treatment."),
        column("name", Text, "Name of the treatment, such as Physical Therapy.", unique=True),
        column("given_as_drug", Boolean, "True when the treatment is a drug, so that the visit names one."),
        comment="Treatments that a visit can give.",
    )
    op.create_table(
        "condition_treatments",
        column("condition_id", SmallInteger, "The condition.", ForeignKey("conditions.condition_id")),
        column(
            "treatment_id", SmallInteger, "A treatment given for it.", ForeignKey("treatments.treatment_id")
        ),
        column("role", Text, "Its place in the care: primary, secondary, monitoring or follow_up."),
        PrimaryKeyConstraint("condition_id", "treatment_id"),
        CheckConstraint("role IN ('primary', 'secondary', 'monitoring', 'follow_up')", name="role"),
        comment="Which treatments are given for which condition.",
    )


def _create_medications() -> None:
    op.create_table(
        "medications",
        key("medication_id", SmallInteger, "Number of the medication."),
        column("name", Text, "Generic name of the medication, such as Metformin.", unique=True),
        comment="Medications that a visit can prescribe.",
    )
    op.create_table(
        "condition_medications",
        column("condition_id", SmallInteger, "The condition.", ForeignKey("conditions.condition_id")),
        column(
            "medication_id",
            SmallInteger,
            "A medication given for it.",
            ForeignKey("medications.medication_id"),
        ),
        PrimaryKeyConstraint("condition_id", "medication_id"),
        comment="Which medications are given for which condition.",
    )


def _create_payers() -> None:
    op.create_table(
        "insurance_providers",
        key("insurance_provider_id", SmallInteger, "Number of the payer."),
        column("name", Text, "Name of the payer; only the public programs are real.", unique=True),
        column("kind", Text, "Kind of coverage: Private, Medicare, Medicaid or Military."),
        CheckConstraint("kind IN ('Private', 'Medicare', 'Medicaid', 'Military')", name="kind"),
        comment="Payers: health insurers and public programs that patients are covered by.",
    )


def _create_hospitals_and_doctors() -> None:
    op.create_table(
        "hospitals",
        key("hospital_id", Integer, "Number of the hospital."),
        column("name", Text, "Name of the hospital (invented).", unique=True),
        column("state", Text, "State the hospital lies in.", ForeignKey("states.state")),
        column("zipcode", Text, "ZIP code of the hospital; no two hospitals share one.", unique=True),
        column(
            "same_day_bias", Numeric(5, 4), "Added to the probability of a same-day discharge, -0.15 to 0.15."
        ),
        column(
            "late_payment_multiplier",
            Numeric(5, 4),
            "Multiplies the probability of late payment, 0.7 to 1.5.",
        ),
        column("charge_multiplier", Numeric(5, 4), "Multiplies the charges of the hospital, 0.9 to 1.2."),
        UniqueConstraint("hospital_id", "state"),
        ForeignKeyConstraint(["zipcode", "state"], ["zip_codes.zipcode", "zip_codes.state"]),
        CheckConstraint("same_day_bias BETWEEN -0.15 AND 0.15", name="same_day_bias"),
        CheckConstraint("late_payment_multiplier BETWEEN 0.7 AND 1.5", name="late_payment_multiplier"),
        CheckConstraint("charge_multiplier BETWEEN 0.9 AND 1.2", name="charge_multiplier"),
        comment="Hospitals, each with a profile that makes its visits and bills differ from the others'.",
    )
    op.create_table(
        "doctors",
        key("doctor_id", Integer, "Number of the doctor."),
        column("name", Text, "Name of the doctor with title, such as Dr. Jane Smith (invented)."),
        column("state", Text, "State in which the doctor practises.", ForeignKey("states.state")),
        column(
            "same_day_style",
            Numeric(5, 4),
            "Added to the probability of a same-day discharge, -0.15 to 0.15.",
        ),
        column(
            "medication_bias", Numeric(5, 4), "Added to the probability of prescribing a drug, -0.10 to 0.10."
        ),
        UniqueConstraint("doctor_id", "state"),
        CheckConstraint("same_day_style BETWEEN -0.15 AND 0.15", name="same_day_style"),
        CheckConstraint("medication_bias BETWEEN -0.10 AND 0.10", name="medication_bias"),
        comment="Doctors, each with a style of their own.",
    )
    op.create_table(
        "doctor_hospitals",
        column("doctor_id", Integer, "The doctor."),
        column("hospital_id", Integer, "A hospital at which the doctor works."),
        column("state", Text, "The state of both: a doctor's hospitals lie in one state."),
        PrimaryKeyConstraint("doctor_id", "hospital_id"),
        ForeignKeyConstraint(["doctor_id", "state"], ["doctors.doctor_id", "doctors.state"]),
        ForeignKeyConstraint(["hospital_id", "state"], ["hospitals.hospital_id", "hospitals.state"]),
        comment="Who works where: a visit's doctor and hospital are always a pair of this table.",
    )


def _comment_alembic_version() -> None:
    op.execute("COMMENT ON TABLE alembic_version IS 'Which migration these tables are at (kept by Alembic).'")
    op.execute(
        "COMMENT ON COLUMN alembic_version.version_num IS 'Revision of the newest migration that ran.'"
    )
