"""The tables of a dataset with operations as lists of rows, and what many checks look up in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

__all__ = ["NAMES", "Row", "Tables", "age", "before", "read_tables"]

NAMES = (
    "patients",
    "visits",
    "hospitals",
    "datasets",
    "complaints",
    "departments",
    "units",
    "beds",
    "facilities",
    "facility_services",
    "encounters",
    "bookings",
    "ed_stays",
    "bed_stays",
    "bed_status_periods",
    "surgeries",
    "facility_transfers",
    "diversions",
    "unit_hours",
    "adt_events",
    "doctors",
    "doctor_hospitals",
    "roles",
    "shift_types",
    "posts",
    "staff",
    "employments",
    "shifts",
    "absences",
    "encounter_staff",
    "vehicles",
    "ambulance_runs",
)
CANCELLING = {"A11": ("A01", "A06"), "A12": ("A02",), "A13": ("A03",)}

Row = dict[str, Any]


def before(first: Any, second: Any) -> bool:
    """Say whether a value is less than another; false if one is missing, as in SQL."""
    return first is not None and second is not None and first < second


def age(born: date, day: date) -> int:
    """Return the whole years from birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@cache
def _local_day(zone: ZoneInfo, moment: datetime) -> date:
    # Many shifts begin at the same time.
    return moment.astimezone(zone).date()


@dataclass(frozen=True)
class Tables:
    """The rows of the tables as they are in the database."""

    raw: Mapping[str, list[Row]]

    def changed(self, raw: Mapping[str, list[Row]]) -> Tables:
        """Return the tables with some of them replaced."""
        return Tables({**self.raw, **raw})

    def __getitem__(self, name: str) -> list[Row]:
        """Return the rows of a table."""
        return self.raw[name]

    @cached_property
    def dataset(self) -> Row:
        """The current dataset."""
        return max(self["datasets"], key=lambda row: int(row["dataset_id"]))

    @cached_property
    def encounters(self) -> dict[int, Row]:
        """The encounters by number."""
        return {row["encounter_id"]: row for row in self["encounters"]}

    @cached_property
    def patients(self) -> dict[int, Row]:
        """The patients by number."""
        return {row["patient_id"]: row for row in self["patients"]}

    @cached_property
    def beds(self) -> dict[int, Row]:
        """The beds by number."""
        return {row["bed_id"]: row for row in self["beds"]}

    @cached_property
    def units(self) -> dict[int, Row]:
        """The units by number."""
        return {row["unit_id"]: row for row in self["units"]}

    @cached_property
    def roles(self) -> dict[str, Row]:
        """The roles by name."""
        return {row["role"]: row for row in self["roles"]}

    @cached_property
    def shift_types(self) -> dict[str, Row]:
        """The types of shifts by name."""
        return {row["shift_type"]: row for row in self["shift_types"]}

    @cached_property
    def posts(self) -> dict[int, Row]:
        """The posts by number."""
        return {row["post_id"]: row for row in self["posts"]}

    @cached_property
    def staff(self) -> dict[int, Row]:
        """The people by number."""
        return {row["staff_id"]: row for row in self["staff"]}

    @cached_property
    def employments_of(self) -> dict[int, list[Row]]:
        """The employments by person."""
        return self.groups("employments", "staff_id")

    @cached_property
    def shifts(self) -> dict[int, Row]:
        """The shifts by number."""
        return {row["shift_id"]: row for row in self["shifts"]}

    @cached_property
    def ed_stays(self) -> dict[int, Row]:
        """The stays in emergency departments by encounter."""
        return {row["encounter_id"]: row for row in self["ed_stays"]}

    @cached_property
    def zones(self) -> dict[int, ZoneInfo]:
        """The time zones by hospital."""
        return {row["hospital_id"]: ZoneInfo(row["time_zone"]) for row in self["hospitals"]}

    @cached_property
    def cancelled(self) -> set[int]:
        """The numbers of the events that another event cancels."""
        return {row["cancels"] for row in self["adt_events"]}

    def groups(self, table: str, *columns: str) -> dict[Any, list[Row]]:
        """Return the rows of a table by the values of columns; rows without a value are left out."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self[table]:
            key = tuple(row[column] for column in columns)
            if None not in key:
                found[key if len(key) > 1 else key[0]].append(row)
        return found

    def day(self, hospital: int, moment: datetime | None) -> date | None:
        """Return the local date of a moment at a hospital."""
        return None if moment is None else _local_day(self.zones[hospital], moment)

    def midnight(self, hospital: int, day: date) -> datetime:
        """Return the moment at which a day begins at a hospital."""
        return datetime.combine(day, time(), self.zones[hospital])

    @cached_property
    def now(self) -> dict[int, datetime]:
        """The end of today by hospital, in UTC."""
        tomorrow = self.dataset["today"] + timedelta(days=1)
        return {
            hospital: self.midnight(hospital, tomorrow).astimezone(ZoneInfo("UTC")) for hospital in self.zones
        }

    def age_at_arrival(self, encounter: Row) -> int:
        """Return the age of the patient on the local day of registration."""
        day = self.day(encounter["hospital_id"], encounter["registered_at"])
        assert day is not None
        return age(self.patients[encounter["patient_id"]]["date_of_birth"], day)

    def settled(self, moment: datetime | None) -> bool:
        """Say whether something happened before yesterday, in UTC, so that its event must be in the log."""
        if moment is None:
            return False
        return moment < datetime.combine(self.dataset["today"] - timedelta(days=1), time(), ZoneInfo("UTC"))


def read_tables(connection: psycopg.Connection, names: Iterable[str] = NAMES) -> dict[str, list[Row]]:
    """Read whole tables of the schema on the search path, each row with its place (ctid)."""
    found = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for name in names:
            found[name] = cursor.execute(
                sql.SQL("SELECT ctid::text AS place, t.* FROM {} AS t").format(sql.Identifier(name))
            ).fetchall()
    return found
