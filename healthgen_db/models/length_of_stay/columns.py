"""The rows of the queries as columns: stays with their lengths, and moments with their features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.resources import resource
from healthgen_db.models.length_of_stay.features import CATEGORIES
from healthgen_db.postgres.connection import tune_for_analysis
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.world.draws import Flags, Floats, Ints

Columns: TypeAlias = Mapping[str, NDArray[Any]]
HOUR = 3600.0
DAY = 24 * HOUR

# The queries read these temporary tables of the session.
TABLES = {
    "los_cut": "as_of timestamptz NOT NULL",
    "los_stays": "encounter_id bigint NOT NULL",
    "los_hours": "turn bigint NOT NULL, hour int NOT NULL",
    "los_now": "hospital_id int NOT NULL, predicted_at timestamptz NOT NULL",
    "los_moments": "encounter_id bigint NOT NULL, predicted_at timestamptz NOT NULL",
}
# The queries sort and join many rows.
WORK_MEM = "128MB"


@dataclass(frozen=True)
class Stays:
    """Inpatient stays as they were known at a cut, in the order of their admission. Arrays of shape (stays,)."""

    encounter_id: Ints
    patient_id: Ints
    admitted: Floats
    """Seconds since 1970."""
    hours: Floats
    """The whole stay; nan while it is not over."""
    planned_return: Flags

    def __getitem__(self, rows: Flags | Ints) -> Stays:
        """Return some of the stays."""
        return Stays(
            self.encounter_id[rows],
            self.patient_id[rows],
            self.admitted[rows],
            self.hours[rows],
            self.planned_return[rows],
        )

    def __len__(self) -> int:
        """Return the number of stays."""
        return len(self.encounter_id)


@dataclass(frozen=True)
class Moments:
    """What was known at moments of stays. Arrays of shape (moments,)."""

    encounter_id: Ints
    at: Floats
    """Seconds since 1970."""
    columns: Columns
    """By feature: float64 with nan, or texts."""

    def __len__(self) -> int:
        """Return the number of moments."""
        return len(self.encounter_id)


def prepare_session(connection: psycopg.Connection) -> None:
    """Set how the session works, and create its temporary tables."""
    tune_for_analysis(connection, work_mem=WORK_MEM)
    with errors_mapped():
        for name, columns in TABLES.items():
            connection.execute(
                sql.SQL("CREATE TEMP TABLE {} ({})").format(sql.Identifier(name), sql.SQL(columns))
            )


def read_stays(connection: psycopg.Connection, as_of: datetime) -> Stays:
    """Return the inpatient stays that are known at a moment, with the lengths that are known then."""
    fill(connection, "los_cut", [(as_of,)])
    values = _columns(connection, "stays")
    return Stays(
        np.array(values["encounter_id"], np.int64),
        np.array(values["patient_id"], np.int64),
        _seconds(values["admitted_at"]),
        np.array(values["hours"], np.float64),
        np.array(values["planned_return"], np.bool_),
    )


def at_admission(connection: psycopg.Connection, encounters: Iterable[int]) -> Moments:
    """Return what was known about stays when they began."""
    fill(connection, "los_stays", ((int(each),) for each in encounters))
    return _moments(connection, "admissions")


def on_rounds(connection: psycopg.Connection, encounters: Iterable[int], hours: Sequence[int]) -> Moments:
    """Return what was known about finished stays once on each day in house.

    hours: local hours of the day; with several, the days of a patient take them in turn
    """
    fill(connection, "los_stays", ((int(each),) for each in encounters))
    fill(connection, "los_hours", enumerate(hours))
    return _moments(connection, "rounds")


def at_moments(connection: psycopg.Connection, moments: Mapping[int, datetime]) -> Moments:
    """Return what was known about stays at a moment each. moments: by encounter_id."""
    fill(connection, "los_moments", moments.items())
    return _features(connection)


def fill(connection: psycopg.Connection, table: str, rows: Iterable[Sequence[object]]) -> None:
    """Replace the rows of a temporary table."""
    name = sql.Identifier("pg_temp", table)
    with errors_mapped():
        connection.execute(sql.SQL("TRUNCATE {}").format(name))
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as copy:
            for row in rows:
                copy.write_row(row)
        connection.execute(sql.SQL("ANALYZE {}").format(name))


def rows_of(connection: psycopg.Connection, name: str) -> list[dict[str, Any]]:
    """Return the rows of a query of sql/models/length_of_stay."""
    with errors_mapped(), connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_query(name)).fetchall()


def _moments(connection: psycopg.Connection, name: str) -> Moments:
    """Fill los_moments by a query, and return the features of its rows."""
    with errors_mapped():
        connection.execute("TRUNCATE los_moments")
        connection.execute(sql.SQL("INSERT INTO los_moments ") + _query(name))
        connection.execute("ANALYZE los_moments")
    return _features(connection)


def _features(connection: psycopg.Connection) -> Moments:
    values = _columns(connection, "features")
    return Moments(
        np.array(values.pop("encounter_id"), np.int64),
        _seconds(values.pop("predicted_at")),
        {name: np.array(each, object if name in CATEGORIES else np.float64) for name, each in values.items()},
    )


def _columns(connection: psycopg.Connection, name: str) -> dict[str, Sequence[Any]]:
    """Return the columns of the rows of a query of sql/models/length_of_stay."""
    with errors_mapped():
        cursor = connection.execute(_query(name))
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    return dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))


def _seconds(moments: Sequence[datetime]) -> Floats:
    return np.array([each.timestamp() for each in moments], np.float64)


def _query(name: str) -> sql.SQL:
    text = resource("sql", "models", "length_of_stay", f"{name}.sql").read_text(encoding="utf-8")
    return sql.SQL(text)
