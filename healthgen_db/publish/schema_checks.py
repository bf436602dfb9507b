"""Checks of the schemas that a load needs: they are healthgen's, and replacing them drops no user objects."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import psycopg

from healthgen_db.config.errors import SchemaError
from healthgen_db.history.datasets import VERSION, last_dataset, side_schemas
from healthgen_db.postgres.catalog import schema_exists, table_exists
from healthgen_db.postgres.error_messages import errors_mapped
from healthgen_db.postgres.identifiers import quoted
from healthgen_db.postgres.queries import scalar
from healthgen_db.publish.user_objects import refuse_user_objects
from healthgen_db.schema.schema_names import loading_schema, side_schema
from healthgen_db.schema.side_schemas import FRESH_SUFFIX, make_side_schema, side_files

# The table that every warehouse's schema has.
WAREHOUSE = "alembic_version"
# The option that creates a schema beside the dataset's own, where its name is not that of the schema.
OPTIONS = {"mimic": "operations"}


def check_names(connection: psycopg.Connection, schema: str, sides: Sequence[str]) -> None:
    """Raise SchemaError if a schema that a load needs is not healthgen's, or if this role may not replace it.

    sides: the names of the schemas that the load creates beside its own, such as "messy".
    """
    with errors_mapped():
        # This comes first, because the other checks read tables of that schema.
        _require_ownership(connection, [schema])
        _refuse_taken_names(connection, schema, sides)
        refuse_other_warehouses(connection, schema, sides)
        _require_ownership(
            connection,
            [*replaced_schemas(connection, schema), *(side_schema(schema, side) for side in sides)],
        )


def refuse_other_warehouses(connection: psycopg.Connection, schema: str, sides: Sequence[str]) -> None:
    """Raise SchemaError if a schema would be both a warehouse and a part of another warehouse, even with --replace."""
    for side in sides:
        name = side_schema(schema, side)
        if table_exists(connection, name, WAREHOUSE):
            raise SchemaError(
                f"schema {name} is a warehouse of its own, and the {side} schema of {schema} needs that name;"
                f" load without --{OPTIONS.get(side, side)}, or into another --schema, or rename that warehouse:"
                f" ALTER SCHEMA {quoted(name)} RENAME TO ..."
            )
    main, _, side = schema.rpartition("_")
    dataset = last_dataset(connection, main) if _may_read(connection, main) else None
    if dataset is not None and side in dataset.side_names and schema_exists(connection, schema):
        raise SchemaError(
            f"schema {schema} is the {side} schema of {main}; load into another --schema, or drop it first:"
            f" DROP SCHEMA {quoted(schema)} CASCADE"
        )


def _may_read(connection: psycopg.Connection, schema: str) -> bool:
    """Return whether this role may read the load history of a schema. Another user's schema may have such a name."""
    query = (
        "SELECT has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')"
        " FROM pg_catalog.pg_namespace AS n INNER JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid"
        " WHERE n.nspname = %s AND c.relname = 'datasets'"
    )
    return bool(scalar(connection, query, [schema]))


def replaced_schemas(connection: psycopg.Connection, schema: str) -> dict[str, str]:
    """Return the schemas that publishing replaces, each with the loading schema that replaces it.

    A schema beside the old dataset is replaced even if the new dataset has none, because it belongs to the old dataset.
    """
    loading = loading_schema(schema)
    replaced = {schema: loading} if schema_exists(connection, schema) else {}
    for name in {**side_schemas(connection, schema), **side_schemas(connection, loading)}:
        old = side_schema(schema, name)
        if schema_exists(connection, old):
            replaced[old] = side_schema(loading, name)
    return replaced


def refuse_losses(
    connection: psycopg.Connection, schema: str, sql_files: Mapping[str, Sequence[Path]]
) -> None:
    """Raise SchemaError with the names of the user objects that publishing would drop.

    sql_files: the files of the SQL stages of the new dataset, by stage, if not all of them have run. A temporary schema
    is built from them on empty tables, for comparison, and rolled back.
    """
    loading = loading_schema(schema)
    replaced = replaced_schemas(connection, schema)
    other_version = _loaded_by_another_version(connection, schema)
    for old, new in replaced.items():
        # A migration renews the comments. No migration belongs to a change of the files of a SQL stage.
        refuse = partial(
            refuse_user_objects, replaced=replaced, other_comments=other_version and old != schema
        )
        name = new.removeprefix(f"{loading}_")
        # The old dataset may have more parts than the new one: a star with operations, for example.
        files = side_files(name) or sql_files.get(name)
        if old == schema or (not files and schema_exists(connection, new)):
            refuse(connection, old, new, loading)
            continue
        if not files:
            raise SchemaError(
                f"schema {old} belongs to the old dataset, and this load does not create it again; healthgen cannot"
                " tell whether it contains objects of yours: move them to another schema, load into another one"
                " (--schema), or use --replace to drop it"
            )
        with errors_mapped(), connection.transaction(force_rollback=True):
            make_side_schema(connection, new + FRESH_SUFFIX, loading, files)
            refuse(connection, old, new + FRESH_SUFFIX, loading)


def _loaded_by_another_version(connection: psycopg.Connection, schema: str) -> bool:
    dataset = last_dataset(connection, schema)
    return dataset is not None and dataset.generator_version != VERSION


def _refuse_taken_names(connection: psycopg.Connection, schema: str, sides: Sequence[str]) -> None:
    """Raise SchemaError if a schema that is not healthgen's has a name that the load uses."""
    loading = loading_schema(schema)
    created = side_schemas(connection, loading)
    names = {loading: table_exists(connection, loading, WAREHOUSE)}
    names |= {side_schema(loading, side): side in created for side in sides}
    for name, ours in names.items():
        query = (
            "SELECT 1 FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace(quote_ident(%s)) LIMIT 1"
        )
        if not ours and connection.execute(query, [name]).fetchone() is not None:
            raise SchemaError(
                f"schema {name} is not healthgen's, and a load of {schema} needs that name;"
                " rename or drop it, or load into another --schema"
            )


def _require_ownership(connection: psycopg.Connection, names: Sequence[str]) -> None:
    """Raise SchemaError if this role may not rename the replaced schemas, which a load does at its end."""
    query = (
        "SELECT n.nspname, o.rolname, o.rolsuper, current_user FROM pg_catalog.pg_namespace AS n"
        " INNER JOIN pg_catalog.pg_roles AS o ON n.nspowner = o.oid"
        " WHERE n.nspname = ANY(%s) AND NOT pg_has_role(n.nspowner, 'USAGE') ORDER BY n.nspname"
    )
    found = connection.execute(query, [list(names)]).fetchone()
    if found is not None:
        name, owner, owner_may_all, role = found
        # A member of a superuser's role, such as a student with a reader, would be one too.
        granted = f", or have the role granted: GRANT {quoted(owner)} TO {quoted(role)}"
        raise SchemaError(
            f"schema {name} belongs to {owner}, so {role} may not replace it; load as {owner}, or into another --schema"
            f"{'' if owner_may_all else granted}",
            sqlstate="42501",
        )
