"""INSERT statements of the load history."""

from collections.abc import Collection

from psycopg import sql


def insert(table: str, columns: Collection[str]) -> sql.Composed:
    """Return the statement that inserts a row. Its parameters have the names of the columns."""
    names, values = map(sql.Identifier, columns), map(sql.Placeholder, columns)
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(names), sql.SQL(", ").join(values)
    )
