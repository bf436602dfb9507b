"""The tables of a dataset as polars frames, shaped like the three flat files, for checks to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl
import psycopg
from psycopg import sql

__all__ = ["COLUMN_TYPES", "NAMES", "Tables", "read_csv", "read_tables"]

NAMES = (
    "patients",
    "visits",
    "billing",
    "conditions",
    "treatments",
    "medications",
    "condition_treatments",
    "condition_medications",
    "diagnosis_codes",
    "follow_up_codes",
    "insurance_providers",
    "hospitals",
    "specialties",
    "specialty_treatments",
    "doctors",
    "doctor_hospitals",
    "zip_codes",
    "datasets",
)
MONEY = pl.Decimal(12, 2)
PROBABILITY = pl.Decimal(4, 2)
PROFILE = pl.Decimal(5, 4)
WEIGHT = pl.Decimal(6, 4)
# Columns that are not text, wherever they occur.
COLUMN_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(
        ("patient_id", "visit_id", "billing_id", "follow_up_of", "doctor_id", "hospital_id", "dataset_id"),
        pl.Int64,
    ),
    **dict.fromkeys(("condition_id", "treatment_id", "medication_id", "insurance_provider_id"), pl.Int64),
    "specialty_id": pl.Int64,
    **dict.fromkeys(("age", "room_number", "los_min", "los_max", "after_days"), pl.Int64),
    **dict.fromkeys(
        ("date_of_birth", "date_of_admission", "date_of_discharge", "today", "start", "origin"), pl.Date
    ),
    **dict.fromkeys(("registered_on", "left_on", "date_of_death"), pl.Date),
    **dict.fromkeys(("billing_date", "expected_payment_date", "actual_payment_date"), pl.Date),
    **dict.fromkeys(("insurance_coverage_amount", "patient_responsibility_amount", "total_charge"), MONEY),
    **dict.fromkeys(("late_unpaid_base", "late_paid_base"), PROBABILITY),
    **dict.fromkeys(("same_day_bias", "late_payment_multiplier", "charge_multiplier"), PROFILE),
    **dict.fromkeys(("same_day_style", "medication_bias", "stay_bias"), PROFILE),
    **dict.fromkeys(("referral_weight", "panel_weight"), WEIGHT),
}
# The column name of these tables, which several tables have.
NAMED = {"conditions": "condition", "treatments": "treatment", "medications": "medication"}


@dataclass(frozen=True)
class Tables:
    """The tables as they are in the database, and frames derived from them when they are first used."""

    raw: Mapping[str, pl.DataFrame]

    def changed(self, raw: Mapping[str, pl.DataFrame]) -> Tables:
        """Return the tables with some of them replaced."""
        return Tables({**self.raw, **raw})

    def __getitem__(self, name: str) -> pl.DataFrame:
        """Return a table as it is in the database."""
        return self.raw[name]

    @cached_property
    def today(self) -> date:
        """The as-of date of the dataset."""
        day: date = self._of_current_dataset("today")
        return day

    @cached_property
    def start(self) -> date:
        """The first possible admission."""
        day: date = self._of_current_dataset("start")
        return day

    @cached_property
    def origin(self) -> date:
        """The date on which --patients have registered."""
        day: date = self._of_current_dataset("origin")
        return day

    @cached_property
    def config(self) -> dict[str, Any]:
        """The options of the dataset."""
        options: dict[str, Any] = json.loads(self._of_current_dataset("config"))
        return options

    def _of_current_dataset(self, column: str) -> Any:
        return self["datasets"].sort("dataset_id")[column][-1]

    @cached_property
    def patients(self) -> pl.DataFrame:
        """The rows of patients.csv; city is null if the ZIP code does not exist."""
        first_name = pl.concat_str("name_prefix", "first_name", separator=" ", ignore_nulls=True)
        payers = self["insurance_providers"].select("insurance_provider_id", insurance_provider="name")
        return (
            self["patients"]
            .with_columns(first_name=first_name)
            .with_columns(name=pl.concat_str("first_name", "last_name", separator=" "))
            .join(self["zip_codes"].select("zipcode", "city"), on="zipcode", how="left")
            .join(payers, on="insurance_provider_id", how="left")
        )

    @cached_property
    def visits(self) -> pl.DataFrame:
        """The rows of visits.csv without the patient's name and gender, with keys that the file does not have."""
        frame = self["visits"]
        for table, name in NAMED.items():
            frame = frame.join(
                self[table].select(f"{name}_id", pl.col("name").alias(name)), on=f"{name}_id", how="left"
            )
        # A duplicated hospital must not duplicate visits.
        hospitals = (
            self["hospitals"]
            .select("hospital_id", hospital="name", hospital_state="state", hospital_zipcode="zipcode")
            .unique("hospital_id", keep="first", maintain_order=True)
        )
        return (
            frame.join(self["doctors"].select("doctor_id", doctor="name"), on="doctor_id", how="left")
            .join(hospitals, on="hospital_id", how="left")
            .with_columns(
                los=(pl.col("date_of_discharge") - pl.col("date_of_admission")).dt.total_days(),
                follow_up_required=pl.col("follow_up_required").replace({"t": "Y", "f": "N"}),
            )
        )

    @property
    def billing(self) -> pl.DataFrame:
        """The rows of billing.csv."""
        return self["billing"]

    @cached_property
    def courses(self) -> pl.DataFrame:
        """The visits with their number (from 1) for the patient and condition, the previous and the first visit."""
        course = ("patient_id", "condition")
        return (
            self.visits.sort("patient_id", "condition", "date_of_admission", "visit_id")
            .with_columns(
                nth=pl.int_range(1, pl.len() + 1).over(course),
                visits_of_course=pl.len().over(course),
                previous=pl.col("visit_id").shift(1).over(course),
                first=pl.col("visit_id").first().over(course),
                first_doctor=pl.col("doctor_id").first().over(course),
                first_hospital=pl.col("hospital_id").first().over(course),
            )
            .join(self["conditions"].drop("icd10_code", "follow_up_required"), on="condition_id", how="left")
        )


def read_tables(connection: psycopg.Connection, names: Iterable[str] = NAMES) -> dict[str, pl.DataFrame]:
    """Read whole tables of the schema on the search path."""
    return {name: read_csv(_copied(connection, name)) for name in names}


def read_csv(text: bytes) -> pl.DataFrame:
    """Return a CSV file of an export or of COPY as a frame. All columns are text, except numbers, dates and money."""
    header = text[: text.index(b"\n")].decode().split(",")
    return pl.read_csv(text, schema={name: COLUMN_TYPES.get(name, pl.String) for name in header})


def _copied(connection: psycopg.Connection, name: str) -> bytes:
    query = sql.SQL("COPY {} TO STDOUT (FORMAT CSV, HEADER)").format(sql.Identifier(name))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(copy)
