"""The quarantine: messages that silver could not use are judged again."""

import time

import psycopg
from psycopg import sql

from healthgen_db.postgres.queries import scalar
from healthgen_db.schema.schema_names import side_schema
from healthgen_db.stream.lake.schemas import SILVER
from healthgen_db.stream.lake.silver import MOST_MESSAGES, transform

# While another receiver refines, it is tried again after so long.
BUSY_SECONDS = 0.05
# The last message of the next run.
_NEXT = (
    "SELECT max(q.message_number) FROM (SELECT message_number FROM {} WHERE replayed_at IS NULL"
    " AND message_number > %s ORDER BY message_number LIMIT %s) AS q"
)


def replay(connection: psycopg.Connection, schema: str, most_messages: int = MOST_MESSAGES) -> int:
    """Judge all messages of the quarantine again; return how many of them left it. The connection is in autocommit.

    A message leaves it for example if the reference snapshot that names its hospital came later. Raises WarehouseError
    if the server fails; the messages that left before stay in silver.
    """
    quarantine = sql.Identifier(side_schema(schema, SILVER), "quarantine")
    released, after = 0, -1
    while True:
        last = scalar(connection, sql.SQL(_NEXT).format(quarantine), [after, most_messages])
        if last is None:
            return released
        settings = {"most_messages": most_messages, "after_message": after}
        refined = transform(connection, schema, "quarantined.sql", settings)
        if refined.busy:
            time.sleep(BUSY_SECONDS)
            continue
        released += refined.messages - refined.quarantined
        after = last
