"""Lock waits of publishing: for which sessions that use the old tables it waits, and how long.

Publishing replaces every row, so it takes the lock of a writer (ROW EXCLUSIVE). It waits for sessions that lock out
writers (a migration, CREATE INDEX, LOCK TABLE from SHARE upwards). If they do not end before the timeout, the old
dataset stays. Publishing does not wait for readers, other writers, VACUUM and ANALYZE, because it replaces these
rows.

The load history is different, because its rows are carried over. Publishing waits for sessions that write there, such
as a validation that records its run. Later writers wait for publishing (SHARE), and then write into the new tables.
Otherwise their rows would be lost.

Then readers are locked out for the renames, if they finish soon (see swap). A transaction that holds one snapshot, such
as that of pg_dump, delays publishing like a session that locks out writers. Otherwise it would find the tables that it
has not read yet empty.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic, sleep

import psycopg
from psycopg import sql

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.catalog import catalog_rows, schema_exists
from healthgen_db.postgres.queries import scalar, scalars
from healthgen_db.publish.history import HISTORY_TABLES

LOCK_NOT_AVAILABLE = "55P03"
RETRY_SECONDS = 0.1
# Each attempt is short, because other sessions may queue behind our waiting request. It is also shorter than
# deadlock_timeout (1 s by default). Otherwise the server could end a session that waits for us while we wait for it.
LOCK_ATTEMPT = "50ms"
# Some readers always hold a lock on the old tables: their statements overlap all the time, or their transaction stays
# open and takes a snapshot for each statement. They do not stop publishing, because they have opened their tables.
READERS_PATIENCE_SECONDS = 2.0


def take_publish_locks(
    connection: psycopg.Connection,
    replaced: Mapping[str, str],
    *,
    lock_timeout: float,
    note: Callable[[str], None],
) -> None:
    """Lock the old tables and views as a writer does, and the load history against writers, until the transaction ends.

    replaced: each old schema with the schema that replaces it. lock_timeout: seconds to wait for other sessions.
    note: called once with the sessions that are waited for.

    Raises WarehouseError with the names of these sessions after that time.
    """
    deadline = monotonic() + lock_timeout
    noted = False
    while not _lock(connection, replaced, {"ROW EXCLUSIVE": None, "SHARE": HISTORY_TABLES}):
        sessions = " and ".join(_sessions(connection, replaced, "lockers.sql")) or "another session"
        if monotonic() > deadline:
            raise _given_up(lock_timeout, sessions)
        if not noted:
            note(f"waiting {lock_timeout:g} s at most, as the old dataset is locked: {sessions}")
            noted = True
        sleep(RETRY_SECONDS)


def lock_out_readers(
    connection: psycopg.Connection,
    replaced: Mapping[str, str],
    *,
    lock_timeout: float,
    note: Callable[[str], None],
) -> None:
    """Lock the same tables and views against everybody until the transaction ends, if readers allow it.

    Raises WarehouseError with the name of the session if a transaction with one snapshot lasts longer than
    lock_timeout.
    """
    begin = monotonic()
    noted = False
    while not _lock(connection, replaced, {"ACCESS EXCLUSIVE": None}):
        waited = monotonic() - begin
        sessions = " and ".join(_sessions(connection, replaced, "snapshots.sql"))
        if not sessions and waited > READERS_PATIENCE_SECONDS:
            return
        if waited > max(lock_timeout, READERS_PATIENCE_SECONDS):
            raise _given_up(lock_timeout, sessions)
        if sessions and not noted:
            note(f"waiting {lock_timeout:g} s at most, as the old dataset is being read: {sessions}")
            noted = True
        sleep(RETRY_SECONDS)


def _given_up(lock_timeout: float, sessions: str) -> WarehouseError:
    return WarehouseError(
        f"not published, as the old dataset was locked for {lock_timeout:g} s (--lock-timeout): {sessions};"
        " run the same command again when that session has ended",
        sqlstate=LOCK_NOT_AVAILABLE,
    )


def _lock(
    connection: psycopg.Connection, replaced: Mapping[str, str], modes: Mapping[str, Collection[str] | None]
) -> bool:
    """Return whether all locks could be taken; if not, none is. modes: relations by lock mode; None means all."""
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
    """Set lock_timeout for a block inside a transaction. After an error, the rollback resets it."""
    setting = "SELECT set_config('lock_timeout', %s, TRUE)"
    before = scalar(connection, "SELECT current_setting('lock_timeout')")
    connection.execute(setting, [value])
    yield
    connection.execute(setting, [before])


def _relations(connection: psycopg.Connection, old: str, new: str) -> list[str]:
    """Return the tables and views of the old schema that healthgen created: those that the new one has too."""
    ours = _names(connection, old)
    return sorted(ours & _names(connection, new) if schema_exists(connection, new) else ours)


def _names(connection: psycopg.Connection, schema: str) -> set[str]:
    query = (
        "SELECT relname FROM pg_catalog.pg_class"
        " WHERE relnamespace = to_regnamespace(quote_ident(%s)) AND relkind IN ('r', 'v')"
    )
    return set(scalars(connection, query, [schema]))


def _sessions(connection: psycopg.Connection, schemas: Iterable[str], file: str) -> Iterator[str]:
    """Describe the sessions that block publishing, as a query file finds them in each schema."""
    for schema in schemas:
        for row in catalog_rows(connection, schema, "publish", file):
            session = f"server process {row['pid']}" if row["pid"] else "a prepared transaction"
            user = row["user_name"] and f"user {row['user_name']}"
            about = ", ".join(filter(None, (row["application_name"], row["state"], user)))
            yield f"{session}{f' ({about})' if about else ''} {row['what']} {schema}.{row['relation_name']}"
