"""Grants: what roles were given on a schema, given again on the schema that takes its place."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.resources import resource
from healthgen_db.warehouse.names import in_schema

__all__ = ["carry_grants"]

NOTHING = sql.SQL("")


def carry_grants(connection: psycopg.Connection, old: str, new: str) -> None:
    """Grant on the new schema what was granted on the old one, where the new one has the same object."""
    with in_schema(connection, old):
        grants = _rows(connection, "grants.sql")
        defaults = _rows(connection, "default_grants.sql")
    with in_schema(connection, new):
        for grant in grants:
            if grant["kind"] == "SCHEMA":
                _grant(connection, grant, sql.SQL("ON SCHEMA {}").format(sql.Identifier(new)))
            elif _has(connection, new, grant["object_name"], grant["column_name"]):
                target = sql.SQL("ON {} {}").format(
                    sql.SQL(grant["kind"]), sql.Identifier(new, grant["object_name"])
                )
                _grant(connection, grant, target)
        for default in defaults:
            prefix = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA {} ").format(
                sql.Identifier(default["creator"]), sql.Identifier(new)
            )
            _grant(connection, default, sql.SQL("ON {}").format(sql.SQL(default["kind"])), prefix)


def _grant(
    connection: psycopg.Connection,
    grant: dict[str, Any],
    target: sql.Composable,
    prefix: sql.Composable = NOTHING,
) -> None:
    column = grant.get("column_name")
    statement = sql.SQL("{}GRANT {}{} {} TO {}{}").format(
        prefix,
        sql.SQL(grant["privilege"]),
        sql.SQL(" ({})").format(sql.Identifier(column)) if column else NOTHING,
        target,
        sql.Identifier(grant["grantee"]) if grant["grantee"] else sql.SQL("PUBLIC"),
        sql.SQL(" WITH GRANT OPTION") if grant["grantable"] else NOTHING,
    )
    connection.execute(statement)


def _has(connection: psycopg.Connection, schema: str, name: str, column: str | None) -> bool:
    query = (
        "SELECT 1 FROM pg_catalog.pg_class AS c WHERE c.relnamespace = quote_ident(%s)::regnamespace"
        " AND c.relname = %s AND (%s::text IS NULL OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute AS a"
        " WHERE a.attrelid = c.oid AND a.attname = %s AND NOT a.attisdropped))"
    )
    return connection.execute(query, [schema, name, column, column]).fetchone() is not None


def _rows(connection: psycopg.Connection, name: str) -> list[dict[str, Any]]:
    query = resource("sql", "load", name).read_text(encoding="utf-8")
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()
