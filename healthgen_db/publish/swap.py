"""Publishing: the loading schema replaces the published one in one transaction, which renames both.

A running statement continues to read the old tables. The next statement finds the new tables. A rename alone locks no
table, and a statement opens its tables one by one. So a statement that starts during the rename would find some tables
in the old schema and some in the new one (measured without locks: 41 of 300,000 joins during 11,000 renames in a row).
Therefore the old tables are locked for the milliseconds of the renames. Publishing waits for statements that hold one
of them. New statements wait for publishing, and find the new tables (measured again: no mixed statement).

The load history and grants are carried over from the old schema. The readers of the warehouse (see reader) may read
every schema of the new dataset.
"""

from collections.abc import Callable

import psycopg
from psycopg import sql

from healthgen_db.history.datasets import side_schemas
from healthgen_db.postgres.catalog import schema_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.publish.grants import carry_over_grants
from healthgen_db.publish.history import carry_over_history
from healthgen_db.publish.lock_waits import lock_out_readers, take_publish_locks
from healthgen_db.publish.schema_checks import refuse_losses, refuse_other_warehouses, replaced_schemas
from healthgen_db.reader.grants import keep_reading
from healthgen_db.schema.schema_names import loading_schema, mark_retired, next_retired_schema, side_schema


def publish(
    connection: psycopg.Connection,
    schema: str,
    *,
    replace: bool,
    lock_timeout: float,
    complete: Callable[[psycopg.Connection], None],
    note: Callable[[str], None],
) -> None:
    """Retire the published schema, and give its name to the loading schema. Schemas beside them are renamed too.

    replace: whether user objects may be dropped.
    lock_timeout: seconds to wait for sessions that lock the old dataset (see lock_waits). note: called with them.
    complete: writes to the loading schema in the same transaction. It is called after the load history is carried over,
    and before other roles get privileges.

    Raises SchemaError for user objects, WarehouseError for a lock that is not released. After any error the old schema
    is unchanged.
    """
    loading = loading_schema(schema)
    with errors_mapped(), connection.transaction():
        # Each statement must see what others committed while we waited for them. A role's default may differ.
        connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.execute("SET LOCAL synchronous_commit = on")
        new_sides = side_schemas(connection, loading)
        refuse_other_warehouses(connection, schema, list(new_sides))
        replaced = replaced_schemas(connection, schema)
        take_publish_locks(connection, replaced, lock_timeout=lock_timeout, note=note)
        if not replace:
            refuse_losses(connection, schema, {})
        successors = {old: new for old, new in replaced.items() if schema_exists(connection, new)}
        for old, new in successors.items():
            carry_over_history(connection, old, new)
        complete(connection)
        for old, new in successors.items():
            carry_over_grants(connection, old, new, note)
        # A dataset may have schemas and tables that the old one had not.
        keep_reading(connection, schema, [loading, *new_sides.values()])
        lock_out_readers(connection, replaced, lock_timeout=lock_timeout, note=note)
        retired = next_retired_schema(connection, schema)
        for old in replaced:
            aside = retired + old.removeprefix(schema)
            _rename(connection, old, aside)
            mark_retired(connection, aside)
        _rename(connection, loading, schema)
        for name, side in new_sides.items():
            _rename(connection, side, side_schema(schema, name))
        for old in replaced.keys() - successors.keys():
            name = old.removeprefix(f"{schema}_")
            note(f"the {name} schema {old} belonged to the old dataset, and is dropped with it")


def _rename(connection: psycopg.Connection, schema: str, name: str) -> None:
    statement = sql.SQL("ALTER SCHEMA {} RENAME TO {}")
    connection.execute(statement.format(sql.Identifier(schema), sql.Identifier(name)))
