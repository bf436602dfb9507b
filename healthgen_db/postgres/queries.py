"""Queries whose result has one column. They raise WarehouseError for what the server refuses."""

from collections.abc import Mapping, Sequence
from typing import Any, LiteralString, TypeAlias

import psycopg
from psycopg import sql

from healthgen_db.postgres.error_messages import errors_mapped

Query: TypeAlias = LiteralString | sql.Composed
# None: psycopg then takes a % in the query for a plain character.
Parameters: TypeAlias = Sequence[object] | Mapping[str, object] | None


def scalar(connection: psycopg.Connection, query: Query, parameters: Parameters = None) -> Any:  # noqa: ANN401
    """Return the value of the first row; None if there is no row."""
    with errors_mapped():
        row = connection.execute(query, parameters).fetchone()
    return None if row is None else row[0]


def scalars(connection: psycopg.Connection, query: Query, parameters: Parameters = None) -> list[Any]:
    """Return the values of all rows."""
    with errors_mapped():
        return [value for (value,) in connection.execute(query, parameters)]
