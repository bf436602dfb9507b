"""The table datasets: which datasets were loaded into a schema, by which stages, with which options."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.options import Config
from healthgen_db.history.insert import insert
from healthgen_db.postgres.catalog import in_schema, schema_exists, table_exists
from healthgen_db.postgres.connection import server_version
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.migrate import head_revision, require_head
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stages.stage import SqlStage, Stage, fingerprinted

Stages = Sequence[Stage | SqlStage]
# The end of the entry "mimic.*": a stage whose schema has views and no tables.
ALL_TABLES = ".*"
VERSION = version("healthgen-db")


@dataclass(frozen=True)
class Dataset:
    """A row of the table datasets."""

    dataset_id: int
    config: dict[str, Any]
    seed: int
    today: date
    origin: date
    start: date
    generator_version: str
    schema_revision: str
    postgres_version: str
    started_at: datetime
    finished_at: datetime | None
    seconds: dict[str, float] | None
    stages: list[dict[str, Any]]
    """The stages in their order: name, and the tables each one fills."""
    rows: dict[str, int] | None = None
    """Rows by table; None while the load runs."""
    fingerprint: str | None = None

    @property
    def tables(self) -> list[str]:
        """The tables that stages filled in the schema of the dataset, in the order of the fingerprint."""
        return [table for stage in self.stages for table in stage["tables"] if "." not in table]

    @property
    def fingerprinted(self) -> list[str]:
        """All tables of the fingerprint, in its order: also those in a schema beside it, such as "mart.fact_visit"."""
        tables = [name for stage in self.stages for name in fingerprinted(stage["name"], stage["tables"])]
        return [table for table in tables if not table.endswith(ALL_TABLES)]

    @property
    def side_names(self) -> list[str]:
        """The suffixes of the other schemas of the dataset, such as "messy"."""
        qualified = (table for stage in self.stages for table in stage["tables"] if "." in table)
        return list(dict.fromkeys(table.partition(".")[0] for table in qualified))


def last_dataset(connection: psycopg.Connection, schema: str) -> Dataset | None:
    """Return the latest dataset of a schema; None if the schema has no load history, or an empty one."""
    if not table_exists(connection, schema, "datasets"):
        return None
    query = sql.SQL("SELECT * FROM {} ORDER BY dataset_id DESC LIMIT 1")
    with errors_mapped(), connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(query.format(sql.Identifier(schema, "datasets"))).fetchone()
    if row is None:
        return None
    # A schema of an older healthgen has no column stages.
    values: dict[str, Any] = {"stages": []} | row
    return Dataset(**{name: values[name] for name in Dataset.__dataclass_fields__ if name in values})


def require_dataset(connection: psycopg.Connection, schema: str) -> Dataset:
    """Return the latest dataset of a schema.

    Raises WarehouseError if there is none, SchemaError if the schema has another revision than this healthgen.
    """
    require_head(connection, schema)
    dataset = last_dataset(connection, schema)
    if dataset is None:
        raise WarehouseError(
            f"schema {schema} has no dataset; create one first with: healthgen load --schema {schema}"
        )
    return dataset


def next_dataset_id(connection: psycopg.Connection, schema: str) -> int:
    """Return the id of the next dataset of a schema. The first dataset is number 1."""
    last = last_dataset(connection, schema)
    return 1 if last is None else last.dataset_id + 1


def side_schemas(connection: psycopg.Connection, schema: str) -> dict[str, str]:
    """Return the other schemas of the latest dataset by suffix, such as "messy", if they exist."""
    dataset = last_dataset(connection, schema)
    names = {} if dataset is None else {name: side_schema(schema, name) for name in dataset.side_names}
    return {name: side for name, side in names.items() if schema_exists(connection, side)}


def parts(connection: psycopg.Connection, schema: str) -> list[str]:
    """Return the names of the stages of the latest dataset and of its other schemas, if they exist."""
    dataset = last_dataset(connection, schema)
    stages = [] if dataset is None else [stage["name"] for stage in dataset.stages]
    return [*stages, *side_schemas(connection, schema)]


def begin_dataset(connection: psycopg.Connection, config: Config, stages: Stages, dataset_id: int) -> None:
    """Insert the row of a dataset at the beginning of its load. The schema is on the search path."""
    values = {
        "dataset_id": dataset_id,
        "config": Jsonb(config.recorded()),
        "seed": config.seed,
        "today": config.today,
        "origin": config.origin,
        "start": config.start,
        "generator_version": VERSION,
        "schema_revision": head_revision(),
        "postgres_version": server_version(connection),
        "stages": Jsonb(_recorded(stages)),
    }
    with errors_mapped():
        connection.execute(insert("datasets", values), values)


def _recorded(stages: Stages) -> list[dict[str, Any]]:
    """Return the stages as JSON values: name and tables. A SQL stage of views alone has the entry <name>.*."""
    return [{"name": each.name, "tables": list(each.tables) or [each.name + ALL_TABLES]} for each in stages]


def note_seconds(connection: psycopg.Connection, dataset_id: int, seconds: Mapping[str, float]) -> None:
    """Write the seconds of the phases so far, and wait until this commit and all earlier ones are on disk.

    Only a transaction that wrote something waits for the disk.
    """
    with errors_mapped(), connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        connection.execute(
            "UPDATE datasets SET seconds = %s WHERE dataset_id = %s", [Jsonb(seconds), dataset_id]
        )


def complete_dataset(
    connection: psycopg.Connection,
    schema: str,
    dataset_id: int,
    *,
    rows: Mapping[str, int],
    fingerprint: str,
    seconds: Mapping[str, float],
) -> None:
    """Complete the row of a dataset at the end of its load."""
    statement = (
        "UPDATE datasets SET finished_at = clock_timestamp(), seconds = %s, rows = %s, fingerprint = %s"
        " WHERE dataset_id = %s"
    )
    # The statement does not name the schema: psycopg would read a % in the name as a parameter.
    with errors_mapped(), in_schema(connection, schema):
        connection.execute(statement, [Jsonb(seconds), Jsonb(rows), fingerprint, dataset_id])


def inputs(config: Config, stages: Stages) -> dict[str, Any]:
    """Return everything that decides the rows of a dataset, as JSON values by name."""
    return config.recorded() | {
        "generator version": VERSION,
        "schema revision": head_revision(),
        "stages": _recorded(stages),
    }


def differences(dataset: Dataset, config: Config, stages: Stages) -> list[str]:
    """Return a line for each input that differs from the input of a dataset, with both values."""
    then = dataset.config | {
        "generator version": dataset.generator_version,
        "schema revision": dataset.schema_revision,
        "stages": dataset.stages,
    }
    return differing(then, inputs(config, stages))


def differing(then: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return a line for each input that differs, with both values."""
    return [
        f"{name.replace('_', '-')} was {_shown(then.get(name))} and is {_shown(now.get(name))} now"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, str) else json.dumps(value)
