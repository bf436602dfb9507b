"""Identity columns: their sequences continue after the last row, so that an INSERT needs no id."""

import psycopg
from psycopg import sql

from healthgen_db.postgres.catalog import catalog_rows, in_schema
from healthgen_db.postgres.error_messages import errors_mapped


def advance_identities(connection: psycopg.Connection, schema: str) -> None:
    """Set the sequence of each identity column of the schema to the greatest value in its table."""
    with errors_mapped():
        columns = catalog_rows(connection, schema, "load", "identity_columns.sql")
        with in_schema(connection, schema):
            for each in columns:
                statement = sql.SQL("SELECT setval(%s, coalesce(max({c}), 1), max({c}) IS NOT NULL) FROM {t}")
                column, table = sql.Identifier(each["column_name"]), sql.Identifier(each["table_name"])
                connection.execute(statement.format(c=column, t=table), [each["sequence_name"]])
