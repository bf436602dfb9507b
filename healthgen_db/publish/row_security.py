"""Row security: policies and switches of a schema's tables, set again on the schema that takes its place.

Grants are handed on, so this must be too: without it, who was to see some rows would see all of them.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from healthgen_db.config.errors import SchemaError
from healthgen_db.postgres.catalog import catalog_rows, has_relation
from healthgen_db.schema.schema_names import in_schema

__all__ = ["carry_row_security"]

NOTHING = sql.SQL("")


def carry_row_security(connection: psycopg.Connection, old: str, new: str) -> None:
    """Give the new schema's tables the policies and switches of the old one's, where it has the same table.

    Raises SchemaError for a policy that cannot be set there.
    """
    policies = catalog_rows(connection, old, "policies.sql")
    switches = catalog_rows(connection, old, "row_security.sql")
    with in_schema(connection, new):
        for policy in policies:
            if has_relation(connection, new, policy["table_name"]):
                _create(connection, old, policy)
        for switch in switches:
            if has_relation(connection, new, switch["table_name"]):
                for wanted, verb in ((switch["is_enabled"], "ENABLE"), (switch["is_forced"], "FORCE")):
                    if wanted:
                        statement = sql.SQL("ALTER TABLE {} {} ROW LEVEL SECURITY")
                        table = sql.Identifier(switch["table_name"])
                        connection.execute(statement.format(table, sql.SQL(verb)))


def _create(connection: psycopg.Connection, old: str, policy: dict[str, Any]) -> None:
    name, table = policy["policy_name"], policy["table_name"]
    using, check = policy["using_expression"], policy["check_expression"]
    statement = sql.SQL("CREATE POLICY {} ON {} AS {} FOR {} TO {}{}{}").format(
        sql.Identifier(name),
        sql.Identifier(table),
        sql.SQL("PERMISSIVE" if policy["is_permissive"] else "RESTRICTIVE"),
        sql.SQL(policy["command"]),
        sql.SQL(", ").join(map(sql.Identifier, policy["roles"])) if policy["roles"] else sql.SQL("PUBLIC"),
        NOTHING if using is None else sql.SQL(" USING ({})").format(sql.SQL(using)),
        NOTHING if check is None else sql.SQL(" WITH CHECK ({})").format(sql.SQL(check)),
    )
    try:
        connection.execute(statement)
    except psycopg.Error as error:
        raise SchemaError(
            f"the policy {name} of {old}.{table} cannot be set on the new dataset"
            f" ({error.diag.message_primary}); change or drop it, then run the same command again",
            sqlstate=error.sqlstate,
        ) from error
