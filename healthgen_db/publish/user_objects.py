"""User objects: objects in a schema, or depending on it, that a reload would drop and healthgen did not create."""

from collections.abc import Collection
from dataclasses import dataclass

import psycopg

from healthgen_db.config.errors import SchemaError
from healthgen_db.postgres.catalog import catalog_rows, in_schema, schema_exists, table_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.schema.migrate import current_revision, head_revision

# A message names at most this many objects.
NAMED_AT_MOST = 10
COMMENT = "comment on"


@dataclass(frozen=True)
class _Object:
    """An object of a schema or a setting of one, as sql/publish/objects.sql describes it."""

    kind: str
    object_name: str | None
    part_of: str | None
    detail: str | None

    def __str__(self) -> str:
        return f"{self.kind} {'.'.join(filter(None, (self.part_of, self.object_name)))}"


def refuse_user_objects(
    connection: psycopg.Connection,
    published: str,
    fresh: str,
    loading: str,
    *,
    replaced: Collection[str],
    other_comments: bool = False,
) -> None:
    """Raise SchemaError with the names of the user objects that replacing a published schema would drop.

    fresh: a schema with exactly what healthgen creates, to compare with. The constraints that a load has dropped in it
    count as existing; load_definitions of the loading schema lists them.
    replaced: all schemas that are replaced together. They may depend on each other.
    other_comments: whether another version of healthgen made the schema, which wrote other comments.
    """
    with errors_mapped():
        if not schema_exists(connection, published):
            return
        found = (
            _objects(connection, published)
            - _objects(connection, fresh)
            - _dropped(connection, fresh, loading)
        )
        revision = current_revision(connection, published)
        outdated = revision is not None and revision != head_revision()
        dependents = _dependents(connection, published, replaced)
    if outdated or other_comments:
        found = {each for each in found if each.kind != COMMENT}
    independent = {each.object_name for each in found if each.part_of is None}
    names = sorted(str(each) for each in found if each.part_of not in independent) + dependents
    if not names:
        return
    if outdated:
        raise SchemaError(
            f"an older healthgen created schema {published}, so a load cannot tell its objects from yours; run"
            f" healthgen migrate --schema {published} first, load into another schema (--schema), or use --replace to"
            f" drop everything that a new dataset does not have: {_listed(names)}"
        )
    raise SchemaError(
        f"schema {published} contains objects that healthgen did not create, and a new dataset would drop them:"
        f" {_listed(names)}; move them to another schema, load into another one (--schema), or use --replace to"
        " drop them"
    )


def refuse_dependents(connection: psycopg.Connection, retired: str, others: Collection[str]) -> None:
    """Raise SchemaError with the names of the objects outside `others` that depend on a retired schema."""
    names = _dependents(connection, retired, others)
    if names:
        raise SchemaError(
            f"{retired} is kept, because other objects depend on it: {_listed(names)}; drop them, or use --replace"
            " to drop them too, and the next load drops the schema"
        )


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    return ", ".join(names[:NAMED_AT_MOST]) + more


def _objects(connection: psycopg.Connection, schema: str) -> set[_Object]:
    return {_Object(**row) for row in catalog_rows(connection, schema, "publish", "objects.sql")}


def _dropped(connection: psycopg.Connection, fresh: str, loading: str) -> set[_Object]:
    """Return the constraints and indexes of a schema that a load has dropped and will restore."""
    query = (
        "SELECT d.kind, d.name, c.relname FROM load_definitions AS d"
        " INNER JOIN pg_catalog.pg_class AS c ON d.table_name::regclass = c.oid"
        " WHERE c.relnamespace = to_regnamespace(quote_ident(%s))"
    )
    if not table_exists(connection, loading, "load_definitions"):
        return set()
    with in_schema(connection, loading):
        rows = connection.execute(query, [fresh]).fetchall()
    return {_Object(kind, name, table, None) for kind, name, table in rows}


def _dependents(connection: psycopg.Connection, schema: str, dropped: Collection[str]) -> list[str]:
    rows = catalog_rows(connection, schema, "publish", "dependents.sql")
    return sorted({str(row["dependent"]) for row in rows if row["schema_name"] not in dropped})
