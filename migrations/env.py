"""Runs the migrations over the connection that healthgen_db.schema.migrate gives, or writes them as a script."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from healthgen_db.schema.tables import metadata


def migrate(connection: Connection) -> None:
    """Run what alembic was asked for, in the one transaction that the caller ends."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def write() -> None:
    """Write what alembic was asked for as SQL; who runs it puts it into a transaction."""
    # Psycopg's own way to write parameters would have every % doubled.
    context.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        target_metadata=metadata,
        literal_binds=True,
    )
    context.run_migrations()


if context.is_offline_mode():
    write()
else:
    migrate(context.config.attributes["connection"])
