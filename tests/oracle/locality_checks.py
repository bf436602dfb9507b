"""Checks of datasets with one hospital, and of the clinic."""

from __future__ import annotations

import polars as pl

from .registry import check
from .tables import Tables

NONE = pl.lit(False)


@check
def single_hospital_violations(tables: Tables) -> pl.Series:
    """Rule 14: in locality mode the hospital is one."""
    another = tables["hospitals"].sort("hospital_id")["hospital_id"][1:]
    return another if tables.config.get("single_hospital") else another.clear()


@check
def hospital_differs_from_asked(tables: Tables) -> pl.Series:
    """Option table: --hospital-name, --hospital-state and --hospital-zipcode are the hospital's."""
    asked = {name: tables.config.get(f"hospital_{name}") for name in ("name", "state", "zipcode")}
    other = [pl.col(name) != value for name, value in asked.items() if value is not None]
    return tables["hospitals"].filter(pl.any_horizontal(other) if other else NONE)["hospital_id"]


@check
def local_zipcodes_gt_top_n(tables: Tables) -> pl.Series:
    """Option table: --local-top-n nearest in-state ZIPs form the catchment, so patients in the state have no more."""
    hospitals = tables["hospitals"]
    if not tables.config.get("single_hospital"):
        return hospitals["hospital_id"].clear()
    zip_codes = tables["patients"].group_by("state").agg(pl.col("zipcode").n_unique().alias("local"))
    pairs = hospitals.join(zip_codes, on="state")
    return pairs.filter(pl.col("local") > tables.config["local_top_n"])["hospital_id"]


@check
def clinic_visits_per_patient_gt1(tables: Tables) -> pl.Series:
    """Clinic dataset: one flat table of records, each of a patient who comes once."""
    counts = tables["visits"].group_by("patient_id").len()
    several = counts.filter(pl.col("len") > 1)["patient_id"]
    return several if tables.config.get("population") == "clinic" else several.clear()
