"""Grants: the privileges of roles on a schema are granted again on the schema that replaces it."""

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import catalog_rows, has_relation

NOTHING = sql.SQL("")


def carry_over_grants(
    connection: psycopg.Connection, old: str, new: str, note: Callable[[str], None]
) -> None:
    """Grant on the new schema what was granted on the old one, as far as the new one has the same objects.

    note: called for each role whose default privileges are lost, because only that role may set them.
    """
    for grant in catalog_rows(connection, old, "publish", "grants.sql"):
        if grant["kind"] == "SCHEMA":
            _grant(connection, grant, sql.SQL("ON SCHEMA {}").format(sql.Identifier(new)))
        elif has_relation(connection, new, grant["object_name"], grant["column_name"]):
            relation = sql.Identifier(new, grant["object_name"])
            _grant(connection, grant, sql.SQL("ON {} {}").format(sql.SQL(grant["kind"]), relation))
    defaults = catalog_rows(connection, old, "publish", "default_grants.sql")
    for creator in sorted({default["creator"] for default in defaults if not default["may_set"]}):
        note(
            f"the default privileges of role {creator} in schema {old} are lost: only that role may set them"
        )
    for default in defaults:
        if default["may_set"]:
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
