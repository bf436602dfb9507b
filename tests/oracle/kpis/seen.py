"""What was known of a hospital just before a moment: later rows are missing, and later times are null.

A KPI that reads only this cannot change when time goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from .windows import hours_between

__all__ = ["Seen"]

NO_WARDS = ("emergency", "operating")


@dataclass(frozen=True)
class Seen:
    """The tables of one hospital just before a moment."""

    tables: dict[str, pl.DataFrame]
    hospital_id: int
    moment: datetime

    def _before(self, frame: pl.DataFrame, first: str, *later: str) -> pl.DataFrame:
        """Keep the rows whose first time lies before the moment; their other times are null if they do not."""
        times = [pl.when(pl.col(time) < self.moment).then(pl.col(time)).alias(time) for time in later]
        return frame.filter(pl.col(first) < self.moment).with_columns(times)

    def _here(self, table: str) -> pl.DataFrame:
        return self.tables[table].filter(pl.col("hospital_id") == self.hospital_id)

    @cached_property
    def departments(self) -> dict[str, int]:
        """The departments by service. A service without one counts for General medicine."""
        found = dict(self._here("departments").select("service", "department_id").iter_rows())
        services = set(self.tables["encounters"]["service"]) | set(self.tables["bed_stays"]["service"])
        general = {service: found["MED"] for service in services if "MED" in found}
        return general | found

    def _department(self, service: str = "service") -> pl.Expr:
        return pl.col(service).replace_strict(self.departments, default=None, return_dtype=pl.Int64)

    @cached_property
    def encounters_anywhere(self) -> pl.DataFrame:
        """The encounters of all hospitals."""
        found = self._before(self.tables["encounters"], "registered_at", "admitted_at", "ready_at", "left_at")
        # A07: an inpatient stay becomes observation, some hours before its end.
        became = pl.col("trigger") == "A07", pl.col("occurred_at") >= self.moment
        not_yet = self.tables["adt_events"].filter(*became)["encounter_id"].to_list()
        return found.with_columns(
            disposition=pl.when(pl.col("left_at").is_not_null()).then("disposition"),
            **{
                "class": pl.when(pl.col("encounter_id").is_in(not_yet))
                .then(pl.lit("inpatient"))
                .otherwise("class")
            },
        )

    @cached_property
    def encounters(self) -> pl.DataFrame:
        """The encounters of the hospital, with the department and the patient."""
        return (
            self.encounters_anywhere.filter(pl.col("hospital_id") == self.hospital_id)
            .with_columns(department_id=self._department())
            .join(self.tables["patients"], on="patient_id", how="left")
        )

    @cached_property
    def stays(self) -> pl.DataFrame:
        """The inpatient stays, with hours: admission to leaving, or null."""
        stays = self.encounters.filter(pl.col("class") == "inpatient", pl.col("admitted_at").is_not_null())
        return stays.with_columns(hours=hours_between(pl.col("admitted_at"), pl.col("left_at")))

    @cached_property
    def in_house(self) -> pl.DataFrame:
        """The stays that have not ended, with hours: admission until now."""
        here = self.stays.filter(pl.col("left_at").is_null())
        return here.with_columns(hours=hours_between(pl.col("admitted_at"), pl.lit(self.moment)))

    @cached_property
    def billed(self) -> pl.DataFrame:
        """The stays with a bill: billing_date and severity."""
        bills = self.tables["billing"].join(self.tables["visits"].drop("condition_id"), on="visit_id")
        return self.stays.join(bills, on="visit_id")

    @cached_property
    def ed_stays(self) -> pl.DataFrame:
        """The stays in the emergency department, with columns of the encounter."""
        times = ("triaged_at", "provider_at", "decision_at", "departed_at")
        found = self._before(self.tables["ed_stays"], "arrived_at", *times)
        columns = ("encounter_id", "patient_id", "service", "complaint_id", "department_id")
        return found.with_columns(
            decision=pl.when(pl.col("decision_at").is_not_null()).then("decision"),
            esi=pl.when(pl.col("triaged_at").is_not_null()).then("esi"),
        ).join(self.encounters.select(columns), on="encounter_id")

    @cached_property
    def bed_stays(self) -> pl.DataFrame:
        """The stays in beds: department of the unit, department of the service, end of the encounter."""
        found = self._before(self.tables["bed_stays"], "entered_at", "left_at")
        whole = self.encounters.select("encounter_id", "disposition", encounter_left_at="left_at")
        return (
            found.join(whole, on="encounter_id")
            .join(self._beds, on="bed_id", how="left")
            .with_columns(service_department_id=self._department())
        )

    @cached_property
    def units(self) -> pl.DataFrame:
        """The units, with ward: all but the emergency department and the operating rooms."""
        return self._here("units").with_columns(ward=~pl.col("care_level").is_in(NO_WARDS))

    @cached_property
    def _beds(self) -> pl.DataFrame:
        beds = self._here("beds").select("bed_id", "unit_id", "kind")
        return beds.join(self.units.drop("hospital_id"), on="unit_id")

    @cached_property
    def rooms(self) -> int:
        """The number of operating rooms."""
        return self._beds.filter(pl.col("care_level") == "operating").height

    @cached_property
    def unit_hours(self) -> pl.DataFrame:
        """The hours of units that have begun, with columns of the unit."""
        hours = self.tables["unit_hours"].join(self.units, on="unit_id")
        return self._before(hours, "hour")

    @cached_property
    def bed_status_periods(self) -> pl.DataFrame:
        """The times in which beds were dirty, cleaned or blocked, with the department of the unit."""
        periods = self.tables["bed_status_periods"].join(self._beds, on="bed_id")
        return self._before(periods, "began_at", "ended_at")

    @cached_property
    def surgeries(self) -> pl.DataFrame:
        """The surgeries planned before the moment."""
        found = self.tables["surgeries"].join(self.encounters.select("encounter_id"), on="encounter_id")
        return self._before(found, "planned_at", "started_at", "ended_at", "cancelled_at")

    @cached_property
    def surgeries_begun(self) -> pl.DataFrame:
        """The surgeries that began before the moment, whenever they were planned."""
        found = self.tables["surgeries"].join(self.encounters.select("encounter_id"), on="encounter_id")
        return self._before(found, "started_at", "ended_at")

    @cached_property
    def diversions(self) -> pl.DataFrame:
        """The diversions."""
        return self._before(self._here("diversions"), "began_at", "ended_at")

    @cached_property
    def answers(self) -> pl.DataFrame:
        """The transfers to other places that these have answered."""
        found = self.tables["facility_transfers"].join(
            self.encounters.select("encounter_id"), on="encounter_id"
        )
        return self._before(found.filter(pl.col("direction") == "out"), "answered_at")

    @cached_property
    def messages(self) -> pl.DataFrame:
        """The events that have been recorded."""
        return self._before(self._here("adt_events"), "recorded_at")

    @cached_property
    def shifts(self) -> pl.DataFrame:
        """The shifts planned to begin before the moment, with the department of the unit."""
        return self._of_units(self._before(self._here("shifts"), "planned_start", "started_at", "ended_at"))

    @cached_property
    def worked(self) -> pl.DataFrame:
        """The shifts in which work began before the moment, with the department of the unit."""
        return self._of_units(self._before(self._here("shifts"), "started_at", "ended_at"))

    def _of_units(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(self.units.select("unit_id", "department_id"), on="unit_id", how="left")

    @cached_property
    def posts(self) -> pl.DataFrame:
        """The posts of the hospital."""
        return self._here("posts")

    @cached_property
    def employments(self) -> pl.DataFrame:
        """The employments of people whom no agency sends."""
        own = self._here("staff").filter(~pl.col("agency")).select("staff_id")
        return self._here("employments").join(own, on="staff_id")

    @cached_property
    def sickness(self) -> pl.DataFrame:
        """The times in which people of the hospital were sick."""
        sick = self.tables["absences"].filter(pl.col("kind") == "sickness")
        return sick.join(self._here("staff").select("staff_id"), on="staff_id")

    @cached_property
    def runs(self) -> pl.DataFrame:
        """The runs of ambulances that have arrived."""
        return self._before(self._here("ambulance_runs"), "arrived_at", "offloaded_at")

    @cached_property
    def predictions(self) -> pl.DataFrame:
        """The predictions for patients of the hospital, with the time at which the patient left.

        Models had learned from earlier days. Those of earlier datasets count if the patients were the same.
        """
        same = [dataset for dataset, data in self._datasets.items() if data == self._current]
        made = self._before(self._here("los_predictions"), "predicted_at").drop("hospital_id")
        return (
            made.filter(pl.col("dataset_id").is_in(same))
            .join(self.tables["los_models"], on="model_id")
            .filter(pl.col("as_of") <= pl.col("predicted_at"))
            .join(self.encounters.select("encounter_id", "left_at"), on="encounter_id")
        )

    @cached_property
    def _datasets(self) -> dict[int, tuple[dict[str, Any], str]]:
        """What decides the patients of each dataset: its options, but for the date as of which it is seen."""
        return {
            number: (json.loads(config) | {"today": None}, version)
            for number, config, version in self.tables["datasets"].iter_rows()
        }

    @property
    def _current(self) -> tuple[dict[str, Any], str]:
        return self._datasets[max(self._datasets)]
