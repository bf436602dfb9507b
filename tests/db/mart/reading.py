"""Rows of a query on the star."""

from __future__ import annotations

from typing import Any

import psycopg


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def one(connection: psycopg.Connection, query: str) -> tuple[Any, ...]:
    (row,) = rows(connection, query)
    return row
