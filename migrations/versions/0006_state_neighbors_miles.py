"""state_neighbors gets the miles between two states, so that tools do not take it for a many-to-many link."""

from __future__ import annotations

from alembic import context, op
from sqlalchemy import Integer

from healthgen_db.schema.tables.base import column
from healthgen_db.world.places.distances import state_neighbors

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    miles = "Miles between the centers of population of the two states."
    op.add_column("state_neighbors", column("miles", Integer, miles, null=True))
    # A schema that is created from the script has no rows yet.
    if not context.is_offline_mode():
        values = ", ".join(
            f"('{state}', '{neighbor}', {apart})" for state, neighbor, apart in state_neighbors()
        )
        op.execute(
            f"UPDATE state_neighbors SET miles = v.miles FROM (VALUES {values}) AS v (state, neighbor, miles)"
            " WHERE state_neighbors.state = v.state AND state_neighbors.neighbor = v.neighbor"
        )
    op.alter_column("state_neighbors", "miles", nullable=False)
    op.create_check_constraint("miles", "state_neighbors", "miles > 0")


def downgrade() -> None:
    op.drop_column("state_neighbors", "miles")
