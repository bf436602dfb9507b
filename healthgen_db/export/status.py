"""Status: what a schema holds, whether a load is under way or was broken off, what is left to be dropped."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row

from healthgen_db.history.datasets import Dataset, last_dataset, loaded_units
from healthgen_db.history.lock import Holder, holders
from healthgen_db.messy.fault_file import CHANGES
from healthgen_db.postgres.connection import connect, errors_mapped, require_usage, server_version
from healthgen_db.schema.migrate import current_revision, head_revision
from healthgen_db.schema.schema_names import (
    in_schema,
    loading_schema,
    messy_schema,
    retired_schemas,
    table_exists,
)

__all__ = ["LoadUnderWay", "Status", "status"]


@dataclass(frozen=True)
class LoadUnderWay:
    """A load that has not published its dataset yet: it runs (holder) or was broken off (None)."""

    dataset: Dataset | None
    patients_loaded: int
    holder: Holder | None


@dataclass(frozen=True)
class Status:
    """What there is to know of a schema; None where there is no such thing."""

    schema: str
    server_version: str
    revision: str | None
    head_revision: str
    dataset: Dataset | None
    size_bytes: int
    messy_schema: str | None
    """Where the messy copy of the dataset is."""
    load: LoadUnderWay | None
    retired: list[str]
    """Replaced datasets that the next load is to drop."""


def status(dsn: str, schema: str) -> Status:
    """Return the status of a schema; looking changes nothing."""
    messy = messy_schema(schema)
    with connect(dsn, autocommit=True, application_name="healthgen status") as connection, errors_mapped():
        require_usage(connection, schema)
        return Status(
            schema=schema,
            server_version=server_version(connection),
            revision=current_revision(connection, schema),
            head_revision=head_revision(),
            dataset=last_dataset(connection, schema),
            size_bytes=_size(connection, schema),
            messy_schema=messy if table_exists(connection, messy, CHANGES) else None,
            load=_under_way(connection, schema),
            retired=retired_schemas(connection, schema),
        )


def _under_way(connection: psycopg.Connection, schema: str) -> LoadUnderWay | None:
    loading = loading_schema(schema)
    holder = next(iter(holders(connection, schema)), None)
    dataset = last_dataset(connection, loading)
    if dataset is None and holder is None:
        return None
    loaded = 0
    if dataset is not None:
        with in_schema(connection, loading):
            loaded = sum(record.patients for record in loaded_units(connection, dataset.dataset_id))
    return LoadUnderWay(dataset, loaded, holder)


def _size(connection: psycopg.Connection, schema: str) -> int:
    query = (
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class AS c"
        " WHERE c.relnamespace = to_regnamespace(quote_ident(%s)) AND c.relkind IN ('r', 'm')"
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(query, [schema]).fetchone()
    return 0 if row is None else int(row[0])
