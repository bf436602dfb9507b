"""The views: each fact as one flat table with the reference's columns, and the current dataset."""

from __future__ import annotations

import re

import psycopg
from alembic import op
from psycopg import sql

from healthgen_db.resources import resource

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = ("patients_flat", "visits_flat", "billing_flat", "current_dataset")
COMMENT_LINE = re.compile(r"^-- (?P<name>\w+): (?P<comment>.+)$", re.MULTILINE)


def upgrade() -> None:
    # A migration must not depend on files that change after it was written. Views are the exception: they
    # hold no data and are replaced as a whole. A later migration that changes one drops it and creates it
    # again from its file; where the file then reads what does not exist here yet, it leaves the list above.
    connection = op.get_bind().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(f"the migrations run over psycopg, not {type(connection)}")
    for view in VIEWS:
        create_view(connection, view)


def create_view(connection: psycopg.Connection, view: str) -> None:
    """Create the view from its file, whose header has a comment for the view and one for each column."""
    header, query = resource("sql", "views", f"{view}.sql").read_text(encoding="utf-8").split("\n\n", 1)
    name = sql.Identifier(view)
    connection.execute(sql.SQL("CREATE VIEW {} AS {}").format(name, sql.SQL(query)))
    for line in COMMENT_LINE.finditer(header):
        comment = sql.Literal(line["comment"])
        if line["name"] == view:
            connection.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(name, comment))
        else:
            column = sql.Identifier(view, line["name"])
            connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(column, comment))


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
