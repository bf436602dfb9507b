"""Random corruptions of a dataset with operations: values changed, rows lost, rows copied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from .rows import Row, Tables

__all__ = ["Change", "nullable_columns", "planned"]

# How often each table is corrupted. Tables of places have few rows, and each of them matters to many rules.
WEIGHTS = {
    "patients": 6,
    "visits": 4,
    "complaints": 1,
    "units": 3,
    "beds": 3,
    "facilities": 1,
    "facility_services": 1,
    "encounters": 12,
    "bookings": 4,
    "ed_stays": 10,
    "bed_stays": 12,
    "bed_status_periods": 4,
    "surgeries": 6,
    "facility_transfers": 6,
    "diversions": 3,
    "unit_hours": 4,
    "adt_events": 14,
    "roles": 2,
    "shift_types": 1,
    "posts": 4,
    "staff": 5,
    "employments": 10,
    "shifts": 24,
    "absences": 6,
    "encounter_staff": 14,
    "vehicles": 2,
    "ambulance_runs": 8,
}
KEYS = {
    "patients": ("patient_id",),
    "visits": ("visit_id",),
    "complaints": ("complaint_id",),
    "units": ("unit_id",),
    "beds": ("bed_id",),
    "facilities": ("facility_id",),
    "facility_services": ("facility_id", "care"),
    "encounters": ("encounter_id",),
    "bookings": ("encounter_id",),
    "ed_stays": ("encounter_id",),
    "bed_stays": ("encounter_id", "sequence"),
    "bed_status_periods": ("bed_id", "began_at"),
    "surgeries": ("encounter_id", "sequence"),
    "facility_transfers": ("encounter_id", "attempt"),
    "diversions": ("hospital_id", "began_at"),
    "unit_hours": ("unit_id", "hour"),
    "adt_events": ("event_key",),
    "roles": ("role",),
    "shift_types": ("shift_type",),
    "posts": ("post_id",),
    "staff": ("staff_id",),
    "employments": ("staff_id", "sequence"),
    "shifts": ("shift_id",),
    "absences": ("staff_id", "first_day"),
    "encounter_staff": ("encounter_id", "act", "began_at"),
    "vehicles": ("vehicle_id",),
    "ambulance_runs": ("run_id",),
}
# Columns that no rule reads, or whose value chooses the rows that the rules compare.
UNTOUCHED = {"place", "hospital_id", "name", "address", "phone_number", "email", "procedure", "miles"}
# Columns with values that matter to a rule. An empty list stands for the numbers of encounters.
AIMED: dict[str, list[tuple[str, list[Any]]]] = {
    "encounters": [("disposition", ["02", "03", "20", "50", "63"]), ("class", ["emergency", "inpatient"])],
    "ed_stays": [("decision", ["admit", "transfer", "left without being seen", "died"])],
    "bed_stays": [("reason", ["step-up", "step-down"])],
    "units": [("care_level", ["intensive", "labor", "emergency"]), ("ages", ["child", "adult", "all"])],
    "facility_transfers": [("other_encounter_id", []), ("direction", ["in", "out"])],
    "adt_events": [("trigger", ["A11", "A12", "A13", "A21", "A22"])],
    "posts": [("team", ["ward nurses", "float nurses", "triage nurses"])],
    "staff": [("agency", [True, False])],
    "employments": [
        ("experience", ["junior", "experienced", "senior"]),
        ("began_because", ["hired", "promoted", "experience"]),
        ("ended_because", ["resigned", "promoted", "experience", "contract ended"]),
    ],
    "shifts": [
        ("in_charge", [True, False]),
        ("source", ["own", "float", "overtime", "agency"]),
        ("status", ["planned", "at work", "worked", "standby", "absent", "open"]),
    ],
    "patients": [("date_of_birth", [date(2010, 1, 1), date(2008, 6, 15), date(1975, 6, 15)])],
}
NEVER_ADDED = {"patients", "units", "complaints", "roles", "shift_types"}
SECONDS = (1, 1, 60, 600, 3600, 7200, 86_400, 86_400, 259_200, 864_000)
DAYS = (1, 1, 2, 6, 30, 365, 6570)


@dataclass(frozen=True)
class Change:
    """A row of a table that is changed, lost or added."""

    table: str
    row: Row
    values: Mapping[str, Any] | None
    """Columns and their new values; None: the row is lost."""
    added: bool = False

    def apply(self, connection: psycopg.Connection) -> None:
        """Execute the change."""
        table = sql.Identifier(self.table)
        if self.values is None:
            connection.execute(
                sql.SQL("DELETE FROM {} WHERE ctid = %s::tid").format(table), [self.row["place"]]
            )
            return
        if self.added:
            values = {name: value for name, value in {**self.row, **self.values}.items() if name != "place"}
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                table,
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join([sql.Placeholder()] * len(values)),
            )
            connection.execute(statement, list(values.values()))
            return
        columns = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in self.values)
        statement = sql.SQL("UPDATE {} SET {} WHERE ctid = %s::tid").format(table, columns)
        connection.execute(statement, [*self.values.values(), self.row["place"]])

    def __str__(self) -> str:
        """Return the change as text for an error message."""
        key = {name: self.row[name] for name in KEYS[self.table]}
        what = "lost" if self.values is None else ("added" if self.added else "changed")
        return f"{self.table} {key} {what}: {self.values}"


def nullable_columns(connection: psycopg.Connection) -> set[tuple[str, str]]:
    """Return table and name of the columns that can be null."""
    query = (
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE is_nullable = 'YES' AND table_schema = current_schema()"
    )
    return {(table, name) for table, name in connection.execute(query).fetchall()}


def planned(seed: int, count: int, tables: Tables, nullable: set[tuple[str, str]]) -> Iterator[list[Change]]:
    """Give the changes of each of a number of corruptions. No two changes of one corruption have the same row."""
    corrupting = _Corrupting(Random(seed), tables, nullable)
    for _ in range(count):
        changes = [corrupting.change() for _ in range(corrupting.random.choice([1, 1, 1, 2, 3]))]
        distinct = {(change.table, change.row["place"]): change for change in changes}
        yield list(distinct.values())


class _Corrupting:
    def __init__(self, random: Random, tables: Tables, nullable: set[tuple[str, str]]) -> None:
        self.random, self.tables, self.nullable = random, tables, nullable

    def change(self) -> Change:
        names = [name for name in WEIGHTS if self.tables[name]]
        table = self.random.choices(names, [WEIGHTS[name] for name in names])[0]
        row = self.random.choice(self.tables[table])
        kind = self.random.random()
        if kind > 0.9 and table in AIMED:
            return Change(table, row, self.aimed_value(table))
        if kind < 0.1 or table == "facility_services":
            return Change(table, row, None)
        if kind < 0.25 and table not in NEVER_ADDED:
            return Change(table, row, self.new_key(table, row) | self.new_value(table, row), added=True)
        return Change(table, row, self.new_value(table, row))

    def aimed_value(self, table: str) -> Row:
        """Return a value that few rows have, and that a rule asks for."""
        column, values = self.random.choice(AIMED[table])
        return {
            column: self.random.choice(values or [row["encounter_id"] for row in self.tables["encounters"]])
        }

    def new_key(self, table: str, row: Row) -> Row:
        """Return a key that no row has."""
        last = KEYS[table][-1]
        used = {other[last] for other in self.tables[table]}
        step: Any = timedelta(seconds=1) if isinstance(row[last], datetime) else timedelta(days=1)
        key = row[last]
        if isinstance(key, int):
            step, key = 1, key + 40
        while key in used:
            key += step
        return {last: key}

    def new_value(self, table: str, row: Row) -> Row:
        columns = [name for name in row if name not in UNTOUCHED and name not in KEYS[table]]
        column = self.random.choice(columns)
        return {column: self.other_value(table, row, column)}

    def other_value(self, table: str, row: Row, column: str) -> Any:
        value = row[column]
        elsewhere = self.random.choice(self.tables[table])[column]
        if (table, column) in self.nullable and self.random.random() < 0.25:
            return None
        if value is None or self.random.random() < 0.3:
            return elsewhere if elsewhere is not None else value
        if isinstance(value, bool):
            return not value
        step = self.random.choice([-1, 1])
        if isinstance(value, datetime):
            times = [other for other in row.values() if isinstance(other, datetime)]
            shifted = value + timedelta(seconds=step * self.random.choice(SECONDS))
            return self.random.choice([shifted, shifted, self.random.choice(times)])
        if isinstance(value, date):
            return value + timedelta(days=step * self.random.choice(DAYS))
        if isinstance(value, int):
            return max(value + step, 0) if column != "cancels" else elsewhere
        return elsewhere
