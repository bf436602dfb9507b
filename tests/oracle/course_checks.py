"""Checks of courses (the visits of one patient for one condition): first visits and follow-ups."""

from __future__ import annotations

import polars as pl

from .registry import check
from .tables import Tables

later = pl.col("nth") > 1
same_day = pl.col("los") == 0


def courses_where(tables: Tables, broken: pl.Expr) -> pl.Series:
    """Return the visit_id of the visits for which an expression over their course is true."""
    return tables.courses.filter(broken)["visit_id"]


def charges(tables: Tables) -> pl.DataFrame:
    """Return courses with the charge of each visit."""
    return tables.courses.join(tables.billing.select("visit_id", charge="total_charge"), on="visit_id")


@check
def same_condition_followup_doc_hosp_mismatches(tables: Tables) -> pl.Series:
    """Rule 6: every later visit of a patient for the same condition: same doctor and hospital as the first."""
    doctor, hospital = pl.col("doctor_id"), pl.col("hospital_id")
    return courses_where(tables, (doctor != pl.col("first_doctor")) | (hospital != pl.col("first_hospital")))


@check
def followup_los_gt2_by_condition(tables: Tables) -> pl.Series:
    """Rule 6: every later visit of a patient for the same condition: LOS at most 2 days."""
    return courses_where(tables, later & (pl.col("los") > 2))


@check
def first_visit_los_out_of_range(tables: Tables) -> pl.Series:
    """Rule 6: the first visit's LOS lies in the condition's range."""
    return courses_where(tables, ~later & ~pl.col("los").is_between(pl.col("los_min"), pl.col("los_max")))


@check
def same_day_not_allowed(tables: Tables) -> pl.Series:
    """Rule 8: same-day only where the condition allows it or as a follow-up."""
    return courses_where(tables, same_day & ~later & (pl.col("same_day_possible") == "f"))


@check
def follow_up_of_mismatches(tables: Tables) -> pl.Series:
    """Rule 6: follow_up_of is the previous visit of the patient for the condition, and null for a first one."""
    return courses_where(tables, pl.col("follow_up_of").ne_missing(pl.col("previous")))


@check
def followup_gap_gt180_days(tables: Tables) -> pl.Series:
    """Arrival and care: care comes in courses that end, so nobody comes back after half a year."""
    visits = tables.courses.sort("patient_id", "condition", "date_of_admission", "visit_id")
    previous_end = pl.col("date_of_discharge").shift(1).over("patient_id", "condition")
    days = (pl.col("date_of_admission") - previous_end).dt.total_days()
    return visits.filter(days > 180)["visit_id"]


@check
def visits_out_of_order(tables: Tables) -> pl.Series:
    """Tables: a patient's visits are numbered in time, and one ends before the next begins."""
    visits = tables.visits.sort("patient_id", "visit_id")
    previous_end = pl.col("date_of_discharge").shift(1).over("patient_id")
    return visits.filter(pl.col("date_of_admission") < previous_end)["visit_id"]


@check
def childbirth_first_visit_not_delivery(tables: Tables) -> pl.Series:
    """Rule 4: childbirth visits are the delivery, and at most one follow-up."""
    delivery = pl.col("treatment").is_in(["Delivery", "Cesarean Section"])
    return courses_where(tables, ~later & (pl.col("condition") == "Childbirth") & ~delivery)


@check
def childbirth_followup_treatment_violations(tables: Tables) -> pl.Series:
    """Rule 4: the treatment of a childbirth follow-up is Postpartum Checkup, Monitoring or Lactation Support."""
    allowed = pl.col("treatment").is_in(["Postpartum Checkup", "Monitoring", "Lactation Support"])
    return courses_where(tables, later & (pl.col("condition") == "Childbirth") & ~allowed)


@check
def harmful_in_pregnancy(tables: Tables) -> pl.Series:
    """Courses: nothing harmful in pregnancy: in the 280 days before a delivery, and with it."""
    births = tables.courses.filter(~later, condition="Childbirth").select(
        "patient_id", birth="date_of_admission"
    )
    harmful = tables["medications"].filter(harmful_in_pregnancy="t")["medication_id"].implode()
    given = tables["visits"].filter(pl.col("medication_id").is_in(harmful)).join(births, on="patient_id")
    days = (pl.col("birth") - pl.col("date_of_admission")).dt.total_days()
    return given.filter(days.is_between(0, 280))["visit_id"]


@check
def course_code_changes(tables: Tables) -> pl.Series:
    """Courses: one diagnosis code a course, but for the codes that follow-ups have after some days."""
    keys = ["condition_id", "icd10_code", "follow_up_code"]
    course = ("patient_id", "condition")
    visits = tables.courses.rename({"icd10_code": "follow_up_code"}).with_columns(
        icd10_code=pl.col("follow_up_code").first().over(course, order_by="nth"),
        days=(pl.col("date_of_admission") - pl.col("date_of_admission").min().over(course)).dt.total_days(),
    )
    changed = visits.filter(pl.col("follow_up_code") != pl.col("icd10_code"))
    allowed = tables["follow_up_codes"].join(changed.select("visit_id", "days", *keys), on=keys)
    allowed = allowed.filter(pl.col("days") >= pl.col("after_days"))
    only_later = tables["diagnosis_codes"].filter(follow_up_only="t").select("condition_id", "icd10_code")
    firsts = tables.courses.filter(~later).join(only_later, on=["condition_id", "icd10_code"])
    return pl.concat([changed.join(allowed, on="visit_id", how="anti")["visit_id"], firsts["visit_id"]])


@check
def billing_followup_exceeded_first(tables: Tables) -> pl.Series:
    """Rule 11: a follow-up's charge never exceeds the first charge of that patient and condition."""
    billed = charges(tables)
    firsts = billed.filter(~later).select("patient_id", "condition", first_charge="charge")
    pairs = billed.filter(later).join(firsts, on=["patient_id", "condition"], nulls_equal=True)
    return pairs.filter(pl.col("charge") > pl.col("first_charge"))["visit_id"]


@check
def billing_overall_upward_trend_runs(tables: Tables) -> pl.Series:
    """Summary key: a course does not end with a higher charge than it began with."""
    billed = charges(tables)
    began = billed.filter(~later).select("patient_id", "condition", began="charge")
    ended = billed.filter(pl.col("nth") == pl.col("visits_of_course"), later)
    return ended.join(began, on=["patient_id", "condition"], nulls_equal=True).filter(
        pl.col("charge") > pl.col("began")
    )["patient_id"]
