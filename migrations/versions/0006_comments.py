"""Comments that told something else than what is there."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What is commented on, what was said, and what is so.
STATES = (
    "US states, with the District of Columbia and the territories that the ZIP codes lie in.",
    "The 50 US states and the District of Columbia.",
)
DEFINITIONS = (
    "Constraints and indexes taken off for the load, to be put back; empty once it is done.",
    "Constraints and indexes that the load took off for the copy, as it put them back.",
)
WARNINGS = (
    "Warnings: rules of severity warning that found rows.",
    "Warnings: rules of severity warning that found rows, and metrics out of their band.",
)


def upgrade() -> None:
    _comment(1)


def downgrade() -> None:
    _comment(0)


def _comment(which: int) -> None:
    before = 1 - which
    op.create_table_comment("states", STATES[which], existing_comment=STATES[before])
    op.create_table_comment("load_definitions", DEFINITIONS[which], existing_comment=DEFINITIONS[before])
    op.alter_column("validation_runs", "warnings", comment=WARNINGS[which], existing_comment=WARNINGS[before])
