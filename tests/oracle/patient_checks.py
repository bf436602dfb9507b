"""Checks of patients: numbers, ages, places, insurance, and limits for one patient."""

from __future__ import annotations

import polars as pl

from .registry import check
from .tables import Tables


def whole_birthdays(on: pl.Expr, born: pl.Expr) -> pl.Expr:
    """Return the number of birthdays up to a day; negative before birth.

    Who is born on 29 February has the birthday on 1 March in other years.
    """
    return pl.when(on >= born).then(_whole_years(born, on)).otherwise(-_whole_years(on, born))


def _whole_years(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    return end.dt.year() - start.dt.year() - (_day_of_year(end) < _day_of_year(start)).cast(pl.Int32)


def _day_of_year(day: pl.Expr) -> pl.Expr:
    """Return month and day as a number that grows through the year: 229 for 29 February."""
    return day.dt.month().cast(pl.Int32) * 100 + day.dt.day()


@check
def patients_unique_ids(tables: Tables) -> pl.Series:
    """Rule 1: IDs are unique."""
    ids = tables["patients"]["patient_id"]
    return ids.filter(ids.is_duplicated())


@check
def patient_age_mismatches(tables: Tables) -> pl.Series:
    """Rule 2: age is right: a patient's on today (whole birthdays, not days/365)."""
    age = whole_birthdays(pl.lit(tables.today), pl.col("date_of_birth"))
    return tables.patients.filter(pl.col("age") != age)["patient_id"]


@check
def patients_born_after_today(tables: Tables) -> pl.Series:
    """Rule 13: no date after today."""
    return tables.patients.filter(pl.col("date_of_birth") > tables.today)["patient_id"]


@check
def blood_type_inconsistencies(tables: Tables) -> pl.Series:
    """Rule 2: one blood type per patient."""
    types = tables.patients.group_by("patient_id").agg(pl.col("blood_type").n_unique())
    return types.filter(pl.col("blood_type") > 1)["patient_id"]


@check
def policy_without_provider(tables: Tables) -> pl.Series:
    """Rule 3: no insurance policy number without a provider."""
    policy, provider = pl.col("insurance_policy_number"), pl.col("insurance_provider")
    return tables.patients.filter(policy.is_not_null() & provider.is_null())["patient_id"]


@check
def duplicate_policy_numbers(tables: Tables) -> pl.Series:
    """Tables: a policy number belongs to one patient."""
    policies = tables.patients["insurance_policy_number"].drop_nulls()
    return policies.filter(policies.is_duplicated())


@check
def registered_after_origin(tables: Tables) -> pl.Series:
    """Clock: the patients 1 to N have registered by origin, and newcomers register after it."""
    if tables.config.get("population") != "us":
        return tables.patients["patient_id"].clear()
    newcomer = pl.col("patient_id") > tables.config["patients"]
    late = pl.col("registered_on") > tables.origin
    return tables.patients.filter(newcomer != late)["patient_id"]


@check
def care_future_dates(tables: Tables) -> pl.Series:
    """Rule 13: no date after today: nobody has registered, left or died."""
    events = (pl.col(name) > tables.today for name in ("registered_on", "left_on", "date_of_death"))
    return tables.patients.filter(pl.any_horizontal(*events))["patient_id"]


@check
def patient_zip_state_mismatches(tables: Tables) -> pl.Series:
    """Rule 14: a patient's ZIP lies in the patient's state."""
    return tables.patients.join(tables["zip_codes"], on=["zipcode", "state"], how="anti")["patient_id"]


@check
def patients_city_missing(tables: Tables) -> pl.Series:
    """Rule 14: a patient's ZIP lies in the patient's city."""
    return tables.patients.filter(pl.col("city").fill_null("").str.strip_chars() == "")["patient_id"]


@check
def patients_with_gt3_conditions(tables: Tables) -> pl.Series:
    """Rule 5: at most 3 distinct conditions per patient."""
    conditions = tables.visits.group_by("patient_id").agg(pl.col("condition").n_unique())
    return conditions.filter(pl.col("condition") > 3)["patient_id"]


@check
def flu_pneumonia_cap_violations(tables: Tables) -> pl.Series:
    """Rule 7: flu and pneumonia each at most 3 visits per patient and calendar year."""
    counts = (
        tables.visits.filter(pl.col("condition").is_in(["Flu", "Pneumonia"]))
        .group_by("patient_id", "condition", pl.col("date_of_admission").dt.year())
        .len()
    )
    return counts.filter(pl.col("len") > 3)["patient_id"]


@check
def heart_bypass_gt1_violations(tables: Tables) -> pl.Series:
    """Rule 7: heart-disease bypass at most once per patient, whatever condition it is booked under."""
    bypasses = tables.visits.filter(treatment="Bypass Surgery")["patient_id"]
    return bypasses.filter(bypasses.is_duplicated())


@check
def childbirth_visits_per_patient_gt2(tables: Tables) -> pl.Series:
    """Rule 4: at most 2 childbirth visits per patient."""
    counts = tables.visits.filter(condition="Childbirth").group_by("patient_id").len()
    return counts.filter(pl.col("len") > 2)["patient_id"]
