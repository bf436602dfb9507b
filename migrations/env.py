"""Runs the migrations over the connection that healthgen_db.schema.migrate gives, or writes them as a script."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from healthgen_db.schema.tables import metadata


def migrate(connection: Connection) -> None:
    """Run the command of Alembic in one transaction, which the caller ends."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def write() -> None:
    """Write the command of Alembic as SQL. The user runs it in a transaction."""
    # With psycopg's own style of parameters, Alembic would write every % twice.
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
