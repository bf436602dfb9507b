"""The views: each fact table as one flat table with the columns of the reference."""

from __future__ import annotations

from alembic import op

from healthgen_db.schema.tables.views import view_clauses

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

VIEWS = ("patients_flat", "visits_flat", "billing_flat")


def upgrade() -> None:
    # A migration must not depend on files that change after it was written. Views are the exception: they hold no data
    # and are replaced as a whole. A later migration that changes a view creates it from its file, and the view leaves
    # this list.
    for view in VIEWS:
        for clause in view_clauses(view):
            op.execute(clause)


def downgrade() -> None:
    for view in reversed(VIEWS):
        op.execute(f"DROP VIEW {view}")
