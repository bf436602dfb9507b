"""Connection poolers: refuse one that shares server sessions between clients, and one with too few of them.

Locks, settings and temporary tables belong to a session of the server. In the session pooling mode, a client keeps its
server session until it disconnects, as without a pooler. In the other modes it has one for a transaction or for a
statement, so other clients would get the locks and settings of a load.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Timer

import psycopg
from psycopg.rows import scalar_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.postgres.queries import scalar

# If all server sessions are in use, a pooler lets clients wait (pgbouncer: query_wait_timeout, 2 minutes by default).
WAIT_SECONDS = 10.0
# A count takes sessions from other clients, so it does not wait long.
COUNT_SECONDS = 1.0
# In one round, other clients of the pooler may hide by chance that sessions are shared.
ROUNDS = 4


def server_pid(connection: psycopg.Connection) -> int:
    """Return the server process of a session from the server itself. A connection pooler reports another number."""
    return int(scalar(connection, "SELECT pg_backend_pid()"))


def refuse_shared_sessions(
    connection: psycopg.Connection, reopen: Callable[[], psycopg.Connection], where: str
) -> None:
    """Raise WarehouseError if a pooler shares sessions between clients, or does not give a second session soon.

    The connection is in autocommit. This sets nothing and takes no lock, because other clients could get them.
    Without a pooler, it costs one query.

    reopen: opens another connection to the same place. where: the place, for messages.
    """
    if server_pid(connection) == connection.info.backend_pid:
        return
    with reopen() as other, _deadline(other, WAIT_SECONDS) as late:
        try:
            mode = _sharing_mode(connection, other)
        except (psycopg.Error, WarehouseError) as error:
            if not late.is_set():
                raise
            raise WarehouseError(
                f"{where} is a connection pooler that gave no second session within {WAIT_SECONDS:.0f} seconds, and"
                " healthgen needs several at a time; raise its pool size (pgbouncer: default_pool_size), or connect to"
                " PostgreSQL itself"
            ) from error
    if mode is not None:
        raise WarehouseError(
            f"{where} is a connection pooler in {mode} pooling mode, which shares sessions between clients;"
            " connect to PostgreSQL itself, or use the pooler's session pooling mode"
        )


def sessions_at_once(open_session: Callable[[], psycopg.Connection], most: int) -> int | None:
    """Return how many sessions a pooler in session pooling mode gives at the same time, at most `most`.

    It takes these sessions for a moment; COUNT_SECONDS if the pooler gives fewer.
    None: there is no pooler. Raises psycopg.Error or WarehouseError if a session is refused.
    """
    with ExitStack() as sessions:
        for given in range(most):
            session = sessions.enter_context(open_session())
            with _deadline(session, COUNT_SECONDS) as late:
                try:
                    if server_pid(session) == session.info.backend_pid:
                        return None
                except (psycopg.Error, WarehouseError):
                    if late.is_set():
                        return given
                    raise
    return most


def _sharing_mode(first: psycopg.Connection, second: psycopg.Connection) -> str | None:
    """Return "transaction" or "statement" if the connections do not keep a server process each; None if they do.

    "transaction" and "statement" are certain. None is certain if no other client uses the pooler at this moment: the
    next transaction gets the process that was given back last, or the one that has been idle longest.
    """
    own, others = server_pid(first), server_pid(second)
    if own == others or server_pid(first) != own:
        return "transaction" if _begin(second) else "statement"
    for number in range(ROUNDS):
        pids = _begin(first), _begin(second)
        if None in pids:
            return "statement"
        # In one of the two orders, the process of the second connection is the next that the first one would get.
        for each in (first, second) if number % 2 == 0 else (second, first):
            each.execute("COMMIT")
        if pids != (own, others):
            return "transaction"
    return None


def _begin(connection: psycopg.Connection) -> int | None:
    """Begin a transaction and return its server process; return None if the pooler does not allow transactions."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        try:
            cursor.execute("BEGIN; SELECT pg_backend_pid()")
        except psycopg.Error as error:
            if "statement pooling" in str(error):
                return None
            raise
        cursor.nextset()
        pid: int | None = cursor.fetchone()
        return pid


@contextmanager
def _deadline(connection: psycopg.Connection, seconds: float) -> Iterator[Event]:
    """End the connection if the block takes too long, because the pooler lets it wait; yield whether it did."""
    late = Event()

    def hang_up() -> None:
        late.set()
        # psycopg closes the descriptor itself, so this is a copy of it. A shutdown ends the connection for both.
        with (
            suppress(OSError, psycopg.Error),
            socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as copy,
        ):
            copy.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
