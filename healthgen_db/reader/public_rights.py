"""Rights of PUBLIC, which every role of a server has: healthgen revokes them on its own servers only.

On the server of somebody else, other roles may need these rights, so they are only named.
"""

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from healthgen_db.config.errors import WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.identifiers import quoted
from healthgen_db.reader.roles import is_superuser

# The databases that every server has. The others are the user's.
SYSTEM_DATABASES = ("postgres", "template1")


def close_to_public(connection: psycopg.Connection) -> list[str]:
    """Revoke from PUBLIC what a reader does not need, and return notes about other roles that needed it.

    Raises WarehouseError if the role of the connection is no superuser, because only a superuser may do all of this.
    """
    if not is_superuser(connection):
        raise WarehouseError(
            "--own-server: only a superuser of the server may revoke these rights of PUBLIC; use the user who owns the"
            " server in --dsn, or leave the option out",
            sqlstate="42501",
        )
    here = connection.info.dbname
    rights = _rights(connection)
    need_it: list[str] = []
    if {"kind": "DATABASE", "object_name": here, "privilege": "CONNECT"} in rights:
        need_it = [name for (name,) in connection.execute(_query("need_public_connect.sql"))]
    for right in rights:
        kind, name = right["kind"], right["object_name"]
        if (kind == "DATABASE" and name in {here, *SYSTEM_DATABASES}) or (
            kind == "SCHEMA" and name == "public"
        ):
            target: sql.Composable = sql.Identifier(name)
        elif kind == "FUNCTION":
            target = sql.SQL(name)
        else:
            continue
        statement = sql.SQL("REVOKE {} ON {} {} FROM PUBLIC")
        connection.execute(statement.format(sql.SQL(right["privilege"]), sql.SQL(kind), target))
    if not need_it:
        return []
    note = f"these roles could connect because PUBLIC could, and need a grant now: {', '.join(need_it)};"
    return [f"{note} GRANT CONNECT ON DATABASE {quoted(here)} TO {', '.join(map(quoted, need_it))}"]


def open_rights(connection: psycopg.Connection) -> list[str]:
    """Return a note for each right of PUBLIC by which a reader can do more than read, with the SQL that revokes it."""
    here = connection.info.dbname
    rights = _rights(connection)
    other = [
        row["object_name"]
        for row in rights
        if row["kind"] == "DATABASE" and row["privilege"] == "CONNECT" and row["object_name"] != here
    ]
    notes = []
    if other:
        shown = f"{', '.join(other[:5])}{f' and {len(other) - 5} more' if len(other) > 5 else ''}"
        notes.append(
            f"readers may connect to other databases, because PUBLIC may: {shown};"
            " REVOKE CONNECT ON DATABASE ... FROM PUBLIC"
        )
    for row in rights:
        name = quoted(row["object_name"])
        if row["kind"] == "DATABASE" and row["privilege"] == "TEMPORARY" and row["object_name"] == here:
            notes.append(
                "readers may create temporary tables, because PUBLIC may:"
                f" REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC"
            )
        if row["kind"] == "SCHEMA" and row["privilege"] == "CREATE":
            notes.append(
                f"readers may create tables in schema {row['object_name']}, because PUBLIC may:"
                f" REVOKE CREATE ON SCHEMA {name} FROM PUBLIC"
            )
    if functions := [row["object_name"] for row in rights if row["kind"] == "FUNCTION"]:
        notes.append(
            "readers may store large objects and write into the write-ahead log, because PUBLIC may:"
            f" REVOKE EXECUTE ON FUNCTION {', '.join(functions)} FROM PUBLIC"
        )
    return notes


def _rights(connection: psycopg.Connection) -> list[dict[str, str]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_query("public_rights.sql")).fetchall()


def _query(file: str) -> bytes:
    return resource("sql", "reader", file).read_bytes()
