"""Checks of the reference tables: the conditions as the reference model has them, hospitals and doctors."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from .registry import check
from .tables import PROBABILITY, Tables

DRUG_TREATMENTS = ["Medication", "Insulin Therapy", "Inhaler", "Chemotherapy"]
# Condition, category, LOS from and to, adults only, same-day possible, primary and secondary treatment,
# late-unpaid and late-paid: the table of seed_model.md, line by line.
CONDITIONS = """
High blood pressure | chronic    | 0 | 2  | yes | yes | Medication         | Lifestyle Counseling  | .08 | .12
Diabetes            | chronic    | 1 | 4  | no  | yes | Insulin Therapy    | Dietary Management    | .10 | .15
Arthritis           | chronic    | 1 | 3  | yes | yes | Physical Therapy   | Joint Injections      | .08 | .12
Asthma              | chronic    | 0 | 2  | no  | yes | Inhaler            | Nebulizer Therapy     | .08 | .12
Cancer              | complex    | 5 | 10 | no  | no  | Chemotherapy       | Radiation Therapy     | .22 | .25
Broken bones        | acute      | 0 | 5  | no  | yes | Cast               | Surgery               | .10 | .15
Heart disease       | complex    | 5 | 10 | yes | no  | Bypass Surgery     | Medication            | .16 | .20
Pneumonia           | acute      | 2 | 7  | no  | no  | Medication         | Oxygen Therapy        | .12 | .18
Flu                 | minor      | 0 | 2  | no  | yes | Medication         | Rest & Fluids         | .06 | .10
Migraine            | minor      | 0 | 1  | no  | yes | Medication         | Pain Management       | .06 | .10
Depression          | depression | 3 | 7  | no  | no  | Therapy (CBT)      | Medication            | .09 | .12
Anxiety             | depression | 1 | 3  | no  | no  | Counseling         | Medication            | .09 | .12
Allergies           | minor      | 0 | 1  | no  | yes | Medication         | Allergy Shots         | .05 | .08
Kidney failure      | complex    | 5 | 10 | yes | no  | Dialysis           | Transplant Evaluation | .20 | .23
Stroke              | complex    | 5 | 10 | yes | no  | Rehabilitation     | Medication            | .18 | .22
COVID-19            | acute      | 3 | 14 | no  | no  | Supportive Care    | Medication            | .14 | .20
Childbirth          | acute      | 1 | 5  | yes | no  | Delivery           | Cesarean Section      | .07 | .10
"""
ALWAYS_FOLLOWED_UP = {
    "Cancer",
    "Kidney failure",
    "Stroke",
    "Heart disease",
    "Broken bones",
    "Diabetes",
    "Asthma",
    "Arthritis",
}
FLAG = {"yes": "t", "no": "f"}


def _model() -> pl.DataFrame:
    """Return the conditions of the reference model, typed like the table and with their two treatments."""
    lines = [[cell.strip() for cell in line.split("|")] for line in CONDITIONS.strip().splitlines()]
    return pl.DataFrame(
        {
            "name": [line[0] for line in lines],
            "category": [line[1] for line in lines],
            "los_min": [int(line[2]) for line in lines],
            "los_max": [int(line[3]) for line in lines],
            "adult_only": [FLAG[line[4]] for line in lines],
            "same_day_possible": [FLAG[line[5]] for line in lines],
            "primary": [line[6] for line in lines],
            "secondary": [line[7] for line in lines],
            "late_unpaid_base": pl.Series([Decimal(line[8]) for line in lines], dtype=PROBABILITY),
            "late_paid_base": pl.Series([Decimal(line[9]) for line in lines], dtype=PROBABILITY),
            "follow_up_required": [FLAG["yes" if line[0] in ALWAYS_FOLLOWED_UP else "no"] for line in lines],
        }
    )


MODEL = _model()


@check
def reference_condition_mismatches(tables: Tables) -> pl.Series:
    """Table of conditions: all 17, with the category, LOS, limits, treatments and probabilities of the table."""
    treatments = tables["treatments"].select("treatment_id", treatment="name")
    roles = tables["condition_treatments"].join(treatments, on="treatment_id")
    there = tables["conditions"]
    for role in ("primary", "secondary"):
        named = (
            roles.filter(role=role)
            .group_by("condition_id")
            .agg(pl.col("treatment").str.join("?").alias(role))
        )
        there = there.join(named, on="condition_id", how="left")
    return MODEL.join(there, on=MODEL.columns, how="anti")["name"]


@check
def drug_treatment_flag_mismatches(tables: Tables) -> pl.Series:
    """Rule 9: medication, Insulin Therapy, Inhaler and Chemotherapy are given as drugs."""
    as_drug = pl.col("name").is_in(DRUG_TREATMENTS)
    return tables["treatments"].filter((pl.col("given_as_drug") == "t") != as_drug)["treatment_id"]


@check
def hospital_state_mismatch(tables: Tables) -> pl.Series:
    """Rule 14: a hospital has a ZIP, which lies in its state."""
    return tables["hospitals"].join(tables["zip_codes"], on=["zipcode", "state"], how="anti")["hospital_id"]


@check
def hospital_zipcodes_unique(tables: Tables) -> pl.Series:
    """Rule 14: no two hospitals share a ZIP."""
    zip_codes = tables["hospitals"]["zipcode"]
    return zip_codes.filter(zip_codes.is_duplicated())


@check
def hospitals_with_multiple_zipcodes(tables: Tables) -> pl.Series:
    """Rule 14: a hospital has exactly one ZIP."""
    zip_codes = tables["hospitals"].group_by("name").agg(pl.col("zipcode").n_unique())
    return zip_codes.filter(pl.col("zipcode") > 1)["name"]


@check
def doctor_hospitals_out_of_range(tables: Tables) -> pl.Series:
    """Tendencies: a doctor works at 1-3 hospitals."""
    places = tables["doctor_hospitals"].group_by("doctor_id").len()
    doctors = tables["doctors"].join(places, on="doctor_id", how="left")
    return doctors.filter(~pl.col("len").fill_null(0).is_between(1, 3))["doctor_id"]


@check
def doctor_state_mismatches(tables: Tables) -> pl.Series:
    """Tendencies: a doctor's hospitals lie all in one state, the doctor's."""
    doctors = tables["doctors"].select("doctor_id", "state")
    hospitals = tables["hospitals"].select("hospital_id", hospital_state="state")
    places = tables["doctor_hospitals"].drop("state")
    pairs = places.join(doctors, on="doctor_id").join(hospitals, on="hospital_id")
    return pairs.filter(pl.col("state") != pl.col("hospital_state"))["doctor_id"]


@check
def hospital_profiles_out_of_range(tables: Tables) -> pl.Series:
    """Tendencies: same-day bias -0.15 to 0.15, late-payment multiplier 0.7 to 1.5, charge multiplier 0.9 to 1.2."""
    fine = (
        pl.col("same_day_bias").abs().le(Decimal("0.15"))
        & pl.col("late_payment_multiplier").is_between(Decimal("0.7"), Decimal("1.5"))
        & pl.col("charge_multiplier").is_between(Decimal("0.9"), Decimal("1.2"))
    )
    return tables["hospitals"].filter(~fine)["hospital_id"]


@check
def doctor_profiles_out_of_range(tables: Tables) -> pl.Series:
    """Tendencies: same-day style -0.15 to 0.15, medication bias -0.10 to 0.10."""
    style, bias = pl.col("same_day_style").abs(), pl.col("medication_bias").abs()
    fine = style.le(Decimal("0.15")) & bias.le(Decimal("0.10"))
    return tables["doctors"].filter(~fine)["doctor_id"]
