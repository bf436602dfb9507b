"""Migrations: bring the schema of a warehouse up to date, take it back, and read its revision.

A new schema is created by migrations/schema.sql, which does what all migrations do. Importing SQLAlchemy and Alembic
takes longer than creating all tables. So they are imported only for a schema of an older revision.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from healthgen_db.config.errors import SchemaError, WarehouseError
from healthgen_db.config.resources import resource
from healthgen_db.postgres.catalog import schema_exists, table_exists
from healthgen_db.postgres.connection import connect
from healthgen_db.postgres.error_messages import errors_mapped, warehouse_error
from healthgen_db.postgres.identifiers import quoted
from healthgen_db.postgres.queries import scalar
from healthgen_db.schema.side_schemas import renew_comments

if TYPE_CHECKING:
    from alembic.config import Config as AlembicConfig

SCHEMA_COMMENT = "Synthetic US healthcare warehouse made by healthgen: no row describes a real person."
REVISION_FILE = re.compile(r"(?P<revision>\d{4})_\w+\.py")
# SQLSTATEs of CREATE when a table, index or constraint of that name exists.
NAME_TAKEN = ("42P07", "42710")
RENDERED_HEADER = """\
-- The tables, keys, checks, comments and views of a warehouse, as all migrations together create them.
-- healthgen_db.schema.migrate.rendered writes this file. Do not edit it: a test compares it with the migrations.

"""


def upgrade(dsn: str, schema: str) -> None:
    """Create the schema if there is none and bring it to the newest revision, in one transaction.

    Raises SchemaError if the schema contains something else or is of a newer healthgen, WarehouseError for everything
    else that the server refuses.
    """
    with _connected(dsn, schema) as connection:
        # This transaction must see what another migration created while this one waited. A role's default may differ.
        with errors_mapped():
            connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            _wait_for_other_migrations(connection, schema)
            new = not table_exists(connection, schema, "alembic_version")
        if new:
            _make(connection, schema)
            return
        current = current_revision(connection, schema)
        if current is not None and current not in _revisions():
            raise SchemaError(
                f"schema {schema} is at revision {current}, which this healthgen does not know;"
                " install the newer healthgen that created it"
            )
        if current == head_revision():
            return
        with _alembic(connection, schema) as config:
            from alembic import command  # noqa: PLC0415 - see the module's docstring

            # SQLAlchemy has ended the transaction that held the lock.
            _wait_for_other_migrations(connection, schema)
            command.upgrade(config, "head")
            renew_comments(connection, schema)


def downgrade(dsn: str, schema: str, revision: str = "base") -> None:
    """Take the schema back to a revision in one transaction. What later revisions created is dropped."""
    with _connected(dsn, schema) as connection, _alembic(connection, schema) as config:
        from alembic import command  # noqa: PLC0415

        command.downgrade(config, revision)


def check(dsn: str, schema: str) -> None:
    """Raise SchemaError if the schema differs from healthgen_db.schema.tables (`alembic check`)."""
    with _connected(dsn, schema) as connection, _alembic(connection, schema) as config:
        from alembic import command  # noqa: PLC0415
        from alembic.util.exc import CommandError  # noqa: PLC0415

        try:
            command.check(config)
        except CommandError as error:
            raise SchemaError(f"schema {schema}: {error}") from error


def script(schema: str | None = None) -> str:
    """Return the SQL that creates a warehouse of the newest revision.

    schema: the SQL creates it first, in one transaction with its tables. None: the tables are created in the first
    schema of the search path.
    """
    tables = resource("migrations", "schema.sql").read_text(encoding="utf-8")
    if schema is None:
        return tables
    name = quoted(schema)
    head = (
        f"BEGIN;\nCREATE SCHEMA IF NOT EXISTS {name};\nCOMMENT ON SCHEMA {name} IS '{SCHEMA_COMMENT}';\n"
        f"SET LOCAL search_path TO {name};\n\n"
    )
    return f"{head}{tables}\nCOMMIT;\n"


def rendered() -> str:
    """Return what migrations/schema.sql must contain: all migrations as SQL, written by Alembic."""
    from alembic import command  # noqa: PLC0415

    written = io.StringIO()
    command.upgrade(_alembic_config(written), "head", sql=True)
    lines = (line.rstrip() for line in written.getvalue().splitlines())
    return RENDERED_HEADER + re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def head_revision() -> str:
    """Return the newest revision. It is read from the names of the files, without importing Alembic."""
    return max(_revisions())


def current_revision(connection: psycopg.Connection, schema: str) -> str | None:
    """Return the revision of a schema, or None if it contains no warehouse."""
    if not table_exists(connection, schema, "alembic_version"):
        return None
    query = sql.SQL("SELECT version_num FROM {}").format(sql.Identifier(schema, "alembic_version"))
    revision: str | None = scalar(connection, query)
    return revision


def require_head(connection: psycopg.Connection, schema: str) -> None:
    """Raise SchemaError if the schema has another revision than this healthgen. A missing schema passes."""
    current, head = current_revision(connection, schema), head_revision()
    if current is None or current == head:
        return
    advice = (
        f"bring it up to date first with: healthgen migrate --schema {schema}"
        if current < head
        else "install the newer healthgen that created it"
    )
    raise SchemaError(
        f"schema {schema} is at revision {current}, and this healthgen needs revision {head}; {advice}"
    )


def _revisions() -> set[str]:
    names = (path.name for path in resource("migrations", "versions").iterdir())
    return {match["revision"] for match in map(REVISION_FILE.fullmatch, names) if match}


def _connected(dsn: str, schema: str) -> psycopg.Connection:
    return connect(dsn, schema=schema, application_name="healthgen migrate")


@contextmanager
def _alembic(connection: psycopg.Connection, schema: str) -> Iterator[AlembicConfig]:
    """Yield an Alembic config over the connection, with one transaction around everything done with it."""
    from sqlalchemy import StaticPool, create_engine  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
    config = _alembic_config()
    try:
        with errors_mapped(), engine.connect() as bound, bound.begin():
            # Alembic compares tables of the default schema with our tables, which name no schema.
            bound.dialect.default_schema_name = schema
            config.attributes["connection"] = bound
            yield config
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise _schema_error(error.orig, schema) from error.orig
        raise


def _alembic_config(sql_output: io.StringIO | None = None) -> AlembicConfig:
    from alembic.config import Config  # noqa: PLC0415

    config = Config(stdout=io.StringIO(), output_buffer=sql_output)
    # Alembic takes % for the start of an interpolation, and a folder's name may contain one.
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    return config


def _make(connection: psycopg.Connection, schema: str) -> None:
    """Create a new warehouse with its schema in one transaction. The search path is the schema already."""
    try:
        # CREATE SCHEMA IF NOT EXISTS needs the privilege to create schemas even if the schema exists.
        if not schema_exists(connection, schema):
            name = sql.Identifier(schema)
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
            connection.execute(
                sql.SQL("COMMENT ON SCHEMA {} IS {}").format(name, sql.Literal(SCHEMA_COMMENT))
            )
        # Without parameters, psycopg sends the whole script at once.
        connection.execute(script().encode())
        connection.commit()
    except psycopg.Error as error:
        raise _schema_error(error, schema) from error


def _schema_error(error: psycopg.Error, schema: str) -> WarehouseError:
    if error.sqlstate in NAME_TAKEN:
        return SchemaError(
            f"schema {schema} already contains something else: {error.diag.message_primary};"
            " choose another --schema, or move it out of the way",
            sqlstate=error.sqlstate,
        )
    return warehouse_error(error)


def _wait_for_other_migrations(connection: psycopg.Connection, schema: str) -> None:
    """Wait until other migrations of the schema have ended. After them, this one has nothing to do."""
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('healthgen migrate'), hashtext(%s))", [schema])
