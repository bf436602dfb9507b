"""clinic_visits computes follow_up from the visit alone, so that later visits do not change earlier ones."""

from __future__ import annotations

from alembic import op

from healthgen_db.schema.tables.views import view_clauses

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for clause in view_clauses("clinic_visits", replace=True):
        op.execute(clause)


def downgrade() -> None:
    op.execute("DROP VIEW clinic_visits")
