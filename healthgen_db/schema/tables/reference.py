"""The reference tables: places, conditions and how they are treated, payers, hospitals, doctors."""

from sqlalchemy import (
    Boolean,
    Date,
    Double,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    UniqueConstraint,
)

from healthgen_db.schema.tables.base import (
    PROBABILITY,
    PROFILE,
    WEIGHT,
    check,
    column,
    foreign_key,
    key,
    reference,
    table,
)

# The shape of an ICD-10-CM code: a letter, a digit, a letter or digit, then a dot and up to four more.
ICD10_CM = "icd10_code ~ '^[A-Z][0-9][0-9A-Z]([.][0-9A-Z]{1,4})?$'"

states = table(
    "states",
    "The 50 US states and the District of Columbia.",
    column("state", Text, "Two-letter postal code of the state, such as CA."),
    column("name", Text, "Full name of the state, such as California.", unique=True),
    column(
        "uninsured_pct",
        Numeric(4, 1),
        "Published share of people without health insurance, %; null in datasets of older versions.",
        null=True,
    ),
    PrimaryKeyConstraint("state"),
    check("state", "state ~ '^[A-Z]{2}$'"),
    check("uninsured_pct", "uninsured_pct BETWEEN 0 AND 100"),
)

state_neighbors = table(
    "state_neighbors",
    "Which states share a border: one row for each direction.",
    reference("state", "states", "The state."),
    reference("neighbor", "states", "A state that shares a border with it.", key="state"),
    column("miles", Integer, "Miles between the centers of population of the two states."),
    PrimaryKeyConstraint("state", "neighbor"),
    check("two_states", "state <> neighbor"),
    check("miles", "miles > 0"),
)

zip_codes = table(
    "zip_codes",
    "ZIP codes that patients and hospitals of this dataset can have, with their city and state.",
    column("zipcode", Text, "Five-digit ZIP code; text, because of its leading zeros."),
    column("city", Text, "City the ZIP code belongs to."),
    reference("state", "states", "State the ZIP code lies in."),
    column("county", Text, "County the ZIP code lies in, where the pool tells it.", null=True),
    column("latitude", Double, "Latitude of its centroid in degrees north, where known.", null=True),
    column("longitude", Double, "Longitude of its centroid in degrees east (negative in the US).", null=True),
    column("population", Integer, "Residents of the ZIP code, where known.", null=True),
    PrimaryKeyConstraint("zipcode"),
    UniqueConstraint("zipcode", "state"),
    check("zipcode", "zipcode ~ '^[0-9]{5}$'"),
    check("latitude", "latitude BETWEEN -90 AND 90"),
    check("longitude", "longitude BETWEEN -180 AND 180"),
    check("population", "population >= 0"),
)

conditions = table(
    "conditions",
    "Conditions that patients are seen for, with what governs their visits and bills.",
    key("condition_id", SmallInteger, "Number of the condition."),
    column("name", Text, "Name of the condition, such as Asthma.", unique=True),
    column("icd10_code", Text, "Default ICD-10-CM code; diagnosis_codes lists every code in use."),
    column("category", Text, "How it behaves: chronic, complex, acute, minor, depression or inpatient."),
    column("adult_only", Boolean, "True when patients under 18 never have it."),
    column("same_day_possible", Boolean, "True when a patient may be discharged on the day of admission."),
    column("los_min", SmallInteger, "Shortest length of stay when first seen, in days."),
    column("los_max", SmallInteger, "Longest length of stay when first seen, in days."),
    column("follow_up_required", Boolean, "True when every visit for it asks for a follow-up."),
    column("late_unpaid_base", PROBABILITY, "Base probability that a bill stays unpaid past its due date."),
    column("late_paid_base", PROBABILITY, "Base probability that a bill is paid after its due date."),
    check("icd10_code", ICD10_CM),
    check("category", "category IN ('chronic', 'complex', 'acute', 'minor', 'depression', 'inpatient')"),
    check("los_range", "los_min >= 0 AND los_min <= los_max"),
    check("late_unpaid_base", "late_unpaid_base BETWEEN 0 AND 1"),
    check("late_paid_base", "late_paid_base BETWEEN 0 AND 1"),
)

condition_seasons = table(
    "condition_seasons",
    "When new courses of conditions begin, for conditions and ages with a season; without one all months are alike.",
    reference("condition_id", "conditions", "The condition."),
    column("ages", Text, "Patients who have this season: all, child (under 18) or adult."),
    column("month", SmallInteger, "Month, 1 January to 12 December."),
    column("share", Numeric(5, 2), "Share of the new courses of a year that begin in the month, %."),
    PrimaryKeyConstraint("condition_id", "ages", "month"),
    check("ages", "ages IN ('all', 'child', 'adult')"),
    check("month", "month BETWEEN 1 AND 12"),
    check("share", "share BETWEEN 0 AND 100"),
)

diagnosis_codes = table(
    "diagnosis_codes",
    "ICD-10-CM diagnosis codes in use for each condition.",
    reference("condition_id", "conditions", "The condition."),
    column("icd10_code", Text, "ICD-10-CM code that a visit for the condition can be coded with."),
    column("description", Text, "What the code says in words."),
    column("follow_up_only", Boolean, "True when only follow-ups have the code."),
    PrimaryKeyConstraint("condition_id", "icd10_code"),
    check("icd10_code", ICD10_CM),
)

follow_up_codes = table(
    "follow_up_codes",
    "Codes that follow-ups get in place of the code of the first visit of their course.",
    column("condition_id", SmallInteger, "The condition."),
    column("icd10_code", Text, "ICD-10-CM code of the first visit of a course."),
    column("follow_up_code", Text, "ICD-10-CM code that follow-ups of the course get instead."),
    column(
        "after_days", SmallInteger, "Days from the first admission to the first follow-up that can have it."
    ),
    PrimaryKeyConstraint("condition_id", "icd10_code", "follow_up_code"),
    foreign_key("diagnosis_codes", "condition_id", "icd10_code"),
    ForeignKeyConstraint(
        ["condition_id", "follow_up_code"], ["diagnosis_codes.condition_id", "diagnosis_codes.icd10_code"]
    ),
    check("two_codes", "follow_up_code <> icd10_code"),
    check("after_days", "after_days >= 0"),
)

treatments = table(
    "treatments",
    "Treatments that a visit can give.",
    key("treatment_id", SmallInteger, "Number of the treatment."),
    column("name", Text, "Name of the treatment, such as Physical Therapy.", unique=True),
    column("given_as_drug", Boolean, "True when the treatment is a drug, so that the visit names one."),
    column("scheduled", Boolean, "True when planned ahead, so on working days."),
    column("outpatient", Boolean, "True when it needs no bed."),
)

condition_treatments = table(
    "condition_treatments",
    "Which treatments are given for which condition.",
    reference("condition_id", "conditions", "The condition."),
    reference("treatment_id", "treatments", "A treatment given for it."),
    column("role", Text, "Its place in the care: primary, secondary, monitoring or follow_up."),
    PrimaryKeyConstraint("condition_id", "treatment_id"),
    check("role", "role IN ('primary', 'secondary', 'monitoring', 'follow_up')"),
)

medications = table(
    "medications",
    "Medications that a visit can prescribe.",
    key("medication_id", SmallInteger, "Number of the medication."),
    column("name", Text, "Generic name of the medication, such as Metformin.", unique=True),
    column(
        "harmful_in_pregnancy",
        Boolean,
        "True when not prescribed in the 280 days before a delivery, nor with it.",
    ),
)

condition_medications = table(
    "condition_medications",
    "Which medications are given for which condition.",
    reference("condition_id", "conditions", "The condition."),
    reference("medication_id", "medications", "A medication given for it."),
    PrimaryKeyConstraint("condition_id", "medication_id"),
)

insurance_providers = table(
    "insurance_providers",
    "Payers: health insurers and public programs that patients are covered by.",
    key("insurance_provider_id", SmallInteger, "Number of the payer."),
    column("name", Text, "Name of the payer; only the public programs are real.", unique=True),
    column("kind", Text, "Kind of coverage: Private, Medicare, Medicaid or Military."),
    check("kind", "kind IN ('Private', 'Medicare', 'Medicaid', 'Military')"),
)

hospitals = table(
    "hospitals",
    "Hospitals, each with a profile that makes its visits and bills differ from the others'.",
    key("hospital_id", Integer, "Number of the hospital."),
    column("name", Text, "Name of the hospital (invented).", unique=True),
    reference("state", "states", "State the hospital lies in."),
    column("zipcode", Text, "ZIP code of the hospital; no two hospitals share one.", unique=True),
    column("same_day_bias", PROFILE, "Added to the probability of a same-day discharge, -0.15 to 0.15."),
    column("late_payment_multiplier", PROFILE, "Multiplies the probability of late payment, 0.7 to 1.5."),
    column("charge_multiplier", PROFILE, "Multiplies the charges of the hospital, 0.9 to 1.2."),
    column(
        "stay_bias",
        PROFILE,
        "Moves lengths of stay within the range of the condition, in standard deviations.",
    ),
    column(
        "referral_weight",
        WEIGHT,
        "Multiplies the share of patients with complex conditions who choose the hospital.",
    ),
    column("time_zone", Text, "IANA name of its time zone, such as America/Chicago."),
    UniqueConstraint("hospital_id", "state"),
    foreign_key("zip_codes", "zipcode", "state"),
    check("same_day_bias", "same_day_bias BETWEEN -1 AND 1"),
    check("late_payment_multiplier", "late_payment_multiplier > 0"),
    check("charge_multiplier", "charge_multiplier > 0"),
    check("stay_bias", "stay_bias BETWEEN -1 AND 1"),
    check("referral_weight", "referral_weight > 0"),
)

specialties = table(
    "specialties",
    "Specialties of doctors.",
    key("specialty_id", SmallInteger, "Number of the specialty."),
    column("name", Text, "Name of the specialty, such as Cardiology.", unique=True),
    column(
        "generalist",
        Boolean,
        "True when its doctors treat everything for which their hospital has no specialist.",
    ),
)

specialty_treatments = table(
    "specialty_treatments",
    "What doctors of a specialty treat: conditions, each with the treatments given for it.",
    reference("specialty_id", "specialties", "The specialty."),
    column("condition_id", SmallInteger, "A condition that it covers."),
    column("treatment_id", SmallInteger, "A treatment that it gives for the condition."),
    PrimaryKeyConstraint("specialty_id", "condition_id", "treatment_id"),
    foreign_key("condition_treatments", "condition_id", "treatment_id"),
)

doctors = table(
    "doctors",
    "Doctors, each with a style of their own.",
    key("doctor_id", Integer, "Number of the doctor."),
    column("name", Text, "Name of the doctor with title, such as Dr. Jane Smith (invented)."),
    reference("state", "states", "State in which the doctor practises."),
    column("same_day_style", PROFILE, "Added to the probability of a same-day discharge, -0.15 to 0.15."),
    column("medication_bias", PROFILE, "Added to the probability of prescribing a drug, -0.10 to 0.10."),
    reference("specialty_id", "specialties", "The specialty, which covers what the doctor treats."),
    column("panel_weight", WEIGHT, "How many patients choose the doctor, relative to other doctors."),
    UniqueConstraint("doctor_id", "state"),
    check("same_day_style", "same_day_style BETWEEN -1 AND 1"),
    check("medication_bias", "medication_bias BETWEEN -1 AND 1"),
    check("panel_weight", "panel_weight > 0"),
)

doctor_hospitals = table(
    "doctor_hospitals",
    "Who works where: a visit's doctor and hospital are always a pair of this table.",
    column("doctor_id", Integer, "The doctor."),
    column("hospital_id", Integer, "A hospital at which the doctor works."),
    column("state", Text, "The state of both: a doctor's hospitals lie in one state."),
    column(
        "weekdays",
        Text,
        "Days on which the doctor admits there, such as Mon Wed; a doctor is at one hospital on one day.",
    ),
    PrimaryKeyConstraint("doctor_id", "hospital_id"),
    foreign_key("doctors", "doctor_id", "state"),
    foreign_key("hospitals", "hospital_id", "state"),
    check(
        "weekdays",
        "weekdays <> '' AND (weekdays || ' ') ~ '^(Mon )?(Tue )?(Wed )?(Thu )?(Fri )?(Sat )?(Sun )?$'",
    ),
)

price_index = table(
    "price_index",
    "Hospital prices by month: charge / price is the charge at the prices of the dataset's origin.",
    column("month", Date, "First day of the month."),
    column("price", Numeric(10, 6), "Price relative to the month of the dataset's origin, which has 1."),
    PrimaryKeyConstraint("month"),
    check("price", "price > 0"),
    check("first_of_month", "extract(DAY FROM month) = 1"),
)

holidays = table(
    "holidays",
    "US federal holidays as observed, from the year of the dataset's start to that of its today.",
    column("day", Date, "Day on which the holiday is observed."),
    column("name", Text, "Name of the holiday, such as Independence Day."),
    PrimaryKeyConstraint("day"),
)
