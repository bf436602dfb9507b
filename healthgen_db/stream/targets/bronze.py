"""The bronze schema of the same database as a target: no broker between sender and receiver."""

from collections.abc import Sequence

import psycopg

from healthgen_db.stream.lake import bronze
from healthgen_db.stream.lake.schemas import BRONZE, ensure_schemas
from healthgen_db.stream.receive.source import Received
from healthgen_db.stream.targets.target import Message

SOURCE = "stream"
"""What bronze calls it. It has one partition, 0."""


class BronzeTarget:
    """Collects messages, and stores them as one batch when it is flushed.

    The caller flushes in the transaction in which it saves the position, so each message is stored exactly once.
    """

    def __init__(self, connection: psycopg.Connection, schema: str) -> None:
        """Create the schema <schema>_bronze if it is not there. connection: in autocommit, also for the position."""
        ensure_schemas(connection, schema, [BRONZE])
        self._connection = connection
        self._schema = schema
        self._messages: list[bytes] = []
        self._next = bronze.next_offset(connection, schema, SOURCE, 0)

    def begin(self, reference: bytes) -> None:
        """Put the reference snapshot before the messages of the first batch."""
        self._messages.append(reference)

    def send(self, messages: Sequence[Message]) -> None:
        """Collect messages."""
        self._messages += [each.payload for each in messages]

    def flush(self) -> None:
        """Store what was collected. Raises WarehouseError if the server fails or another stream stored meanwhile."""
        if self._messages:
            received = [Received(raw, 0, place) for place, raw in enumerate(self._messages, self._next)]
            bronze.store(self._connection, self._schema, SOURCE, received)
            self._next += len(received)
            self._messages = []

    def close(self) -> None:
        """Forget what was not stored. The connection belongs to the caller."""
        self._messages = []
