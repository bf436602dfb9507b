"""The views: each fact as one flat table with the reference's columns, the clinic's visits, the current dataset."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

from healthgen_db.schema.tables.views import view_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = ("patients_flat", "visits_flat", "billing_flat", "current_dataset", "clinic_visits")


def upgrade() -> None:
    # A migration must not depend on files that change after it was written. Views are the exception: they
    # hold no data and are replaced as a whole. A later migration that changes one drops it and creates it
    # again from its file; where the file then reads what does not exist here yet, it leaves the list.
    for view in VIEWS:
        for statement in view_statements(view):
            # To SQLAlchemy a colon begins a parameter.
            op.execute(text(statement.replace(":", r"\:")))


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
