"""How far each receiver is: the table positions of the schema <schema>_feed, so that a stream goes on where it was."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from healthgen_db.config.errors import ConfigError, WarehouseError
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.locks import lock_key
from healthgen_db.postgres.queries import scalar
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake.schemas import FEED, ensure_schemas

APPLICATION_NAME = "healthgen stream positions"
READ = "SELECT sent_at, event_key, copy, messages, reference_id, options FROM {} WHERE target = %s"
SAVE = """
INSERT INTO {} (target, options, sent_at, event_key, copy, messages, reference_id)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (target) DO UPDATE SET
    options = excluded.options, sent_at = excluded.sent_at, event_key = excluded.event_key, copy = excluded.copy,
    messages = excluded.messages, reference_id = excluded.reference_id, updated_at = now()
"""


@dataclass(frozen=True)
class Position:
    """The last message that a receiver has for good."""

    sent_at: datetime
    event_key: int
    copy: int
    messages: int
    """How many messages were sent, by all runs together."""
    reference_id: str | None
    options: dict[str, Any]

    @property
    def place(self) -> tuple[datetime, int, int]:
        """Its place in the order of sending."""
        return self.sent_at, self.event_key, self.copy


class Positions:
    """The position of one receiver. Only one stream at a time sends to it."""

    def __init__(self, connection: psycopg.Connection, schema: str, target: str) -> None:
        """Know whose position it is.

        connection: in autocommit; a target may use it to write in the same transaction
        """
        self.connection = connection
        self.target = target
        self.feed = side_schema(schema, FEED)

    def read(self) -> Position | None:
        """Return the position; None if nothing was sent yet."""
        with errors_mapped(), self.connection.cursor(row_factory=class_row(Position)) as cursor:
            return cursor.execute(self._statement(READ), [self.target]).fetchone()

    def save(self, position: Position) -> None:
        """Write the position. The caller commits."""
        with errors_mapped():
            self.connection.execute(
                self._statement(SAVE),
                [
                    self.target,
                    Jsonb(position.options),
                    *position.place,
                    position.messages,
                    position.reference_id,
                ],
            )

    def forget(self) -> None:
        """Remove the position and the answers, for a stream that begins anew."""
        with errors_mapped(), self.connection.transaction():
            for table in ("positions", "answers"):
                statement = sql.SQL("DELETE FROM {} WHERE target = %s").format(
                    sql.Identifier(self.feed, table)
                )
                self.connection.execute(statement, [self.target])

    def _statement(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(sql.Identifier(self.feed, "positions"))


@contextmanager
def open_positions(dsn: str, schema: str, target: str) -> Iterator[Positions]:
    """Yield the position of a receiver, and create its schema if it is not there.

    Raises ConfigError if this role may not keep a position, WarehouseError if another stream sends to the receiver.
    """
    with connect(dsn, schema=schema, autocommit=True, application_name=APPLICATION_NAME) as connection:
        _require_writable(connection, schema, target)
        if not scalar(connection, "SELECT pg_try_advisory_lock(%s)", [lock_key("stream", schema, target)]):
            raise WarehouseError(
                f"another healthgen stream sends to {target} from schema {schema}; wait until it ends, or stop it"
            )
        yield Positions(connection, schema, target)


def _require_writable(connection: psycopg.Connection, schema: str, target: str) -> None:
    """Create the schema of the feed if it is not there. Raises ConfigError if this role may not write there."""
    feed = side_schema(schema, FEED)
    query = "SELECT has_table_privilege(format('%%I.positions', %s::text), 'INSERT, UPDATE, DELETE')"
    try:
        ensure_schemas(connection, schema, [FEED])
        reason = None if scalar(connection, query, [feed]) else "no privilege to write into its tables"
    except WarehouseError as error:
        cause = error.__cause__
        if not isinstance(cause, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
            raise
        reason = cause.diag.message_primary
    if reason is not None:
        raise ConfigError(
            f"--to {target}: the schema {feed} keeps how far the receiver is, and this role may not write there"
            f" ({reason}); use another role, or --to -, which keeps no position"
        )


def check_options(position: Position, options: Mapping[str, Any], target: str) -> None:
    """Raise ConfigError if a stream would go on with other options than it began with."""
    changed = [
        f"{name} was {_shown(position.options.get(name))} and is {_shown(value)} now"
        for name, value in options.items()
        if position.options.get(name) != value
    ]
    if changed:
        raise ConfigError(
            f"--to {target} has been sent another stream: {', '.join(changed)}; use the same options to go on, or"
            " --restart to send everything again; messages of another dataset need a receiver without the old ones"
        )


def _shown(value: object) -> str:
    return "not given" if value is None else str(value)
