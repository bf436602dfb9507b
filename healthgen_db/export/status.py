"""Status: what a schema contains, whether a load is running or was stopped, and which schemas will be dropped."""

from collections import Counter
from dataclasses import dataclass

import psycopg
from psycopg.rows import scalar_row

from healthgen_db.history.datasets import Dataset, last_dataset, side_schemas
from healthgen_db.history.loaded_units import loaded_units
from healthgen_db.history.lock import Holder, holders
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.connection import connect, require_usage, server_version
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.reader.roles import reader_logins
from healthgen_db.schema.migrate import current_revision, head_revision
from healthgen_db.schema.schema_names import loading_schema, retired_schemas


@dataclass(frozen=True)
class LoadUnderWay:
    """A load that has not published its dataset yet. It is running (holder) or was stopped (holder is None)."""

    dataset: Dataset | None
    rows: dict[str, int]
    """Committed rows by table."""
    holder: Holder | None


@dataclass(frozen=True)
class Status:
    """The status of a schema; None means that there is no such thing."""

    schema: str
    server_version: str
    revision: str | None
    head_revision: str
    dataset: Dataset | None
    size_bytes: int
    side_schemas: dict[str, str]
    """The other schemas of the dataset, by name."""
    load: LoadUnderWay | None
    retired: list[str]
    """Replaced datasets that the next load will drop."""
    readers: list[str]
    """The logins that may only read (healthgen db reader)."""


def status(dsn: str, schema: str) -> Status:
    """Return the status of a schema. Raises WarehouseError if the server refuses a statement."""
    with connect(dsn, autocommit=True, application_name="healthgen status") as connection, errors_mapped():
        require_usage(connection, schema)
        return Status(
            schema=schema,
            server_version=server_version(connection),
            revision=current_revision(connection, schema),
            head_revision=head_revision(),
            dataset=last_dataset(connection, schema),
            size_bytes=_size(connection, schema),
            side_schemas=side_schemas(connection, schema),
            load=_under_way(connection, schema),
            retired=retired_schemas(connection, schema),
            readers=reader_logins(connection, schema),
        )


def _under_way(connection: psycopg.Connection, schema: str) -> LoadUnderWay | None:
    loading = loading_schema(schema)
    holder = next(iter(holders(connection, schema)), None)
    dataset = last_dataset(connection, loading)
    rows: Counter[str] = Counter()
    # The load history of an older healthgen has other columns.
    if dataset is not None and current_revision(connection, loading) == head_revision():
        with in_schema(connection, loading):
            for each in loaded_units(connection, dataset.dataset_id):
                rows.update(each.rows)
    elif holder is None:
        return None
    return LoadUnderWay(dataset, dict(rows), holder)


def _size(connection: psycopg.Connection, schema: str) -> int:
    query = (
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class AS c"
        " WHERE c.relnamespace = to_regnamespace(quote_ident(%s)) AND c.relkind IN ('r', 'm')"
    )
    with connection.cursor(row_factory=scalar_row) as cursor:
        return int(cursor.execute(query, [schema]).fetchone() or 0)
