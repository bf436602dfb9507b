"""One block: computed, copied into the fact and messy tables, entered in the ledger; all by one commit."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

import psycopg

from healthgen_db.config.errors import HealthgenError, LoadError, WarehouseError
from healthgen_db.generate.block import Block, compute_block
from healthgen_db.history.datasets import BlockRecord, record_block
from healthgen_db.loading.parts import Part
from healthgen_db.messy.messy_copy import messy_batches
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.postgres.copy import copy_batch
from healthgen_db.schema.migrate import FACT_TABLES
from healthgen_db.schema.schema_names import in_schema, messy_schema
from healthgen_db.world.world import World

__all__ = ["Job", "load_block"]


@dataclass(frozen=True)
class Job:
    """Where the blocks of a dataset go."""

    dsn: str
    schema: str
    loading: str
    dataset_id: int
    control: int
    """The session that holds the lock of the load."""


def load_block(connection: psycopg.Connection, world: World, job: Job, part: Part) -> BlockRecord:
    """Compute one block and commit it with its line in the ledger.

    Raises LoadError with the block and the cause.
    """
    begin = perf_counter()
    table: str | None = None
    try:
        block = compute_block(world, part.first_patient, part.last_patient)
        batches = {table: getattr(block, table) for table in FACT_TABLES}
        with errors_mapped(), connection.transaction():
            for table, batch in batches.items():
                copy_batch(connection, table, batch)
            table = None
            if world.config.messy:
                copy_messy(connection, world, job.loading, block)
            rows = {name: batch.num_rows for name, batch in batches.items()}
            record = BlockRecord(
                part.block, part.first_patient, part.last_patient, **rows, seconds=perf_counter() - begin
            )
            table = "load_blocks"
            record_block(connection, job.dataset_id, record)
    except HealthgenError as error:
        raise _failed(part, table, error) from error
    return record


def _failed(part: Part, table: str | None, error: HealthgenError) -> LoadError:
    """Return the error of a block, with what the server said of it; table: the one written to, if it is known."""
    refused = error if isinstance(error, WarehouseError) else WarehouseError()
    return LoadError(
        f"{part.described} could not be loaded: {error}",
        block=part.block,
        sqlstate=refused.sqlstate,
        table=refused.table or table,
        constraint=refused.constraint,
    )


def copy_messy(connection: psycopg.Connection, world: World, loading: str, block: Block) -> None:
    """Append the messy rows of a block and the record of their faults; the caller commits them with the block."""
    with in_schema(connection, messy_schema(loading)):
        for table, rows in messy_batches(world, block):
            copy_batch(connection, table, rows)
