"""The facts: patients, their visits, and a bill for every visit."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)

from healthgen_db.schema.tables.base import column, key

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_patients()
    _create_visits()
    _create_billing()


def downgrade() -> None:
    op.drop_table("billing")
    op.drop_table("visits")
    op.drop_table("patients")


def _create_patients() -> None:
    op.create_table(
        "patients",
        key("patient_id", BigInteger, "Number of the patient, from 1."),
        column("name_prefix", Text, "Mr., Mrs., Ms. or Dr.; null for patients who go without.", null=True),
        column("first_name", Text, "First name, without prefix (invented)."),
        column("last_name", Text, "Last name (invented)."),
        column("date_of_birth", Date, "Date of birth."),
        column("age", SmallInteger, "Age in whole years on the dataset's today (see current_dataset)."),
        column("gender", Text, "Female, Male or Other."),
        column("phone_number", Text, "Phone number (fictitious)."),
        column("email", Text, "E-mail address (fictitious, never deliverable)."),
        column("address", Text, "House number and street (invented)."),
        column("zipcode", Text, "ZIP code of the home; zip_codes has its city."),
        column("state", Text, "State of the home, always the state of the ZIP code."),
        column(
            "insurance_provider_id",
            SmallInteger,
            "The payer; null for uninsured patients.",
            ForeignKey("insurance_providers.insurance_provider_id"),
            null=True,
        ),
        column(
            "insurance_policy_number", Text, "Policy number with the payer; never without one.", null=True
        ),
        column("blood_type", Text, "ABO group and Rh factor, such as O+."),
        ForeignKeyConstraint(["zipcode", "state"], ["zip_codes.zipcode", "zip_codes.state"]),
        CheckConstraint("name_prefix IN ('Mr.', 'Mrs.', 'Ms.', 'Dr.')", name="name_prefix"),
        CheckConstraint("age BETWEEN 0 AND 120", name="age"),
        CheckConstraint("gender IN ('Female', 'Male', 'Other')", name="gender"),
        CheckConstraint(
            "insurance_policy_number IS NULL OR insurance_provider_id IS NOT NULL",
            name="policy_needs_provider",
        ),
        CheckConstraint(
            "blood_type IN ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')", name="blood_type"
        ),
        comment="Synthetic patients, one row each: no row describes a real person.",
    )
    op.create_index(None, "patients", ["zipcode"])
    op.create_index(None, "patients", ["insurance_provider_id"])


def _create_visits() -> None:
    op.create_table(
        "visits",
        key("visit_id", BigInteger, "Number of the visit: patient_id * 100 + the patient's visit number."),
        column("patient_id", BigInteger, "The patient.", ForeignKey("patients.patient_id")),
        column("age", SmallInteger, "Age of the patient in whole years on the day of admission."),
        column(
            "condition_id",
            SmallInteger,
            "The condition the patient is seen for.",
            ForeignKey("conditions.condition_id"),
        ),
        column("icd10_code", Text, "ICD-10-CM code of the diagnosis; diagnosis_codes has it in words."),
        column("severity", Text, "How serious the case is at this visit: Normal, Mild, Moderate or Severe."),
        column("treatment_id", SmallInteger, "The treatment given.", ForeignKey("treatments.treatment_id")),
        column(
            "medication_id",
            SmallInteger,
            "The medication prescribed; null when the treatment is not a drug.",
            ForeignKey("medications.medication_id"),
            null=True,
        ),
        column("dosage", Text, "Strength of a dose, such as 500 mg; given with the medication.", null=True),
        column("frequency", Text, "How often to take it, such as twice daily.", null=True),
        column("test_results", Text, "Positive, Negative or Inconclusive."),
        column("doctor_id", Integer, "The doctor who treats.", ForeignKey("doctors.doctor_id")),
        column("hospital_id", Integer, "The hospital visited.", ForeignKey("hospitals.hospital_id")),
        column("room_number", SmallInteger, "Room in the hospital, 1 to 2000."),
        column("date_of_admission", Date, "First day of the stay."),
        column("date_of_discharge", Date, "Last day of the stay; the day of admission for a same-day visit."),
        column("follow_up_required", Boolean, "True when the patient is asked to come back."),
        column(
            "follow_up_of",
            BigInteger,
            "The patient's previous visit for the same condition; null at the first one.",
            null=True,
        ),
        UniqueConstraint("patient_id", "visit_id"),
        ForeignKeyConstraint(
            ["condition_id", "icd10_code"], ["diagnosis_codes.condition_id", "diagnosis_codes.icd10_code"]
        ),
        ForeignKeyConstraint(
            ["condition_id", "treatment_id"],
            ["condition_treatments.condition_id", "condition_treatments.treatment_id"],
        ),
        ForeignKeyConstraint(
            ["condition_id", "medication_id"],
            ["condition_medications.condition_id", "condition_medications.medication_id"],
        ),
        ForeignKeyConstraint(
            ["doctor_id", "hospital_id"], ["doctor_hospitals.doctor_id", "doctor_hospitals.hospital_id"]
        ),
        ForeignKeyConstraint(["patient_id", "follow_up_of"], ["visits.patient_id", "visits.visit_id"]),
        CheckConstraint("age BETWEEN 0 AND 120", name="age"),
        CheckConstraint("severity IN ('Normal', 'Mild', 'Moderate', 'Severe')", name="severity"),
        CheckConstraint("num_nulls(medication_id, dosage, frequency) IN (0, 3)", name="drug_fields_together"),
        CheckConstraint("test_results IN ('Positive', 'Negative', 'Inconclusive')", name="test_results"),
        CheckConstraint("room_number BETWEEN 1 AND 2000", name="room_number"),
        CheckConstraint("date_of_discharge >= date_of_admission", name="discharge_after_admission"),
        CheckConstraint(
            "severity <> 'Severe' OR date_of_discharge > date_of_admission", name="severe_not_same_day"
        ),
        CheckConstraint("follow_up_of < visit_id", name="follow_up_of_earlier"),
        comment="Hospital visits: one row per stay of one patient for one condition.",
    )
    op.create_index(None, "visits", ["date_of_admission"])
    op.create_index(None, "visits", ["hospital_id", "doctor_id"])
    op.create_index(None, "visits", ["doctor_id"])
    op.create_index(None, "visits", ["condition_id"])
    op.create_index(
        None, "visits", ["patient_id", "follow_up_of"], postgresql_where=text("follow_up_of IS NOT NULL")
    )


def _create_billing() -> None:
    op.create_table(
        "billing",
        key("billing_id", BigInteger, "Number of the bill: visit_id * 100."),
        column(
            "visit_id",
            BigInteger,
            "The visit billed; every visit has exactly one bill.",
            ForeignKey("visits.visit_id"),
            unique=True,
        ),
        column(
            "patient_id",
            BigInteger,
            "The patient, always that of the visit.",
            ForeignKey("patients.patient_id"),
        ),
        column("billing_date", Date, "Date of the bill, 0 to 5 days after discharge."),
        column("insurance_coverage_amount", Numeric(12, 2), "Part that the payer covers, in US dollars."),
        column("patient_responsibility_amount", Numeric(12, 2), "Part that the patient owes, in US dollars."),
        column("payment_plan", Text, "Full (due after 30 days) or Incremental (due after 12 months)."),
        column("expected_payment_date", Date, "Due date, which follows from the plan."),
        column("actual_payment_date", Date, "Date of the payment; null while unpaid.", null=True),
        column(
            "payment_status",
            Text,
            "On the dataset's today: Paid (in time), Late-Paid, In-progress (not yet due) or Late-Unpaid.",
        ),
        column(
            "total_charge", Numeric(12, 2), "Charge for the visit in US dollars: coverage + responsibility."
        ),
        ForeignKeyConstraint(["patient_id", "visit_id"], ["visits.patient_id", "visits.visit_id"]),
        CheckConstraint("insurance_coverage_amount >= 0", name="insurance_coverage_amount"),
        CheckConstraint("patient_responsibility_amount >= 0", name="patient_responsibility_amount"),
        CheckConstraint("total_charge >= 87", name="total_charge"),
        CheckConstraint(
            "total_charge = insurance_coverage_amount + patient_responsibility_amount", name="amounts_add_up"
        ),
        CheckConstraint("payment_plan IN ('Full', 'Incremental')", name="payment_plan"),
        CheckConstraint(
            "expected_payment_date = CASE payment_plan WHEN 'Full' THEN billing_date + 30"
            " ELSE CAST(billing_date + INTERVAL '12 months' AS date) END",
            name="expected_follows_plan",
        ),
        CheckConstraint("actual_payment_date >= billing_date", name="paid_after_billing"),
        CheckConstraint(
            "payment_status IN ('Paid', 'Late-Paid', 'In-progress', 'Late-Unpaid')", name="payment_status"
        ),
        CheckConstraint(
            "CASE payment_status"
            " WHEN 'Paid' THEN actual_payment_date IS NOT NULL"
            " AND actual_payment_date <= expected_payment_date"
            " WHEN 'Late-Paid' THEN actual_payment_date IS NOT NULL"
            " AND actual_payment_date > expected_payment_date"
            " ELSE actual_payment_date IS NULL END",
            name="status_follows_dates",
        ),
        comment="Bills: one row per visit, with who pays what and whether it was paid in time.",
    )
    op.create_index(None, "billing", ["patient_id", "visit_id"])
    op.create_index(None, "billing", ["billing_date"])
