"""The fact tables: patients, their visits, and one bill for every visit; the columns are in the order of COPY."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
)

from healthgen_db.schema.tables.base import MONEY, check, column, foreign_key, key, reference, table

patients = table(
    "patients",
    "Synthetic patients, one row each: no row describes a real person.",
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
    reference(
        "insurance_provider_id", "insurance_providers", "The payer; null for uninsured patients.", null=True
    ),
    column("insurance_policy_number", Text, "Policy number with the payer; never without one.", null=True),
    column("blood_type", Text, "ABO group and Rh factor, such as O+."),
    foreign_key("zip_codes", "zipcode", "state"),
    check("name_prefix", "name_prefix IN ('Mr.', 'Mrs.', 'Ms.', 'Dr.')"),
    check("age", "age BETWEEN 0 AND 120"),
    check("gender", "gender IN ('Female', 'Male', 'Other')"),
    check("policy_needs_provider", "insurance_policy_number IS NULL OR insurance_provider_id IS NOT NULL"),
    check("blood_type", "blood_type IN ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')"),
    Index(None, "zipcode"),
)

visits = table(
    "visits",
    "Hospital visits: one row per stay of one patient for one condition.",
    key("visit_id", BigInteger, "Number of the visit: patient_id * 100 + the patient's visit number."),
    reference("patient_id", "patients", "The patient."),
    column("age", SmallInteger, "Age of the patient in whole years on the day of admission."),
    reference("condition_id", "conditions", "The condition the patient is seen for."),
    column("icd10_code", Text, "ICD-10-CM code of the diagnosis; diagnosis_codes has it in words."),
    column("severity", Text, "How serious the case is at this visit: Normal, Mild, Moderate or Severe."),
    column("treatment_id", SmallInteger, "The treatment given."),
    column(
        "medication_id",
        SmallInteger,
        "The medication prescribed; null when the treatment is not a drug.",
        null=True,
    ),
    column("dosage", Text, "Strength of a dose, such as 500 mg; given with the medication.", null=True),
    column("frequency", Text, "How often to take it, such as twice daily.", null=True),
    column("test_results", Text, "Positive, Negative or Inconclusive."),
    reference("doctor_id", "doctors", "The doctor who treats."),
    reference("hospital_id", "hospitals", "The hospital visited."),
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
    foreign_key("diagnosis_codes", "condition_id", "icd10_code"),
    foreign_key("condition_treatments", "condition_id", "treatment_id"),
    foreign_key("condition_medications", "condition_id", "medication_id"),
    foreign_key("doctor_hospitals", "doctor_id", "hospital_id"),
    ForeignKeyConstraint(["patient_id", "follow_up_of"], ["visits.patient_id", "visits.visit_id"]),
    check("age", "age BETWEEN 0 AND 120"),
    check("severity", "severity IN ('Normal', 'Mild', 'Moderate', 'Severe')"),
    check("drug_fields_together", "num_nulls(medication_id, dosage, frequency) IN (0, 3)"),
    check("test_results", "test_results IN ('Positive', 'Negative', 'Inconclusive')"),
    check("room_number", "room_number > 0"),
    check("discharge_after_admission", "date_of_discharge >= date_of_admission"),
    check("severe_not_same_day", "severity <> 'Severe' OR date_of_discharge > date_of_admission"),
    check("follow_up_of_earlier", "follow_up_of < visit_id"),
    Index(None, "date_of_admission"),
    Index(None, "hospital_id", "doctor_id"),
    Index(None, "doctor_id"),
)

billing = table(
    "billing",
    "Bills: one row per visit, with who pays what and whether it was paid in time.",
    key("billing_id", BigInteger, "Number of the bill: visit_id * 100."),
    reference("visit_id", "visits", "The visit billed; every visit has exactly one bill.", unique=True),
    column("patient_id", BigInteger, "The patient, always that of the visit."),
    column("billing_date", Date, "Date of the bill, 0 to 5 days after discharge."),
    column("insurance_coverage_amount", MONEY, "Part that the payer covers, in US dollars."),
    column("patient_responsibility_amount", MONEY, "Part that the patient owes, in US dollars."),
    column("payment_plan", Text, "Full (due after 30 days) or Incremental (due after 12 months)."),
    column("expected_payment_date", Date, "Due date, which follows from the plan."),
    column("actual_payment_date", Date, "Date of the payment; null while unpaid.", null=True),
    column(
        "payment_status",
        Text,
        "On the dataset's today: Paid (in time), Late-Paid, In-progress (not yet due) or Late-Unpaid.",
    ),
    column("total_charge", MONEY, "Charge for the visit in US dollars: coverage + responsibility."),
    foreign_key("visits", "patient_id", "visit_id"),
    check("insurance_coverage_amount", "insurance_coverage_amount >= 0"),
    check("patient_responsibility_amount", "patient_responsibility_amount >= 0"),
    check("amounts_add_up", "total_charge = insurance_coverage_amount + patient_responsibility_amount"),
    check("payment_plan", "payment_plan IN ('Full', 'Incremental')"),
    check("due_after_billing", "expected_payment_date >= billing_date"),
    check("paid_after_billing", "actual_payment_date >= billing_date"),
    check("payment_status", "payment_status IN ('Paid', 'Late-Paid', 'In-progress', 'Late-Unpaid')"),
    check(
        "status_follows_dates",
        "CASE payment_status"
        " WHEN 'Paid' THEN actual_payment_date IS NOT NULL"
        " AND actual_payment_date <= expected_payment_date"
        " WHEN 'Late-Paid' THEN actual_payment_date IS NOT NULL"
        " AND actual_payment_date > expected_payment_date"
        " ELSE actual_payment_date IS NULL END",
    ),
    Index(None, "patient_id", "visit_id"),
    Index(None, "billing_date"),
)
