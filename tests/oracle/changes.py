"""Changes of the rows of a database, and a source of random rows and values for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

import psycopg
from psycopg import sql

from .tables import Tables

__all__ = ["Change", "Corruption", "Row", "Source", "delete", "insert", "shifted", "update"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One statement: a row inserted, or rows updated or deleted by the value of one column."""

    table: str
    values: Mapping[str, Any] | None
    """Columns and their new values; None deletes."""
    where: tuple[str, Any] | None
    """The column to find the rows by and its value; None inserts."""

    def apply(self, connection: psycopg.Connection) -> None:
        """Execute the statement."""
        table, values = sql.Identifier(self.table), self.values or {}
        columns = [sql.Identifier(name) for name in values]
        if self.where is None:
            statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
                table, sql.SQL(", ").join(columns), sql.SQL(", ").join([sql.Placeholder()] * len(columns))
            )
            connection.execute(statement, list(values.values()))
            return
        name, value = self.where
        condition = sql.SQL(" WHERE {} = %s").format(sql.Identifier(name))
        settings = sql.SQL(", ").join(sql.SQL("{} = %s").format(column) for column in columns)
        start = "DELETE FROM {}" if self.values is None else "UPDATE {} SET {}"
        connection.execute(sql.SQL(start).format(table, settings) + condition, [*values.values(), value])

    def __str__(self) -> str:
        """Return the change as text for an error message."""
        told = ", ".join(f"{name} = {value}" for name, value in (self.values or {}).items())
        if self.where is None:
            return f"insert into {self.table}: {told}"
        return f"{self.table} with {self.where[0]} = {self.where[1]}: {told or 'delete'}"


def update(table: str, key: str, value: object, **values: object) -> Change:
    """Return the change that sets columns of the rows with a key."""
    return Change(table, values, (key, value))


def delete(table: str, key: str, value: object) -> Change:
    """Return the change that deletes the rows with a key."""
    return Change(table, None, (key, value))


def insert(table: str, row: Row, **values: object) -> Change:
    """Return the change that inserts a copy of a row, with other values in some columns."""
    return Change(table, row | values, None)


def shifted(day: date, days: int) -> date:
    """Return a date some days later."""
    return day + timedelta(days=days)


@dataclass(frozen=True)
class Source:
    """What corruptions use: clean tables and one stream of random numbers."""

    random: Random
    rows: Rows

    def one(self, table: str) -> Row:
        """Return a row of a table."""
        return self.random.choice(self.rows.of(table))

    def value(self, table: str, column: str) -> Any:
        """Return a value that a column has somewhere."""
        return self.one(table)[column]

    def one_with(self, table: str, **values: object) -> Row:
        """Return the row with the given values; there must be one."""
        return self.random.choice(self.rows.matching(table, values))

    def course(self, *, at_least: int = 2) -> list[Row]:
        """Return the visits of a patient for a condition, in order of time."""
        return self.random.choice([course for course in self.rows.courses if len(course) >= at_least])

    def visits_of_one(self, *, at_least: int = 2) -> list[Row]:
        """Return the visits of a random patient, in order of time."""
        return self.random.choice([visits for visits in self.rows.histories if len(visits) >= at_least])

    def bill_of(self, visit: Row) -> Row:
        """Return the bill of a visit."""
        return self.rows.bills[visit["visit_id"]]

    def days(self) -> int:
        """Return a number of days to shift a date: mostly small, never 0."""
        return self.random.choice([-1, 1]) * int(
            self.random.choice([1, 1, 2, 3, 5, 6, 30, 31, 100, 365, 1000])
        )

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        return self.random.randint(low, high)


class Rows:
    """The rows of clean tables as dicts, grouped as corruptions need them."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._of: dict[str, list[Row]] = {}

    def of(self, table: str) -> list[Row]:
        """Return all rows of a table."""
        if table not in self._of:
            self._of[table] = self.tables[table].to_dicts()
        return self._of[table]

    def matching(self, table: str, values: Mapping[str, object]) -> list[Row]:
        """Return the rows of a table that have the values."""
        return [row for row in self.of(table) if values.items() <= row.items()]

    @cached_property
    def bills(self) -> dict[int, Row]:
        """The bills by visit."""
        return {bill["visit_id"]: bill for bill in self.of("billing")}

    @cached_property
    def courses(self) -> list[list[Row]]:
        """The visits by patient and condition."""
        return self._visits_by("patient_id", "condition_id")

    @cached_property
    def histories(self) -> list[list[Row]]:
        """The visits by patient."""
        return self._visits_by("patient_id")

    def _visits_by(self, *columns: str) -> list[list[Row]]:
        groups: dict[tuple[object, ...], list[Row]] = {}
        for visit in sorted(self.of("visits"), key=lambda row: int(row["visit_id"])):
            groups.setdefault(tuple(visit[column] for column in columns), []).append(visit)
        return list(groups.values())


# Categories what to corrupt and returns the changes that do it.
Corruption = Callable[[Source], Sequence[Change]]
