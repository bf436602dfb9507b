"""Standoffs at the publishing: who is waited for, for how long, and who is not, among those who use the old tables.

To publish is to replace every row, so it needs the lock that any writer takes (ROW EXCLUSIVE). Whoever holds writers
off (a migration, CREATE INDEX, LOCK TABLE from SHARE upwards) is waited for, with a word about it, until the timeout:
then the old dataset stays. Readers, other writers, VACUUM and ANALYZE do not hold writers off, so none of them stops a
publishing, however long their transaction lasts: what they do concerns the rows that are about to go.

Except in the books, whose rows are carried over: who writes there, such as a validation that records its run, is waited
for as well, and who comes later waits (SHARE) and then writes into the new books. Else the row would be lost.

Then readers are kept out for the renames, if they leave soon: see publish. A transaction that reads statement after
statement with one snapshot, such as pg_dump's, is waited for like those who hold writers off: it would read the rest of
the tables empty.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.schema.schema_names import in_schema, schema_exists

__all__ = ["HISTORY_TABLES", "lock_out_readers", "take_publish_locks"]

# The tables whose rows go over from an old schema to the new one, in an order that their keys allow.
HISTORY_TABLES = ("datasets", "validation_runs", "validation_results")

LOCK_NOT_AVAILABLE = "55P03"
RETRY_SECONDS = 0.1
# Who comes while we wait for a lock may queue up behind us, so each attempt is short: shorter than the
# deadlock_timeout too (1 s by default), lest the server break off a session that waits for us while we wait for it.
LOCK_ATTEMPT = "50ms"
# Readers whose statements overlap all the time, or who sit in a transaction that takes a snapshot for each statement,
# never leave the old tables. They do not stop the publishing: they were parsed long ago.
READERS_PATIENCE_SECONDS = 2.0


def take_publish_locks(
    connection: psycopg.Connection,
    replaced: Mapping[str, str],
    *,
    lock_timeout: float,
    note: Callable[[str], None],
) -> None:
    """Lock the old tables and views as a writer does, and the books against writers, until the transaction ends.

    replaced: each old schema with the one that takes its place. lock_timeout: seconds to wait for whoever is in the
    way. note: is told about them, once.

    Raises WarehouseError, naming who is in the way, after that time.
    """
    deadline = monotonic() + lock_timeout
    told = False
    while not _lock(connection, replaced, {"ROW EXCLUSIVE": None, "SHARE": HISTORY_TABLES}):
        who = " and ".join(_in_the_way(connection, replaced)) or "another session"
        if monotonic() > deadline:
            raise _given_up(lock_timeout, who)
        if not told:
            note(f"waiting {lock_timeout:g} s at most, as the old dataset is locked: {who}")
            told = True
        sleep(RETRY_SECONDS)


def lock_out_readers(
    connection: psycopg.Connection,
    replaced: Mapping[str, str],
    *,
    lock_timeout: float,
    note: Callable[[str], None],
) -> None:
    """Lock the same against everybody until the transaction ends, once the readers have left; or do not.

    Raises WarehouseError, naming who it is, if somebody reads on with one snapshot for longer than lock_timeout.
    """
    begun = monotonic()
    told = False
    while not _lock(connection, replaced, {"ACCESS EXCLUSIVE": None}):
        waited = monotonic() - begun
        who = " and ".join(_with_snapshots(connection, replaced))
        if not who and waited > READERS_PATIENCE_SECONDS:
            return
        if waited > max(lock_timeout, READERS_PATIENCE_SECONDS):
            raise _given_up(lock_timeout, who)
        if who and not told:
            note(f"waiting {lock_timeout:g} s at most, as the old dataset is being read: {who}")
            told = True
        sleep(RETRY_SECONDS)


def _given_up(lock_timeout: float, who: str) -> WarehouseError:
    return WarehouseError(
        f"not published, as the old dataset was locked for {lock_timeout:g} s (--lock-timeout): {who};"
        " run the same command again when that session is done",
        sqlstate=LOCK_NOT_AVAILABLE,
    )


def _lock(
    connection: psycopg.Connection, replaced: Mapping[str, str], modes: Mapping[str, Collection[str] | None]
) -> bool:
    """Lock all or nothing, and tell which. modes: which relations to lock in each mode; None means all of them."""
    relations = [
        (old, relation) for old, new in replaced.items() for relation in _relations(connection, old, new)
    ]
    try:
        with connection.transaction(), _lock_timeout(connection, LOCK_ATTEMPT):
            for mode, wanted in modes.items():
                names = [sql.Identifier(*each) for each in relations if wanted is None or each[1] in wanted]
                if names:
                    locking = sql.SQL("LOCK TABLE {} IN {} MODE")
                    connection.execute(locking.format(sql.SQL(", ").join(names), sql.SQL(mode)))
    except psycopg.errors.LockNotAvailable:
        return False
    return True


@contextmanager
def _lock_timeout(connection: psycopg.Connection, value: str) -> Iterator[None]:
    """Set it for a block inside a transaction; after an error the rollback puts it back."""
    setting = "SELECT set_config('lock_timeout', %s, TRUE)"
    with connection.cursor(row_factory=tuple_row) as cursor:
        (before,) = cursor.execute("SELECT current_setting('lock_timeout')").fetchone() or ("0",)
        cursor.execute(setting, [value])
        yield
        cursor.execute(setting, [before])


def _relations(connection: psycopg.Connection, old: str, new: str) -> list[str]:
    """Return the tables and views of the old schema that are ours: those that the new one, if there is one, has too."""
    ours = _names(connection, old)
    return sorted(ours & _names(connection, new) if schema_exists(connection, new) else ours)


def _names(connection: psycopg.Connection, schema: str) -> set[str]:
    query = (
        "SELECT relname FROM pg_catalog.pg_class"
        " WHERE relnamespace = to_regnamespace(quote_ident(%s)) AND relkind IN ('r', 'v')"
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        return {str(name) for (name,) in cursor.execute(query, [schema])}


def _in_the_way(connection: psycopg.Connection, schemas: Iterable[str]) -> Iterator[str]:
    """Describe the sessions that hold writers off the schemas, or will: who waits for such a lock comes first."""
    query = resource("sql", "load", "lockers.sql").read_text(encoding="utf-8")
    for schema in schemas:
        with in_schema(connection, schema), connection.cursor(row_factory=tuple_row) as cursor:
            for pid, application_name, state, relation, granted in cursor.execute(query):
                verb = "has locked" if granted else "waits to lock"
                yield f"{_session(pid, application_name, state)} {verb} {schema}.{relation}"


def _with_snapshots(connection: psycopg.Connection, schemas: Iterable[str]) -> Iterator[str]:
    """Describe the sessions that go on reading the schemas with the snapshot they began with."""
    query = resource("sql", "load", "snapshots.sql").read_text(encoding="utf-8")
    for schema in schemas:
        with in_schema(connection, schema), connection.cursor(row_factory=tuple_row) as cursor:
            for pid, application_name, state, relation in cursor.execute(query):
                yield f"{_session(pid, application_name, state)} reads {schema}.{relation} in a long transaction"


def _session(pid: int | None, application_name: str | None, state: str | None) -> str:
    session = f"server process {pid}" if pid else "a prepared transaction"
    about = ", ".join(filter(None, (application_name, state)))
    return f"{session} ({about})" if about else session
