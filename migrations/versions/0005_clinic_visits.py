"""The view clinic_visits: the visits as the reference's second dataset has them."""

from __future__ import annotations

import re

import psycopg
from alembic import op
from psycopg import sql

from healthgen_db.resources import resource

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

VIEW = "clinic_visits"
COMMENT_LINE = re.compile(r"^-- (?P<name>\w+): (?P<comment>.+)$", re.MULTILINE)


def upgrade() -> None:
    # Like 0004, this reads the view's file: a view holds no data and is replaced as a whole.
    connection = op.get_bind().connection.driver_connection
    if not isinstance(connection, psycopg.Connection):
        raise TypeError(f"the migrations run over psycopg, not {type(connection)}")
    header, query = resource("sql", "views", f"{VIEW}.sql").read_text(encoding="utf-8").split("\n\n", 1)
    name = sql.Identifier(VIEW)
    connection.execute(sql.SQL("CREATE VIEW {} AS {}").format(name, sql.SQL(query)))
    for line in COMMENT_LINE.finditer(header):
        comment = sql.Literal(line["comment"])
        if line["name"] == VIEW:
            connection.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(name, comment))
        else:
            column = sql.Identifier(VIEW, line["name"])
            connection.execute(sql.SQL("COMMENT ON COLUMN {} IS {}").format(column, comment))


def downgrade() -> None:
    op.execute(f"DROP VIEW {VIEW}")
