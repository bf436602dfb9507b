"""Alterations: options and comments that somebody gave our tables and views, given again to those that replace them."""

from __future__ import annotations

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import catalog_rows, has_relation
from healthgen_db.schema.migrate import current_revision, head_revision

__all__ = ["carry_alterations"]


def carry_alterations(connection: psycopg.Connection, old: str, new: str) -> None:
    """Set the options and comments of the old schema on the new one, where it has the same object."""
    for option in catalog_rows(connection, old, "options.sql"):
        if has_relation(connection, new, option["object_name"]):
            statement = sql.SQL("ALTER {} {} SET ({} = {})").format(
                sql.SQL(option["kind"]),
                sql.Identifier(new, option["object_name"]),
                sql.Identifier(option["option_name"]),
                sql.Literal(option["option_value"]),
            )
            connection.execute(statement)
    # In a schema of an older healthgen, a comment that differs may just be an older one of ours.
    if current_revision(connection, old) == head_revision():
        _carry_comments(connection, old, new)


def _carry_comments(connection: psycopg.Connection, old: str, new: str) -> None:
    ours = catalog_rows(connection, new, "comments.sql")
    for comment in catalog_rows(connection, old, "comments.sql"):
        name, column = comment["object_name"], comment["column_name"]
        if comment in ours or not (name is None or has_relation(connection, new, name, column)):
            continue
        path = [part for part in (new, name, column) if part is not None]
        statement = sql.SQL("COMMENT ON {} {} IS {}")
        connection.execute(
            statement.format(sql.SQL(comment["kind"]), sql.Identifier(*path), sql.Literal(comment["words"]))
        )
