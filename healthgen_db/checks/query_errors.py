"""Errors of a query from a file: the query is wrong, or something happened to the server."""

import psycopg
from psycopg import errors

from healthgen_db.checks.sql_files import FileQuery
from healthgen_db.config.errors import HealthgenError
from healthgen_db.postgres.error_messages import warehouse_error

# SQLSTATEs and their classes for which the query is wrong and not the server: cardinality, data, statements that cannot
# run in a (read-only) transaction, syntax and names. The rest of class 25 means that a session was ended.
QUERY_FAULTS = ("21", "22", "25001", "25006", "42", "0A")


def query_error(query: FileQuery, error: psycopg.Error, *, head: int) -> HealthgenError:
    """Return the error: what is wrong in which line of the file, or what happened to the server.

    head: the number of characters that were sent before the query of the file
    """
    state = error.sqlstate or ""
    if not state.startswith(QUERY_FAULTS) or isinstance(error, errors.InsufficientPrivilege):
        return warehouse_error(error)
    position = int(error.diag.statement_position or head + 1) - head - 1
    line = query.query_line + query.query.count("\n", 0, max(position, 0))
    return query.error(error.diag.message_primary or str(error), line=line)
