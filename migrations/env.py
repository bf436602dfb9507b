"""Runs the migrations over the connection that healthgen_db.warehouse.schema hands over, never by itself."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from healthgen_db.warehouse.tables import metadata


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


migrate(context.config.attributes["connection"])
