"""The columns that the KPIs read, as polars frames of whole tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl
import psycopg
from psycopg import sql

from .seen import Seen
from .windows import Window

__all__ = ["COLUMNS", "Rows", "read_rows"]

COLUMNS = {
    "hospitals": "hospital_id time_zone",
    "departments": "department_id hospital_id service",
    "complaints": "complaint_id name",
    "patients": "patient_id date_of_birth gender",
    "visits": "visit_id condition_id severity",
    "billing": "visit_id billing_date",
    "units": "unit_id hospital_id department_id care_level patients_per_nurse beds",
    "beds": "bed_id unit_id hospital_id kind",
    "unit_hours": "unit_id hour census staffed_beds boarders nurses_required nurses_worked",
    "encounters": "encounter_id patient_id hospital_id visit_id condition_id complaint_id class arrival_mode service"
    " registered_at admitted_at ready_at left_at disposition",
    "ed_stays": "encounter_id arrived_at triaged_at esi provider_at decision_at decision departed_at",
    "bed_stays": "encounter_id sequence bed_id service entered_at left_at outlier",
    "bed_status_periods": "bed_id began_at ended_at status",
    "surgeries": "encounter_id sequence planned_at started_at ended_at cancelled_at",
    "diversions": "hospital_id began_at ended_at",
    "facility_transfers": "encounter_id direction requested_at answered_at accepted",
    "adt_events": "trigger hospital_id encounter_id occurred_at recorded_at cancels",
    "posts": "post_id hospital_id department_id",
    "staff": "staff_id hospital_id agency",
    "employments": "staff_id hospital_id post_id valid_from valid_to ended_because",
    "shifts": "shift_id hospital_id unit_id planned_start started_at ended_at source status",
    "absences": "staff_id first_day last_day kind",
    "ambulance_runs": "hospital_id purpose called_at on_scene_at arrived_at offloaded_at",
    "datasets": "dataset_id config generator_version",
    "los_models": "model_id as_of",
    "los_predictions": "model_id dataset_id encounter_id predicted_at hospital_id leave_24",
}
TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "smallint": pl.Int64,
    "integer": pl.Int64,
    "bigint": pl.Int64,
    "numeric": pl.Float64,
    "double precision": pl.Float64,
    "date": pl.Date,
}
MOMENT = "timestamp with time zone"


@dataclass(frozen=True)
class Rows:
    """The tables as they are in the database."""

    tables: dict[str, pl.DataFrame]
    _seen: dict[tuple[int, datetime], Seen] = field(default_factory=dict)

    def changed(self, others: Rows) -> Rows:
        """Return the rows with those of some tables replaced."""
        return Rows(self.tables | others.tables)

    def seen(self, window: Window) -> Seen:
        """Return what was known of the window's hospital before the end of the window."""
        key = (window.hospital_id, window.ended_at)
        if key not in self._seen:
            self._seen[key] = Seen(self.tables, window.hospital_id, window.ended_at)
        return self._seen[key]


def read_rows(connection: psycopg.Connection, names: Iterable[str] = tuple(COLUMNS)) -> Rows:
    """Read tables of the schema on the search path, by default all."""
    with connection.transaction():
        connection.execute("SET LOCAL TIME ZONE 'UTC'")
        return Rows({table: _read(connection, table, COLUMNS[table].split()) for table in names})


def _read(connection: psycopg.Connection, table: str, columns: list[str]) -> pl.DataFrame:
    types: dict[str, str] = dict(
        connection.execute(
            "SELECT column_name, data_type FROM information_schema.columns"
            " WHERE table_name = %s AND table_schema = current_schema()",
            [table],
        ).fetchall()
    )
    query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT CSV)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    )
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        text = b"".join(copy)
    schema = {column: TYPES.get(types[column], pl.String) for column in columns}
    frame = pl.read_csv(text, has_header=False, schema=schema) if text else pl.DataFrame(schema=schema)
    return frame.with_columns(
        *(_moment(column) for column in columns if types[column] == MOMENT),
        *(pl.col(column) == "t" for column in columns if types[column] == "boolean"),
    )


def _moment(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_suffix("+00")
    return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
