"""The books of a warehouse: which dataset was loaded from what, and the ledger of its blocks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row, tuple_row
from psycopg.types.json import Jsonb

from healthgen_db import __version__
from healthgen_db.config.options import Config
from healthgen_db.export.fingerprint import Fingerprint
from healthgen_db.postgres.connection import errors_mapped, server_version
from healthgen_db.schema.migrate import head_revision
from healthgen_db.schema.schema_names import in_schema, table_exists

__all__ = [
    "BlockRecord",
    "Dataset",
    "close_dataset",
    "differences",
    "last_dataset",
    "loaded_units",
    "next_dataset_id",
    "note_copied",
    "open_dataset",
    "record_block",
]


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
    patients: int | None
    visits: int | None
    billing: int | None
    fingerprint: str | None


@dataclass(frozen=True)
class BlockRecord:
    """A row of the ledger: a block of patients, 1-based and inclusive, and the rows it gave."""

    block: int
    first_patient: int
    last_patient: int
    patients: int
    visits: int
    billing: int
    seconds: float

    @property
    def rows(self) -> int:
        """Rows of the three tables together."""
        return self.patients + self.visits + self.billing


def last_dataset(connection: psycopg.Connection, schema: str) -> Dataset | None:
    """Return the latest dataset of a schema, None where there are no books or they are empty."""
    if not table_exists(connection, schema, "datasets"):
        return None
    columns = sql.SQL(", ").join(map(sql.Identifier, Dataset.__dataclass_fields__))
    query = sql.SQL("SELECT {} FROM {} ORDER BY dataset_id DESC LIMIT 1")
    with errors_mapped(), connection.cursor(row_factory=class_row(Dataset)) as cursor:
        return cursor.execute(query.format(columns, sql.Identifier(schema, "datasets"))).fetchone()


def next_dataset_id(connection: psycopg.Connection, schema: str) -> int:
    """Return the number of the dataset to come after those of the schema; datasets are numbered from 1."""
    last = last_dataset(connection, schema)
    return 1 if last is None else last.dataset_id + 1


def open_dataset(connection: psycopg.Connection, config: Config, dataset_id: int) -> None:
    """Write the row of a dataset whose load begins, into the schema on the search path."""
    values = {
        "dataset_id": dataset_id,
        "config": Jsonb(config.recorded()),
        "seed": config.seed,
        "today": config.today,
        "origin": config.origin,
        "start": config.start,
        "generator_version": __version__,
        "schema_revision": head_revision(),
        "postgres_version": server_version(connection),
    }
    statement = sql.SQL("INSERT INTO datasets ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, values)), sql.SQL(", ").join(map(sql.Placeholder, values))
    )
    with errors_mapped():
        connection.execute(statement, values)


def note_copied(connection: psycopg.Connection, dataset_id: int, seconds: dict[str, float]) -> None:
    """Write what copying took, and wait until that and with it every block copied before is safe on disk.

    Only a transaction that wrote something waits for the disk.
    """
    with errors_mapped(), connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        connection.execute(
            "UPDATE datasets SET seconds = %s WHERE dataset_id = %s", [Jsonb(seconds), dataset_id]
        )


def close_dataset(
    connection: psycopg.Connection,
    schema: str,
    dataset_id: int,
    found: Fingerprint,
    seconds: dict[str, float],
) -> None:
    """Complete the row of a dataset that is all there."""
    # The schema stands on the search path, as psycopg would take a % in its name for a parameter.
    statement = (
        "UPDATE datasets SET finished_at = clock_timestamp(), seconds = %(seconds)s, patients = %(patients)s,"
        " visits = %(visits)s, billing = %(billing)s, fingerprint = %(fingerprint)s"
        " WHERE dataset_id = %(dataset_id)s"
    )
    values = {"dataset_id": dataset_id, "seconds": Jsonb(seconds), "fingerprint": found.whole, **found.rows}
    with errors_mapped(), in_schema(connection, schema):
        connection.execute(statement, values)


def differences(dataset: Dataset, config: Config) -> list[str]:
    """Name what a dataset was begun with that is not so now, each with both values: what makes other rows."""
    then = dict(dataset.config) | {
        "generator version": dataset.generator_version,
        "schema revision": dataset.schema_revision,
    }
    now = config.recorded() | {"generator version": __version__, "schema revision": head_revision()}
    return [
        f"{name.replace('_', '-')} was {_shown(then.get(name))} and is {_shown(now.get(name))} now"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, str) else json.dumps(value)


def record_block(connection: psycopg.Connection, dataset_id: int, record: BlockRecord) -> None:
    """Write a block into the ledger; the caller commits it together with the block's rows."""
    with errors_mapped():
        connection.execute(
            "INSERT INTO load_blocks"
            " (dataset_id, block, first_patient, last_patient, patients, visits, billing, seconds)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (dataset_id, *(getattr(record, name) for name in BlockRecord.__dataclass_fields__)),
        )


def loaded_units(connection: psycopg.Connection, dataset_id: int) -> list[BlockRecord]:
    """Return the blocks of a dataset that are in the tables on the search path, by patient."""
    query = (
        "SELECT block, first_patient, last_patient, patients, visits, billing, seconds FROM load_blocks"
        " WHERE dataset_id = %s ORDER BY first_patient"
    )
    with errors_mapped(), connection.cursor(row_factory=tuple_row) as cursor:
        return [BlockRecord(*row) for row in cursor.execute(query, [dataset_id])]
