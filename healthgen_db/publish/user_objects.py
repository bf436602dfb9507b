"""Objects that a reload would drop though no load made them: in the published schema, or depending on it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg
from psycopg.rows import tuple_row

from healthgen_db.config.errors import SchemaError
from healthgen_db.config.resources import resource
from healthgen_db.loading import constraints as definitions
from healthgen_db.postgres.connection import errors_mapped
from healthgen_db.schema.migrate import current_revision, head_revision
from healthgen_db.schema.schema_names import in_schema, schema_exists, table_exists

__all__ = ["refuse_dependents", "refuse_user_objects"]

# Enough to recognise what it is; the catalog has the rest.
NAMED_AT_MOST = 10


@dataclass(frozen=True)
class _Object:
    """An object of a schema, and the object it is part of if any."""

    kind: str
    name: str
    part_of: str | None

    def __str__(self) -> str:
        return (
            f"{self.kind} {self.name}" if self.part_of is None else f"{self.kind} {self.part_of}.{self.name}"
        )


def refuse_user_objects(connection: psycopg.Connection, published: str, loading: str) -> None:
    """Raise SchemaError, naming what is not ours, if replacing one schema by the other would lose it.

    Ours is what the freshly migrated schema has too.
    """
    with errors_mapped():
        if not schema_exists(connection, published):
            return
        ours = _objects(connection, loading) | _taken_off(connection, loading)
        theirs = _objects(connection, published) - ours
        dependents = _dependents(connection, published)
    user_objects = {each.name for each in theirs if each.part_of is None}
    names = sorted(str(each) for each in theirs if each.part_of not in user_objects) + dependents
    if not names:
        return
    raise SchemaError(
        f"schema {published} has what no load made, and a new dataset would drop it: {_named(names)};"
        f" move it to another schema, load into another one (--schema), or let it go with --replace"
        f"{_migrate_first(connection, published)}"
    )


def refuse_dependents(connection: psycopg.Connection, retired: str) -> None:
    """Raise SchemaError, naming what lies elsewhere and depends on a replaced schema: it would go with that one."""
    names = _dependents(connection, retired)
    if names:
        raise SchemaError(
            f"{retired} is kept, as this depends on it: {_named(names)}; drop that, or let it go with --replace,"
            " and the next load drops the schema"
        )


def _named(names: list[str]) -> str:
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    return ", ".join(names[:NAMED_AT_MOST]) + more


def _migrate_first(connection: psycopg.Connection, published: str) -> str:
    revision = current_revision(connection, published)
    if revision is None or revision == head_revision():
        return ""
    return f" (the schema is of an older healthgen: first run healthgen migrate --schema {published})"


def _objects(connection: psycopg.Connection, schema: str) -> set[_Object]:
    query = resource("sql", "load", "objects.sql").read_text(encoding="utf-8")
    with in_schema(connection, schema), connection.cursor(row_factory=tuple_row) as cursor:
        return {_Object(*row) for row in cursor.execute(query)}


def _taken_off(connection: psycopg.Connection, loading: str) -> set[_Object]:
    """Return the constraints and indexes that the load will have put back into the loading schema."""
    if not table_exists(connection, loading, "load_definitions"):
        return set()
    with in_schema(connection, loading):
        return {_Object(d.kind, d.name, d.table) for d in definitions.saved(connection)}


def _dependents(connection: psycopg.Connection, schema: str) -> list[str]:
    query = resource("sql", "load", "dependents.sql").read_text(encoding="utf-8")
    with in_schema(connection, schema), connection.cursor(row_factory=tuple_row) as cursor:
        return sorted({str(name) for (name,) in cursor.execute(query)})
