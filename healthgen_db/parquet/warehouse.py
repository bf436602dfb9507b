"""What checks read besides the tables of a dataset: its row in `datasets`, tables without rows, and the views."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from graphlib import TopologicalSorter

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from healthgen_db.history.datasets import Dataset
from healthgen_db.parquet.manifest import Manifest
from healthgen_db.parquet.translate import prepare, translate
from healthgen_db.schema.tables import metadata
from healthgen_db.schema.tables.views import view_queries

POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


def dataset_of(manifest: Manifest) -> Dataset:
    """Return the dataset of a manifest, as the table datasets has it. What computed it is in postgres_version."""
    config = manifest.config
    return Dataset(
        dataset_id=1,
        config=config,
        seed=config["seed"],
        today=date.fromisoformat(config["today"]),
        origin=date.fromisoformat(config["origin"]),
        start=date.fromisoformat(config["start"]),
        generator_version=manifest.generator_version,
        schema_revision=manifest.schema_revision,
        postgres_version=manifest.engine,
        started_at=datetime.fromisoformat(manifest.started_at),
        finished_at=datetime.fromisoformat(manifest.finished_at),
        seconds=manifest.seconds,
        stages=manifest.stages,
        rows=manifest.rows,
        fingerprint=manifest.fingerprint,
    )


def complete_warehouse(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, wanted: Iterable[str]
) -> None:
    """Add what a warehouse has besides the tables of the files: other tables, and views.

    wanted: names; all views among them are created
    """
    prepare(connection)
    query = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'"
    there = {name for (name,) in connection.execute(query).fetchall()}
    for table in metadata.tables.values():
        if table.name not in there:
            _create_empty(connection, table)
    _insert(connection, dataset)
    _create_views(connection, set(wanted))


def _create_empty(connection: duckdb.DuckDBPyConnection, table: sa.Table) -> None:
    """Create a table without rows: the dataset has none, such as predictions, or has no stage that fills it."""
    types = {column.name: column.type.compile(POSTGRES).replace("JSONB", "JSON") for column in table.columns}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    connection.execute(f'CREATE TABLE "{table.name}" ({columns})')


def _insert(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Insert the row of a dataset into datasets."""
    values = [
        json.dumps(value) if isinstance(value, dict | list) else value
        for value in (getattr(dataset, column.name) for column in metadata.tables["datasets"].columns)
    ]
    connection.table("datasets").insert(values)


def _create_views(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> None:
    """Create the views that are wanted, and before them the views that these read."""
    views = {name: translate(query) for name, query in view_queries().items()}
    reads = {name: view.tables & views.keys() for name, view in views.items()}
    wanted &= views.keys()
    while more := {other for name in wanted for other in reads[name]} - wanted:
        wanted |= more
    for name in TopologicalSorter({name: reads[name] for name in wanted}).static_order():
        connection.execute(f'CREATE VIEW "{name}" AS {views[name].query}')
