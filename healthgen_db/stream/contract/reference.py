"""Reference snapshots: the hospitals, units and beds that events name, and the names of services and conditions."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import psycopg

from healthgen_db.config.resources import resource
from healthgen_db.postgres.queries import scalar
from healthgen_db.stream.contract.event import VERSION

TABLES = ("hospitals", "departments", "units", "beds", "services", "complaints", "conditions")
"""The tables of a snapshot, those that others refer to first."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital."""

    hospital_id: int
    name: str
    state: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a hospital. Its name is unique in the hospital."""

    unit_id: int
    hospital_id: int
    department_id: int
    name: str
    care_level: str
    ages: str
    patients_per_nurse: float
    beds: int


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed of a ward, a station of an emergency department, or an operating room."""

    bed_id: int
    unit_id: int
    hospital_id: int
    kind: str
    room: str
    label: str


@dataclass(frozen=True)
class Reference:
    """A snapshot. Two snapshots with the same content have the same reference_id, whenever they were taken."""

    recorded_at: datetime
    content: dict[str, list[dict[str, Any]]]
    """Rows by table, in the order of their keys."""

    @cached_property
    def reference_id(self) -> str:
        """SHA-256 of the content, as 64 hexadecimal digits."""
        return sha256(_json(self.content, sort_keys=True)).hexdigest()

    @cached_property
    def hospitals(self) -> dict[int, Hospital]:
        """Hospitals by number."""
        return {row["hospital_id"]: Hospital(**row) for row in self.content["hospitals"]}

    @cached_property
    def units(self) -> dict[int, Unit]:
        """Units by number."""
        return {row["unit_id"]: Unit(**row) for row in self.content["units"]}

    @cached_property
    def beds(self) -> dict[int, Bed]:
        """Beds by number."""
        return {row["bed_id"]: Bed(**row) for row in self.content["beds"]}

    @cached_property
    def services(self) -> dict[str, str]:
        """Names of services by code."""
        return {row["service"]: row["name"] for row in self.content["services"]}

    @cached_property
    def complaints(self) -> dict[int, str]:
        """Names of complaints by number."""
        return {row["complaint_id"]: row["name"] for row in self.content["complaints"]}

    @cached_property
    def conditions(self) -> dict[int, str]:
        """Names of conditions by number."""
        return {row["condition_id"]: row["name"] for row in self.content["conditions"]}

    def encode(self) -> bytes:
        """Return the snapshot as a message: a JSON object on one line."""
        head = {
            "schema_version": VERSION,
            "reference_id": self.reference_id,
            "recorded_at": self.recorded_at.isoformat(),
        }
        return _json(head | self.content)


def read_reference(connection: psycopg.Connection, recorded_at: datetime) -> Reference:
    """Return the snapshot of the warehouse on the search path.

    recorded_at: when it is said to be taken, in the time of the dataset

    Raises WarehouseError if the server fails.
    """
    # jsonb orders its keys by their length; a snapshot has its tables in the order in which they refer to each other.
    found = scalar(connection, resource("sql", "stream", "reference.sql").read_text())
    return Reference(recorded_at, {table: found[table] for table in TABLES})


def _json(value: object, *, sort_keys: bool = False) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys).encode()
