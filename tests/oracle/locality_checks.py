"""Checks of the options of place: how many hospitals there are and where, one hospital or a network; the clinic."""

from __future__ import annotations

import polars as pl

from .registry import check
from .tables import Tables

NONE = pl.lit(False)


@check
def single_hospital_violations(tables: Tables) -> pl.Series:
    """Rule 14: in locality mode the hospital is one. Option table: --hospitals is their number."""
    found = tables["hospitals"].sort("hospital_id")["hospital_id"]
    return found[tables.config.get("hospitals") or found.len() :]


@check
def hospital_differs_from_asked(tables: Tables) -> pl.Series:
    """Option table: --hospital-name, --hospital-state and --hospital-zipcode are those of the first hospital."""
    asked = {name: tables.config.get(f"hospital_{name}") for name in ("name", "state", "zipcode")}
    first = tables["hospitals"].sort("hospital_id").head(1)
    wrong = [name for name, value in asked.items() if value is not None and value not in first[name]]
    return pl.Series([f"hospital_{name}" for name in wrong if first.height], dtype=pl.String)


@check
def zip_codes_outside_states(tables: Tables) -> pl.Series:
    """Option table: --states limits the ZIP codes, so patients and hospitals, to these states."""
    places, states = tables["zip_codes"], tables.config.get("states")
    outside = NONE if states is None else ~pl.col("state").is_in(states.split(","))
    return places.filter(outside)["zipcode"]


@check
def local_zipcodes_gt_top_n(tables: Tables) -> pl.Series:
    """Option table: --local-top-n nearest in-state ZIPs form the catchment, so patients in the state have no more."""
    people = tables["patients"].join(tables["hospitals"], on="state", how="semi")
    asked = tables.config["local_top_n"] if tables.config.get("single_hospital") else people.height
    return people["zipcode"].unique().sort()[asked:]


@check
def clinic_visits_per_patient_gt1(tables: Tables) -> pl.Series:
    """Clinic dataset: one flat table of records, each of a patient who comes once."""
    counts = tables["visits"].group_by("patient_id").len()
    several = counts.filter(pl.col("len") > 1)["patient_id"]
    return several if tables.config.get("population") == "clinic" else several.clear()
