"""Silver: runs the SQL files of sql/silver/transform over the messages of bronze that wait."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from healthgen_db.config.resources import resource
from healthgen_db.postgres.catalog import in_schema
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake.schemas import BRONZE, GOLD, SILVER

MOST_MESSAGES = 40_000
"""A run takes whole batches until it has so many messages. More at once take more memory."""
# Runs compare small tables without statistics with large ones, and a compiled query takes longer than it saves.
_SETTINGS = {"jit": "off", "work_mem": "64MB", "client_min_messages": "warning"}


@dataclass(frozen=True)
class Refined:
    """What a run made of messages."""

    messages: int = 0
    events: int = 0
    """Events that silver did not have before."""
    quarantined: int = 0
    busy: bool = False
    """Whether another receiver was at it, so that nothing was done."""


def refine(connection: psycopg.Connection, schema: str, most_messages: int = MOST_MESSAGES) -> Refined:
    """Take the oldest batches that wait from bronze to silver, in one transaction. The connection is in autocommit.

    Nothing is lost if it fails: the batches still wait. Raises WarehouseError if the server fails.
    """
    return transform(connection, schema, "waiting_batches.sql", {"most_messages": most_messages})


def transform(connection: psycopg.Connection, schema: str, take: str, settings: dict[str, int]) -> Refined:
    """Run a file of sql/silver/take and then all of sql/silver/transform, in one transaction.

    settings: what the file reads, by name.
    """
    schemas = [side_schema(schema, name) for name in (SILVER, BRONZE, GOLD)]
    files = sorted(resource("sql", "silver", "transform").glob("*.sql"))
    work_tables, *steps = files
    with errors_mapped(), connection.transaction():
        # Two runs at the same time would rebuild the same encounters.
        if not scalar(connection, "SELECT pg_try_advisory_xact_lock(%s)", [lock_key("silver", schema)]):
            return Refined(busy=True)
        with in_schema(connection, *schemas):
            values = _SETTINGS | {f"healthgen.{name}": str(value) for name, value in settings.items()}
            for name, value in values.items():
                connection.execute("SELECT set_config(%s, %s, TRUE)", [name, value])
            for file in (work_tables, resource("sql", "silver", "take") / take):
                connection.execute(file.read_bytes())
            if not scalar(connection, "SELECT EXISTS (SELECT FROM taken)"):
                return Refined()
            for file in steps:
                connection.execute(file.read_bytes())
            return Refined(*_counts(connection))


def waiting(connection: psycopg.Connection, schema: str) -> int:
    """Return how many messages of bronze silver has not read yet."""
    statement = sql.SQL("SELECT coalesce(sum(messages), 0) FROM {} WHERE refined_at IS NULL")
    batches = sql.Identifier(side_schema(schema, BRONZE), "batches")
    return int(scalar(connection, statement.format(batches)))


def _counts(connection: psycopg.Connection) -> tuple[int, int, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM new_events),"
        " (SELECT count(DISTINCT message_number) FROM rejected)"
        " + (SELECT count(*) FROM events WHERE reason IS NOT NULL)"
    ).fetchone()
    assert row is not None  # noqa: S101 - a query of counts has one row
    return row
