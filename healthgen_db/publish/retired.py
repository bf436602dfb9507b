"""Retired schemas: they were published and then replaced. They are dropped when they have no readers any more."""

from collections.abc import Callable
from time import monotonic, sleep

import psycopg
from psycopg import sql

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.postgres.catalog import drop_schema, tables_of
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.publish.user_objects import refuse_dependents
from healthgen_db.schema.schema_names import retired_schemas

# Another session reads the schema, or it belongs to another role. Then a later load drops it, by a role that may.
LEFT_TO_LATER_LOADS = {"55P03", "42501"}
RETRY_SECONDS = 0.1


def drop_retired(
    connection: psycopg.Connection,
    schema: str,
    *,
    patience: float,
    replace: bool = False,
    note: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Drop the retired schemas, and return those that are still being read after `patience` seconds.

    Their tables are locked without waiting, so that no other session has to wait for this one.

    replace: whether objects of other schemas that depend on them are dropped too. If not, such a schema is kept, and
    note is called with the reason.
    """
    deadline = monotonic() + patience
    found = retired_schemas(connection, schema)
    waiting = list(found)
    while waiting:
        for name in list(waiting):
            try:
                if _try_drop(connection, name, found, replace=replace):
                    waiting.remove(name)
            except SchemaError as kept:
                note(str(kept))
                waiting.remove(name)
        if not waiting or monotonic() > deadline:
            break
        sleep(RETRY_SECONDS)
    return waiting


def _try_drop(connection: psycopg.Connection, retired: str, others: list[str], *, replace: bool) -> bool:
    try:
        with errors_mapped(), connection.transaction():
            # DROP SCHEMA waits at most this long for locks on other objects, such as a view in another schema.
            connection.execute("SET LOCAL lock_timeout = '1s'")
            for table in tables_of(connection, retired):
                statement = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT")
                connection.execute(statement.format(sql.Identifier(retired, table)))
            # While the tables are locked, nobody can create an object that depends on them.
            if not replace:
                refuse_dependents(connection, retired, others)
            drop_schema(connection, retired)
    except WarehouseError as error:
        if error.sqlstate not in LEFT_TO_LATER_LOADS:
            raise
        return False
    return True
