"""The errors that a user may see, and the exit code of the command for each.

HealthgenError
├── ConfigError          bad option, file or value                            exit 2
├── RuleFileError        sql/rules/x.sql:3: what is wrong                     exit 2
├── StreamError          a sender or a receiver of messages failed            exit 3
├── SparkError           no Java, no cluster, or a worker failed              exit 3
└── WarehouseError       a database failure: sqlstate, table, constraint      exit 3
    ├── ServerError      the embedded server: start, stop, port, permission
    ├── SchemaError      not at head, user objects, drift
    └── LoadError        work unit, table
"""


class HealthgenError(Exception):
    """The base of all errors of healthgen: the message says what is wrong and what to do."""

    exit_code = 3


class ConfigError(HealthgenError):
    """An option, a file or a value cannot be used."""

    exit_code = 2


class RuleFileError(HealthgenError):
    """A rule or metric file cannot be used."""

    exit_code = 2


class StreamError(HealthgenError):
    """A sender or a receiver of messages (Kafka, MLLP) does not answer, or refused something."""


class SparkError(HealthgenError):
    """Spark could not be started, or gave up."""


class WarehouseError(HealthgenError):
    """The database refused a statement or failed.

    unit: the first id of the work unit, for LoadError only.
    """

    def __init__(
        self,
        message: str = "",
        *,
        sqlstate: str | None = None,
        table: str | None = None,
        constraint: str | None = None,
        unit: int | None = None,
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.table = table
        self.constraint = constraint
        self.unit = unit


class ServerError(WarehouseError):
    """The embedded server could not be started, stopped or reached."""


class SchemaError(WarehouseError):
    """The schema is not as this version of healthgen creates it."""


class LoadError(WarehouseError):
    """A load stopped before it was complete."""
