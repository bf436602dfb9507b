"""Databases that a test makes on a server, with another encoding or locale, or with other settings."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from psycopg import sql
from psycopg.conninfo import make_conninfo

from healthgen_db.postgres.connection import connect


@contextmanager
def new_database(
    server_dsn: str, options: str = "ENCODING 'UTF8'", settings: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Make an empty database, yield its DSN, and drop it.

    options: what CREATE DATABASE says of encoding and locale. settings: of all its sessions.
    """
    # Several test runs may share a server, so each database gets a random name.
    name = f"healthgen_test_{secrets.token_hex(6)}"
    database = sql.Identifier(name)
    with closing(connect(server_dsn, autocommit=True)) as connection:
        make = f"CREATE DATABASE {{}} TEMPLATE template0 {options}"
        connection.execute(sql.SQL(make).format(database))
        try:
            for setting, value in (settings or {}).items():
                alter = sql.SQL("ALTER DATABASE {} SET {} TO {}")
                connection.execute(alter.format(database, sql.Identifier(setting), sql.Literal(value)))
            yield make_conninfo(server_dsn, dbname=name)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(database))
