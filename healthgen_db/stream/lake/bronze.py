"""Bronze: messages as they came. A micro-batch is stored in one transaction with its offsets."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.catalog import table_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar, scalars
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake.schemas import BRONZE
from healthgen_db.stream.receive.source import Received

# A batch that was begun before midnight may be stored after it; until then, nobody sees that it waits for silver.
STORING = timedelta(hours=1)
_INDENT = b" \t\r\n"
_DAY_FORMAT = "messages_%Y%m%d"


class Fenced(WarehouseError):  # noqa: N818 - an expected end of a batch, and no failure
    """Another receiver has stored these messages. The source goes on from the offsets in the database."""


def store(connection: psycopg.Connection, schema: str, source: str, received: Sequence[Received]) -> int:
    """Store messages and move the offsets of their source, in one transaction. Returns the batch_id.

    The connection is in autocommit. received: at least one message; those of a partition in order of their offsets.

    Raises Fenced, and stores nothing, if another receiver has moved the offsets; WarehouseError if the server fails.
    """
    bronze = side_schema(schema, BRONZE)
    with errors_mapped():
        # The moment is chosen before the transaction, so that its partition is there whenever midnight is.
        received_at: datetime = scalar(connection, "SELECT clock_timestamp()")
        _ensure_partition(connection, bronze, received_at)
        with connection.transaction():
            _move_offsets(connection, bronze, source, received)
            statement = sql.SQL(
                "INSERT INTO {} (source, messages, received_at) VALUES (%s, %s, %s) RETURNING batch_id"
            ).format(sql.Identifier(bronze, "batches"))
            batch_id = int(scalar(connection, statement, [source, len(received), received_at]))
            _copy(connection, bronze, source, received, batch_id=batch_id, received_at=received_at)
    return batch_id


def next_offset(connection: psycopg.Connection, schema: str, source: str, partition: int) -> int:
    """Return which message of a partition of a source is the next one to read; 0 at the beginning."""
    statement = sql.SQL("SELECT next_offset FROM {} WHERE source = %s AND partition = %s").format(
        sql.Identifier(side_schema(schema, BRONZE), "offsets")
    )
    return int(scalar(connection, statement, [source, partition]) or 0)


def drop_old_partitions(connection: psycopg.Connection, schema: str, keep_days: int) -> list[str]:
    """Drop the partitions of days that ended more than keep_days ago. Returns their names.

    A partition whose messages silver has not read yet stays. The connection is in autocommit.
    """
    bronze = side_schema(schema, BRONZE)
    waiting = sql.SQL("SELECT min(received_at) FROM {} WHERE refined_at IS NULL").format(
        sql.Identifier(bronze, "batches")
    )
    partitions = (
        "SELECT c.relname FROM pg_catalog.pg_inherits AS i INNER JOIN pg_catalog.pg_class AS c ON i.inhrelid = c.oid"
        " WHERE i.inhparent = to_regclass(format('%%I.messages', %s::text))"
        " AND c.relname ~ '^messages_[0-9]{8}$' ORDER BY c.relname"
    )
    dropped = []
    with errors_mapped(), connection.transaction():
        now: datetime = scalar(connection, "SELECT now()")
        oldest = min(now - timedelta(days=keep_days) - STORING, scalar(connection, waiting) or now)
        for name in scalars(connection, partitions, [bronze]):
            day = datetime.strptime(name, _DAY_FORMAT).replace(tzinfo=UTC)
            if day + timedelta(days=1) <= oldest:
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(bronze, name)))
                dropped.append(name)
    return dropped


def _ensure_partition(connection: psycopg.Connection, bronze: str, moment: datetime) -> None:
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    name = day.strftime(_DAY_FORMAT)
    if table_exists(connection, bronze, name):
        return
    statement = sql.SQL("CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES FROM ({}) TO ({})").format(
        sql.Identifier(bronze, name),
        sql.Identifier(bronze, "messages"),
        sql.Literal(day),
        sql.Literal(day + timedelta(days=1)),
    )
    with connection.transaction():
        # Two receivers that store the first batch of a day would both create its partition.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_key("partitions", bronze)])
        connection.execute(statement)


def _move_offsets(
    connection: psycopg.Connection, bronze: str, source: str, received: Sequence[Received]
) -> None:
    statement = sql.SQL(
        "INSERT INTO {} AS o (source, partition, next_offset) VALUES (%s, %s, %s)"
        " ON CONFLICT (source, partition) DO UPDATE SET next_offset = excluded.next_offset, updated_at = now()"
        " WHERE o.next_offset <= %s"
    ).format(sql.Identifier(bronze, "offsets"))
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for each in received:
        first.setdefault(each.partition, each.offset)
        last[each.partition] = each.offset
    # Receivers that lock several partitions lock them in the same order, so none waits for another in a circle.
    for partition in sorted(first):
        values = [source, partition, last[partition] + 1, first[partition]]
        if connection.execute(statement, values).rowcount == 0:
            raise Fenced(
                f"another healthgen ingest has stored messages of {source}, partition {partition},"
                f" from {first[partition]} on"
            )


def _copy(
    connection: psycopg.Connection,
    bronze: str,
    source: str,
    received: Iterable[Received],
    *,
    batch_id: int,
    received_at: datetime,
) -> None:
    statement = sql.SQL(
        'COPY {} (batch_id, source, partition, "offset", format, raw, raw_bytes, received_at) FROM STDIN'
    ).format(sql.Identifier(bronze, "messages"))
    moment = received_at.isoformat()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for each in received:
            raw, raw_bytes = _text(each.raw)
            copy.write_row(
                (batch_id, source, each.partition, each.offset, _format(each.raw), raw, raw_bytes, moment)
            )


def _text(raw: bytes) -> tuple[str, bytes | None]:
    """Return a message as text, and its bytes too if the text cannot show all of them."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(errors="replace")
    else:
        # Postgres has no text with the character NUL.
        if "\0" not in text:
            return text, None
    return text.replace("\0", "\ufffd"), raw


def _format(raw: bytes) -> str:
    start = raw[:64].lstrip(_INDENT)
    if start.startswith(b"{"):
        return "json"
    return "hl7" if start.startswith(b"MSH") else "other"
