"""Writes of results, which a role may leave out if it may only read."""

from collections.abc import Callable

import psycopg
from psycopg import errors

from healthgen_db.postgres.error_messages import warehouse_error


def write_if_allowed(
    connection: psycopg.Connection, write: Callable[[psycopg.Connection], None]
) -> str | None:
    """Write in one transaction. Return None, or the reason if the role or the session may not write.

    Raises WarehouseError if the server fails for another reason.
    """
    try:
        with connection.transaction():
            write(connection)
    except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
        return error.diag.message_primary or str(error)
    except psycopg.Error as error:
        raise warehouse_error(error) from error
    return None
