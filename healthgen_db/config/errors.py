"""The errors a user can meet, and the exit code each one ends the command with.

HealthgenError
├── ConfigError          bad option, file or value                            exit 2
├── RuleFileError        sql/rules/x.sql:3: what is wrong                     exit 2
└── WarehouseError       a database failure: sqlstate, table, constraint      exit 3
    ├── ServerError      the embedded server: start, stop, port, permission
    ├── SchemaError      not at head, user objects, drift
    └── LoadError        work unit, table
"""

from __future__ import annotations


class HealthgenError(Exception):
    """Something went wrong that the message explains to the person who reads it."""

    exit_code = 3

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class ConfigError(HealthgenError):
    """An option, a file or a value is not usable."""

    exit_code = 2


class RuleFileError(HealthgenError):
    """A rule or metric file cannot be used."""

    exit_code = 2


class WarehouseError(HealthgenError):
    """The database refused or failed."""

    def __init__(
        self,
        message: str = "",
        *,
        sqlstate: str | None = None,
        table: str | None = None,
        constraint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.table = table
        self.constraint = constraint


class ServerError(WarehouseError):
    """The embedded server could not be started, stopped or reached."""


class SchemaError(WarehouseError):
    """The schema is not what this version of healthgen made."""


class LoadError(WarehouseError):
    """A load stopped before it was complete."""

    def __init__(
        self,
        message: str = "",
        *,
        unit: int | None = None,
        sqlstate: str | None = None,
        table: str | None = None,
        constraint: str | None = None,
    ) -> None:
        super().__init__(message, sqlstate=sqlstate, table=table, constraint=constraint)
        self.unit = unit
