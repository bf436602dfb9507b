"""Checks of single visits: numbers, dates, ages, treatments and places."""

from __future__ import annotations

import polars as pl

from .patient_checks import whole_birthdays
from .registry import check
from .tables import Tables

PRESCRIPTION = ("medication", "dosage", "frequency")
admission, discharge = pl.col("date_of_admission"), pl.col("date_of_discharge")


def with_patient(tables: Tables) -> pl.DataFrame:
    """Return the visits whose patient exists, with the columns of the patient."""
    care = ("registered_on", "left_on", "date_of_death")
    patients = tables.patients.select("patient_id", "gender", "date_of_birth", "state", *care)
    return tables.visits.join(patients, on="patient_id")


def visits_where(tables: Tables, broken: pl.Expr) -> pl.Series:
    """Return the visit_id of the visits for which an expression is true."""
    return tables.visits.filter(broken)["visit_id"]


@check
def visits_unique_ids(tables: Tables) -> pl.Series:
    """Rule 1: IDs are unique."""
    ids = tables["visits"]["visit_id"]
    return ids.filter(ids.is_duplicated())


@check
def visits_without_patient(tables: Tables) -> pl.Series:
    """Rule 1: patients to visits is one to many."""
    return tables["visits"].join(tables["patients"], on="patient_id", how="anti")["visit_id"]


@check
def visits_missing_billing(tables: Tables) -> pl.Series:
    """Rule 1: visits to billing is exactly one to one: at least one."""
    return tables["visits"].join(tables.billing, on="visit_id", how="anti")["visit_id"]


@check
def visit_age_mismatches(tables: Tables) -> pl.Series:
    """Rule 2: age is right: a visit's on its admission date."""
    return with_patient(tables).filter(pl.col("age") != whole_birthdays(admission, pl.col("date_of_birth")))[
        "visit_id"
    ]


@check
def visits_before_birth(tables: Tables) -> pl.Series:
    """Rule 2: age is right: nobody is seen before being born."""
    return with_patient(tables).filter(admission < pl.col("date_of_birth"))["visit_id"]


@check
def visits_outside_care(tables: Tables) -> pl.Series:
    """Arrival and care: in care from registered_on to left_on or death, and no visit before or after."""
    end = pl.min_horizontal("left_on", "date_of_death")
    return with_patient(tables).filter(
        (admission < pl.col("registered_on")) | (discharge > end).fill_null(False)
    )["visit_id"]


@check
def visits_before_start(tables: Tables) -> pl.Series:
    """Tables: the start of a dataset is its first possible admission."""
    return visits_where(tables, admission < tables.start)


@check
def visit_future_dates(tables: Tables) -> pl.Series:
    """Rule 13: no date after today: no admission, no discharge."""
    return visits_where(tables, (admission > tables.today) | (discharge > tables.today))


@check
def discharge_before_admission(tables: Tables) -> pl.Series:
    """Rule 8: discharge on or after admission."""
    return visits_where(tables, discharge < admission)


@check
def severe_same_day(tables: Tables) -> pl.Series:
    """Rule 8: severity Severe never with a same-day discharge."""
    return visits_where(tables, (pl.col("severity") == "Severe") & (discharge == admission))


@check
def severity_invalid(tables: Tables) -> pl.Series:
    """Rule 15: severity is Normal, Mild, Moderate or Severe."""
    return visits_where(tables, ~pl.col("severity").is_in(["Normal", "Mild", "Moderate", "Severe"]))


@check
def test_results_invalid(tables: Tables) -> pl.Series:
    """Rule 15: test_results is Positive, Negative or Inconclusive."""
    return visits_where(tables, ~pl.col("test_results").is_in(["Positive", "Negative", "Inconclusive"]))


@check
def room_number_out_of_range(tables: Tables) -> pl.Series:
    """Rule 15: room_number is 1-2000."""
    return visits_where(tables, ~pl.col("room_number").is_between(1, 2000))


@check
def pediatric_gating_violations(tables: Tables) -> pl.Series:
    """Rule 4: adult-only conditions never under 18."""
    adult_only = tables["conditions"].filter(adult_only="t")["name"].implode()
    return visits_where(tables, (pl.col("age") < 18) & pl.col("condition").is_in(adult_only))


@check
def follow_up_required_mismatches(tables: Tables) -> pl.Series:
    """Rule 15: follow_up_required is Y for eight conditions, and for anyone of 70 or more at the visit."""
    always = tables["conditions"].filter(follow_up_required="t")["name"].implode()
    required = pl.col("condition").is_in(always) | (pl.col("age") >= 70)
    return visits_where(tables, (pl.col("follow_up_required") == "Y") != required)


@check
def medication_fields_incomplete(tables: Tables) -> pl.Series:
    """Rule 9: a medication, its dosage and frequency are all present, or none of them is."""
    return visits_where(tables, pl.sum_horizontal(pl.col(PRESCRIPTION).is_null()).is_in([1, 2]))


@check
def drug_treatment_mismatches(tables: Tables) -> pl.Series:
    """Rule 9: a medication is present exactly when the treatment is Medication or another that is given as a drug."""
    drugs = tables["treatments"].filter(given_as_drug="t")["name"].implode()
    return visits_where(tables, pl.col("treatment").is_in(drugs) != pl.col("medication").is_not_null())


@check
def medication_condition_mismatches(tables: Tables) -> pl.Series:
    """Rule 9: the drug belongs to the condition."""
    given = tables.visits.filter(pl.col("medication_id").is_not_null())
    return given.join(tables["condition_medications"], on=["condition_id", "medication_id"], how="anti")[
        "visit_id"
    ]


@check
def treatment_condition_mismatches(tables: Tables) -> pl.Series:
    """Table of conditions: each has its treatments."""
    roles = tables["condition_treatments"]
    return tables.visits.join(roles, on=["condition_id", "treatment_id"], how="anti")["visit_id"]


@check
def diagnosis_code_mismatches(tables: Tables) -> pl.Series:
    """Tables: a condition has its diagnosis codes."""
    codes = tables["diagnosis_codes"]
    return tables.visits.join(codes, on=["condition_id", "icd10_code"], how="anti")["visit_id"]


@check
def visits_doctor_not_at_hospital(tables: Tables) -> pl.Series:
    """Tendencies: a doctor works at 1-3 hospitals, and treats nowhere else."""
    places = tables["doctor_hospitals"]
    return tables.visits.join(places, on=["doctor_id", "hospital_id"], how="anti")["visit_id"]


@check
def doctor_specialty_mismatches(tables: Tables) -> pl.Series:
    """Doctors: a specialty covers conditions and treatments, and its doctors treat nothing else."""
    specialists = tables["visits"].join(tables["doctors"].select("doctor_id", "specialty_id"), on="doctor_id")
    covered = tables["specialty_treatments"]
    return specialists.join(covered, on=["specialty_id", "condition_id", "treatment_id"], how="anti")[
        "visit_id"
    ]


@check
def doctor_weekday_mismatches(tables: Tables) -> pl.Series:
    """Doctors: a doctor admits at a hospital only on certain weekdays."""
    days = tables["doctor_hospitals"].select("doctor_id", "hospital_id", pl.col("weekdays").str.split(" "))
    pairs = tables["visits"].join(days, on=["doctor_id", "hospital_id"])
    weekday = admission.dt.strftime("%a")
    return pairs.filter(~weekday.is_in(pl.col("weekdays")))["visit_id"]


@check
def doctors_at_two_hospitals_a_day(tables: Tables) -> pl.Series:
    """Doctors: one place at a time on a day, for doctors of several hospitals."""
    places = tables["doctor_hospitals"]["doctor_id"]
    several = places.filter(places.is_duplicated()).unique()
    days = tables["visits"].select("doctor_id", "date_of_admission", "hospital_id").unique()
    pairs = days.filter(pl.struct("doctor_id", "date_of_admission").is_duplicated())["doctor_id"]
    return pairs.filter(pairs.is_in(several.implode()))


@check
def patient_state_differs_from_hospital_state(tables: Tables) -> pl.Series:
    """Rule 14: nationwide, every patient's hospitals lie in the patient's state."""
    if tables.config.get("single_hospital"):
        return tables.visits["visit_id"].clear()
    hospitals = tables["hospitals"].select("hospital_id", there="state")
    pairs = with_patient(tables).join(hospitals, on="hospital_id")
    return pairs.filter(pl.col("state") != pl.col("there"))["visit_id"]


@check
def childbirth_non_female(tables: Tables) -> pl.Series:
    """Rule 4: childbirth only for Female."""
    return with_patient(tables).filter(pl.col("gender") != "Female", condition="Childbirth")["visit_id"]


@check
def childbirth_age_out_of_range(tables: Tables) -> pl.Series:
    """Rule 4: childbirth only at ages 25-50."""
    return visits_where(tables, (pl.col("condition") == "Childbirth") & ~pl.col("age").is_between(25, 50))
